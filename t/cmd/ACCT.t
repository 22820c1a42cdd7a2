# SPDX-License-Identifier: ISC
#
# ACCT: an account for billing. Known, and never offered.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('ACCT money');

my $c = $t->client->login;
$c->expect('ACCT money', qr/^502 /);
$c->expect(lc 'ACCT', qr/^502 /, 'in any case, without an argument');
$c->expect('PWD', qr/^257 "\/" /, 'and nothing has changed');

$t->end;
done_testing;
