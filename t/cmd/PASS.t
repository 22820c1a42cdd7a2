# SPDX-License-Identifier: ISC
#
# PASS: for anonymous users, an address by custom.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new(delay_failed_login => 0);
$t->inetd;

my $c = $t->client;
$c->reply;
$c->expect('PASS x', qr/^503 /, 'without a name');
$c->cmd('USER alice');
$c->expect('PASS secret', qr/^503 /, 'after a name that was refused');
$c->cmd('USER ftp');
$c->expect('PASS ' . 'x' x 129, qr/^530 /, '129 bytes are too many');
$c->expect('PASS x', qr/^503 /, 'after a failure the name is forgotten');

for my $password ('me@example.org', '', ' two blanks ', "\xff\xff\0",
    'x' x 128) {
    $c = $t->client;
    $c->reply;
    $c->cmd('USER anonymous');
    $c->expect("PASS $password", qr/^230 /, length($password) . ' bytes');
}
$c->expect('PASS again', qr/^230 /, 'after login it is answered kindly');
$c->expect('pass', qr/^230 /, 'even without an argument');

$t->end;
done_testing;
