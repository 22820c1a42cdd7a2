# SPDX-License-Identifier: ISC
#
# EPRT: this server connects to nobody; clients come to it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use IO::Select;
use IO::Socket::IP;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
my $listener = IO::Socket::IP->new(LocalHost => '127.0.0.1', Listen => 1)
    or die "no listener: $@\n";
my $port = $listener->sockport;
my $line = sprintf 'EPRT |1|127.0.0.1|%d|', $port;
$t->client->wants_login($line);

my $c = $t->client->login;
$c->expect($line, qr/^550 /);
$c->expect(lc $line, qr/^550 /, 'in any case');
$c->expect('EPRT', qr/^550 /, 'without an argument');
$c->expect('RETR hello.txt', qr/^425 /, 'so there is nobody to send to');
$c->expect('FEAT', qr/\A(?!.*EPRT)/s, 'and it is not offered');
ok(!IO::Select->new($listener)->can_read(0), 'nobody has been connected to');

my $data = $c->passive;
$c->expect($line, qr/^550 /, 'with a passive port');
$c->expect('RETR hello.txt', qr/^150 /, 'which is kept');
is($c->read_all($data), "Hello, world.\n", 'and serves a download');
$c->expect_reply(qr/^226 /, 'which succeeds');

$t->end;
done_testing;
