# SPDX-License-Identifier: ISC
#
# ALLO: is there room for what is to come?
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('ALLO 100');

my $c = $t->client->login;
$c->expect("ALLO$_", qr/^202 /, "who stores nothing needs no room: ALLO$_")
    for ' 100', ' 100 R 10', ' plenty', '';
$c->close;

system(qw(mount -t tmpfs none), "$TREE/incoming",
    '-osize=1m,mode=777') == 0
    or die 'mount';
$t->config(write_enable => 'YES', anon_upload_enable => 'YES');
$c = $t->client->login;
$c->cmd('CWD incoming');
$c->expect("ALLO $_", qr/^200 /, "there is room: $_")
    for 0, 1, 4096, 1_048_576, '1000 R 80';
$c->expect("ALLO $_", qr/^552 /, "there is no room: $_")
    for 1_048_577, 2**32, '9223372036854775807', '2000000 R 80';
$c->expect("ALLO $_", qr/^501 /, "\"ALLO $_\" is no size")
    for '', 'plenty', '-1', '+1', '1e3', '9223372036854775808', '9' x 40;
$c->cmd('CWD ..');
$c->expect('ALLO 1048577', qr/^200 /, 'elsewhere there is room');
$c->close;

$t->end;
done_testing;
