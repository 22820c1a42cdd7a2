# SPDX-License-Identifier: ISC
#
# Every header compiles alone, and twice; its guard is named after its path. One
# compiler is enough to see what a header lacks; the whole check builds with both.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use File::Temp qw(tempdir);
use Source;
use Test::More;

my @FLAGS = (qw(-std=gnu17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wstrict-prototypes -Wno-unused-variable -Wno-unused-function -Werror
    -fsyntax-only),
    config_flags(), "-I$SOURCE/src", "-I$SOURCE/t", "-I$SOURCE");
my $DIR = tempdir(CLEANUP => 1);

my @headers = c_files(qr/[.]h$/);
cmp_ok(scalar @headers, '>', 30, 'headers were found');

sub guard_of {
    my ($header) = @_;
    my $guard = uc($header =~ s{^src/}{}r);
    $guard =~ s/\W/_/g;
    return $guard;
}

my (@names, @commands);
for my $header (@headers) {
    my $alone = "$DIR/" . guard_of($header) . '.c';
    open my $out, '>', $alone or die "$alone: $!\n";
    print {$out} qq(#include "$SOURCE/$header"\n) x 2,
        "extern int there_may_be_only_macros;\n";
    close $out or die "$alone: $!\n";
    push @names, "$header compiles alone";
    push @commands, [ 'gcc', @FLAGS, $alone ];
    my $guard = guard_of($header);
    like(read_source($header), qr/^#ifndef $guard\n#define $guard$/m,
        "$header has the guard $guard");
}
my @printed = run_jobs(@commands);
is($printed[$_], '', $names[$_]) for 0 .. $#names;
done_testing;
