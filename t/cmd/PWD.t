# SPDX-License-Identifier: ISC
#
# PWD, XPWD: where the client is, in quotes (RFC 959, appendix II).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
mkdir "$TREE/$_" for 'say "hi"', "line\nbreak", "caf\xc3\xa9";
$t->inetd;
$t->client->wants_login('PWD');
$t->client->wants_login('XPWD');

my $c = $t->client->login;
$c->expect('PWD', qr/^257 "\/"(?: |$)/, 'at first the client is at the root');
$c->expect('XPWD', qr/^257 "\/"(?: |$)/, 'XPWD is PWD');
$c->expect('pwd', qr/^257 "\/"/, 'in any case');
$c->expect('PWD what.txt', qr/^257 "\/"/, 'its argument is ignored');

$c->cmd('CWD pub/deep');
$c->expect('PWD', qr/^257 "\/pub\/deep"/, 'the path within the root');
$c->cmd('CWD /say "hi"');
$c->expect('PWD', qr/^257 "\/say ""hi"""(?: |$)/, 'quotes are doubled');
$c->cmd("CWD /line\0break");
$c->expect('PWD', qr/^257 "\/line\0break"/, 'a line feed is sent as NUL');
$c->cmd("CWD /caf\xc3\xa9");
$c->expect('PWD', qr/^257 "\/caf\xc3\xa9"/, 'UTF-8 stays as it is');

# Clients that find no path in the quotes do not go on from a wrong one.
mkdir "$TREE/gone";
$c->cmd('CWD /gone');
$c->expect('PWD', qr/^257 "\/gone"/, 'a directory');
rmdir "$TREE/gone" or die "rmdir: $!\n";
$c->expect('PWD', qr/^257 ""(?: |$)/, '... that is removed has no name');
$c->expect('XPWD', qr/^257 ""(?: |$)/, '... for XPWD, too');
$c->cmd('CWD /');
$c->expect('PWD', qr/^257 "\/"/, '... until one goes elsewhere');

$t->end;
done_testing;
