# SPDX-License-Identifier: ISC
#
# DELE: a file goes, or a link, and no directory.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home/alice";

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES');
$t->inetd;
$t->client->wants_login('DELE hello.txt');

my $c = $t->client->login;
$c->expect($_, qr/^550 /, "write_enable=NO: $_ is refused")
    for 'DELE hello.txt', 'DELE missing.txt', 'dele hello.txt', 'DELE';
ok(-e "$TREE/hello.txt", 'the file is still there');
$c->close;

$t->config(write_enable => 'YES');
mkdir "$HOME/dir";
write_file("$HOME/$_", 'x') for 'a', ' b', 'c', 'd', 'dir/e';
symlink 'c', "$HOME/link";
symlink 'dir', "$HOME/dir-link";
symlink 'nothing', "$HOME/dangling";
$c = $t->client->login('alice', 'secret');
for my $path ('a', ' b', 'link', 'dangling', 'dir-link', 'dir/../d') {
    $c->expect("DELE $path", qr/^250 /, "DELE $path");
    ok(!-l "$HOME/$path" && !-e _, 'and it is gone');
}
ok(-e "$HOME/c", 'what a link led to is still there');
ok(-d "$HOME/dir", 'be it a directory');
for my $bad ('dir', 'dir/', 'c/', 'missing', '', '.', '..', '/', 'dir/e',
    '/etc/passwd', 'c/.') {
    $c->expect("DELE $bad", qr/^550 /, "\"DELE $bad\" is refused");
}
ok(-e "$HOME/$_", "$_ is still there") for 'c', 'dir/e';
my $log = read_file('/var/log/vsftpd.log');
like($log, qr{OK DELETE: Client "[^"]+", "/run/t/home/alice/a"$}m, 'logged');
like($log, qr{FAIL DELETE: Client "[^"]+", "/etc/passwd"$}m,
    'and so is a refusal');
$c->close;

write_file("$TREE/incoming/$_", 'x') for qw(x secret);
$t->config(anon_upload_enable => 'YES', anon_mkdir_write_enable => 'YES');
$c = $t->client->login;
$c->expect('DELE incoming/x', qr/^550 /, 'without anon_other_write_enable');
$c->close;
$t->config(anon_other_write_enable => 'YES', deny_file => 'secret');
$c = $t->client->login;
$c->expect('DELE incoming/x', qr/^250 /, 'with it');
$c->expect("DELE incoming/$_", qr/^550 /, "deny_file counts: $_")
    for 'secret', './secret', '../incoming/secret';
$c->expect('DELE hello.txt', qr/^550 /, 'the system still counts');
ok(-e "$TREE/$_", "$_ is still there") for 'hello.txt', 'incoming/secret';
$c->close;
$t->config(cmds_denied => 'DELE', deny_file => undef);
$c = $t->client->login;
$c->expect('DELE incoming/secret', qr/^550 /, 'cmds_denied=DELE');

$t->end;
done_testing;
