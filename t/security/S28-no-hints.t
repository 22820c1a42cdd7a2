# SPDX-License-Identifier: ISC
#
# Who has not got the password learns nothing: not who exists, not why a login
# is refused (S28).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;
use Time::HiRes qw(time);

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES',
    delay_failed_login => 1);
$t->inetd;

my %people = (
    expired => 'is expired', nologin => 'may not log in',
    locked => 'is locked', good => 'gives a wrong password',
    nopassword => 'has none',
);
my $hash = crypt 'right', '$6$salt';
my %shadow = (expired => "$hash:1::::1:", nologin => "$hash:19000::::::",
    locked => "!$hash:19000::::::", good => "$hash:19000::::::",
    nopassword => "*:19000::::::");

sub append {
    my ($path, @lines) = @_;
    write_file($path, read_file($path) . join('', map { "$_\n" } @lines),
        $path =~ /shadow/ ? 0640 : 0644);
    return;
}
my $uid = 3000;
for my $name (sort keys %people) {
    my $shell = $name eq 'nologin' ? '/usr/sbin/nologin' : '/bin/sh';
    append('/etc/passwd', "$name:x:$uid:$uid:$name:$DIR/home/alice:$shell");
    append('/etc/shadow', "$name:$shadow{$name}");
    $uid++;
}
write_file('/etc/pam.d/ftp', <<'END');
auth required pam_unix.so nodelay
auth required pam_shells.so
account required pam_unix.so
END

# All that a client sees of a try, and that it has taken its time.
sub dialogue {
    my ($name, $password) = @_;
    my $c = $t->client;
    $c->reply;
    my @seen = $c->cmd("USER $name");
    my $began = time;
    push @seen, $c->cmd("PASS $password");
    cmp_ok(time - $began, '>=', 1, "$name: the refusal takes its time");
    push @seen, map { $c->cmd($_) } 'PASS again', 'PWD';
    $c->close;
    return join "\n", @seen;
}

my $unknown = dialogue('unknown', 'right');
like($unknown, qr/\A331 .*\n530 .*\n503 .*\n530 .*\z/, 'a stranger is refused');
is(dialogue($_, $_ eq 'good' ? 'wrong' : 'right'), $unknown,
    "somebody who $people{$_} sees the same") for sort keys %people;
is(dialogue('no such name', 'x'), $unknown, 'so does a name that cannot be');
is(dialogue('good', 'x' x 200), $unknown, 'and a password that cannot be');

$t->end;
done_testing;
