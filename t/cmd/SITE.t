# SPDX-License-Identifier: ISC
#
# SITE: never in an anonymous session.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('SITE CHMOD 777 hello.txt');

my $c = $t->client->login;
$c->expect('SITE CHMOD 777 hello.txt', qr/^550 /);
$c->expect('SITE UMASK 000', qr/^550 /);
$c->expect('SITE HELP', qr/^550 /);
$c->expect('SITE EXEC id', qr/^550 /);
$c->expect('site chmod 777 hello.txt', qr/^550 /);
$c->expect('SITE', qr/^550 /);
is((stat "$TREE/hello.txt")[2] & 07777, 0644, 'the mode has not changed');

$t->end;
done_testing;
