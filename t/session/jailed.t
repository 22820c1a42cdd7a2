# SPDX-License-Identifier: ISC
#
# The jail as the kernel sees it: who the processes of a session are, where
# their root is and what they hold, at every point of its life.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(xferlog_enable => 'YES');
small_buffers();
$t->inetd;

# What /proc tells: uids, gids, groups, effective capabilities, whether rights
# can be gained, whether system calls are filtered.
sub status_of {
    my ($pid) = @_;
    my %all = read_file("/proc/$pid/status") =~ /^(\w+):[ \t]*(.*?)[ \t]*$/mg;
    return join '; ', map { $all{$_} =~ s/\s+/ /gr }
        qw(Uid Gid Groups CapEff CapPrm CapInh CapAmb NoNewPrivs Seccomp);
}

sub jailed_as {
    my ($user) = @_;
    my ($uid, $gid) = (getpwnam $user)[2, 3];
    my $groups = $user eq 'nobody' ? '' : $gid;
    return join '; ', "$uid $uid $uid $uid", "$gid $gid $gid $gid", $groups,
        ('0' x 16) x 4, 1, 2;
}

# What is open, by name; sockets and pipes without their numbers.
sub descriptors_of {
    my ($pid) = @_;
    my %name = ("$DIR/stderr.0.inetd" => 'stderr', '/dev/null' => 'null',
        $TREE => 'root', '/var/log/vsftpd.log' => 'log');
    opendir my $dir, "/proc/$pid/fd" or die "/proc/$pid/fd: $!\n";
    return join ' ', sort map { s/:\[\d+\]//r } map { $name{$_} // $_ }
        map { readlink "/proc/$pid/fd/$_" } grep { /^\d/ } readdir $dir;
}

# What each must hold in that phase, and no more.
my %of_the_engine = (
    'a download' => ["$TREE/big.bin", 'socket'],
    'a listing' => ['pipe', 'socket'],
);
my %of_the_broker = (
    'a download' => ["$TREE/big.bin"],    # and with it the lock
    'a listing' => ["$TREE/crowd", 'pipe'],
    'waiting for data' => ["$TREE/hello.txt", 'socket'],
);

sub engine_holds {
    my ($phase) = @_;
    return join ' ', sort qw(socket null stderr socket),
        @{ $of_the_engine{$phase} // [] };
}

sub broker_holds {
    my ($phase) = @_;
    return join ' ', sort qw(null null stderr log socket root),
        @{ $of_the_broker{$phase} // [] };
}

sub engine_is_jailed {
    my ($pid, $phase) = @_;
    is(status_of($pid), jailed_as('nobody'), "$phase: the engine is nobody");
    my $root = readlink "/proc/$pid/root";
    is(join(' ', glob "$root/* $root/.[!.]*"), '', "$phase: in an empty root");
    is(readlink "/proc/$pid/cwd", $root, "$phase: which is where it is");
    my ($mode, $owner) = (stat $root)[2, 4];
    is($owner, 0, "$phase: owned by root");
    is($mode & 022, 0, "$phase: and by nobody else");
    is(descriptors_of($pid), engine_holds($phase),
        "$phase: the engine holds what it was handed");
    return;
}

sub broker_is_jailed {
    my ($pid, $phase) = @_;
    is(status_of($pid), jailed_as('ftp'), "$phase: the broker is ftp");
    is(readlink "/proc/$pid/root", $TREE, "$phase: in the session's root");
    is(descriptors_of($pid), broker_holds($phase),
        "$phase: the broker holds what it opened");
    is((stat "/proc/$pid/mem")[4], 0, "$phase: nobody may look inside");
    return;
}

# A client that says nothing has a monitor, and nothing to attack.
my $silent = reach($t, 'greeting');
is(scalar(() = process_ids($t, $silent)), 1,
    'there is no engine before the first byte');
$silent->close;

for my $phase (grep { $_ ne 'greeting' } phases()) {
    my $c = reach($t, $phase);
    my ($first, $engine) = process_ids($t, $c);
    my $is_in = $phase !~ /name/;
    # The client can be told before the last descriptor is closed.
    wait_until(2, sub { descriptors_of($first) eq broker_holds($phase) })
        if $is_in;
    engine_is_jailed($engine, $phase);
    broker_is_jailed($first, $phase) if $is_in;
    CORE::close($c->{data}) if $c->{data};
    $c->close;
}

# What is left after transfers: nothing.
my $c = $t->client->login;
my ($broker, $engine) = process_ids($t, $c);
$c->fetch($_) for 'RETR hello.txt', 'LIST', 'NLST pub', 'RETR missing';
$c->cmd($_) for 'STAT .', 'CWD pub', 'SIZE deep/file.txt';
$c->gets_file('/hello.txt', "Hello, world.\n");
is(descriptors_of($broker), broker_holds('logged in'),
    'after all that the broker holds no more than before');
is(descriptors_of($engine), engine_holds('logged in'), 'nor the engine');

$t->end;
done_testing;
