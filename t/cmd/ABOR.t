# SPDX-License-Identifier: ISC
#
# ABOR: ends a transfer, or the wait for one.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Socket qw(MSG_OOB);
use Test::More;

my $t = OneFTPD->new(accept_timeout => 60);
small_buffers();
$t->inetd;
$t->client->wants_login('ABOR');

my $c = $t->client->login;
$c->expect('ABOR', qr/^225 /, 'nothing to abort');
$c->expect('abor at once', qr/^225 /, 'in any case, with any argument');
$c->expect("\xff\xf4\xff\xf2ABOR", qr/^225 /, 'with the Telnet bytes');
$c->passive;
$c->expect('ABOR', qr/^225 /, 'a passive port is no transfer');
my ($first, $last) = $c->fetch('RETR hello.txt');
like($last, qr/^226 /, 'and the next download works');

# The transfer is answered, and then the ABOR; the session goes on.
sub aborts {
    my ($phase, $abort, $refusal) = @_;
    my $client = reach($t, $phase);
    $client->send_bytes($abort);
    $client->expect_reply(qr/^$refusal /, "$phase: the transfer has failed");
    $client->expect_reply(qr/^226 /, "$phase: and the ABOR is answered");
    $client->gets_file('hello.txt', "Hello, world.\n",
        "$phase: the next download works");
    $client->close;
    return;
}

aborts('a download', "ABOR\r\n", 426);
aborts('a download', "\xff\xf4\xff\xf2ABOR\r\n", 426);
aborts('a listing', "ABOR\r\n", 426);
aborts('waiting for data', "ABOR\r\n", 425);

$c = reach($t, 'a download');
send $c->socket, "\xff\xf4\xff", 0;
send $c->socket, "\xf2", MSG_OOB;
$c->send_bytes("ABOR\r\n");
$c->expect_reply(qr/^426 /, 'sent as RFC 959 wants it, with urgent data');
$c->expect_reply(qr/^226 /, 'it works too');

$c = reach($t, 'a download');
$c->send_bytes("ABOR\r\nPWD\r\n");
$c->expect_reply(qr/^$_ /, "a command behind it is kept: $_")
    for 426, 226, 257;

$c = reach($t, 'a download');
$c->send_bytes("ABOR\r\nNOOP\r\nABOR\r\n");
$c->expect_reply(qr/^$_ /, "a second one has its own reply: $_")
    for 426, 226, 200, 225;

$t->end;
done_testing;
