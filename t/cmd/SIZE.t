# SPDX-License-Identifier: ISC
#
# SIZE: digits, and only of files.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
mkdir "$TREE/locked", 0700;
write_file("$TREE/ trailing ", 'x' x 11);
system('mkfifo', "$TREE/fifo") == 0 or die 'mkfifo';
symlink 'pub', "$TREE/linked";
$t->inetd;
$t->client->wants_login('SIZE hello.txt');

my $c = $t->client->login;
$c->expect('SIZE hello.txt', qr/^213 14$/);
$c->expect('SIZE /big.bin', qr/^213 1048576$/, 'an absolute path');
$c->expect('size empty.txt', qr/^213 0$/, 'an empty file');
$c->expect('SIZE a b.txt', qr/^213 21$/, 'a name with a blank');
$c->expect('SIZE  trailing ', qr/^213 11$/, 'blanks at both ends of a name');
$c->expect('SIZE link.txt', qr/^213 14$/, 'a symbolic link is followed');
$c->expect('SIZE ~/hello.txt', qr/^213 14$/, 'from home');
$c->expect('SIZE private.txt', qr/^213 18$/, 'a file that cannot be read');
$c->cmd('TYPE A');
$c->expect('SIZE unix.txt', qr/^213 14$/, 'in ASCII: the size on disk');
truncate write_file("$TREE/huge.bin", ''), 5_000_000_000;
$c->expect('SIZE huge.bin', qr/^213 5000000000$/, 'more than 32 bits');

for my $bad ('pub', 'linked', '', '/', 'missing.txt', 'hello.txt ', 'fifo',
    'outside', 'locked/x', 'hello.txt/', '../../etc/passwd') {
    $c->expect("SIZE $bad", qr/^550 /, "\"SIZE $bad\" is refused");
}
$c->close;

$t->config(deny_file => '*.txt');
$c = $t->client->login;
$c->expect('SIZE hello.txt', qr/^550 /, 'deny_file counts');

$t->end;
done_testing;
