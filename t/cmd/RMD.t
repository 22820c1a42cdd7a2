# SPDX-License-Identifier: ISC
#
# RMD, XRMD: an empty directory goes.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home/alice";

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES');
$t->inetd;
$t->client->wants_login('RMD empty');
$t->client->wants_login('XRMD empty');

my $c = $t->client->login;
$c->expect($_, qr/^550 /, "write_enable=NO: $_ is refused")
    for 'RMD empty', 'rmd empty', 'XRMD empty', 'RMD';
ok(-d "$TREE/empty", 'the directory is still there');
$c->close;

$t->config(write_enable => 'YES');
$c = $t->client->login('alice', 'secret');
$c->cmd("MKD $_") for qw(a b b/c d e e/f);
$c->expect('RMD a', qr/^250 /, 'an empty directory');
ok(!-e "$HOME/a", 'is gone');
$c->expect('XRMD b/c/', qr/^250 /, 'with a slash at its end');
ok(!-e "$HOME/b/c", 'too');
symlink 'd', "$HOME/link";
for my $bad ('e', 'mine.txt', 'link', 'link/', 'missing', '', '.', '/', 'd/.',
    'd/..', '/etc') {
    $c->expect("RMD $bad", qr/^550 /, "\"RMD $bad\" is refused");
}
ok(-d "$HOME/$_", "$_ is still there") for qw(d e e/f);
$c->cmd('CWD d');
$c->expect('RMD', qr/^550 /, 'no name is not the directory where one is');
ok(-d "$HOME/d", 'which is still there');
my $log = read_file('/var/log/vsftpd.log');
like($log, qr{OK RMDIR: Client "[^"]+", "/run/t/home/alice/a"$}m, 'logged');
like($log, qr{FAIL RMDIR: Client "[^"]+", "/etc"$}m, 'and so is a refusal');
$c->close;

$t->config(anon_upload_enable => 'YES', anon_mkdir_write_enable => 'YES');
$c = $t->client->login;
$c->cmd('MKD incoming/x');
$c->expect('RMD incoming/x', qr/^550 /, 'without anon_other_write_enable');
$c->close;
$t->config(anon_other_write_enable => 'YES', deny_file => 'secret');
mkdir "$TREE/incoming/secret";
chmod 0777, "$TREE/incoming/secret";
$c = $t->client->login;
$c->expect('RMD incoming/x', qr/^250 /, 'with it');
$c->expect("RMD incoming/$_", qr/^550 /, "deny_file counts: $_")
    for 'secret', './secret', 'secret/', '../incoming/secret';
$c->expect('RMD empty', qr/^550 /, 'the system still counts');
ok(-d "$TREE/$_", "$_ is still there") for 'empty', 'incoming/secret';

$t->end;
done_testing;
