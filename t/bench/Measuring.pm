# SPDX-License-Identifier: ISC
#
# How a contestant is measured: each function takes a row and a name, and
# returns what the row is about (microseconds of processor time, bytes, calls)
# and the microseconds that passed for the client, if those say anything.
#
# One measurement is a server started, so many dialogues held, the server
# stopped; the same with no dialogue in it is subtracted. In a round each
# contestant has its turn, so that a busy machine is busy for all; figures are
# medians over the rounds, ratios are taken round by round.
package Measuring;

use strict;
use warnings;
use Contestants qw(server_of $CALLS $BUILD);
use Dialogues;
use Exporter qw(import);
use IPC::Open2 qw(open2);
use List::Util qw(max min sum0);
use OneFTPD;
use Peers qw(@PEERS);
use Time::HiRes qw(time);

our @EXPORT_OK = qw(measure_row pin cost calls memory kernel_memory first_byte
    peak crowd);

my $PATIENCE = 10;

# --- Processors --------------------------------------------------------------

# The clients on the first processor, the server on the last, so that neither
# takes the other's time nor its cache; all on one, where there is but one.
my @PROCESSORS;

sub pin {
    @PROCESSORS = read_file('/proc/self/status') =~
        /^Cpus_allowed_list:\s+(\d+).*?(\d*)$/m;
    return 'nothing pinned: one processor' if $PROCESSORS[1] eq '';
    Peers::command('sh', '-c', "taskset -cp $PROCESSORS[0] $$ > /dev/null");
    return "clients on processor $PROCESSORS[0], "
        . "servers on processor $PROCESSORS[1]";
}

sub pinned {
    return (@PROCESSORS && $PROCESSORS[1] ne ''
        ? ('taskset', '-c', $PROCESSORS[1]) : (), @_);
}

# --- A server and its processes ----------------------------------------------

# Runs code while the server is up; the microseconds that it cost the server.
sub while_served {
    my ($command, $code) = @_;
    my $log = "$DIR/server.log";
    my $pid = open2(my $answer, my $end, 'sh', '-c', 'exec "$@" 2> "$0"',
        $log, pinned("$BUILD/measure", @$command));
    OneFTPD::wait_until($PATIENCE, sub { OneFTPD::is_listening($PORT) })
        or die "@$command: does not listen\n" . read_file($log);
    my %before = map { $_->{pid} => 1 } OneFTPD::all_processes();
    syswrite $end, '!';
    $code->(sub { grep { !$before{ $_->{pid} } } OneFTPD::all_processes() });
    close $end;
    my $microseconds = <$answer>;
    waitpid $pid, 0;
    $? == 0 && defined $microseconds
        or die "@$command: not measured\n" . read_file($log);
    return $microseconds + 0;
}

# (processor time, time) of so many operations.
sub cost_of {
    my ($command, $dialogue, $count) = @_;
    my $passed;
    my $used = while_served($command, sub {
        my $start = time;
        $dialogue->($count);
        $passed = (time - $start) * 1e6;
    });
    return ($used, $passed);
}

# --- What can be measured ----------------------------------------------------

# Microseconds of one operation.
sub cost {
    my ($row, $who) = @_;
    my @command = server_of($row, $who);
    my $dialogue = $row->{dialogue_of}{$who} // $row->{dialogue};
    my @nothing = cost_of(\@command, $dialogue, 0);
    my @all = cost_of(\@command, $dialogue, $row->{count});
    return map { ($all[$_] - $nothing[$_]) / $row->{count} } 0, 1;
}

# System calls of one session.
sub count_calls {
    my ($dialogue, $count) = @_;
    $dialogue->($count);
    wait_until($PATIENCE, sub { -s $CALLS }) or die "strace counts nothing\n";
    my ($calls) = read_file($CALLS) =~ /^100\.00\s.*?(\d+)\s+(?:\d+ )?total$/m
        or die "not a table of strace:\n" . read_file($CALLS);
    unlink $CALLS;
    return $calls;
}

# System calls of one operation: strace writes a table for each session.
sub calls {
    my ($row, $who) = @_;
    my @command = server_of($row, $who, 'strace');
    my ($nothing, $all);
    while_served(\@command, sub {
        $nothing = $row->{whole} ? 0 : count_calls($row->{dialogue}, 0);
        $all = count_calls($row->{dialogue}, $row->{count});
    });
    return ($all - $nothing) / $row->{count};
}

# What is left of a session while nothing happens in it, by a function of its
# processes.
sub idle {
    my ($row, $who, $amount) = @_;
    my $bytes;
    while_served([server_of($row, $who)], sub {
        my ($sessions) = @_;
        my $before = $amount->($sessions->());
        my @clients = map { $row->{login}->() } 1 .. $row->{count};
        $bytes = $amount->($sessions->()) - $before;
        farewell($_) for @clients;
    });
    return $bytes / $row->{count};
}

