# SPDX-License-Identifier: ISC
#
# PBSZ: disabled while ssl_enable=NO.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('PBSZ 0');

my $c = $t->client->login;
$c->expect('PBSZ 0', qr/^550 /);
$c->expect('pbsz 0', qr/^550 /);
$c->expect('PBSZ', qr/^550 /);
$c->expect('FEAT', qr/\A(?!.*PBSZ)/s, 'and not offered');

$t->end;
done_testing;
