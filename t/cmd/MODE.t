# SPDX-License-Identifier: ISC
#
# MODE: a stream, and nothing else. No client makes the server unpack, hash or
# copy (S26).
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
$c->expect("$_ hello.txt", qr{^500 }, "there is no $_")
    for qw(HASH XCRC XMD5 XSHA1 XSHA256 COPY);

$t->end;
done_testing;
