# SPDX-License-Identifier: ISC
#
# RNTO: an anonymous session may not, and nothing happens.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('RNTO incoming/other.txt');

my $c = $t->client->login;
$c->expect('RNTO incoming/other.txt', qr/^550 /);
$c->expect('rnto incoming/other.txt', qr/^550 /);
$c->expect('RNTO', qr/^550 /);
is(join(' ', glob "$TREE/incoming/*"), '', 'nothing has got a new name');

$t->end;
done_testing;
