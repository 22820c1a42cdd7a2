# SPDX-License-Identifier: ISC
#
# GET, POST, HEAD, OPTIONS, CONNECT: a web page that makes its reader's browser
# talk to this server. That ends the session, whatever else is in the request.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
my $request = "Host: 127.0.0.1\r\n\r\nUSER ftp\r\nPASS x\r\nRETR hello.txt\r\n";

sub ends {
    my ($c, $line, $when) = @_;
    my $port = $c->local_port;
    $c->send_bytes("$line\r\n$request");
    $c->expect_reply(qr/^500 /, "$line $when is refused");
    ok($c->is_closed, 'and nothing behind it is looked at');
    is(exit_status($t, $port), 1, 'the session has failed');
    return;
}

for my $verb (qw(GET POST HEAD OPTIONS CONNECT)) {
    my $c = $t->client;
    $c->reply;
    ends($c, "$verb / HTTP/1.1", 'before login');
    ends($t->client->login, "$verb / HTTP/1.1", 'after login');
}
my $c = $t->client;
$c->reply;
ends($c, 'get', 'before login');

$c = $t->client;
$c->reply;
ends($c, 'TRACE / HTTP/1.1', 'before login');
$c = $t->client;
$c->reply;
$c->expect('TRACE /', qr/^530 /, 'without HTTP/1. a word is just unknown');

$t->end;
done_testing;
