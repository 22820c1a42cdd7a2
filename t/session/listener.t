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

sub outlives {
    my ($signal) = @_;
    my $listener = $t->listener;
    my $port = $t->port;
    my $idle = $t->client->login;
    my $busy = reach($t, 'a download');
    my @early = (reach($t, 'greeting'), reach($t, 'a name given'));

    my $status = $t->stop($listener, $signal);
    is($status & 127, $signal eq 'KILL' ? 9 : 0, "SIG$signal ends the listener");
    ok(!OneFTPD::is_listening($port), 'its port is closed');
    for my $c (@early) {
        like($c->reply, qr/^(?:421 .*)?\z/, 'who is not logged in is sent away');
        ok($c->is_closed, 'and disconnected');
    }
    $idle->expect('PWD', qr/^257 /, 'who is logged in stays');
    $idle->gets_file('big.bin', $BIG, 'and downloads');
    ok($busy->read_all($busy->{data}) eq $BIG, 'a download goes on');
    $busy->expect_reply(qr/^226 /, 'to its end');

    my $next = $t->start($PROGRAM, $t->conf, "-olisten_port=$port",
        '-olisten=YES');
    $t->wait_listening($port);
    $t->client->login->gets_file('hello.txt', "Hello, world.\n",
        'a new listener takes the same port');
    $idle->expect('NOOP', qr/^200 /, 'beside the old sessions');
    $idle->expect('QUIT', qr/^221 /, 'which end when they like');
    $t->stop($next);
    return;
}

outlives('TERM');
outlives('KILL');
$t->end;
done_testing;
