# SPDX-License-Identifier: ISC
#
# STOR: an anonymous session may not, and nothing happens.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('STOR incoming/new.txt');

my $c = $t->client->login;
$c->expect('STOR incoming/new.txt', qr/^550 /);
$c->expect('STOR hello.txt', qr/^550 /);
$c->expect('stor incoming/new.txt', qr/^550 /);
$c->expect('STOR', qr/^550 /);

my $data = $c->passive;
$c->expect('STOR incoming/new.txt', qr/^550 /, 'with a passive port, too');
ok(!-e "$TREE/incoming/new.txt", 'no file was made');
is(-s "$TREE/hello.txt", 14, 'and none was cut');
$c->expect('RETR hello.txt', qr/^150 /, 'the port is kept');
is($c->read_all($data), "Hello, world.\n", 'and serves a download');
$c->expect_reply(qr/^226 /, 'which succeeds');

$t->end;
done_testing;
