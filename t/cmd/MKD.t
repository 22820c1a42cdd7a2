# SPDX-License-Identifier: ISC
#
# MKD, XMKD: a directory, and its name as it can be used.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home/alice";

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES');
$t->inetd;
$t->client->wants_login('MKD incoming/new');
$t->client->wants_login('XMKD incoming/new');

my $c = $t->client->login;
$c->expect($_, qr/^550 /, "write_enable=NO: $_ is refused")
    for 'MKD incoming/new', 'mkd incoming/new', 'XMKD incoming/new', 'MKD';
is(join(' ', glob "$TREE/incoming/*"), '', 'no directory was made');
$c->close;

$t->config(write_enable => 'YES', local_umask => '022');
$c = $t->client->login('alice', 'secret');
$c->expect('MKD new', qr{^257 "/run/t/home/alice/new" }, 'the name is absolute');
is((stat "$HOME/new")[2] & 07777, 0755, 'its mode is 0777 less the umask');
$c->expect('XMKD new/deep', qr{^257 "/run/t/home/alice/new/deep" });
$c->expect('MKD /run/t/home/alice/abs', qr{^257 "/run/t/home/alice/abs" });
$c->expect('MKD say "hi"', qr{^257 "/run/t/home/alice/say ""hi""" },
    'a quote is doubled');
ok(-d "$HOME/say \"hi\"", 'and is there');
$c->expect('MKD slash/', qr{^257 "/run/t/home/alice/slash/" });
ok(-d "$HOME/slash", 'a slash at the end does no harm');
$c->expect('MKD new/./dots', qr{^257 });
ok(-d "$HOME/new/dots", 'nor do dots');
$c->cmd('CWD new');
$c->expect('MKD ../up', qr{^257 "/run/t/home/alice/new/../up" });
ok(-d "$HOME/up", 'upwards');
symlink "$HOME/up", "$HOME/link";
$c->expect('MKD ../link/in', qr/^257 /, 'through a link');
ok(-d "$HOME/up/in", 'to where it leads');
$c->cmd('CWD ..');
symlink 'nothing', "$HOME/dangling";
for my $bad ('new', 'dangling', 'missing/x', '', '/', '.', '..', '~', 'new/..',
    'mine.txt/x', '/etc/new', 'x' x 300, 'y/' x 2000, '///') {
    $c->expect("MKD $bad", qr/^550 /, '"MKD ' . substr($bad, 0, 20)
        . '" is refused');
}
ok(!-e "$HOME/nothing", 'a link to nothing makes nothing');
$c->cmd('CWD /');
$c->expect('MKD etc', qr/^550 /, 'at the root');
my $log = read_file('/var/log/vsftpd.log');
like($log, qr{\[alice\] OK MKDIR: Client "[^"]+", "/run/t/home/alice/new"$}m,
    'it is logged');
like($log, qr{\[alice\] FAIL MKDIR: Client "[^"]+", "/etc/new"$}m,
    'and so is a refusal');
$c->close;

$t->config(anon_mkdir_write_enable => 'YES', deny_file => 'secret*');
$c = $t->client->login;
$c->expect('MKD incoming/a', qr{^257 "/incoming/a" }, 'anonymous users, too');
is((stat "$TREE/incoming/a")[2] & 07777, 0700, 'with anon_umask');
$c->expect('MKD pub/a', qr/^550 /, 'where they may');
$c->expect("MKD incoming/$_", qr/^550 /, "deny_file counts: $_")
    for 'secret', './secret', 'a/../secret1', 'secret/';
$c->close;
$t->config(cmds_denied => 'XMKD');
$c = $t->client->login;
$c->expect('XMKD incoming/b', qr/^550 /, 'cmds_denied=XMKD');
$c->expect('MKD incoming/b', qr/^257 /, 'leaves MKD');
$c->close;
$t->config(anon_mkdir_write_enable => 'NO', anon_other_write_enable => 'YES',
    anon_upload_enable => 'YES', cmds_denied => undef);
$c = $t->client->login;
$c->expect('MKD incoming/c', qr/^550 /, 'anon_mkdir_write_enable=NO');

$t->end;
done_testing;
