# SPDX-License-Identifier: ISC
#
# SYST: the line that clients key on, to the letter.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('SYST');

my $c = $t->client->login;
$c->expect('SYST', qr/^215 UNIX Type: L8$/);
$c->expect('syst em', qr/^215 UNIX Type: L8$/, 'its argument is ignored');

$t->end;
done_testing;
