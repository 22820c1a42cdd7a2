# SPDX-License-Identifier: ISC
#
# Uploads, with what an anonymous session may be allowed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Sessions;
use Test::More;

my %WRITE = (write_enable => 'YES', anon_upload_enable => 'YES',
    anon_mkdir_write_enable => 'YES', anon_other_write_enable => 'YES');
my $t = OneFTPD->new(%WRITE, anon_umask => '022',
    anon_world_readable_only => 'NO', xferlog_enable => 'YES');
my ($uid, $gid) = (getpwnam 'ftp')[2, 3];
mkdir "$TREE/in" or die "in: $!\n";
chown $uid, $gid, "$TREE/in";
$t->inetd;

# The bytes of a file of the tree, or undef.
sub on_disk {
    my ($name) = @_;
    return -e "$TREE/$name" ? read_file("$TREE/$name") : undef;
}

my $c = $t->client->login;
$c->cmd('TYPE I');
my ($first, $last) = $c->store('STOR in/a', 'some bytes');
like($first, qr/^150 /, 'STOR: 150');
like($last, qr/^226 /, 'STOR: 226');
is(on_disk('in/a'), 'some bytes', 'STOR: the file is there');
is((stat "$TREE/in/a")[2] & 07777, 0644, 'STOR: file_open_mode and anon_umask');
is((stat "$TREE/in/a")[4], $uid, 'STOR: it is the user\'s');
is_logged(qr{OK UPLOAD: Client "\S+", "/in/a", 10 bytes, },
    'STOR: the log line');

($first, $last) = $c->store('STOR in/a', 'less');
is(on_disk('in/a'), 'less', 'STOR replaces a file');
$c->cmd('REST 2');
($first, $last) = $c->store('STOR in/a', 'tters');
is(on_disk('in/a'), 'letters', 'REST and STOR go on in it');
$c->cmd('REST 10');
$c->store('STOR in/a', 'x');
is(on_disk('in/a'), "letters\0\0\0x", 'REST behind its end makes a hole');
($first, $last) = $c->store('STOR in/a', 'new');
is(on_disk('in/a'), 'new', 'REST holds for one transfer only');
$c->store('APPE in/a', ' and more');
is(on_disk('in/a'), 'new and more', 'APPE appends');
$c->cmd('REST 1');
$c->store('APPE in/b', 'fresh');
is(on_disk('in/b'), 'fresh', 'APPE creates, and REST is nothing to it');
$c->store('STOR in/empty', '');
is(on_disk('in/empty'), '', 'a file without a byte');
$c->store('STOR in/big', $BIG x 3);
ok(on_disk('in/big') eq $BIG x 3, 'a large file');
$c->gets_file('in/big', $BIG x 3, 'which comes back');

# Names.
for my $name (' lead', 'trail ', '-l', 'a"b', "caf\xc3\xa9", '[x]', 'back\\') {
    $c->store("STOR in/$name", $name);
    is(on_disk("in/$name"), $name, "a file called \"$name\"");
}

# STOU.
$c->cmd('CWD in');
for my $wanted (qw(STOU.1 STOU.2 STOU.3)) {
    ($first, $last) = $c->store('STOU', 'unique');
    like($first, qr/^150 FILE: \Q$wanted\E$/, "STOU: $wanted is told");
    is(on_disk("in/$wanted"), 'unique', '... and has the bytes');
}
($first) = $c->store('STOU word', 'one');
like($first, qr/^150 FILE: word$/, 'STOU with a name that is free');
($first) = $c->store('STOU word', 'two');
like($first, qr/^150 FILE: word\.1$/, '... and one that is taken');
is(on_disk('in/word'), 'one', '... which is left alone');
is_logged(qr{"/in/word\.1"}, 'the log has the name that was chosen');

# What cannot be stored.
for my $bad ('/no/such/file', '.', '..', '/', '', '/hello.txt/x', '/in/') {
    ($first) = $c->store("STOR $bad", 'x');
    like($first, qr/^553 /, "STOR \"$bad\": 553");
}
system('mkfifo', "$TREE/in/fifo");
chown $uid, $gid, "$TREE/in/fifo";
for my $bad ('fifo', '/hello.txt', '/outside') {
    ($first) = $c->store("STOR $bad", 'x');
    like($first, qr/^553 /, "STOR $bad: 553");
}
is(on_disk('hello.txt'), "Hello, world.\n", 'another\'s file is as it was');
is_logged(qr{FAIL UPLOAD: Client "\S+", "/outside"},
    'a refusal is logged');