# Bytes of one session, shared pages counted by their share.
sub memory {
    my ($row, $who) = @_;
    return idle($row, $who, sub { sum0 map { kib($_->{pid}, 'smaps_rollup',
        'Pss') } @_ });
}

# What the kernel keeps for it: its tables, stacks and structures. They are the
# whole machine's, so this row wants a machine that does nothing else.
sub kernel_memory {
    my ($row, $who) = @_;
    return idle($row, $who, sub { sum0 map { kib('.', 'meminfo', $_) }
        qw(Slab KernelStack PageTables) });
}

sub kib {
    my ($place, $file, $name) = @_;
    my ($kib) = read_file("/proc/$place/$file") =~ /^$name:\s+(\d+) kB/m
        or return 0;        # it has just ended
    return $kib * 1024;
}

# Microseconds from the command to the first byte of its listing.
sub first_byte {
    my ($row, $who) = @_;
    my $passed;
    while_served([server_of($row, $who)], sub {
        my $c = newcomer()->login;
        $passed = 1e6 * time_to_first_byte($c, $row->{line});
        farewell($c);
    });
    return $passed;
}

# The most memory that the processes of the session had during the listing.
sub peak {
    my ($row, $who) = @_;
    my $bytes;
    while_served([server_of($row, $who)], sub {
        my ($sessions) = @_;
        my $c = newcomer()->login;
        fetch($row->{line}, 1)->($c);
        $bytes = sum0 map { kib($_->{pid}, 'status', 'VmHWM') } $sessions->();
        farewell($c);
    });
    return $bytes;
}

# Many clients for a while, each holding one mixed session after the other:
# processor time of a session, and the wanted quantile of the time it takes.
sub crowd {
    my ($row, $who) = @_;
    my @times;
    my $used = while_served([server_of($row, $who)], sub {
        @times = sort { $a <=> $b }
            crowd_times($row->{clients}, $row->{seconds});
    });
    @times or die "$who: nobody was served\n";
    my $quantile = 1e6 * $times[$row->{quantile} * $#times];
    return $row->{tail} ? $quantile : ($used / @times, $quantile);
}

# --- A row -------------------------------------------------------------------

sub median {
    my (@sorted) = sort { $a <=> $b } @_;
    return ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2;
}

# The system-call filter is on in every process of ours that is measured before
# it is believed. Rows that never log in have the same configurations.
my %looked_at;

sub check_jail {
    my ($row) = @_;
    my $kind = join ' ', grep { defined } @$row{qw(way conf)};
    return if !$row->{way} || $looked_at{$kind}++;
    while_served([server_of($row, 'oneftpd')], sub {
        my ($sessions) = @_;
        my $c = newcomer()->login;
        my @confined = grep { kind_of_filter($_->{pid}) == 2 } $sessions->();
        @confined >= 2 or die "$kind: oneftpd without its filters\n";
        farewell($c);
    });
    return;
}

sub kind_of_filter {
    my ($pid) = @_;
    return read_file("/proc/$pid/status") =~ /^Seccomp:\s+(\d)/m ? $1 : 0;
}

# Facts of each contestant, ours first: [who, figure, time, ratio, lowest,
# highest].
sub measure_row {
    my ($row, $rounds) = @_;
    my $measure = $row->{measure} // \&cost;
    my @contestants = ('oneftpd', @{ $row->{others} });
    my %figures;
    $row->{prepare}->() if $row->{prepare};
    check_jail($row);
    for (1 .. min($row->{rounds} // $rounds, $rounds)) {
        my @less = $row->{less} ? $measure->($row, $row->{less}) : (0, 0);
        my @here = @contestants;
        for my $who (@here) {
            my @result = eval { $measure->($row, $who) };
            @contestants = leave_out($who, $row, @contestants) if !@result;
            push @{ $figures{$who}[$_] }, $result[$_] - $less[$_]
                for 0 .. $#result;
        }
    }
    return map { [ $_, summary($figures{oneftpd}[0], @{ $figures{$_} }) ] }
        @contestants;
}

# Who cannot do what a row asks for is named, and not in the table.
sub leave_out {
    my ($who, $row, @contestants) = @_;
    die "$row->{what}: $@" if $who eq 'oneftpd';
    warn "$row->{what}: without $who: $@";
    return grep { $_ ne $who } @contestants;
}

sub summary {
    my ($ours, $theirs, $times) = @_;
    my @ratios = map { $ours->[$_] / ($theirs->[$_] || 1) } 0 .. $#$ours;
    return (median(@$theirs), $times ? median(@$times) : '', median(@ratios),
        min(@ratios), max(@ratios));
}

1;
