# SPDX-License-Identifier: ISC
#
# make fuzz: runs each fuzzing program named on the command line for
# FUZZ_SECONDS, from the corpus t/fuzz/corpus/NAME and with the words of
# t/fuzz/NAME.dict where there are such. What it finds is left in the folder of
# the program, and its report is printed.
use strict;
use warnings;
use File::Basename qw(basename dirname);
use File::Temp qw(tempdir);
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

sub run_fuzzer {
    my ($program) = @_;
    open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', $program,
        options_of($program) or die "$program: $!\n";
    my @report = <$out>;
    my $passed = close $out;
    my ($runs) = map { /number_of_executed_units: (\d+)/ } @report;
    ok($passed && $runs, basename($program) . ': nothing found in '
        . ($runs // 0) . ' inputs') or diag(@report);
    return;
}

plan skip_all => 'no t/fuzz/*.c yet' if !@ARGV;
run_fuzzer($_) for @ARGV;
done_testing;
