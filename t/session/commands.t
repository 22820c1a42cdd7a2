# SPDX-License-Identifier: ISC
#
# Which commands there are: before login, after it, and by cmds_allowed and
# cmds_denied.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;

my @unknown = qw(XYZZY AUTH CCC ADAT MLSD MLST MFMT CLNT HOST LANG LPRT LPSV
    XSTR R);

# Before login ten lines may be wrong; what is known then is not counted.
my $c = $t->client;
$c->reply;
my $port = $c->local_port;
for my $word (@unknown[0 .. 9]) {
    $c->expect("$word x", qr/^530 /, "$word before login");
    $c->cmd($_) for 'FEAT', 'OPTS UTF8 ON', 'USER ftp';
}
$c->expect('XYZZY', qr/^500 /, 'the eleventh');
ok($c->is_closed, 'ends the session');
is(exit_status($t, $port), 1, 'which has failed');

# After login there is no limit.
$c = $t->client->login;
$c->expect($_, qr/^500 /, "$_ after login") for @unknown, 'x' x 100, "\x01";
$c->expect('PWD', qr/^257 /, 'and the session goes on');
$c->close;

$t->config(cmds_allowed => 'USER,PASS,PWD,XPWD,NOOP,P@SW,,QUIT');
$c = $t->client;
$c->reply;
$c->expect('FEAT', qr/^211/, 'cmds_allowed does not count before login');
$c->cmd('USER ftp');
$c->cmd('PASS x');
$c->expect($_, qr/^2/, "cmds_allowed has $_") for qw(PWD pwd XPWD NOOP P@SW);
$c->expect($_, qr/^550 /, "cmds_allowed has no $_")
    for qw(PASV FEAT XYZZY GET HELP);
$c->expect('QUIT', qr/^550 /, 'an empty element ends the list');
$c->expect("\r\nNOOP", qr/^200 /, 'an empty line is ignored all the same');
$c->close;

$t->config(cmds_allowed => undef, cmds_denied => 'PWD,FEAT,QUIT');
$c = $t->client;
$c->reply;
$c->expect('FEAT', qr/^211/, 'cmds_denied does not count before login');
$c->cmd('USER ftp');
$c->cmd('PASS x');
$c->expect($_, qr/^550 /, "cmds_denied has $_") for qw(PWD feat QUIT);
$c->expect($_, qr/^2/, "cmds_denied has no $_") for qw(XPWD NOOP);
$c->expect('XYZZY', qr/^500 /, 'what is unknown stays so');

$t->end;
done_testing;
