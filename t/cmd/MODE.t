# SPDX-License-Identifier: ISC
#
# MODE: a stream, and nothing else.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('MODE S');

my $c = $t->client->login;
$c->expect('MODE S', qr/^200 /);
$c->expect('mode s', qr/^200 /, 'in any case');
$c->expect("MODE $_", qr/^504 /, "\"MODE $_\" is refused")
    for 'B', 'C', 'Z', '', ' S', 'S ';

$t->end;
done_testing;
