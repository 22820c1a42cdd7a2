# SPDX-License-Identifier: ISC
#
# OPTS: UTF8 ON, which clients send before they log in.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;

sub works {
    my ($c, $when) = @_;
    $c->expect('OPTS UTF8 ON', qr/^200 /, "$when: UTF8 ON");
    $c->expect('opts utf8 on', qr/^200 /, "$when: in any case");
    $c->expect("OPTS $_", qr/^501 /, "$when: \"OPTS $_\" is refused")
        for 'UTF8 OFF', 'UTF8', 'UTF8 ON ', 'MLST size', '';
    return;
}

my $c = $t->client;
$c->reply;
works($c, 'before login');
works($c, 'again, so it is not counted');
works($t->client->login, 'after login');

$t->end;
done_testing;
