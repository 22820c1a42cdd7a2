# SPDX-License-Identifier: ISC
#
# USER: the name, before login and after it.
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
for my $name (qw(ftp anonymous FTP Anonymous)) {
    $c->expect("USER $name", qr/^331 /);
}
$c->expect('PASS x', qr/^230 /, 'the last name counts');
$c->expect('USER ftp', qr/^530 /, 'a session cannot change its user');
$c->expect('USER', qr/^530 /, 'nor to nobody');
$c->expect('PWD', qr/^257 /, 'and goes on');

$c = $t->client;
$c->reply;
for my $name (qw(alice root nobody), '', ' ftp', 'ftp ', "ftp\t") {
    $c->cmd('USER ftp');
    $c->expect("USER $name", qr/^530 /, "\"$name\" is no anonymous name");
    $c->expect('PASS secret', qr/^503 /, 'and the one before is forgotten');
}

$c = $t->client;
$c->reply;
$c->expect('USER ' . 'x' x 4000, qr/^530 /, 'a very long name is refused');
$c->cmd('USER ftp');
$c->expect('SYST', qr/^530 /, 'other commands are refused');
$c->expect('PASS x', qr/^230 /, 'and do not disturb the name');

$t->end;
done_testing;
