# SPDX-License-Identifier: ISC
#
# MKD, XMKD: an anonymous session may not, and nothing happens.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('MKD incoming/new');
$t->client->wants_login('XMKD incoming/new');

my $c = $t->client->login;
$c->expect('MKD incoming/new', qr/^550 /);
$c->expect('mkd incoming/new', qr/^550 /);
$c->expect('XMKD incoming/new', qr/^550 /);
$c->expect('MKD', qr/^550 /);
is(join(' ', glob "$TREE/incoming/*"), '', 'no directory was made');

$t->end;
done_testing;
