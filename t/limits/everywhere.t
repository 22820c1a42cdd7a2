# SPDX-License-Identifier: ISC
#
# Limits are one and the same for xinetd, systemd, inetd and our listener, all
# at once, and exact to the last of hundreds of clients.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Crowd;
use Test::More;

my $t = OneFTPD->new(max_clients => 100, max_per_ip => 0, listen => 'NO');

# Each on a port of its own, with the same configuration.
my %ports;
$t->inetd;
$ports{inetd} = $t->port;
$ports{systemd} = $t->new_port;
$t->start(find_command('systemd-socket-activate'), "--listen=[::]:$ports{systemd}",
    qw(--accept --inetd), (map { "--setenv=$_" } grep { exists $ENV{$_} }
        qw(ASAN_OPTIONS UBSAN_OPTIONS)), $PROGRAM, $t->conf);
$t->wait_listening($ports{systemd});
$ports{xinetd} = $t->new_port;
write_file('/etc/xinetd.conf', <<"END");
service ftp
{
        type = UNLISTED
        port = $ports{xinetd}
        flags = IPv6
        socket_type = stream
        protocol = tcp
        wait = no
        user = root
        server = $PROGRAM
        server_args = ${\$t->conf}
        cps = 10000 1
        instances = UNLIMITED
        per_source = UNLIMITED
}
END
$t->start(find_command('xinetd'), '-dontfork', '-f', '/etc/xinetd.conf',
    '-filelog', "$DIR/xinetd.log", '-pidfile', "$DIR/xinetd.pid");
$t->wait_listening($ports{xinetd});

# Our own is started anew for each configuration: it reads it once.
my $listener;
sub configure {
    $t->config(@_);
    $t->stop($listener) if $listener;
    $listener = $t->listener('listen_ipv6=YES');
    $ports{listener} = $t->port;
    return;
}

# So many to each of the four in turn, with these answers in the end.
sub is_answered {
    my ($name, $each, $wanted, @from) = @_;
    my $crowd = OneFTPD::Crowd->new;
    for (1 .. $each) {
        for my $port (sort values %ports) {
            $crowd->come(1, port => $port, @$_) for @from;
        }
    }
    is_deeply({ $crowd->answers }, $wanted, $name);
    return $crowd;
}

sub all_have_left {
    return ok(wait_until(20, sub { !$t->session_processes }), 'they leave');
}

configure();
my $crowd = is_answered('of 200 clients of four superservers 100 come in', 50,
    { 220 => 100, 421 => 100 }, []);
is(scalar(grep { /^421 Too many users/ } $crowd->lines), 100,
    '421 says that there are too many users');
my ($status, $out) = $t->run_program('who');
is(scalar(() = $out =~ /greeted/g), 100, 'oneftpd who shows these 100');
$crowd->leave;
all_have_left();

# Those who have left make room, to the last one.
$crowd = is_answered('and 100 again, once they have left', 27,
    { 220 => 100, 421 => 8 }, []);
$crowd->leave;
all_have_left();

# By address.
configure(max_per_ip => 10, max_clients => 0);
$crowd = is_answered('max_per_ip: 10 from each of three addresses', 4,
    { 220 => 30, 421 => 18 }, map { [local => "127.0.0.$_"] } 1 .. 3);
is(scalar(grep { /^421 Too many connections from your address/ }
    $crowd->lines), 18, '421 says that it is the address');
$crowd->leave;
all_have_left();

# An IPv4 client of an IPv6 socket is the same client; of IPv6 networks, as many
# bits count as ip6_limit_prefix says.
system('ip', 'address', 'add', "$_/128", 'dev', 'lo', 'nodad') == 0
    or die "ip: $?\n" for qw(fd00:1::1 fd00:1::2 fd00:1:0:1::1);
my @v6 = map { [host => '::1', local => $_] }
    qw(fd00:1::1 fd00:1::2 fd00:1:0:1::1);
$crowd = is_answered('three IPv6 addresses are three clients', 3,
    { 220 => 30, 421 => 6 }, @v6);
$crowd->leave;
all_have_left();
configure(ip6_limit_prefix => 64);
$crowd = is_answered('with ip6_limit_prefix=64 two of them are one', 3,
    { 220 => 20, 421 => 16 }, @v6);
$crowd->leave;
all_have_left();

$t->end;
done_testing;
