# SPDX-License-Identifier: ISC
#
# PORT: the server comes to the client's port, and to nobody else's.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new(connect_timeout => 1);
$t->inetd;
$t->client->wants_login('PORT 127,0,0,1,200,10');

my $c = $t->client->login;
$c->cmd('TYPE I');
sub comes {
    my ($verb, $line, $wanted, $name) = @_;
    my $listener = $c->active($verb);
    $c->send_line($line);
    my $data = $listener->accept or die "nobody came: $!\n";
    is($data->peerhost, $c->socket->peerhost, "$name: from our address");
    $c->expect_reply(qr/^150 /, "$name: 150 when it is connected");
    like($c->read_all($data), $wanted, "$name: the bytes");
    return $c->expect_reply(qr/^226 /, "$name: and 226");
}
comes('PORT', 'RETR hello.txt', qr/\AHello, world\.\n\z/, 'a file');
comes('PORT', 'LIST', qr/ hello\.txt\r$/m, 'a listing');
comes('PORT', 'RETR big.bin', qr/\A\Q$BIG\E\z/, 'a large file');
$c->expect('RETR hello.txt', qr/^425 /, 'once for each transfer');

# What is not six numbers, or not ours, leaves no mode behind.
my $free = $c->active('PORT')->sockport;
my ($p1, $p2) = ($free >> 8, $free & 255);
for my $bad ('', '1', "127,0,0,1,$p1", "127,0,0,1,$p1,$p2,1", "127,0,0,1,$p1,",
    ",0,0,1,$p1,$p2", "127,0,0,1,$p1,256", "127,0,0,257,$p1,$p2",
    "127,0,0,01,$p1,$p2", "0x7f,0,0,1,$p1,$p2", " 127,0,0,1,$p1,$p2",
    "127,0,0,1,$p1,$p2 ", "127,0,0,1,$p1,+$p2", "127.0.0.1,$p1,$p2",
    "-127,0,0,1,$p1,$p2", "1\0002", '9' x 400, ',' x 400) {
    $c->active('PORT');
    $c->expect("PORT $bad", qr/^500 /, 'PORT ' . substr $bad, 0, 40);
    $c->expect('RETR hello.txt', qr/^425 /, '... and nothing is left');
}
for my $other ("127,0,0,2,$p1,$p2", "192,0,2,1,$p1,$p2", "0,0,0,0,$p1,$p2",
    "255,255,255,255,$p1,$p2", "1,0,0,127,$p1,$p2") {
    $c->active('PORT');
    $c->expect("PORT $other", qr/^500 /, "another's address: $other");
    $c->expect('RETR hello.txt', qr/^425 /, '... and nothing is left');
}
for my $low ('0,0', '0,1', '0,21', '3,255') {
    $c->expect("PORT 127,0,0,1,$low", qr/^500 /, "a port below 1024: $low");
}

# Nobody is there, or nobody answers.
my $gone = $c->active('PORT');
close $gone;
$c->expect('RETR hello.txt', qr/^425 /, 'nobody listens any more');
my $full = $c->active('PORT');
listen $full, 0;
my @queue = map { IO::Socket::IP->new(PeerHost => '127.0.0.1', Blocking => 0,
    PeerPort => $full->sockport) } 1 .. 4;
my $before = time;
$c->expect('RETR hello.txt', qr/^425 /, 'nobody answers: connect_timeout');
cmp_ok(time - $before, '<', 10, '... after a second or so');
$c->gets_file('hello.txt', "Hello, world.\n", 'the session goes on');

# Old firewalls let data connections in from one port only.
for my $port (20, 2020) {
    $t->config(connect_from_port_20 => 'YES', ftp_data_port => $port);
    my $client = $t->client->login;
    my $listener = $client->active('PORT');
    $client->send_line('LIST');
    my $data = $listener->accept or die "nobody came: $!\n";
    is($data->peerport, $port, "connect_from_port_20: from port $port");
    like($client->read_all($data), qr/hello\.txt/, '... the listing');
    $client->expect_reply(qr/^150 /, '... and 150');
    $client->expect_reply(qr/^226 /, '... and 226');
    my $late = $client->active('PORT');
    close $late;
    $client->expect('LIST', qr/^425 /, '... nobody listens: 425');
    $client->gets_file('hello.txt', "Hello, world.\n", '... and it goes on');
    $client->close;
}
$t->config(ftp_data_port => 2021);
{
    my $taken = IO::Socket::IP->new(LocalHost => '127.0.0.1', LocalPort => 2021,
        Listen => 1) or die "port 2021: $@\n";
    my $client = $t->client->login;
    my $listener = $client->active('PORT');
    $client->expect('LIST', qr/^425 /, 'somebody else has the port: 425');
    $client->gets_file('hello.txt', "Hello, world.\n", '... and it goes on');
    $client->close;
}
$t->config(port_promiscuous => 'YES');
{
    my $client = $t->client->login;
    my $listener = IO::Socket::IP->new(LocalHost => '127.0.0.4', Listen => 1,
        Timeout => 10) or die "no listener: $@\n";
    $client->expect(sprintf('PORT 127,0,0,4,%d,%d', $listener->sockport >> 8,
        $listener->sockport & 255), qr/^200 /, 'with port_promiscuous');
    $client->send_line('LIST');
    my $data = $listener->accept or die "nobody came: $!\n";
    is($data->peerport, 2021, '... others are called from the port as well');
    $client->close;
}
$t->config(ftp_data_port => undef, write_enable => 'YES',
    local_enable => 'YES', port_promiscuous => undef);

