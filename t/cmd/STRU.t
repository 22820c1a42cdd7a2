# SPDX-License-Identifier: ISC
#
# STRU: files without structure, and nothing else.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('STRU F');

my $c = $t->client->login;
$c->expect('STRU F', qr/^200 /);
$c->expect('stru f', qr/^200 /, 'in any case');
$c->expect("STRU $_", qr/^504 /, "\"STRU $_\" is refused")
    for 'R', 'P', '', ' F', 'F ', 'FF';

$t->end;
done_testing;
