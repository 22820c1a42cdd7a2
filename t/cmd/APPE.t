# SPDX-License-Identifier: ISC
#
# APPE: an anonymous session may not, and nothing happens.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('APPE hello.txt');

my $c = $t->client->login;
$c->expect('APPE hello.txt', qr/^550 /);
$c->expect('APPE incoming/new.txt', qr/^550 /);
$c->expect('appe hello.txt', qr/^550 /);
$c->expect('APPE', qr/^550 /);

$c->passive;
$c->expect('APPE hello.txt', qr/^550 /, 'with a passive port, too');
is(read_file("$TREE/hello.txt"), "Hello, world.\n", 'no file has grown');
is(join(' ', glob "$TREE/incoming/*"), '', 'and none was made');

$t->end;
done_testing;
