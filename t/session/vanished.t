# SPDX-License-Identifier: ISC
#
# A client that goes without a word leaves nothing behind, whenever it goes and
# whether its system says goodbye (FIN) or not (reset).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(accept_timeout => 60, data_connection_timeout => 60);
small_buffers();
$t->inetd;

# In a transfer the data connection goes as well, as it does with a client's
# process; a client that closes only the control connection comes below.
sub vanish_in {
    my ($phase, $how) = @_;
    my $c = reach($t, $phase);
    my $port = $c->local_port;
    CORE::close($c->{data}) if $c->{data};
    $c->$how;
    ok(wait_until(3, sub { !$t->session_processes }),
        "$phase, $how: all processes have ended");
    is(exit_status($t, $port), 1, "$phase, $how: the session has failed");
    return;
}

for my $phase (phases()) {
    vanish_in($phase, $_) for qw(close reset);
}

# The grace for a client that closes control a moment too early: the download
# that is on may end.
my $c = reach($t, 'a download');
$c->close;
my $bytes = $c->read_all($c->{data});
ok($bytes eq $BIG, 'a download outlives the control connection');
ok(wait_until(3, sub { !$t->session_processes }), 'and is the last thing');

# But not for ever, when nobody reads it.
$c = reach($t, 'a download');
$c->close;
ok(wait_until(10, sub { !$t->session_processes }),
    'a download that nobody reads does not outlive it for long');

# All that was sent before is done, and answered.
$c = $t->client;
$c->send_bytes("USER ftp\r\nPASS x\r\nPWD\r\n");
shutdown $c->socket, 1;
$c->expect_reply(qr/^$_ /, "a client that can only listen: $_")
    for 220, 331, 230, 257;
ok($c->is_closed, 'and then the connection is closed');

$t->end;
done_testing;
