# SPDX-License-Identifier: ISC
#
# Passive ports: who may come to them, which they are, and how the kernel is to
# treat them. Theft and chance: t/security/S02 and S04.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(xferlog_enable => 'YES');
small_buffers();
my $inetd = $t->inetd;

sub connect_from {
    my ($host, $port) = @_;
    return IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $port,
        LocalHost => $host);
}

# Somebody else is faster than the client: that is in vain, and no harm.
sub strangers {
    my $c = $t->client->login;
    my $port = $c->passive_port;
    my $stranger = connect_from('127.0.0.2', $port);
    $c->send_line('RETR hello.txt');
    my $second = connect_from('127.0.0.3', $port);
    is(sysread($stranger, my $bytes, 1), 0, 'a stranger is dropped');
    my $data = connect_from('127.0.0.1', $port);
    $c->expect_reply(qr/^150 /, 'the client is still waited for');
    is($c->read_all($data), "Hello, world.\n", 'and gets the file');
    $c->expect_reply(qr/^226 /, 'and the reply');
    like(read_file('/var/log/vsftpd.log'), qr/DEBUG: .*127\.0\.0\.2/,
        'the STRANGER is in the log');

    $t->config(pasv_promiscuous => 'YES');
    $c = $t->client->login;
    $data = connect_from('127.0.0.2', $c->passive_port);
    $c->expect('RETR hello.txt', qr/^150 /, 'pasv_promiscuous=YES');
    is($c->read_all($data), "Hello, world.\n", 'serves anybody');
    $c->close;

    for my $promiscuous ('NO', 'YES') {
        $t->config(pasv_promiscuous => $promiscuous,
            pasv_allow_from => '192.0.2.0/24, 127.0.0.2/31');
        $c = $t->client->login;
        my $port = $c->passive_port;
        $c->send_line('RETR hello.txt');
        is(sysread(connect_from('127.0.0.4', $port), my $nothing, 1), 0,
            "pasv_promiscuous=$promiscuous, pasv_allow_from: not from others");
        $data = connect_from('127.0.0.3', $port);
        $c->expect_reply(qr/^150 /, '... but from that network');
        is($c->read_all($data), "Hello, world.\n", '... all comes');
        $c->close;
    }
    $t->config(pasv_promiscuous => undef, pasv_allow_from => undef);
    return;
}

# Two ports, of which one belongs to another program and one is fought over.
sub narrow_range {
    $t->config(pasv_min_port => 7000, pasv_max_port => 7001);
    my @busy = map { IO::Socket::IP->new(LocalHost => '127.0.0.1',
        LocalPort => $_, Listen => 1) or die "port $_: $@\n" } 7000, 7001;
    my $c = $t->client->login;
    $c->expect($_, qr/^425 /, "$_: no port is free") for qw(PASV EPSV);
    $c->expect('RETR hello.txt', qr/^425 /, 'so there is no transfer');
    CORE::close($busy[1]);
    $c->gets_file('hello.txt', "Hello, world.\n",
        'once a port is free the session goes on');
    $c->expect('EPSV', qr/^229 .*\|7001\|/, 'the same port again');
    my $other = $t->client->login;
    $other->expect('EPSV', qr/^425 /, 'another session has to wait');
    $c->close;
    ok(wait_until(10, sub { $other->cmd('EPSV') =~ /^229/ }),
        'until the first one ends');

    # The last port of a larger range is found, and found again after use.
    $other->close;
    wait_until(10, sub { !OneFTPD::is_listening(7001) });
    $t->config(pasv_max_port => 7040);
    push @busy, map { IO::Socket::IP->new(LocalHost => '127.0.0.1',
        LocalPort => $_, Listen => 1, ReuseAddr => 1) or die "port $_: $@\n"
    } 7001 .. 7019, 7021 .. 7040;
    $c = $t->client->login;
    $c->gets_file('hello.txt', "Hello, world.\n", 'the last free port is found')
        for 1 .. 3;
    $c->expect('EPSV', qr/^229 .*\|7020\|/, 'which it is');
    $t->config(pasv_min_port => undef, pasv_max_port => undef);
    return;
}

# bind_retries: how often chance decides, before the ports are gone through from
# where the last draw was. All ports but the first and the last belong to
# another program. One draw nearly always hits one of these, and the last port
# is the next free one; with many draws the first port is as likely as that.
sub retries {
    my ($first, $last) = (7100, 7199);
    my @busy = map { IO::Socket::IP->new(LocalHost => '127.0.0.1',
        LocalPort => $_, Listen => 1) or die "port $_: $@\n"
    } $first + 1 .. $last - 1;
    $t->config(pasv_min_port => $first, pasv_max_port => $last);
    my %firsts = map { $_ => first_ports($_, $first, $last) } 1, 100;
    cmp_ok($firsts{1}, '<', 15, 'bind_retries=1: one draw, then in turn');
    cmp_ok($firsts{100}, '>', 15, 'bind_retries=100: chance has many tries');
    $t->config(pasv_min_port => undef, pasv_max_port => undef,
        bind_retries => undef);
    return;
}

