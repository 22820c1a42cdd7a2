# SPDX-License-Identifier: ISC
#
# FEAT: what clients may rely on (RFC 2389), in this order.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;

my $wanted = join "\n", ' EPRT', ' EPSV', ' MDTM', ' PASV', ' REST STREAM',
    ' SIZE', ' TVFS', ' UTF8';
my $c = $t->client;
$c->reply;
my $before = $c->cmd('FEAT');
like($before, qr/\A211-.+\n\Q$wanted\E\n211 .+\z/, 'FEAT works before login');
is($c->cmd('feat ure'), $before, 'in any case, with any argument');

$c = $t->client->login;
is($c->cmd('FEAT'), $before, 'and is the same after login');

$c = $t->client;
$c->reply;
$c->cmd('FEAT') for 1 .. 11;
$c->expect('FEAT', qr/^211/, 'before login it is not counted as an error');

$t->config(pasv_enable => 'NO', port_enable => 'NO');
$c = $t->client->login;
$c->expect('FEAT', qr/\A(?!.*(?:EPSV|PASV|EPRT)).*^ MDTM$/ms,
    'what is disabled is not listed');

$t->end;
done_testing;
