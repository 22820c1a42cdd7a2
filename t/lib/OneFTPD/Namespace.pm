# SPDX-License-Identifier: ISC
#
# A test script that uses this starts again as the first process of its own
# user (unless root), mount, network, process and IPC namespace. So it may
# listen on port 21, replace /etc/passwd and leave nothing behind: when it
# ends, the kernel ends all that it started. Nothing is skipped where
# namespaces cannot be had: the test fails.
package OneFTPD::Namespace;

use strict;
use warnings;
use File::Basename qw(dirname);
use Cwd qw(abs_path);
use Socket qw(AF_INET SOCK_DGRAM);

# From linux/sockios.h and net/if.h.
my ($SIOCSIFFLAGS, $IFF_UP) = (0x8914, 1);
my $SECONDS = $ENV{ONEFTPD_TEST_SECONDS} || 600;

sub enter {
    if ($ENV{ONEFTPD_INSIDE}) {
        live_inside();
        return;
    }
    local $ENV{ONEFTPD_INSIDE} = 1;
    my $lib = abs_path(dirname(__FILE__) . '/..');
    my @user = $> == 0 ? () : qw(--user --map-root-user --map-auto);
    exec 'unshare', @user, qw(--mount --net --pid --ipc --fork --kill-child
        --mount-proc), '--', $^X, "-I$lib", $0, @ARGV;
    die "unshare(1) cannot be run: $!\n";
}

sub live_inside {
    $$ == 1 or die "no process namespace\n";
    delete $ENV{ONEFTPD_INSIDE};

    # The first process of a namespace ignores what it does not handle.
    for my $signal (qw(INT TERM HUP)) {
        $SIG{$signal} = sub { exit 130 };
    }
    $SIG{ALRM} = sub { die "the test took longer than $SECONDS seconds\n" };
    alarm $SECONDS;
    bring_up('lo');
    return;
}

sub bring_up {
    my ($interface) = @_;
    socket my $any, AF_INET, SOCK_DGRAM, 0 or die "socket: $!\n";
    ioctl $any, $SIOCSIFFLAGS, pack 'a16 s x22', $interface, $IFF_UP
        or die "$interface cannot be brought up: $!\n";
    return;
}

enter();

1;
