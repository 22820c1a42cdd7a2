# SPDX-License-Identifier: ISC
#
# SITE CHMOD, UMASK, HELP: for local users.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home/alice";

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES',
    write_enable => 'YES', anon_upload_enable => 'YES',
    anon_mkdir_write_enable => 'YES', anon_other_write_enable => 'YES');
$t->inetd;
$t->client->wants_login('SITE CHMOD 777 hello.txt');

my $c = $t->client->login;
write_file("$TREE/incoming/x", 'x');
chown((getpwnam 'ftp')[2, 3], "$TREE/incoming/x");
$c->expect("SITE$_", qr/^550 /, "never in an anonymous session: SITE$_")
    for ' CHMOD 777 incoming/x', ' UMASK 000', ' HELP', ' EXEC id', '';
is((stat "$TREE/incoming/x")[2] & 07777, 0644, 'the mode has not changed');
$c->close;

sub mode_of { return sprintf '%04o', (stat "$HOME/$_[0]")[2] & 07777 }

mkdir "$HOME/dir", 0755;
write_file("$HOME/$_", $_) for qw(a secret);
write_file("$HOME/roots", 'x');
symlink 'a', "$HOME/link";
chown((getpwnam 'alice')[2, 3], map { "$HOME/$_" } qw(a secret dir));
$c = $t->client->login('alice', 'secret');
$c->expect('SITE HELP', qr/^214 CHMOD UMASK HELP$/);
my %modes = ('600' => '0600', '0644' => '0644', '7' => '0007', '000' => '0000',
    '7755' => '0755', '4711' => '0711', '640' => '0640');
for my $mode (sort keys %modes) {
    $c->expect("SITE CHMOD $mode a", qr/^200 /, "SITE CHMOD $mode");
    is(mode_of('a'), $modes{$mode}, 'is done, without set-ID bits');
}
$c->expect('site chmod 0604 link', qr/^200 /, 'through a link');
is(mode_of('a'), '0604', 'what it leads to');
$c->expect('SITE CHMOD 711 dir', qr/^200 /, 'a directory');
is(mode_of('dir'), '0711', 'too');
$c->expect("SITE CHMOD $_ a", qr/^501 /, "$_ is no mode")
    for 'u+x', '8', '09', '77777', '-1', '0x1';
$c->expect("SITE CHMOD$_", qr/^500 /, "\"SITE CHMOD$_\" lacks something")
    for '', ' ', ' 644', ' 644 ';
$c->expect("SITE CHMOD 644 $_", qr/^550 /, "SITE CHMOD of $_ is refused")
    for 'roots', 'missing', '/etc/passwd';
is(mode_of('roots'), '0644', "root's file is as it was");
is(mode_of('a'), '0604', 'and so is a');
$c->expect("SITE$_", qr/^500 /, "\"SITE$_\" is unknown")
    for '', ' EXEC id', ' CHMODX 644 a', ' NOP';
my $log = read_file('/var/log/vsftpd.log');
like($log, qr{OK CHMOD: Client "[^"]+", "/run/t/home/alice/a 0644"$}m,
    'the mode is logged as it was typed');
like($log, qr{FAIL CHMOD: Client "[^"]+", "/etc/passwd 644"$}m,
    'and so is a refusal');

$c->expect('SITE UMASK', qr/^200 .* 077$/, 'UMASK tells local_umask');
$c->expect('SITE UMASK 022', qr/^200 .* 022$/, 'and sets another');
$c->store('STOR made', 'x');
$c->cmd('MKD made-dir');
is(mode_of('made'), '0644', 'which counts for files');
is(mode_of('made-dir'), '0755', 'and directories');
$c->expect('SITE UMASK 0', qr/^200 .* 0$/, 'none');
$c->expect('SITE UMASK 7777', qr/^200 .* 0777$/, 'all there are');
$c->expect("SITE UMASK $_", qr/^501 /, "$_ is no umask")
    for '8', 'x', '-1', '22 33', '00022';
$c->expect('SITE UMASK', qr/^200 .* 0777$/, 'and leaves the one there is');
$c->close;

$t->config(deny_file => 'secret');
$c = $t->client->login('alice', 'secret');
$c->expect("SITE CHMOD 777 $_", qr/^550 /, "deny_file counts: $_")
    for 'secret', './secret', "$HOME/secret", 'dir/../secret';
is(mode_of('secret'), '0644', 'the mode has not changed');
$c->close;
for my $option (qw(chmod_enable write_enable)) {
    $t->config($option => 'NO');
    $c = $t->client->login('alice', 'secret');
    $c->expect('SITE HELP', qr/^214 UMASK HELP$/, "$option=NO: HELP");
    $c->expect('SITE CHMOD 777 a', qr/^500 /, "$option=NO: CHMOD is unknown");
    $c->expect('SITE UMASK 011', qr/^200 .* 011$/, "$option=NO: UMASK is not");
    is(mode_of('a'), '0604', "$option=NO: the mode has not changed");
    $c->close;
    $t->config($option => 'YES');
}
$t->config(cmds_denied => 'SITE');
$c = $t->client->login('alice', 'secret');
$c->expect('SITE CHMOD 777 a', qr/^550 /, 'cmds_denied=SITE');

$t->end;
done_testing;
