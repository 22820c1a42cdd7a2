# SPDX-License-Identifier: ISC
#
# NUL in a name (S12). Elsewhere a check saw the whole name, and the deed was
# done to what stands before the NUL. Here a NUL is the line feed of a name, as
# clients of old have it (protocol.md 1.3): the bytes that are checked, logged
# and used are the same ones, all of them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES',
    log_ftp_protocol => 'YES', delay_failed_login => 0, write_enable => 'YES',
    deny_file => '{*.key}', max_login_fails => 100);
my $LOG = '/var/log/vsftpd.log';
$t->inetd;

# Names: alice may come in; bob may not; neither with something behind.
my $c = $t->client;
$c->reply;
for my $name ("alice\0", "alice\0bob", "\0alice", "ftp\0", "bob\0",
    "anonymous\0x") {
    my $shown = $name =~ s/\0/?/gr;
    $c->expect("USER $name", qr/^331 /, "USER $shown is asked for a password");
    $c->expect('PASS secret', qr/^530 /, 'and is nobody');
    like(read_file($LOG), qr/\[\Q$shown\E\] FAIL LOGIN: /,
        'in the log by the whole name');
}
$c->expect('USER alice', qr/^331 /, 'USER alice');
$c->expect("PASS secret\0x", qr/^530 /,
    'a password that only begins like the right one is wrong');
$c->expect('USER alice', qr/^331 /, 'USER alice again');
$c->expect('PASS secret', qr/^230 /, 'with the right one she is let in');
$c->close;

# Paths: the file before the NUL is never touched, whatever stands behind it.
my $HOME = "$DIR/home/alice";
my $uid = (getpwnam 'alice')[2];
write_file("$HOME/$_", "$_\n") for 'a.txt', 'x.key', "new\nline";
mkdir "$HOME/sub" or die "sub: $!\n";
chown $uid, $uid, map { "$HOME/$_" } 'a.txt', 'x.key', "new\nline", 'sub';
my $before = join ' ', sort glob "$HOME/*";
$c = $t->client->login('alice', 'secret');
$c->cmd('TYPE I');
$c->expect("$_ a.txt\0.png", qr/^550 /, "$_ of a name that goes on behind NUL")
    for qw(SIZE MDTM DELE RNFR CWD);
$c->expect("$_ sub\0", qr/^550 /, "$_ of a directory with NUL behind it")
    for qw(CWD RMD);
$c->expect("SITE CHMOD 000 a.txt\0", qr/^550 /, 'SITE CHMOD');
my ($first, $last) = $c->fetch("RETR a.txt\0");
like($first, qr/^550 /, 'RETR');
for my $line ("LIST a.txt\0", "NLST a.txt\0") {
    my (undef, undef, $bytes) = $c->fetch($line);
    is($bytes, '', substr $line, 0, 4);
}
($first) = $c->fetch("RETR x.key\0");
like($first, qr/^550 /, 'a name that deny_file does not know is no way to one '
    . 'that it knows');
is(join(' ', sort glob "$HOME/*"), $before, 'nothing was made or removed');
is((stat "$HOME/a.txt")[2] & 07777, 0644, 'nothing was changed');

# The file that has the line feed in its name is reached so, and only so.
$c->gets_file("new\0line", "new\nline\n", 'a name with a line feed');
like(read_file($LOG), qr{OK DOWNLOAD: .*"\Q$HOME\E/new\?line"},
    'is logged whole, in one line');
($first) = $c->fetch('RETR new');
like($first, qr/^550 /, 'its beginning is no name of it');

$t->end;
done_testing;
