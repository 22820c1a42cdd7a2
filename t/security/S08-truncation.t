# SPDX-License-Identifier: ISC
#
# S8, the part in clear: an upload that is cut short is never called complete,
# neither to the client nor in a log, and an old file survives it where that is
# asked for. (ProFTPD's hidden uploads once deleted the good file.)
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Client qw(reset_connection);
use Test::More;

my $HOME = "$DIR/home/alice";
my %LOG = (native => '/var/log/vsftpd.log', xferlog => '/var/log/xferlog');

my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    dual_log_enable => 'YES', data_connection_timeout => 1);
my @ALICE = (getpwnam 'alice')[2, 3];
$t->inetd;

# Each is given the session and the data connection, and returns the replies
# that come. The data connection is still open behind some.
my %cuts = (
    'a reset of the data connection' => [qr/\A426 /, sub {
        my ($c, $data) = @_;
        reset_connection($data);
        return $c->reply;
    }],
    'silence' => [qr/\A421 /, sub { $_[0]->reply }],
    'ABOR' => [qr/\A426 .*\n226 /, sub {
        my ($c) = @_;
        return join "\n", $c->cmd('ABOR'), $c->reply;
    }],
    'a reset of both connections' => [qr/\A\z/, sub {
        my ($c, $data) = @_;
        reset_connection($data);
        $c->reset;
        return '';
    }],
    # Five seconds are left to who only hangs up, but the silence is shorter.
    'a hang-up of the control connection' => [qr/\A\z/, sub {
        $_[0]->close;
        return '';
    }],
);

# What is in the logs since the last look: (native status, xferlog status).
my %seen;
sub look {
    my ($name) = @_;
    my $text = substr read_file($LOG{$name}), $seen{$name} // 0;
    $seen{$name} = length read_file($LOG{$name});
    return $text;
}

sub cut {
    my ($how, $line, %options) = @_;
    my ($wanted, $deed) = @{ $cuts{$how} };
    $t->config(%options);
    my ($verb, $file) = split / /, $line;
    my $c = $t->client->login('alice', 'secret');
    $c->cmd('TYPE I');
    look($_) for keys %LOG;
    my $data = $c->passive;
    $c->cmd($line) =~ /^150 / or $c->fail_with("no $line");
    syswrite $data, 'half';
    wait_until(5, sub { grep { read_file($_) =~ /half\z/ }
        "$HOME/$file", glob "$HOME/.oneftpd-*" }) or die "no bytes\n";
    my $replies = $deed->($c, $data);
    my $name = "$line, $how";
    like($replies, $wanted, "$name: the replies");
    ok(wait_until(10, sub { read_file($LOG{xferlog})
        =~ m{ /run/t/home/alice/\S+ b _ i r alice ftp 0 [*] \w\n.*\z}
        && length read_file($LOG{xferlog}) > $seen{xferlog} }),
        "$name: it ends");
    like(look('native'), qr{ FAIL UPLOAD: .*"$HOME/$file", 4 bytes},
        "$name: is a failure");
    like(look('xferlog'), qr{ 4 $HOME/$file b _ i r alice ftp 0 [*] i$}m,
        "$name: is incomplete");
    $c->close;
    close $data;
    return;
}

sub own_file {
    my ($name, $text) = @_;
    chown @ALICE, write_file("$HOME/$name", $text);
    return;
}

for my $how (sort keys %cuts) {
    unlink glob "$HOME/*";
    own_file('old', 'the old one');
    cut($how, 'STOR old', atomic_uploads => 'YES');
    is(read_file("$HOME/old"), 'the old one', '... and the old file is whole');
    cut($how, 'STOR new', atomic_uploads => 'YES');
    is(join(' ', map { s{.*/}{}r } glob "$HOME/{*,.oneftpd-*}"), 'old',
        '... and nothing of a new one is left');
    cut($how, 'APPE old', atomic_uploads => 'NO',
        delete_failed_uploads => 'YES');
    is(read_file("$HOME/old"), 'the old onehalf', '... and what was there is');
    cut($how, 'STOR new');
    ok(!-e "$HOME/new", '... and delete_failed_uploads deletes it');
    cut($how, 'STOR new', delete_failed_uploads => 'NO');
    is(read_file("$HOME/new"), 'half', '... and what has come stays');
}

# No data connection at all: nothing has been lost, and nothing stays.
for my $delete (qw(YES NO)) {
    for my $atomic (qw(YES NO)) {
        my $is = "delete_failed_uploads=$delete, atomic_uploads=$atomic";
        $t->config(delete_failed_uploads => $delete,
            atomic_uploads => $atomic);
        unlink glob "$HOME/*";
        own_file('old', 'the old one');
        my $c = $t->client->login('alice', 'secret');
        for my $line ('STOR old', 'APPE old', 'STOR new', 'STOU unique') {
            close $c->active;
            $c->expect($line, qr/^425 /, "$is: no data connection for $line");
        }
        $c->cmd('NOOP');
        is(read_file("$HOME/old"), 'the old one', '... what was there is');
        my $left = grep { -e "$HOME/$_" } qw(new unique);
        is($left, $delete eq 'NO' && $atomic eq 'NO' ? 2 : 0,
            '... what this has made is deleted, where it says so');
        $c->close;
    }
}

# Who sends without haste is not cut.
$t->config(data_connection_timeout => 2);
my $c = $t->client->login('alice', 'secret');
$c->cmd('TYPE I');
my $data = $c->passive;
$c->expect('STOR slow', qr/^150 /, 'a slow upload');
for my $piece (1 .. 6) {
    select undef, undef, undef, 0.5;
    syswrite $data, $piece;
}
close $data;
$c->expect_reply(qr/^226 /, '... is received');
is(read_file("$HOME/slow"), '123456', '... whole');
$c->close;

$t->end;
done_testing;
