# SPDX-License-Identifier: ISC
#
# STOR: a file arrives whole, and only where and over what it may.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home/alice";
my $LOG = '/var/log/vsftpd.log';

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES');
$t->inetd;
$t->client->wants_login('STOR incoming/new.txt');

# Reading sessions: nothing happens, and the port is kept.
my $c = $t->client->login;
my $data = $c->passive;
$c->expect($_, qr/^550 /, "write_enable=NO: $_ is refused")
    for 'STOR incoming/new.txt', 'STOR hello.txt', 'stor incoming/new.txt',
    'STOR';
ok(!-e "$TREE/incoming/new.txt", 'no file was made');
is(-s "$TREE/hello.txt", 14, 'and none was cut');
$c->expect('RETR hello.txt', qr/^150 /, 'the port is kept');
is($c->read_all($data), "Hello, world.\n", 'and serves a download');
$c->expect_reply(qr/^226 /, 'which succeeds');
$c->close;

sub stores {
    my ($path, $bytes, $name, $file) = @_;
    my ($first, $last) = $c->store("STOR $path", $bytes);
    like("$first\n$last", qr/\A150 .*\n226 /, "$name: is received");
    return ok(read_file($file // "$HOME/$path") eq $bytes,
        "$name: and is there, whole");
}

$t->config(write_enable => 'YES', local_umask => '022');
$c = $t->client->login('alice', 'secret');
$c->expect('STOR new.txt', qr/^425 /, 'without PASV');
ok(!-e "$HOME/new.txt", 'and no file was made');
$c->cmd('TYPE I');
stores('new.txt', "new\n", 'a small file');
is((stat "$HOME/new.txt")[2] & 07777, 0644, 'its mode is 0666 less the umask');
is((getpwuid((stat "$HOME/new.txt")[4]))[0], 'alice', 'its owner is the user');
stores('big.bin', $BIG, 'a large file');
stores('empty.txt', '', 'an empty file');
stores('new.txt', "shorter than before", 'over a longer file');
stores('new.txt', "x", 'over it once more');
my $inode = (stat "$HOME/new.txt")[1];
stores('new.txt', "the same file", 'a file that is there');
is((stat "$HOME/new.txt")[1], $inode, 'stays that file');
stores('big.bin', 'small', 'a small file over a large one');
stores('./a b ', 'blanks', 'a name with blanks');
stores("$HOME/abs.txt", 'abs', 'an absolute path', "$HOME/abs.txt");
stores('~/tilde.txt', 'tilde', 'from home', "$HOME/tilde.txt");
symlink 'linked.txt', "$HOME/link.txt";
stores('link.txt', 'through', 'a link to nothing makes what it names',
    "$HOME/linked.txt");
ok(-l "$HOME/link.txt", 'and stays a link');
stores('link.txt', 'again', 'a link to a file writes to that',
    "$HOME/linked.txt");
$c->cmd('TYPE A');
stores('text.txt', "a\r\nb\n", 'TYPE A without ascii_upload_enable, raw');
$c->cmd('TYPE I');

# What cannot be: nothing is left behind, and the session goes on.
system('mkfifo', "$HOME/fifo") == 0 or die 'mkfifo';
mkdir "$HOME/dir";
write_file("$HOME/roots.txt", "root's\n");
write_file("$HOME/device", '');
system(qw(mount --bind /dev/null), "$HOME/device") == 0 or die 'mount';
symlink 'loop', "$HOME/loop";
my %refused = ('dir' => 'a directory', '' => 'no name', '/' => 'the root',
    'missing/x' => 'no such directory', 'fifo' => 'a FIFO that nobody reads',
    'device' => 'a device', 'loop' => 'a link to itself', 'x/' => 'a slash',
    'roots.txt' => "another's file", '/etc/new' => "root's directory",
    'x' x 300 => 'a name that is too long');
for my $path (sort keys %refused) {
    my ($first) = $c->store("STOR $path", 'x');
    like($first, qr/^553 /, "refused: $refused{$path}");
}
is(read_file("$HOME/roots.txt"), "root's\n", "another's file is untouched");
like(read_file($LOG), qr{FAIL UPLOAD: .*"/run/t/home/alice/dir"},
    'a refusal is logged');
like(read_file($LOG), qr{OK UPLOAD: .*"/run/t/home/alice/big.bin", 1048576 },
    'and so is an upload, with its size');

# Resuming.
write_file("$HOME/part", 'abcdefghij');
chown((getpwnam 'alice')[2, 3], "$HOME/part");
$c->cmd('REST 5');
my ($first, $last) = $c->store('STOR part', 'XYZ');
like($last, qr/^226 /, 'REST and STOR');
is(read_file("$HOME/part"), 'abcdeXYZij', 'write there, and cut nothing');
$c->cmd('REST 12');
$c->store('STOR part', 'end');
is(read_file("$HOME/part"), "abcdeXYZij\0\0end", 'behind the end is a hole');
stores('part', 'all', 'a REST counts once');
$c->cmd('REST 3');
$c->store('STOR resumed-new', 'x');
is(read_file("$HOME/resumed-new"), "\0\0\0x", 'a REST in a new file is a hole');
$c->cmd('REST 4');
$c->expect('STOR part', qr/^425 /, 'a REST is used up by what fails, too');
stores('part', 'whole', 'and the next STOR begins at 0');
$c->close;

# file_open_mode and umasks.
$t->config(file_open_mode => '0777', local_umask => '027');
$c = $t->client->login('alice', 'secret');
stores('program', '#!', 'file_open_mode=0777');
is((stat "$HOME/program")[2] & 07777, 0750, 'less local_umask');
$c->close;

# deny_file and upload_file.
$t->config(deny_file => '*.mp3', upload_file => '*.{txt,mp3}');
$c = $t->client->login('alice', 'secret');
for my $path ('a.mp3', './a.mp3', "$HOME/a.mp3", 'a.exe', 'a.txt.exe', 'x',
    'dir.txt/a.exe') {
    ($first) = $c->store("STOR $path", 'x');
    like($first, qr/^550 /, "$path is not what may be uploaded");
}
stores('a.txt', 'x', 'what may be');
symlink 'a.exe', "$HOME/a-link.txt";
($first) = $c->store('STOR a-link.txt', 'x');
like($first, qr/^550 /, 'a link does not give another name');
ok(!-e "$HOME/a.exe", 'and nothing was made');
$c->close;
$t->config(deny_file => undef, upload_file => undef);

# Anonymous users.
$t->config(anon_upload_enable => 'YES');
$c = $t->client->login;
stores('incoming/up.txt', 'up', 'an anonymous upload', "$TREE/incoming/up.txt");
is((stat "$TREE/incoming/up.txt")[2] & 07777, 0700, 'anon_umask is 077');
($first) = $c->store('STOR incoming/up.txt', 'other');
like($first, qr/^553 /, 'what is there cannot be replaced');
$c->cmd('REST 1');
($first) = $c->store('STOR incoming/up.txt', 'other');
like($first, qr/^553 /, 'nor resumed');
is(read_file("$TREE/incoming/up.txt"), 'up', 'and is as it was');
($first) = $c->store('STOR hello.txt', 'x');
like($first, qr/^553 /, 'nor what belongs to another');
$c->cmd('REST 7');
stores('incoming/at0', 'x', 'REST means nothing to a new file',
    "$TREE/incoming/at0");
$c->close;
$t->config(anon_other_write_enable => 'YES', anon_umask => '022',
    file_open_mode => undef);
$c = $t->client->login;
stores('incoming/up.txt', 'new', 'anon_other_write_enable replaces',
    "$TREE/incoming/up.txt");
stores('incoming/up2.txt', 'new', 'anon_umask=022', "$TREE/incoming/up2.txt");
is((stat "$TREE/incoming/up2.txt")[2] & 07777, 0644, 'is the mode');
$c->cmd('REST 2');
$c->store('STOR incoming/up.txt', 'T');
is(read_file("$TREE/incoming/up.txt"), 'neT', 'and resumes');
my %escapes = ('outside' => 'a link to outside',
    '/etc/motd' => 'an absolute path');
for my $path (sort keys %escapes) {
    ($first) = $c->store("STOR $path", 'x');
    like($first, qr/^553 /, "nothing outside the root: $escapes{$path}");
}
symlink '/hello.txt', "$TREE/incoming/root-link";
($first) = $c->store('STOR incoming/root-link', 'x');
like($first, qr/^553 /, 'the root of a link is the session\'s');
$c->close;
$t->config(anon_upload_enable => 'NO');
$c = $t->client->login;
($first) = $c->store('STOR incoming/no.txt', 'x');
like($first, qr/^550 /, 'anon_upload_enable=NO');
$c->close;
$t->config(anon_upload_enable => 'YES', cmds_denied => 'STOR');
$c = $t->client->login;
($first) = $c->store('STOR incoming/no.txt', 'x');
like($first, qr/^550 /, 'cmds_denied=STOR');

$t->end;
done_testing;
