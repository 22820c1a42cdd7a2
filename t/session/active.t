# SPDX-License-Identifier: ISC
#
# Active connections: where they come from, how long they may take to come
# about, and what may happen meanwhile.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Select;
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Client qw(reset_connection);
use OneFTPD::Sessions;
use Test::More;
use Time::HiRes qw(sleep time);

my $t = OneFTPD->new(data_connection_timeout => 0);
small_buffers();
$t->inetd;

# A port at which nobody answers: its queue is full, so that the kernel drops
# what comes. It is the client's own, as PORT wants it.
sub deaf_port {
    my ($c) = @_;
    my $listener = $c->active('PORT');
    listen $listener, 0;
    $c->{queue} = [$listener, map { IO::Socket::IP->new(Blocking => 0,
        PeerHost => '127.0.0.1', PeerPort => $listener->sockport) } 1 .. 4];
    return;
}

# From the address that the client came to, which firewalls remember.
for my $host ('127.0.0.2', '127.0.0.1', '::1') {
    my $c = $t->client(host => $host)->login;
    my $listener = $c->active;
    $c->send_line('RETR big.bin');
    my $data = $listener->accept or die "nobody came: $!\n";
    is($data->peerhost, $host, "a client of $host is called from there");
    my $port = $data->peerport;
    my $command = 'ss --tcp --no-header --numeric --tos';
    my $kind = $host eq '::1' ? qr/\btclass:0x8\b/ : qr/\btos:0x8\b/;
    like(scalar qx($command sport = $port), $kind, '... as bulk traffic');
    $c->close;
}

# Ended connections keep their ports for a minute, but only towards the port
# that they went to. The client's ports are named by this test.
sub set_range {
    my ($range) = @_;
    my $file = '/proc/sys/net/ipv4/ip_local_port_range';
    my $usual = read_file($file);
    open my $out, '>', $file or die "$file: $!\n";
    print {$out} $range;
    close $out or die "$file: $!\n";
    return $usual;
}

sub few_ports {
    my $c = $t->client->login;
    my $usual = set_range('40000 40001');
    for my $port (50_000 .. 50_009) {
        my $listener = IO::Socket::IP->new(LocalHost => '127.0.0.1',
            LocalPort => $port, Listen => 1, Timeout => 5) or die "$port: $@\n";
        $c->cmd("EPRT |1|127.0.0.1|$port|");
        $c->send_line('LIST');
        my $data = $listener->accept;
        ok($data, 'two ports are enough for many transfers') or last;
        $c->expect_reply(qr/^150 /, '... each begins');
        like($c->read_all($data), qr/hello\.txt/, '... arrives');
        $c->expect_reply(qr/^226 /, '... and ends');
    }
    set_range($usual);
    $c->close;
    return;
}
few_ports();

$t->config(connect_timeout => 1);
my $c = $t->client->login;
deaf_port($c);
my $began = time;
$c->expect('RETR hello.txt', qr/^425 /, 'connect_timeout: 425');
cmp_ok(time - $began, '>', 0.9, '... not before its time');
cmp_ok(time - $began, '<', 6, '... nor much later');
$c->expect('LIST', qr/^425 /, 'and the mode is used up');
$c->gets_file('hello.txt', "Hello, world.\n", 'the session goes on');
$c->close;

# 0 waits for as long as the kernel tries; ABOR and a client that goes end it.
$t->config(connect_timeout => 0);
$c = $t->client->login;
deaf_port($c);
$c->send_line('RETR hello.txt');
ok(!IO::Select->new($c->socket)->can_read(1.5),
    'connect_timeout=0: it is waited for');
$c->expect('NOOP', qr/^200 /, '... and NOOP is answered meanwhile');
$c->send_line('ABOR');
$c->expect_reply(qr/^425 /, '... until an ABOR: the transfer has failed');
$c->expect_reply(qr/^226 /, '... and the ABOR is answered');
$c->gets_file('hello.txt', "Hello, world.\n", 'the session goes on');

deaf_port($c);
$c->send_line('LIST');
sleep 0.2;
my $port = $c->local_port;
$c->close;
is(exit_status($t, $port), 1, 'a client that goes meanwhile ends the session');
ok(wait_until(3, sub { !$t->session_processes }), 'and all its processes');

# Accepted and reset, before a byte was read.
$t->config(connect_timeout => undef);
$c = $t->client->login;
for my $line ('RETR hello.txt', 'RETR big.bin', 'LIST') {
    my $listener = $c->active;
    $c->expect($line, qr/^150 /, "$line to a client that hangs up begins");
    my $data = $listener->accept or die "nobody came: $!\n";
    reset_connection($data);
    $c->expect_reply(qr/^[24]26 /, '... and is answered');
    $c->expect('NOOP', qr/^200 /, '... and the session goes on');
}
$c->close;

$t->end;
done_testing;
