# SPDX-License-Identifier: ISC
#
# The time of a refusal (S28) says nothing of its reason: that of a stranger, who
# costs no hash, and of people who cost a slow one, for whatever reason they are
# not let in. Tries of all kinds take turns, so that a busy machine is busy for
# all of them. Compared is what a quarter of each kind's tries stays below: what
# else the machine does adds to the times, and never takes from them.
#
# ONEFTPD_ROUNDS=500: so many tries of each kind, and within 2 ms, which takes a
# machine that does nothing else.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Select;
use OneFTPD;
use Test::More;
use Time::HiRes qw(time);

my $ROUNDS = $ENV{ONEFTPD_ROUNDS} // 6;
my $CLOSE = $ENV{ONEFTPD_ROUNDS} ? 0.002 : 0.01;   # seconds
my $APART = 0.1;        # seconds from one try to the next
my $SLOW = '$6$rounds=150000$salt';

my $t = OneFTPD->new(local_enable => 'YES', delay_failed_login => 1);
my $began = time;
my $hash = crypt 'right', $SLOW;
cmp_ok(time - $began, '>', 2 * $CLOSE, 'a hash takes much longer than that');
my %shadow = (wrong => "$hash:19000::::::", expired => "$hash:1::::1:",
    nologin => "$hash:19000::::::", locked => "!$hash:19000::::::",
    starred => '*:19000::::::');

sub append {
    my ($path, $line, $mode) = @_;
    write_file($path, read_file($path) . "$line\n", $mode);
    return;
}
my $uid = 3000;
for my $name (sort keys %shadow) {
    my $shell = $name eq 'nologin' ? '/usr/sbin/nologin' : '/bin/sh';
    append('/etc/passwd', "$name:x:$uid:$uid:$name:$DIR/home/alice:$shell", 0644);
    append('/etc/shadow', "$name:$shadow{$name}", 0640);
    $uid++;
}
write_file('/etc/pam.d/ftp', <<'END_PAM');
auth required pam_unix.so nodelay
auth required pam_shells.so
account required pam_unix.so
END_PAM
$t->inetd;

my @kinds = ('stranger', sort keys %shadow);
my %times = map { $_ => [] } @kinds;
my $select = IO::Select->new;
my %waiting;        # by descriptor: [kind, client, when it was sent]

# Whoever has been answered is done.
sub collect {
    my ($seconds) = @_;
    for my $socket ($select->can_read($seconds)) {
        my $now = time;
        my ($kind, $c, $began) = @{ delete $waiting{ fileno $socket } };
        push @{ $times{$kind} }, $now - $began;
        $select->remove($socket);
        $c->reply =~ /^530 / or $c->fail_with("$kind: not refused");
        $c->close;
    }
    return;
}

sub try {
    my ($kind) = @_;
    my $c = $t->client;
    $c->reply;
    $c->cmd("USER $kind");
    $select->add($c->socket);
    $waiting{ fileno $c->socket } = [ $kind, $c, time ];
    $c->send_line('PASS ' . ($kind eq 'wrong' ? 'not right' : 'right'));
    return;
}

for my $round (1 .. $ROUNDS) {
    for my $kind (@kinds) {
        my $next = time + $APART;
        try($kind);
        while ((my $left = $next - time) > 0) { collect($left) }
    }
    push @kinds, shift @kinds;
}
collect(5) while %waiting;

sub quarter { return (sort { $a <=> $b } @_)[@_ / 4] }
my $base = quarter(@{ $times{stranger} });
cmp_ok($base, '>=', 1, 'a stranger is refused after the delay');
for my $kind (grep { $_ ne 'stranger' } sort @kinds) {
    my $quarter = quarter(@{ $times{$kind} });
    is(scalar @{ $times{$kind} }, $ROUNDS, "$kind: every try is answered");
    cmp_ok(abs($quarter - $base), '<', $CLOSE, "$kind: as late as a stranger")
        || diag(sprintf '%.4f and %.4f s', $quarter, $base);
    note(sprintf '%s: %+.4f s', $kind, $quarter - $base);
}

$t->end;
done_testing;
