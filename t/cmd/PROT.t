# SPDX-License-Identifier: ISC
#
# PROT: disabled while ssl_enable=NO.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('PROT P');

my $c = $t->client->login;
$c->expect('PROT P', qr/^550 /);
$c->expect('PROT C', qr/^550 /);
$c->expect('prot p', qr/^550 /);
$c->expect('PROT', qr/^550 /);
$c->expect('FEAT', qr/\A(?!.*PROT)/s, 'and not offered');

$t->end;
done_testing;
