# SPDX-License-Identifier: ISC
#
# Other hosts: another network namespace at the far end of a wire.
#
#     my $wire = OneFTPD::Neighbour->new('wire', 7);
#     my $c = $wire->from_there(sub { $t->client(host => '10.7.0.1') });
#
# This end is 10.7.0.1, fd07::1 and fe80::1; the other end is three hosts at
# once: 10.7.0.2, fd07::2 and fe80::2, and so on up to 4. A socket stays where
# it was made.
package OneFTPD::Neighbour;

use strict;
use warnings;
use OneFTPD::Namespace;
use POSIX qw(uname);

my $CLONE_NEWNET = 0x4000_0000;
my %setns = (x86_64 => 308, aarch64 => 268);
my %unshare = (x86_64 => 272, aarch64 => 97);

sub call {
    my ($numbers, @arguments) = @_;
    my $number = $numbers->{ (uname)[4] } // die "what machine is this?\n";
    syscall($number, @arguments) == 0 or die "network namespace: $!\n";
    return;
}

sub current {
    open my $namespace, '<', '/proc/self/ns/net' or die "ns/net: $!\n";
    return $namespace;
}

sub ip {
    my ($command) = @_;
    system("ip $command") == 0 or die "ip $command: failed\n";
    return;
}

# Without the wait for somebody else who has the same address.
sub add_addresses {
    my ($name, $number, $host) = @_;
    ip("addr add 10.$number.0.$host/24 dev $name");
    ip(sprintf 'addr add fd%02d::%d/64 dev %s nodad', $number, $host, $name);
    ip("addr add fe80::$host/64 dev $name nodad");
    return;
}

# new(name of the interface at both ends, number of the network: 1 to 99)
sub new {
    my ($class, $name, $number) = @_;
    my $self = bless { name => $name, here => current() }, $class;
    call(\%unshare, $CLONE_NEWNET);
    $self->{there} = current();
    call(\%setns, fileno $self->{here}, $CLONE_NEWNET);
    my $there = "/proc/$$/fd/" . fileno $self->{there};
    ip("link add $name type veth peer name $name netns $there");
    my $connect = sub {
        my (@hosts) = @_;
        ip("link set $name addrgenmode none");
        ip("link set $name up");
        add_addresses($name, $number, $_) for @hosts;
    };
    $connect->(1);
    $self->from_there(sub { $connect->(2, 3, 4) });
    $self->from_there(sub { OneFTPD::Namespace::bring_up('lo') });
    return $self;
}

# Runs the code as one of the other hosts; what it returns.
sub from_there {
    my ($self, $code) = @_;
    call(\%setns, fileno $self->{there}, $CLONE_NEWNET);
    my @result = eval { $code->() };
    my $error = $@;
    call(\%setns, fileno $self->{here}, $CLONE_NEWNET);
    die $error if $error ne '';
    return wantarray ? @result : $result[0];
}

sub cut { return ip("link set $_[0]{name} down") }

# Addresses of IPv6 go when the link does, and are not needed here.
sub mend { return ip("link set $_[0]{name} up") }

1;
