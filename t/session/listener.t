# SPDX-License-Identifier: ISC
#
# The listener is restarted, or dies: who is logged in does not notice.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new;
$t->expect_signals;
small_buffers();

# Who is there is served to the end, and a new listener takes the port meanwhile.
sub serves_to_the_end {
    my ($port, @sessions) = @_;
    my ($idle, $busy) = @sessions;
    ok(wait_until(3, sub { !OneFTPD::is_listening($port) }),
        'the port is closed');
    $idle->expect('PWD', qr/^257 /, 'who is logged in stays');
    $idle->gets_file('big.bin', $BIG, 'and downloads');
    ok($busy->read_all($busy->{data}) eq $BIG, 'a download goes on');
    $busy->expect_reply(qr/^226 /, 'to its end');

    my $next = $t->start($PROGRAM, $t->conf, "-olisten_port=$port",
        '-olisten=YES');
    $t->wait_listening($port);
    my $c = $t->client->login;
    $c->gets_file('hello.txt', "Hello, world.\n",
        'a new listener takes the same port');
    $c->close;
    $idle->expect('NOOP', qr/^200 /, 'beside the old sessions');
    $_->expect('QUIT', qr/^221 /, 'which end when they like') for @sessions;
    $t->stop($next);
    return;
}

my $listener = $t->listener;
my $idle = $t->client->login;
my $busy = reach($t, 'a download');
my $early = reach($t, 'a name given');
kill 'TERM', $listener;
ok(wait_until(3, sub { !OneFTPD::is_listening($t->port) }),
    'SIGTERM closes the port');
$early->expect('PASS x', qr/^230 /, 'who has begun to log in may go on');
$early->expect('QUIT', qr/^221 /);
my $port = $t->port;
serves_to_the_end($port, $idle, $busy);
is($t->finish($listener), 0, 'and with the last of them it ends');

$listener = $t->listener;
$idle = $t->client->login;
$port = $t->port;
kill 'TERM', $listener;
ok(wait_until(3, sub { !OneFTPD::is_listening($port) }), 'SIGTERM once');
$idle->expect('NOOP', qr/^200 /, 'ends nobody');
kill 'TERM', $listener;
like($idle->reply, qr/^421 /, 'SIGTERM twice ends the sessions');
ok($idle->is_closed, 'all of them');
is($t->finish($listener), 0, 'and the listener');

$listener = $t->listener;
$idle = $t->client->login;
$busy = reach($t, 'a download');
my @early = (reach($t, 'greeting'), reach($t, 'a name given'));
is($t->stop($listener, 'KILL') & 127, 9, 'SIGKILL ends the listener');
for my $c (@early) {
    like($c->reply, qr/^(?:421 .*)?\z/, 'who is not logged in is sent away');
    ok($c->is_closed, 'and disconnected');
}
serves_to_the_end($t->port, $idle, $busy);

$t->end;
done_testing;
