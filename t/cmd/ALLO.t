# SPDX-License-Identifier: ISC
#
# ALLO: taken note of, and ignored.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('ALLO 100');

my $c = $t->client->login;
$c->expect("ALLO$_", qr/^202 /) for ' 100', ' 100 R 10', ' plenty', '';

$t->end;
done_testing;
