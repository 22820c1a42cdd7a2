# SPDX-License-Identifier: ISC
#
# NOOP: a sign of life.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('NOOP');

my $c = $t->client->login;
$c->expect('NOOP', qr/^200 /);
$c->expect('noop', qr/^200 /, 'in any case');
$c->expect('NOOP at all', qr/^200 /, 'its argument is ignored');
$c->expect(' NOOP', qr/^500 /, 'a blank before it: unknown');
$c->expect("NOOP\t", qr/^500 /, 'a tab behind it: unknown');
$c->expect('NOOPS', qr/^500 /, 'a letter more: unknown');
$c->expect('NOO', qr/^500 /, 'a letter less: unknown');

$t->end;
done_testing;
