# SPDX-License-Identifier: ISC
#
# PASV, and P@SW, which it becomes behind some routers.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('PASV');
$t->client->wants_login('P@SW');

my $c = $t->client->login;
$c->expect('PASV', qr/^227 [^(]*\(127,0,0,1,\d{1,3},\d{1,3}\)\.?$/,
    'the address and the port');
$c->expect('pasv now', qr/^227 /, 'in any case; its argument is ignored');
$c->expect('P@SW', qr/^227 [^(]*\(127,0,0,1,\d+,\d+\)/, 'P@SW is PASV');
my ($first, $last, $bytes) = $c->fetch('RETR hello.txt', 'PASV');
is($bytes, "Hello, world.\n", 'a file comes over it');
$c->expect('RETR hello.txt', qr/^425 /, 'once');

# A port serves until a transfer has used it.
my $data = $c->passive('PASV');
$c->expect("RETR $_", qr/^550 /, "\"RETR $_\" is refused")
    for 'missing.txt', 'private.txt', 'pub';
$c->expect('RETR hello.txt', qr/^150 /, 'and the port is still there');
is($c->read_all($data), "Hello, world.\n", 'for the next one');
$c->expect_reply(qr/^226 /, 'which succeeds');

my $old = $c->passive_port('PASV');
my $new = $c->passive_port('PASV');
isnt($new, $old, 'a second PASV opens another port');
ok(!OneFTPD::is_listening($old), 'and the first is closed');
$c->close;

$c = $t->client(host => '127.0.0.2')->login;
$c->expect('PASV', qr/\(127,0,0,2,/, 'the address that the client came to');
$c->close;

$t->config(pasv_address => '192.0.2.7', pasv_min_port => 6100,
    pasv_max_port => 6101);
$c = $t->client->login;
my $high = qr/23,(?:212|213)/;
$c->expect('PASV', qr/\(192,0,2,7,$high\)/, 'pasv_address and the port range');
$c->close;
$c = $t->client(host => '::1')->login;
$c->expect('PASV', qr/\(192,0,2,7,$high\)/, 'to an IPv6 client as well');
$c->close;

$t->config(pasv_enable => 'NO');
$c = $t->client->login;
$c->expect('PASV', qr/^550 /, 'pasv_enable=NO');
$c->expect('P@SW', qr/^500 /, 'pasv_enable=NO: P@SW is not even known');
$c->expect('LIST', qr/^425 /, 'so there are no transfers');

$t->end;
done_testing;