# A FIFO opens while somebody reads it, and is no file all the same.
open my $reader, '+<', "$TREE/in/fifo" or die "fifo: $!\n";
for my $line ('STOR fifo', 'APPE fifo') {
    ($first) = $c->store($line, 'x');
    like($first, qr/^553 /, "$line while somebody reads it: 553");
}
close $reader;

# A file is emptied only when the new bytes can come.
write_file("$TREE/in/kept", 'precious');
chown $uid, $gid, "$TREE/in/kept";
my $listener = $c->active;
close $listener;
$c->expect('STOR kept', qr/^425 /, 'no data connection: 425');
is(on_disk('in/kept'), 'precious', '... and the file is as it was');
$c->expect('STOR kept', qr/^425 /, 'no mode at all: 425');
is(on_disk('in/kept'), 'precious', '... and the file is as it was');

# ABOR, and a broken connection.
my $data = $c->passive;
$c->expect('STOR half', qr/^150 /, 'an upload that is broken off');
syswrite $data, 'half of it';
wait_until(5, sub { (-s "$TREE/in/half" // 0) == 10 }) or die 'no bytes';
$c->expect('ABOR', qr/^426 /, '... is told so');
$c->expect_reply(qr/^226 /, '... and so is the ABOR');
is(on_disk('in/half'), 'half of it', '... and what came is kept');
is_logged(qr{FAIL UPLOAD: .*"/in/half", 10 bytes}, '... and logged');
close $data;

# ASCII.
$c->cmd('TYPE A');
$c->store('STOR text', "a\r\nb\rc\r\r\n\r");
is(on_disk('in/text'), "a\r\nb\rc\r\r\n\r", 'TYPE A changes nothing');
$t->config(ascii_upload_enable => 'YES', delete_failed_uploads => 'YES');
$c = $t->client->login;
$c->cmd('CWD in');
for my $text ("a\r\nb\rc\r\r\n\r", "\r\n", "\r", '', "\n", "\r\n" x 100_000,
    'x' x 65_535 . "\r\n") {
    $c->store('STOR text', $text);
    ok(on_disk('in/text') eq $text =~ s/\r\n/\n/gr,
        'ascii_upload_enable: ' . (length $text) . ' bytes');
}

$c->store('STOR text', "a\r\nbc\r\n");
is_logged(qr{OK UPLOAD: .*"/in/text", 7 bytes},
    '... and the log has the bytes that came');
$c->store('APPE text', "d\r\n\r");
is(on_disk('in/text'), "a\nbc\nd\n\r", '... of APPE as well');
$c->cmd('REST 2');
$c->store('STOR text', "B\r\n");
is(on_disk('in/text'), "a\nB\n\nd\n\r", '... and REST counts stored bytes');
($first) = $c->store('STOU line', "\r\n");
is(on_disk('in/line'), "\n", '... and of STOU');

# delete_failed_uploads.
$c->cmd('TYPE I');
for my $name (qw(half new)) {
    $data = $c->passive;
    $c->expect("STOR $name", qr/^150 /, "delete_failed_uploads: $name");
    syswrite $data, 'half';
    wait_until(5, sub { (-s "$TREE/in/$name" // 0) == 4 }) or die 'no bytes';
    $c->expect('ABOR', qr/^426 /, '... is broken off');
    $c->expect_reply(qr/^226 /, '...');
    $c->cmd('NOOP');
    is(on_disk("in/$name"), $name eq 'half' ? 'half' : undef,
        $name eq 'half' ? '... and was there before: it stays'
        : '... and is removed');
    close $data;
}
$c->close;

# Locks: two uploads to the same file, and a download of what is written.
my ($one, $two) = map { $t->client->login } 1 .. 2;
$_->cmd('TYPE I') for $one, $two;
$data = $one->passive;
$one->expect('STOR in/locked', qr/^150 /, 'an upload');
my $other = $two->passive;
$two->send_line('RETR in/locked');
ok(!IO::Select->new($two->socket)->can_read(0.3),
    'a download of it waits until it is whole');
syswrite $data, 'whole';
close $data;
$one->expect_reply(qr/^226 /, 'the upload ends');
$two->expect_reply(qr/^150 /, '... and the download begins');
is($two->read_all($other), 'whole', '... with all of it');
$two->expect_reply(qr/^226 /, '... to its end');
$_->close for $one, $two;

$t->end;
done_testing;