# Of a hundred ports, how many are the first.
sub first_ports {
    my ($tries, $first, $last) = @_;
    $t->config(bind_retries => $tries);
    my $c = $t->client->login;
    my @ports = map { $c->passive_port } 1 .. 100;
    is(scalar(grep { $_ != $first && $_ != $last } @ports), 0,
        "bind_retries=$tries: no port that is busy");
    $c->close;
    return scalar grep { $_ == $first } @ports;
}

# The address that the control connection came to, and no other.
sub one_address {
    my $c = $t->client(host => '127.0.0.2', local => '127.0.0.2')->login;
    for my $verb (qw(PASV EPSV)) {
        my $port = $c->passive_port($verb);
        ok(!connect_from('127.0.0.1', $port),
            "$verb listens on no address but that of the server");
        my $data = IO::Socket::IP->new(PeerHost => '127.0.0.2',
            PeerPort => $port, LocalHost => '127.0.0.2');
        $c->expect('RETR hello.txt', qr/^150 /, 'on which the client comes');
        is($c->read_all($data), "Hello, world.\n", 'and is served');
        $c->expect_reply(qr/^226 /, 'and told so');
        ok(!OneFTPD::is_listening($port), 'then nobody listens any more');
    }
    $c->close;
    return;
}

sub default_range {
    my $c = $t->client->login;
    my @ports = sort { $a <=> $b } map { $c->passive_port } 1 .. 100;
    cmp_ok($ports[0], '>=', 5001, 'pasv_min_port is 5001 by default');
    cmp_ok($ports[-1], '>', 32_768, 'and there is no limit above');
    return;
}

# The range as vsftpd reads its two options.
sub odd_ranges {
    for my $row ([0, 1026, 1024, 1026], [1023, 1026, 1024, 1026],
        [64_000, 63_000, 64_000, 65_535], [65_535, 0, 65_535, 65_535]) {
        my ($min, $max, $low, $high) = @$row;
        $t->config(pasv_min_port => $min, pasv_max_port => $max);
        my $c = $t->client->login;
        my @ports = map { $c->passive_port } 1 .. 20;
        is(scalar(grep { $_ < $low || $_ > $high } @ports), 0,
            "from $min to $max means from $low to $high");
        $c->close;
    }
    $t->config(pasv_min_port => undef, pasv_max_port => undef);
    return;
}

# What the kernel knows of our connection that has this port.
sub looked_at {
    my ($port) = @_;
    my $command = 'ss --tcp --no-header --numeric --options --tos '
        . 'state established';
    return scalar qx($command sport = $port);
}

# What it thinks of a data connection. Without bytes to send, the only timer is
# that for a client that is silent.
sub treatment {
    my (%client) = @_;
    my $c = $t->client(%client)->login;
    my $data = $c->passive;
    my $seen = looked_at($data->peerport);
    $c->close;
    return $seen;
}

sub treatments {
    like(treatment(), qr/\btos:0x8\b/, 'data is bulk traffic');
    like(treatment(host => '::1'), qr/\btclass:0x8\b/, 'over IPv6 as well');
    unlike(treatment(), qr/keepalive/, 'a dead client is cut off in time');
    $t->config(data_connection_timeout => 0);
    like(treatment(), qr/keepalive/,
        'data_connection_timeout=0: the kernel looks after it');
    $t->config(data_connection_timeout => undef);
    return;
}

# The broker has a descriptor for the file, but none for the connection: the
# second number that is free is beyond the limit.
sub shortage {
    my $c = $t->client->login;
    my $data = $c->passive;
    my ($broker) = process_ids($t, $c);
    my @free = grep { !-l "/proc/$broker/fd/$_" } 0 .. 99;
    $c->close;
    system('prlimit', "--pid=$inetd", "--nofile=$free[1]") == 0
        or die "prlimit: $?\n";
    $c = $t->client->login;
    $data = $c->passive;
    $c->expect('RETR hello.txt', qr/^425 /, 'out of descriptors: 425 at once');
    $c->expect('NOOP', qr/^200 /, 'and the session goes on');
    $c->close;
    return;
}

strangers();
narrow_range();
retries();
one_address();
default_range();
odd_ranges();
treatments();
shortage();
$t->end;
done_testing;
