# SPDX-License-Identifier: ISC
#
# SMNT: mounting. Known, and never offered.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('SMNT /');

my $c = $t->client->login;
$c->expect('SMNT /', qr/^502 /);
$c->expect(lc 'SMNT', qr/^502 /, 'in any case, without an argument');
$c->expect('PWD', qr/^257 "\/" /, 'and nothing has changed');

$t->end;
done_testing;
