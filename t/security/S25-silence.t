# SPDX-License-Identifier: ISC
#
# Connections that say nothing (S25): from one address they cannot keep another
# one out, and none costs more than a waiting process.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Crowd;
use OneFTPD::Sessions;
use Test::More;

my $LOG = '/var/log/vsftpd.log';
my $t = OneFTPD->new(max_clients => 200, max_per_ip => 50, local_enable => 'YES',
    xferlog_enable => 'YES');
$t->inetd;
my $port = $t->port;

my $crowd = OneFTPD::Crowd->new->come(120, port => $port);
is_deeply({ $crowd->answers }, { 220 => 50, 421 => 70 },
    'of 120 connections from one address 50 are let in');
ok($t->client(local => '127.0.0.2')->login, 'another address logs in');

# Memory of one that waits: its own pages, without those that all share.
my ($silent) = grep { $_->{parent} != 1 } $t->session_processes;
my $memory = read_file("/proc/$silent->{pid}/smaps_rollup");
my ($private) = $memory =~ /^Private_Dirty: +(\d+) kB/m;
# The sanitizers have memory of their own, beside each byte.
my $most = `nm $PROGRAM` =~ /__asan_init/ ? 50_000 : 500;
cmp_ok($private, '<', $most, "one that waits has $private kB of its own");
$crowd->leave;
ok(wait_until(20, sub { !$t->session_processes }), 'all leave');

# Where nothing is set for an address, max_clients is everybody's.
$t->config(max_clients => 20, max_per_ip => 0);
$crowd = OneFTPD::Crowd->new->come(40, port => $port);
is_deeply({ $crowd->answers }, { 220 => 20, 421 => 20 },
    'one address takes all places');
my @others = map { $t->client(local => '127.0.0.2')->login } 1 .. 10;
is(scalar @others, 10, 'another one gets its half of them nevertheless');
like(read_file($LOG), qr/max_clients: the oldest of the connections from ::ffff:127[.]0[.]0[.]1/,
    'the log tells of it (EVICTED)');
my $left = 0;
ok(wait_until(10, sub {
    $left = grep { $_->{parent} != 1 } $t->session_processes;
    my ($status, $out) = $t->run_program('who');
    return $out =~ /^20 sessions$/m;
}), 'and no more than 20 are there');

# Who has logged in stays; and of silent ones nobody has more than the other.
$crowd->come(5, port => $port, local => '127.0.0.3');
$crowd->answers;
ok(!$_->is_closed(0), 'who has logged in has not been ended') for @others[0, 9];
$_->expect('NOOP', qr/^200 /, 'nor bothered') for @others[0, 9];
$_->close for @others;
$crowd->leave;
ok(wait_until(20, sub { !$t->session_processes }), 'all leave');

# No room is made for who may not come in, nor by those who have logged in.
$t->config(max_clients => 2, tcp_wrappers => 'YES');
write_file('/etc/hosts.deny', "vsftpd: 127.0.0.4\n");
my @two = map { $t->client } 1 .. 2;
$_->reply for @two;
my $denied = $t->client(local => '127.0.0.4');
like($denied->reply, qr/^421 /, 'a client that hosts.deny has is refused');
$two[0]->expect('NOOP', qr/^530/, 'for it nobody was ended');
$two[1]->expect('NOOP', qr/^530/, 'nobody at all');
$_->close for @two;
ok(wait_until(20, sub { !$t->session_processes }), 'both leave');
@two = map { $t->client->login } 1 .. 2;
my $late = $t->client(local => '127.0.0.2');
like($late->reply, qr/^421 Too many users/,
    'where all places are taken by users, a newcomer is refused');
$_->expect('NOOP', qr/^200 /, 'and they stay') for @two;

$t->end;
done_testing;
