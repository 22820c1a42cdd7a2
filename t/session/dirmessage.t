# SPDX-License-Identifier: ISC
#
# dirmessage_enable: what a directory has to say to who enters it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new(dirmessage_enable => 'YES');
write_file("$TREE/.message", "Welcome.\nBe good.\n");
write_file("$TREE/pub/.message", "230 Lies.\r\n\xff\n\nno line end");
write_file("$TREE/pub/deep/.message", 'x' x 3999 . "yz\nnot this\n");
mkdir "$TREE/$_" for qw(dir fifo empty private), map { "d$_" } 1 .. 120;
mkdir "$TREE/dir/.message";
system('mkfifo', "$TREE/fifo/.message") == 0 or die 'mkfifo';
write_file("$TREE/empty/.message", '');
write_file("$TREE/private/.message", "secret\n", 0600);
write_file("$TREE/d$_/.message", "here\n") for 1 .. 120;
write_file("$TREE/other", "Another text.\n");
symlink '../../../../../etc/passwd', "$TREE/pub/passwd";
$t->inetd;

my $c = $t->client;
$c->reply;
$c->cmd('USER ftp');
is($c->cmd('PASS x@y'), "230-Welcome.\n230-Be good.\n"
    . '230 You are logged in.', 'after the login');
is($c->cmd('CWD pub'), "250-230 Lies.\n250-\xff\xff\n250-\n"
    . "250-no line end\n250 Directory changed.", 'after CWD, line by line');
like($c->cmd('CDUP'), qr/\A250 [^\n]*\z/, 'not for a place that was seen');
like($c->cmd('CWD pub'), qr/\A250 [^\n]*\z/, '... by whatever way');
is($c->cmd('XCWD deep'), '250-' . 'x' x 3999 . "y\n250 Directory changed.",
    '4000 bytes of it');
like($c->cmd("CWD /$_"), qr/\A250 [^\n]*\z/, "nothing of $_")
    for qw(dir fifo empty private);
like($c->cmd('CWD /nowhere'), qr/\A550 [^\n]*\z/, 'nor where nothing is');
my @first = map { $c->cmd("CWD /d$_") =~ /^250-here$/m ? 1 : 0 } 1 .. 120;
is("@first", join(' ', (1) x 120), 'a hundred directories, and some more');
like($c->cmd('CWD /d1'), qr/\A250 [^\n]*\z/, 'the first ones are remembered');
like($c->cmd('CWD /d120'), qr/^250-here$/m, 'the last ones are not');
$c->close;

$t->config(message_file => 'other', deny_file => 'other');
$c = $t->client;
$c->reply;
$c->cmd('USER ftp');
like($c->cmd('PASS x@y'), qr/\A230-Another text\.\n230 /,
    'message_file, which no rule for clients hides');
$c->close;

$t->config(message_file => 'passwd', deny_file => undef);
$c = $t->client->login;
like($c->cmd('CWD pub'), qr/\A250 [^\n]*\z/, 'no link leads out of the jail');
$c->close;

$t->config(dirmessage_enable => 'NO', message_file => undef);
$c = $t->client->login;
like($c->cmd('CWD pub'), qr/\A250 [^\n]*\z/, 'dirmessage_enable=NO');

$t->end;
done_testing;
