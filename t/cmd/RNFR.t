# SPDX-License-Identifier: ISC
#
# RNFR: an anonymous session may not, and nothing happens.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('RNFR hello.txt');

my $c = $t->client->login;
$c->expect('RNFR hello.txt', qr/^550 /);
$c->expect('RNFR missing.txt', qr/^550 /);
$c->expect('rnfr hello.txt', qr/^550 /);
$c->expect('RNFR', qr/^550 /);
$c->expect('RNTO other.txt', qr/^550 /, 'so no RNTO can follow');
ok(-e "$TREE/hello.txt", 'the file has kept its name');

$t->end;
done_testing;
