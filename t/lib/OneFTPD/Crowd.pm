# SPDX-License-Identifier: ISC
#
# Many clients at once, who wait for the first line and stay, whatever it is:
#
#     my $crowd = OneFTPD::Crowd->new;
#     $crowd->come(50, port => 2121, local => '127.0.0.2');
#     $crowd->answers;            # (220 => 30, 421 => 20)
#     $crowd->leave;
package OneFTPD::Crowd;

use strict;
use warnings;
use IO::Select;
use IO::Socket::IP;

my $PATIENCE = 60;

sub new { return bless { sockets => [], lines => {} }, $_[0] }

# Connects so many; their lines are read by answers().
sub come {
    my ($self, $count, %to) = @_;
    for (1 .. $count) {
        my $socket = IO::Socket::IP->new(PeerHost => $to{host} // '127.0.0.1',
            PeerPort => $to{port},
            ($to{local} ? (LocalHost => $to{local}) : ()))
            or die "no connection to port $to{port}: $@\n";
        push @{ $self->{sockets} }, $socket;
    }
    return $self;
}

# The first bytes to each, waited for: code => how many; '' for none.
sub answers {
    my ($self) = @_;
    my $waiting = IO::Select->new(
        grep { !exists $self->{lines}{$_} } @{ $self->{sockets} });
    while ($waiting->count) {
        my @ready = $waiting->can_read($PATIENCE)
            or die "some were not answered in time\n";
        for my $socket (@ready) {
            sysread $socket, $self->{lines}{$socket} = '', 4096;
            $waiting->remove($socket);
        }
    }
    my %counts;
    $counts{ substr $_, 0, 3 }++ for values %{ $self->{lines} };
    return %counts;
}

# The first lines as they came.
sub lines { return values %{ $_[0]{lines} } }

# All of them.
sub leave {
    my ($self) = @_;
    close $_ for @{ $self->{sockets} };
    @$self{qw(sockets lines)} = ([], {});
    return;
}

1;