# A session has not got that port without end: it takes it again and again.
sub comes_from_20 {
    my ($client, $line, $name) = @_;
    my $listener = $client->active('PORT');
    $client->send_line($line);
    my $data = $listener->accept or die "nobody came: $!\n";
    is($data->peerport, 20, "$name comes from port 20");
    $client->expect_reply(qr/^150 /, '... with a 150');
    return $data;
}

my $same = $t->client->login('alice', 'secret');
for my $turn (1 .. 5) {
    my $data = comes_from_20($same, 'RETR mine.txt', "file $turn");
    is($same->read_all($data), "This is alice's.\n", '... the file');
    $same->expect_reply(qr/^226 /, '... and 226');
}
for my $turn (1 .. 3) {
    my $data = comes_from_20($same, 'STOR up.txt', "upload $turn");
    syswrite $data, "turn $turn\n";
    shutdown $data, 1;
    is($same->read_all($data), '', '... the server closes it, too');
    $same->expect_reply(qr/^226 /, '... and 226');
    is(read_file("$DIR/home/alice/up.txt"), "turn $turn\n", '... it is whole');
}
my @open;       # by a client that forgets to close
for my $turn (1 .. 4) {
    push @open, comes_from_20($same, 'LIST', "open listing $turn");
    $same->expect_reply(qr/^226 /, '... and 226');
}
my $cut = comes_from_20($same, 'STOR up.txt', 'what is cut short');
$same->expect('ABOR', qr/^426 /, 'ABOR ends it');
$same->expect_reply(qr/^226 /, '... with a reply of its own');
is($same->read_all($cut), '', '... and the data connection');
my $missing = $same->active('PORT');
$same->expect('STOR no/such/place', qr/^553 /, 'a refused upload');
$same->gets_file('mine.txt', "This is alice's.\n", 'the session goes on');
$same->close;
$t->config(connect_from_port_20 => undef, write_enable => undef,
    local_enable => undef);

# PASV, EPSV and PORT take each other's place.
my $data = $c->passive;
my $listener = $c->active('PORT');
$c->expect('RETR hello.txt', qr/^150 /, 'PORT takes the place of EPSV');
is($c->read_all($listener->accept), "Hello, world.\n", '... and is used');
$c->expect_reply(qr/^226 /, '... to the end');
$listener = $c->active('PORT');
$data = $c->passive;
$c->expect('RETR hello.txt', qr/^150 /, 'EPSV takes the place of PORT');
is($c->read_all($data), "Hello, world.\n", '... and is used');
$c->expect_reply(qr/^226 /, '... to the end');
$c->close;

# IPv4 within IPv6.
$c = $t->client(host => '::1')->login;
$c->expect('PORT 127,0,0,1,200,10', qr/^500 /,
    'an IPv6 client has no IPv4 address');
$c->close;

$t->config(port_enable => 'NO');
$c = $t->client->login;
$c->expect('PORT 127,0,0,1,200,10', qr/^550 /, 'port_enable=NO');
$c->expect('FEAT', qr/\A(?!.*EPRT)/s, '... which FEAT knows');
$c->expect('PORT nonsense', qr/^550 /, '... whatever is written');
$c->close;

$t->config(port_enable => 'YES', port_promiscuous => 'YES');
$c = $t->client(local => '127.0.0.3')->login;
$listener = IO::Socket::IP->new(LocalHost => '127.0.0.4', Listen => 1)
    or die "no listener: $@\n";
$c->expect(sprintf('PORT 127,0,0,4,%d,%d', $listener->sockport >> 8,
    $listener->sockport & 255), qr/^200 /, 'port_promiscuous: to another');
$c->expect('RETR hello.txt', qr/^150 /, '... it goes there');
is($c->read_all($listener->accept), "Hello, world.\n", '... with the file');
$c->expect_reply(qr/^226 /, '... to its end');
$c->expect('PORT 127,0,0,4,0,80', qr/^500 /, '... but to no service');
$c->close;

$t->config(port_promiscuous => 'NO', cmds_denied => 'PORT');
$c = $t->client->login;
$c->expect('PORT 127,0,0,1,200,10', qr/^550 /, 'cmds_denied=PORT');
ok($c->active('EPRT'), '... leaves EPRT');

$t->end;
done_testing;
