# SPDX-License-Identifier: ISC
#
# RETR: a file, whole, and only what may be seen.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;

# What the file system has besides files and directories.
sub make_oddities {
    system('mkfifo', "$TREE/fifo") == 0 or die 'mkfifo';
    write_file("$TREE/null", '');
    write_file("$TREE/kernel", '');
    system(qw(mount --bind /dev/null), "$TREE/null") == 0 or die 'mount';
    system(qw(mount --bind /proc/sys/kernel/ostype), "$TREE/kernel") == 0
        or die 'mount';
    return;
}

make_oddities();
my $group = (getpwnam 'ftp')[3];
chown 0, $group, write_file("$TREE/group.txt", "for the group\n", 0640);
write_file("$TREE/$_", "odd\n") for ' a', 'a ', '-l', 'x(1 bytes)', "a\nb",
    "f\xff", '%s%n', "caf\xc3\xa9";
mkdir "$TREE/locked", 0700;
write_file("$TREE/locked/x", 'x');
mkdir "$TREE/unlisted", 0711;
write_file("$TREE/unlisted/x", "known\n");
symlink '..', "$TREE/pub/up";
symlink '../../../../etc/passwd', "$TREE/pub/climb";
symlink 'loop', "$TREE/loop";
symlink '/hello.txt', "$TREE/absolute";
$t->inetd;
$t->client->wants_login('RETR hello.txt');

my $c = $t->client->login;
$c->expect('RETR hello.txt', qr/^425 /, 'without PASV');
my ($first, $last, $bytes) = $c->fetch('RETR hello.txt');
like($first, qr/^150 .*\bBINARY\b.* hello\.txt \(14 bytes\)/,
    'name and size are announced');
is($bytes, "Hello, world.\n", 'the file arrives');
like($last, qr/^226 /, 'and then the reply');
$c->gets_file('big.bin', $BIG, 'a large file');
$c->gets_file('empty.txt', '', 'an empty file');
$c->cmd('TYPE A');
is(($c->fetch('RETR unix.txt'))[2], "one\ntwo\nthree\n",
    'ASCII changes nothing while ascii_download_enable=NO');
$c->cmd('TYPE I');

$c->gets_file('/pub/deep/file.txt', "deep\n", 'an absolute path');
$c->gets_file('pub/./deep/../deep/file.txt', "deep\n", 'a path with dots');
$c->gets_file('~/hello.txt', "Hello, world.\n", 'from home');
$c->gets_file('link.txt', "Hello, world.\n", 'a symbolic link');
$c->gets_file('pub/up/hello.txt', "Hello, world.\n", 'through a link upwards');
$c->gets_file('absolute', "Hello, world.\n", 'the root of a link is ours');
$c->gets_file('../../hello.txt', "Hello, world.\n", 'above the root is the root');
$c->gets_file('unlisted/x', "known\n", 'in a directory that cannot be listed');
$c->gets_file('kernel', "Linux\n", 'a file of /proc, whose size is 0');
$c->gets_file($_, "odd\n", "\"$_\"") for 'a ', ' a', '-l', 'x(1 bytes)', '%s%n',
    "caf\xc3\xa9";
$c->gets_file("a\0b", "odd\n", 'a name with a line feed, sent as NUL');
$c->gets_file("f\xff\xff", "odd\n", 'a name with FF, sent twice');
($first) = $c->fetch("RETR a\0b");
like($first, qr/ a\0b \(4 bytes\)/, 'and announced as NUL');
($first) = $c->fetch("RETR f\xff\xff");
like($first, qr/ f\xff\xff \(4 bytes\)/, 'and announced twice');
$c->cmd('CWD pub/deep');
$c->gets_file('file.txt', "deep\n", 'where one is');
$c->cmd('CWD /');

my %refused = ('pub' => 'a directory', 'missing.txt' => 'no such file',
    'hello.txt ' => 'a blank too many', '' => 'no name',
    'private.txt' => 'not readable by the user',
    'group.txt' => 'readable, but not by everybody', 'fifo' => 'a FIFO',
    'null' => 'a device', 'loop' => 'a link to itself',
    'outside' => 'a link to outside', 'pub/climb' => 'a link that climbs out',
    '/etc/passwd' => 'outside', '../../etc/passwd' => 'outside, by dots',
    'pub/up/../../../etc/passwd' => 'outside, by a link and dots',
    'hello.txt/' => 'a file taken for a directory',
    'hello.txt/../unix.txt' => 'a way through a file',
    'locked/x' => 'a directory that is closed',
    'x' x 300 => 'a name that is too long',
    'y/' x 2000 => 'a path that is too long');
my $data = $c->passive;
for my $path (sort keys %refused) {
    $c->expect("RETR $path", qr/^550 /, "refused: $refused{$path}");
}
$c->expect('RETR hello.txt', qr/^150 /, 'after all that the port is there');
is($c->read_all($data), "Hello, world.\n", 'and serves');
$c->expect_reply(qr/^226 /, 'the next download');
$c->expect('RETR hello.txt', qr/^425 /, 'which uses it up');
$c->close;

$t->config(anon_world_readable_only => 'NO', deny_file => '*.bin');
$c = $t->client->login;
$c->gets_file('group.txt', "for the group\n", 'anon_world_readable_only=NO');
$c->passive;
$c->expect('RETR private.txt', qr/^550 /, 'the system still counts');
$c->expect("RETR $_", qr/^550 /, "deny_file counts: $_")
    for 'big.bin', './big.bin', '/pub/../big.bin';
$c->close;

$t->config(download_enable => 'NO');
$c = $t->client->login;
$c->passive;
$c->expect('RETR hello.txt', qr/^550 /, 'download_enable=NO');

$t->end;
done_testing;
