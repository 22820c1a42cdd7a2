# SPDX-License-Identifier: ISC
#
# DELE: an anonymous session may not, and nothing happens.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('DELE hello.txt');

my $c = $t->client->login;
$c->expect('DELE hello.txt', qr/^550 /);
$c->expect('DELE missing.txt', qr/^550 /);
$c->expect('dele hello.txt', qr/^550 /);
$c->expect('DELE', qr/^550 /);
ok(-e "$TREE/hello.txt", 'the file is still there');

$t->end;
done_testing;
