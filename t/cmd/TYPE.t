# SPDX-License-Identifier: ISC
#
# TYPE: ASCII at first, binary on demand, nothing else.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('TYPE I');

my $c = $t->client->login;

# STAT shows the type.
sub type_is {
    my ($wanted, $name) = @_;
    return $c->expect('STAT', qr/^     TYPE: $wanted$/m, $name);
}

type_is('ASCII', 'a session starts in ASCII');
for my $good ('I', 'i', 'L8', 'L 8', 'l 8') {
    $c->cmd('TYPE A');
    $c->expect("TYPE $good", qr/^200 /);
    type_is('BINARY', 'binary from now on');
}
for my $good ('A', 'a', 'A N', 'a n') {
    $c->cmd('TYPE I');
    $c->expect("TYPE $good", qr/^200 /);
    type_is('ASCII', 'ASCII from now on');
}
for my $bad ('E', 'A T', 'A C', 'L 7', 'L', '', ' I', 'I ', 'A ', "I\t", 'II') {
    $c->expect("TYPE $bad", qr/^500 /, "\"TYPE $bad\" is refused");
}
type_is('ASCII', 'what was refused changes nothing');

$t->end;
done_testing;
