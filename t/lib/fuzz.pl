# SPDX-License-Identifier: ISC
#
# make fuzz: runs each fuzzing program named on the command line for
# FUZZ_SECONDS, from the corpus t/fuzz/corpus/NAME and with the words of
# t/fuzz/NAME.dict where there are such. What it finds is left in the folder of
# the program, and its report is printed.
use strict;
use warnings;
use File::Basename qw(basename dirname);
use File::Temp qw(tempdir tempfile);
use Test::More;

sub options_of {
    my ($program) = @_;
    my $name = basename $program;
    my @options = (
        "-max_total_time=$ENV{FUZZ_SECONDS}", '-timeout=10',
        '-rss_limit_mb=1024', "-artifact_prefix=$program-",
        '-print_final_stats=1',
    );
    push @options, "-dict=t/fuzz/$name.dict" if -e "t/fuzz/$name.dict";
    push @options, tempdir(CLEANUP => 1);
    push @options, "t/fuzz/corpus/$name" if -d "t/fuzz/corpus/$name";
    return @options;
}

# Its report goes to a file, so that nobody has to read while it runs.
sub start_fuzzer {
    my ($program) = @_;
    my ($report, $file) = tempfile(UNLINK => 1);
    my @options = options_of($program);
    my $pid = fork // die "fork: $!\n";
    if ($pid == 0) {
        open STDOUT, '>&', $report or die "$file: $!\n";
        open STDERR, '>&', $report or die "$file: $!\n";
        exec $program, @options or die "$program: $!\n";
    }
    return { program => $program, pid => $pid, report => $file };
}

sub finish_fuzzer {
    my ($fuzzer) = @_;
    my $program = $fuzzer->{program};
    waitpid $fuzzer->{pid}, 0;
    my $passed = $? == 0;
    open my $in, '<', $fuzzer->{report} or die "$fuzzer->{report}: $!\n";
    my @report = <$in>;
    my ($runs) = map { /number_of_executed_units: (\d+)/ } @report;
    ok($passed && $runs, basename($program) . ': nothing found in '
        . ($runs // 0) . ' inputs') or diag(@report);
    return;
}

plan skip_all => 'no t/fuzz/*.c yet' if !@ARGV;
# Two at a time, as many as the smallest machine has processors.
while (my @pair = splice @ARGV, 0, 2) {
    finish_fuzzer($_) for map { start_fuzzer($_) } @pair;
}
done_testing;
