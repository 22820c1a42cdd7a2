# SPDX-License-Identifier: ISC
#
# S18: what is no file, or no ordinary one, is answered at once and holds
# nobody; a file that changes while it is sent is not sent as another one.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Socket qw(AF_UNIX SOCK_STREAM sockaddr_un);
use Test::More;

my $t = OneFTPD->new(anon_world_readable_only => 'NO');
small_buffers();

sub bind_mount {
    my ($what, $name) = @_;
    -d $what ? mkdir "$TREE/$name" : write_file("$TREE/$name", '');
    system(qw(mount --bind), $what, "$TREE/$name") == 0
        or die "cannot mount $what\n";
    return;
}

bind_mount("/dev/$_", $_) for qw(null zero random tty);
bind_mount('/proc', 'proc');
for my $fifo (qw(fifo open-fifo)) {
    system('mkfifo', "$TREE/$fifo") == 0 or die 'mkfifo';
    chmod 0666, "$TREE/$fifo";
}
open my $writer, '+<', "$TREE/open-fifo" or die "open-fifo: $!\n";
syswrite $writer, "not for the network\n";
socket my $server, AF_UNIX, SOCK_STREAM, 0 or die "socket: $!\n";
bind $server, sockaddr_un("$TREE/socket") or die "bind: $!\n";
chmod 0777, "$TREE/socket";
symlink 'nowhere', "$TREE/dangling";
symlink 'fifo', "$TREE/to-fifo";
symlink '/proc/self/mem', "$TREE/to-memory";
$t->inetd;

my %odd = ('fifo' => 'a FIFO nobody writes to',
    'open-fifo' => 'a FIFO with something in it', 'to-fifo' => 'a link to one',
    'socket' => 'a socket', 'null' => '/dev/null', 'zero' => '/dev/zero',
    'random' => '/dev/random', 'tty' => '/dev/tty', 'pub' => 'a directory',
    'dangling' => 'a dangling link', 'proc' => 'a directory of the kernel',
    'proc/self/mem' => "the server's memory", 'proc/1/mem' => "init's memory",
    'to-memory' => 'memory by a link', 'proc/kcore' => "the machine's memory",
    'proc/self/fd/0' => 'an open descriptor of the server',
    'proc/self/root/etc/passwd' => 'a magic link out',
    'proc/self/cwd' => 'a magic link to a directory',
    'proc/kmsg' => 'the log of the kernel, which waits for more');
my $c = $t->client->login;
my $data = $c->passive;
for my $type ('I', 'A') {
    $c->cmd("TYPE $type");
    for my $path (sort keys %odd) {
        $c->expect("RETR $path", qr/^550 /,
            "TYPE $type: $odd{$path} is refused at once");
        $c->expect("SIZE $path", qr/^550 /, '... and has no size')
            if $path !~ m{^proc/|memory};
    }
}
$c->expect('RETR hello.txt', qr/^150 /, 'after all that the port is there');
is($c->read_all($data), "Hello, world.\n", '... and serves');
$c->expect_reply(qr/^226 /, '... a file');
is(sysread($writer, my $left, 100), 20, 'nobody has read from the FIFO');

# Without a size, but with an end.
$c->cmd('TYPE I');
$c->gets_file('proc/sys/kernel/ostype', "Linux\n", 'a short file of /proc');
# Only root is told the addresses.
my ($long, $sent) = map { s/^[0-9a-f]+ //gmr } read_file('/proc/kallsyms'),
    ($c->fetch('RETR proc/kallsyms'))[2];
cmp_ok(length $long, '>', 100_000, 'there is a long file in /proc');
ok($sent eq $long, '... which arrives whole');
$c->cmd('REST 3');
is(($c->fetch('RETR proc/sys/kernel/ostype'))[2], "ux\n",
    'REST works with such a file, too');
$c->close;

# Changes while it is sent: as far as was announced, and no further.
my $half = length($BIG) / 2;
for my $type ('I', 'A') {
    for my $sendfile ('YES', 'NO') {
        $t->config(use_sendfile => $sendfile);
        my $name = "TYPE $type, use_sendfile=$sendfile";
        write_file("$TREE/moving", $BIG);
        $c = $t->client->login;
        $c->cmd("TYPE $type");
        $data = $c->passive;
        $c->expect('RETR moving', qr/^150 .*\(1048576 bytes\)/,
            "$name: a file that grows meanwhile");
        open my $out, '>>', "$TREE/moving" or die "moving: $!\n";
        print {$out} 'and more';
        close $out;
        my $bytes = $c->read_all($data);
        ok($bytes eq $BIG, '... is sent as it was announced');
        $c->expect_reply(qr/^226 /, '... and that is a success');

        write_file("$TREE/moving", $BIG);
        $data = $c->passive;
        $c->cmd('RETR moving');
        truncate "$TREE/moving", $half;
        $bytes = $c->read_all($data);
        is(length $bytes, $half, "$name: a file that shrinks meanwhile");
        ok($bytes eq substr($BIG, 0, $half), '... is sent as far as it goes');
        $c->expect_reply(qr/^426 /, '... and that is no success');
        $c->gets_file('hello.txt', "Hello, world.\n", '... for the session');
        $c->close;
    }
}

$t->end;
done_testing;
