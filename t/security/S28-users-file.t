# SPDX-License-Identifier: ISC
#
# Who has not got the password learns nothing of a users file (S28): not who is
# in it, not why a login is refused.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use OneFTPD::Users;
use Test::More;
use Time::HiRes qw(time);

# So slow a hash that it stands out among all that a session does.
my $SLOW = '$2b$10$abcdefghijklmnopqrstuu';
my $HASH = hash_of('right', $SLOW);
my $HOME = "$DIR/home/alice";
my $t = OneFTPD->new(users_file => $USERS, xferlog_enable => 'YES',
    log_ftp_protocol => 'YES', max_login_fails => 100);
$t->inetd;

my %people = (
    good => [$HASH, 'gives a wrong password'],
    locked => ["!$HASH", 'is locked'],
    starred => ['*', 'has no password'],
    odd => ['$apr1$x$y', 'has a hash that is none'],
    clear => ['right', 'has the password in clear'],
    root0 => [$HASH, 'has uid 0'],
);
users(map({ user($_, $people{$_}[0], $_ eq 'root0' ? 0 : 5001, 5002, $HOME) }
    sort keys %people));

# Clock ticks of CPU that the processes which a session has waited for have had.
sub ticks {
    my ($pid) = @_;
    my ($fields) = read_file("/proc/$pid/stat") =~ /\) (.*)/;
    my @all = split ' ', $fields;
    return $all[13] + $all[14];
}

# All that a client sees of a try, and what it cost.
sub try {
    my ($name, $password) = @_;
    my $c = $t->client;
    $c->reply;
    my @seen = $c->cmd("USER $name");
    my ($monitor) = process_ids($t, $c);
    my $began = ticks($monitor);
    push @seen, $c->cmd("PASS $password");
    my $cost = ticks($monitor) - $began;
    push @seen, map { $c->cmd($_) } 'PASS again', 'PWD';
    $c->close;
    return (join("\n", @seen), $cost);
}

$t->config(delay_failed_login => 0);
my ($unknown, $base) = try('unknown', 'right');
like($unknown, qr/\A331 .*\n530 .*\n503 .*\n530 .*\z/, 'a stranger is refused');
cmp_ok($base, '>=', 2, 'and costs a hash');
for my $name (sort keys %people) {
    my ($seen, $cost) = try($name, $name eq 'good' ? 'wrong' : 'right');
    is($seen, $unknown, "somebody who $people{$name}[1] sees the same");
    cmp_ok($cost, '>=', $base / 3, 'and costs as much');
    cmp_ok($cost, '<=', $base * 3 + 3, 'and no more');
}
is((try('no such name', 'x'))[0], $unknown, 'so does a name that cannot be');
is((try('good', 'x' x 200))[0], $unknown, 'and a password that cannot be');
users("# nobody\n");
cmp_ok((try('unknown', 'right'))[1], '>=', 1, 'an empty file costs a hash, too');

$t->config(delay_failed_login => 1);
my $began = time;
is((try('unknown', 'right'))[0], $unknown, 'after the delay as well');
cmp_ok(time - $began, '>=', 1, 'which is kept');

$t->end;
done_testing;
