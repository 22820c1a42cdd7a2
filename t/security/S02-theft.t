# SPDX-License-Identifier: ISC
#
# Somebody else is faster to the passive port ("pizza thief"): the thief gets
# nothing, and the client everything.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Select;
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Neighbour;
use Test::More;

my $t = OneFTPD->new(xferlog_enable => 'YES');
my $wire = OneFTPD::Neighbour->new('wire', 7);

# A connection from one host beyond the wire, or false if it is refused.
sub reach {
    my ($host, $port, $from) = @_;
    return $wire->from_there(sub {
        IO::Socket::IP->new(PeerHost => $host, PeerPort => $port,
            LocalHost => $from, Timeout => 5);
    });
}

# The client has address 2 there, the thief address 3.
sub steals {
    my ($name, $verb, $server, $client, $thief) = @_;
    my $c = $wire->from_there(sub {
        $t->client(host => $server, local => $client)->login;
    });
    $c->cmd('TYPE I');
    my $port = $c->passive_port($verb);
    my @early = map { reach($server, $port, $thief) } 1 .. 10;
    $c->send_line('RETR hello.txt');
    for my $thief (@early) {
        is(sysread($thief, my $bytes, 1), 0, "$name: the thief gets nothing");
    }
    my $late = reach($server, $port, $thief);
    is(sysread($late, my $none, 1), 0, "$name: nor a later one");
    ok(!IO::Select->new($c->socket)->can_read(0.1),
        "$name: the client is waited for");
    my $data = reach($server, $port, $client);
    $c->expect_reply(qr/^150 /, "$name: and comes");
    is($c->read_all($data), "Hello, world.\n", "$name: for the file");
    $c->expect_reply(qr/^226 /, "$name: to its end");
    my ($plain) = $thief =~ /^([^%]+)/;
    like(read_file('/var/log/vsftpd.log'), qr/DEBUG: .* \Q$plain\E[."]/,
        "$name: the log says who it was");
    $c->close;
    return;
}

# Both forms of an IPv4 address: an IPv6 socket has it mapped into an IPv6 one.
my $pid = $t->listener('listen_address=0.0.0.0');
steals('IPv4', $_, '10.7.0.1', '10.7.0.2', '10.7.0.3') for qw(PASV EPSV);
$t->stop($pid);
$t->inetd;
steals('IPv4 over IPv6', $_, '10.7.0.1', '10.7.0.2', '10.7.0.3')
    for qw(PASV EPSV);
steals('IPv6', 'EPSV', 'fd07::1', 'fd07::2', 'fd07::3');
steals('a link-local address', 'EPSV', 'fe80::1%wire', 'fe80::2%wire',
    'fe80::3%wire');

# The same link-local address on another link is another host.
my $other = OneFTPD::Neighbour->new('other', 8);
my $c = $wire->from_there(sub {
    $t->client(host => 'fe80::1%wire', local => 'fe80::2%wire')->login;
});
my $port = $c->passive_port;
my $thief = $other->from_there(sub {
    IO::Socket::IP->new(PeerHost => 'fe80::1%other', PeerPort => $port,
        LocalHost => 'fe80::2%other', Timeout => 5);
});
ok(!$thief, 'its namesake on another link does not even get to the port');
my $data = reach('fe80::1%wire', $port, 'fe80::2%wire');
$c->expect('RETR hello.txt', qr/^150 /, '... but the client does');
is($c->read_all($data), "Hello, world.\n", '... and has the file');
$c->close;

# Thieves without end do not make it wait beyond accept_timeout, nor deaf.
$t->config(accept_timeout => 2);
$c = $wire->from_there(sub { $t->client(host => '10.7.0.1')->login });
$port = $c->passive_port;
my $crowd = $t->start_code('crowd', sub {
    $wire->from_there(sub {
        while (1) {
            IO::Socket::IP->new(PeerHost => '10.7.0.1', PeerPort => $port,
                LocalHost => '10.7.0.3', Timeout => 5) or sleep 1;
        }
    });
});
my $before = time;
$c->expect('RETR hello.txt', qr/^425 /, 'a crowd of thieves: 425 in the end');
cmp_ok(time - $before, '<', 8, '... when it is time');
$t->stop($crowd);
$c->close;

$t->end;
done_testing;
