# SPDX-License-Identifier: ISC
#
# Commands before the login (S17, CVE-2015-3306, CVE-2019-12815): every verb
# that is not for this is refused with 530, with no name, with one, and after a
# password that was wrong; and none leaves anything behind for the session that
# comes of it in the end.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Output;
use OneFTPD::Verbs;
use Test::More;

my $AT_ONCE = 9;    # refusals that a session bears before a login

my $t = OneFTPD->new(write_enable => 'YES', anon_upload_enable => 'YES',
    anon_mkdir_write_enable => 'YES', anon_other_write_enable => 'YES',
    delay_failed_login => 0, deny_email_enable => 'YES',
    banned_email_file => "$DIR/banned");
write_file("$DIR/banned", "bad\n");
chmod 0777, $TREE;
$t->inetd;

# The table of commands says which verbs are for this.
my $table = read_file("$SOURCE/src/engine/commands.def");
my %for_all = map { $_ => 1 } ($table =~ /^COMMAND\("(\w+)", \w+, ANY_STATE/mg,
    'AUTH', $table =~ /^HTTP\("(\w+)"\)/mg);
my %known = map { $_ => 1 } $table =~ /^\w+\("([^"]+)"/mg;
my @lines = map { "$_->[0] $_->[1]" =~ s/\\s/ /gr =~ s/\{e?port\}/x/gr }
    grep { !$for_all{ $_->[0] } } verb_rows();
push @lines, 'SITE CPFR /etc/passwd', 'SITE CPTO copy', 'SITE CHMOD 777 hello.txt',
    'SITE EXEC id', 'HASH hello.txt', 'COPY hello.txt copy', 'SITE UMASK 000',
    'PORT 127,0,0,1,200,10', 'EPRT |1|127.0.0.1|51210|';
my %tried = map { (split)[0] => 1 } @lines;
is(join(' ', grep { !$for_all{$_} && !$tried{$_} } sort keys %known), '',
    'every verb of the table is tried');

# Ways to be before the login: what is said first, and the codes of that.
my @states = (
    ['without a name' => []],
    ['with a name' => ['USER ftp', 331]],
    ['after a wrong password' => ['USER ftp', 331], ['PASS bad', 530]],
    ['after REIN' => ['USER ftp', 331], ['REIN', 530]],
);

# A client in that state, where `most` more lines can be said.
sub come {
    my ($name, @said) = @_;
    my $c = $t->client;
    $c->reply =~ /^220 / or $c->fail_with('no greeting');
    for (grep { @$_ } @said) {
        my ($line, $code) = @$_;
        $c->cmd($line) =~ /^$code / or $c->fail_with("$name: $line");
    }
    return $c;
}

# What is there, of whom, and how large.
sub tree { return output_of('find', $TREE, '-printf', '%p %M %u %s %T@\n') }
my $before = tree();

for my $state (@states) {
    my ($name, @said) = @$state;
    my @rest = @lines;
    while (my @some = splice @rest, 0, $AT_ONCE - 1) {
        my $c = come($name, @said);
        is(join("\n", map { substr($c->cmd($_), 0, 4) . $_ } @some),
            join("\n", map { "530 $_" } @some), "$name: refused");
        $c->close;
    }
}
is(tree(), $before, 'nothing has been made, moved, changed or removed');

# What was said in vain has no effect later.
my %leaves = (
    'REST 5' => sub { $_[0]->gets_file('hello.txt', "Hello, world.\n",
        'REST before the login is forgotten') },
    'RNFR hello.txt' => sub { $_[0]->expect('RNTO gone.txt', qr/^503 /,
        'RNFR before the login is forgotten') },
    'EPSV' => sub { $_[0]->expect('RETR hello.txt', qr/^425 /,
        'EPSV before the login opens nothing') },
    'PORT 127,0,0,1,200,10' => sub { $_[0]->expect('RETR hello.txt', qr/^425 /,
        'PORT before the login is forgotten') },
    'CWD pub' => sub { $_[0]->expect('PWD', qr{^257 "/"},
        'CWD before the login is forgotten') },
    'EPSV ALL' => sub { $_[0]->expect('PASV', qr/^227 /,
        'EPSV ALL before the login is no promise') },
    'TYPE I' => sub { $_[0]->expect('STAT', qr/^ +TYPE: ASCII$/m,
        'TYPE before the login is forgotten') },
);
for my $line (sort keys %leaves) {
    for my $state (@states) {
        my ($name, @said) = @$state;
        my $c = come($name, @said);
        $c->expect($line, qr/^530 /, "$name: $line");
        $c->expect('USER ftp', qr/^331 /, '... and then a name');
        $c->expect('PASS good', qr/^230 /, '... and a password');
        $leaves{$line}->($c);
        $c->close;
    }
}

$t->end;
done_testing;
