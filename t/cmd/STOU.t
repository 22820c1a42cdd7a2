# SPDX-License-Identifier: ISC
#
# STOU: an anonymous session may not, and nothing happens.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('STOU');

my $c = $t->client->login;
$c->expect('STOU', qr/^550 /);
$c->expect('STOU incoming/new.txt', qr/^550 /);
$c->expect('stou', qr/^550 /);
$c->expect('STOU', qr/^550 /);

$c->passive;
$c->expect('STOU incoming/new.txt', qr/^550 /, 'with a passive port, too');
is(join(' ', glob "$TREE/incoming/*"), '', 'no file was made');

$t->end;
done_testing;
