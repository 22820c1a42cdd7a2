# SPDX-License-Identifier: ISC
#
# HELP: every verb that the configuration offers.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

sub verbs_of { return map { split } grep { /^ / } split /\n/, $_[0] }

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('HELP');

my $c = $t->client->login;
my $help = $c->cmd('HELP');
my ($first, @lines) = split /\n/, $help;
like($first, qr/^214-./, 'HELP begins with 214-');
like(pop @lines, qr/^214 ./, 'and ends with 214');
is(join('', grep { !/^ [A-Z]/ } @lines), '',
    'each line between has one blank before it');
my @wanted = qw(ABOR ACCT ALLO APPE CDUP CWD DELE EPRT EPSV FEAT HELP LIST MDTM
    MKD MODE NLST NOOP OPTS PASS PASV PORT PWD QUIT REIN REST RETR RMD RNFR
    RNTO SITE SIZE SMNT STAT STOR STOU STRU SYST TYPE USER XCUP XCWD XMKD XPWD
    XRMD);
is(join(' ', verbs_of($help)), "@wanted",
    'the verbs there are, and none that no session has');
is(join(' ', grep { split > 14 } @lines), '', 'at most 14 in a line');
is($c->cmd('HELP SITE'), $help, 'the same, whatever is asked for');
is($c->cmd('help'), $help, 'in any case');

$t->config(pasv_enable => 'NO', port_enable => 'NO');
$c = $t->client->login;
is(join(' ', verbs_of($c->cmd('HELP'))),
    join(' ', grep { !/^(?:PASV|EPSV|PORT|EPRT)$/ } @wanted),
    'what is switched off is left out');

$t->end;
done_testing;
