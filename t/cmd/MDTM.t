# SPDX-License-Identifier: ISC
#
# MDTM: when a file was changed last: fourteen digits.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
system('mkfifo', "$TREE/fifo") == 0 or die 'mkfifo';
utime 0, 0, write_file("$TREE/old.txt", '');
utime 4_102_444_799, 4_102_444_799, write_file("$TREE/future.txt", '');
$t->inetd;
$t->client->wants_login('MDTM hello.txt');

my $c = $t->client->login;
$c->expect('MDTM hello.txt', qr/^213 20200203040506$/);
$c->expect('mdtm /pub/deep/file.txt', qr/^213 20200203040506$/);
$c->expect('MDTM a b.txt', qr/^213 20200203040506$/, 'a name with a blank');
$c->expect('MDTM link.txt', qr/^213 20200203040506$/, 'a symbolic link');
$c->expect('MDTM ~/hello.txt', qr/^213 20200203040506$/, 'from home');
$c->expect('MDTM private.txt', qr/^213 20200203040506$/,
    'a file that cannot be read');
$c->expect('MDTM old.txt', qr/^213 19700101000000$/, 'the first second');
$c->expect('MDTM future.txt', qr/^213 20991231235959$/, 'the future');

for my $bad ('pub', '', 'missing.txt', ' hello.txt', 'fifo', 'outside') {
    $c->expect("MDTM $bad", qr/^550 /, "\"MDTM $bad\" is refused");
}
$c->expect('MDTM 20210101000000 hello.txt', qr/^550 /, 'it sets no time');
is((stat "$TREE/hello.txt")[9], $MTIME, 'and none has been set');
$c->close;

$ENV{TZ} = 'XXX-5:30';
$t->config(use_localtime => 'YES');
$t->inetd;
$c = $t->client->login;
$c->expect('MDTM hello.txt', qr/^213 20200203093506$/, 'use_localtime=YES');
$c->close;
$t->config(use_localtime => 'NO', deny_file => 'hello*');
$c = $t->client->login;
$c->expect('MDTM hello.txt', qr/^550 /, 'deny_file counts');
$c->expect('MDTM unix.txt', qr/^213 20200203040506$/, 'UTC, whatever TZ says');

$t->end;
done_testing;
