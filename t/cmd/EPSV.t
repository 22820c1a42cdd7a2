# SPDX-License-Identifier: ISC
#
# EPSV (RFC 2428): a port, over whatever protocol the client came.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('EPSV');

my $shape = qr/^229 .*\(\|\|\|\d{4,5}\|\)$/;
my $c = $t->client(host => '::1')->login;
$c->expect('EPSV', $shape, 'only the port is told');
$c->expect('epsv 1', $shape, 'IPv4 may be asked for');
$c->expect('EPSV 2', $shape, 'IPv6 by an IPv6 client');
my ($first, $last, $bytes) = $c->fetch('RETR hello.txt', 'EPSV 2');
is($bytes, "Hello, world.\n", 'a file comes over it');
$c->expect('RETR hello.txt', qr/^425 /, 'once');

my $data = $c->passive;
for my $bad ('0', '3', '99', 'x', '-1', ' ', '1 2') {
    $c->expect("EPSV $bad", qr/^522 /, "\"EPSV $bad\" is refused");
}
$c->expect('RETR hello.txt', qr/^150 /, 'and the port is still there');
is($c->read_all($data), "Hello, world.\n", 'for a download');
$c->expect_reply(qr/^226 /, 'which succeeds');

my $old = $c->passive_port;
isnt($c->passive_port('PASV'), $old, 'PASV takes its place');
ok(!OneFTPD::is_listening($old), 'and the port is closed');

$c->expect('EPSV all', qr/^200 /, 'EPSV ALL');
$c->expect('PASV', qr/^550 /, 'then PASV is refused');
$c->expect('P@SW', qr/^500 /, 'and its alias, as if there were none');
$c->expect('PORT 127,0,0,1,4,4', qr/^550 /, 'and PORT');
$c->expect('EPSV', $shape, 'and EPSV works');
$c->close;

my $pid = $t->listener;
$c = $t->client->login;
$c->expect('EPSV 1', $shape, 'IPv4 by an IPv4 client');
$c->expect('EPSV 2', qr/^522 /, 'but no IPv6');
$c->close;
$t->stop($pid);

$t->config(pasv_enable => 'NO');
$t->inetd;
$c = $t->client->login;
$c->expect('EPSV', qr/^550 /, 'pasv_enable=NO');
$c->expect('EPSV ALL', qr/^550 /, 'pasv_enable=NO: nor that');

$t->end;
done_testing;
