# SPDX-License-Identifier: ISC
#
# RMD, XRMD: an anonymous session may not, and nothing happens.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('RMD empty');
$t->client->wants_login('XRMD empty');

my $c = $t->client->login;
$c->expect('RMD empty', qr/^550 /);
$c->expect('rmd empty', qr/^550 /);
$c->expect('XRMD empty', qr/^550 /);
$c->expect('RMD', qr/^550 /);
ok(-d "$TREE/empty", 'the directory is still there');

$t->end;
done_testing;
