# SPDX-License-Identifier: ISC
#
# RNFR: what is to be renamed is there, and is remembered.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home/alice";

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES');
$t->inetd;
$t->client->wants_login('RNFR hello.txt');

my $c = $t->client->login;
$c->expect($_, qr/^550 /, "write_enable=NO: $_ is refused")
    for 'RNFR hello.txt', 'rnfr hello.txt', 'RNFR';
$c->close;

$t->config(write_enable => 'YES', deny_file => 'secret');
mkdir "$HOME/dir", 0700;
write_file("$HOME/$_", 'x') for 'a', 'secret';
symlink 'nothing', "$HOME/dangling";
$c = $t->client->login('alice', 'secret');
$c->expect("RNFR $_", qr/^350 /, "RNFR $_")
    for 'a', 'dir', 'dir/', 'dangling', './a', "$HOME/a";
$c->expect("RNFR $_", qr/^550 /, "\"RNFR $_\" is refused")
    for 'missing', '', 'missing/x', 'a/', 'secret', './secret';
$c->expect('RNTO b', qr/^503 /, 'and what was remembered is forgotten');
my $log = read_file('/var/log/vsftpd.log');
like($log, qr{FAIL RENAME: Client "[^"]+", "/run/t/home/alice/missing"$}m,
    'a refusal is logged');
unlike($log, qr{OK RENAME}, 'nothing has been renamed yet');
$c->close;

$t->config(anon_upload_enable => 'YES', anon_mkdir_write_enable => 'YES');
$c = $t->client->login;
$c->expect('RNFR hello.txt', qr/^550 /, 'without anon_other_write_enable');
$c->close;
$t->config(anon_other_write_enable => 'YES');
$c = $t->client->login;
$c->expect('RNFR hello.txt', qr/^350 /, 'with it');
$c->expect('RNFR /etc/passwd', qr/^550 /, 'within the root');
$c->close;
$t->config(cmds_denied => 'RNTO');
$c = $t->client->login;
$c->expect('RNFR hello.txt', qr/^550 /,
    'cmds_denied=RNTO leaves nothing that it could be for');

$t->end;
done_testing;
