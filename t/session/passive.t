# SPDX-License-Identifier: ISC
#
# Passive ports: who may come to them, and which they are.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::IP;
use OneFTPD;
use Test::More;

my $t = OneFTPD->new(xferlog_enable => 'YES');
$t->inetd;

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
    $t->config(pasv_promiscuous => undef);
    return;
}

sub busy_range {
    $t->config(pasv_min_port => 7000, pasv_max_port => 7000);
    my $busy = IO::Socket::IP->new(LocalHost => '127.0.0.1',
        LocalPort => 7000, Listen => 1) or die "port 7000: $@\n";
    my $c = $t->client->login;
    $c->expect($_, qr/^425 /, "$_: no port is free") for qw(PASV EPSV);
    $c->expect('RETR hello.txt', qr/^425 /, 'so there is no transfer');
    CORE::close($busy);
    $c->gets_file('hello.txt', "Hello, world.\n",
        'once a port is free the session goes on');
    $c->expect('EPSV', qr/^229 .*\|7000\|/, 'the same port again');
    my $other = $t->client->login;
    $other->expect('EPSV', qr/^425 /, 'another session has to wait');
    $c->close;
    ok(wait_until(10, sub { $other->cmd('EPSV') =~ /^229/ }),
        'until the first one ends');
    return;
}

# 2000 draws of 50 ports: chi square has 49 degrees of freedom, and exceeds
# 110 once in a million such tests.
sub spread {
    $t->config(pasv_min_port => 20_000, pasv_max_port => 20_049);
    my $c = $t->client->login;
    my %count;
    $count{ $c->passive_port }++ for 1 .. 2000;
    is(join(' ', sort keys %count), join(' ', 20_000 .. 20_049),
        'every port of the range is used, and no other');
    my $chi_square = 0;
    $chi_square += ($_ - 40) ** 2 / 40 for values %count;
    cmp_ok($chi_square, '<', 110, 'ports are spread evenly');
    cmp_ok($chi_square, '>', 15, 'and do not follow each other in turn');

    $t->config(pasv_min_port => undef, pasv_max_port => undef);
    $c = $t->client->login;
    my @ports = sort { $a <=> $b } map { $c->passive_port } 1 .. 100;
    cmp_ok($ports[0], '>=', 5001, 'pasv_min_port is 5001 by default');
    cmp_ok($ports[-1], '>', 32_768, 'and there is no limit above');
    return;
}

strangers();
busy_range();
spread();
$t->end;
done_testing;
