# SPDX-License-Identifier: ISC
#
# CDUP, XCUP: CWD to the directory above.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('CDUP');
$t->client->wants_login('XCUP');

my $c = $t->client->login;
$c->cmd('CWD pub/deep');
$c->expect('CDUP', qr/^250 /, 'up');
$c->expect('PWD', qr/^257 "\/pub" /, 'one level');
$c->expect('XCUP nowhere', qr/^250 /, 'XCUP is CDUP; its argument is ignored');
$c->expect('PWD', qr/^257 "\/" /, 'up again');
$c->expect('cdup', qr/^250 /, 'up from the root');
$c->expect('PWD', qr/^257 "\/" /, 'is the root');
$c->close;

$t->config(deny_file => '{..}');
$c = $t->client->login;
$c->expect('CDUP', qr/^550 /, 'deny_file counts for its two dots');

$t->end;
done_testing;
