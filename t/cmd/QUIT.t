# SPDX-License-Identifier: ISC
#
# QUIT: a word of farewell, then the end.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;

sub leaves {
    my ($c, $line, $when) = @_;
    my $port = $c->local_port;
    $c->expect($line, qr/^221 /, "$when: answered");
    ok($c->is_closed, "$when: and closed");
    is(exit_status($t, $port), 0, "$when: in good order");
    return;
}

my $c = $t->client;
$c->reply;
leaves($c, 'QUIT', 'before a name');
$c = $t->client;
$c->reply;
$c->cmd('USER ftp');
leaves($c, 'quit', 'before the password');
leaves($t->client->login, 'QUIT now', 'after login');

$c = $t->client->login;
$c->send_bytes("QUIT\r\n" . "NOOP\r\n" x 20);
$c->expect_reply(qr/^221 /, 'what follows QUIT is not in its way');
ok($c->is_closed, 'and is not answered');

$t->end;
done_testing;
