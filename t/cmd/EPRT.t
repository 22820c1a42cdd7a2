# SPDX-License-Identifier: ISC
#
# EPRT (RFC 2428): PORT for both kinds of address.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('EPRT |1|127.0.0.1|5000|');

for my $host ('127.0.0.1', '::1') {
    my $c = $t->client(host => $host)->login;
    $c->cmd('TYPE I');
    my $listener = $c->active;
    $c->send_line('RETR hello.txt');
    my $data = $listener->accept or die "nobody came: $!\n";
    $c->expect_reply(qr/^150 /, "$host: 150");
    is($c->read_all($data), "Hello, world.\n", "$host: the file");
    $c->expect_reply(qr/^226 /, "$host: 226");
    $c->expect('RETR hello.txt', qr/^425 /, "$host: once");
    $c->expect('FEAT', qr/^ EPRT$/m, "$host: FEAT has it");
    $c->close;
}

my $c = $t->client->login;
$c->expect('EPRT |1|127.0.0.1|5000', qr/^200 /, 'the last bar may be missing');
my @bad = ('', '|', '|1|127.0.0.1|', '|1|127.0.0.1||', '||127.0.0.1|5000|',
    '|3|127.0.0.1|5000|', '|0|127.0.0.1|5000|', '|1x|127.0.0.1|5000|',
    '|2|::1|5000|', '|2|127.0.0.1|5000|', '|1|::1|5000|',
    '|1|127.0.0.1|65536|', '|1|127.0.0.1|-5000|', '|1|127.0.0.1|5000x|',
    '|1|127.0.0.1|5000|x', '|1|127.0.0.1|5000||', '!1!127.0.0.1!5000!',
    'x|1|127.0.0.1|5000|', '|1|127.0.0.01|5000|', '|1|127.0.0|5000|',
    '|1|127.0.0.1.1|5000|', '|1|256.0.0.1|5000|', '|1| 127.0.0.1|5000|',
    '|1|127.0.0.1|05000|', '|1|' . '1' x 400 . '|5000|', '|' x 400,
    "|1|127.0.0.1\0|5000|");
for my $bad (@bad) {
    $c->active;
    $c->expect("EPRT $bad", qr/^500 /, 'EPRT ' . substr $bad, 0, 40);
    $c->expect('RETR hello.txt', qr/^425 /, '... and nothing is left');
}
for my $other ('|1|127.0.0.2|5000|', '|1|0.0.0.0|5000|', '|1|192.0.2.1|5000|',
    '|1|127.0.0.1|1023|', '|1|127.0.0.1|0|', '|1|127.0.0.1|21|') {
    $c->active;
    $c->expect("EPRT $other", qr/^500 /, "not the client's: $other");
    $c->expect('RETR hello.txt', qr/^425 /, '... and nothing is left');
}
$c->close;

$c = $t->client(host => '::1')->login;
my $port = $c->active->sockport;
for my $other ("|2|::2|$port|", "|2|::|$port|", "|2|::ffff:127.0.0.1|$port|",
    "|1|127.0.0.1|$port|", "|2|fe80::1|$port|", "|2|::1|1023|") {
    $c->expect("EPRT $other", qr/^500 /, "not the client's: $other");
}
$c->expect("EPRT |2|0:0:0:0:0:0:0:1|$port|", qr/^200 /, '::1 written out');
$c->expect("EPRT |2|::0.0.0.1|$port|", qr/^200 /, '::1 with a dotted end');
$c->expect("EPRT |2|::1%lo|$port|", qr/^200 /, 'a scope is ignored');
for my $bad ('|2|::1::|5000|', '|2|12345::|5000|', '|2|::g|5000|', '|2||5000|',
    '|2|' . ':' x 60 . '|5000|') {
    $c->expect("EPRT $bad", qr/^500 /, "EPRT $bad");
}

$c->expect('EPSV ALL', qr/^200 /, 'EPSV ALL');
$c->expect("EPRT |2|::1|$port|", qr/^550 /, '... and EPRT is refused');
$c->close;

# An IPv4 client of an IPv6 socket.
my $pid = $t->listener('listen=NO', 'listen_ipv6=YES');
$c = $t->client->login;
my $listener = $c->active;
$c->cmd('TYPE I');
$c->expect('RETR hello.txt', qr/^150 /, 'over an IPv6 socket to IPv4');
is($c->read_all($listener->accept), "Hello, world.\n", '... the file');
$c->expect_reply(qr/^226 /, '... to its end');
$listener = $c->active;
$c->expect('EPRT |2|::ffff:127.0.0.1|' . $listener->sockport . '|', qr/^200 /,
    'the same address, mapped');
$c->expect('RETR hello.txt', qr/^150 /, '... goes there');
is($c->read_all($listener->accept), "Hello, world.\n", '... the file');
$c->close;
$t->stop($pid);

$t->config(port_enable => 'NO');
$t->inetd;
$c = $t->client->login;
$c->expect("EPRT |1|127.0.0.1|5000|", qr/^550 /, 'port_enable=NO');

$t->end;
done_testing;
