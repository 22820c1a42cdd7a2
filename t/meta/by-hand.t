# SPDX-License-Identifier: ISC
#
# Programs that the ordinary check does not run compile in it all the same: for
# fuzzing, which needs clang, and for benchmarks.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;
use Test::More;

my @FLAGS = (qw(-std=gnu17 -Wall -Wextra -Werror -fsyntax-only),
    config_flags(), "-I$SOURCE/src", "-I$SOURCE/t", "-I$SOURCE");

my @programs = grep { m{^t/(?:fuzz|bench)/\w+[.]c$} } c_files();
cmp_ok(scalar @programs, '>=', 12, 'the programs were found');
my @printed = run_jobs(map { [ 'gcc', @FLAGS, "$SOURCE/$_" ] } @programs);
is($printed[$_], '', "$programs[$_] compiles") for 0 .. $#programs;
done_testing;
