# SPDX-License-Identifier: ISC
#
# What belongs to somebody's desk is not in the project: notes of things to do,
# paths of the machine it was written on, commands that end other people's
# processes. Each is written here so that this file does not hold it.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;
use Test::More;

my %NEVER = (
    'a note of something left to do' => qr/\b(?:TO[D]O|FI[X]ME|X[X]X(?!-)|HA[C]K)\b/,
    'a path of one machine' => qr{(?<![\w.*\$\}])/(?:wo[r]k|ho[m]e/\w+/src)/},
    'a word about who or what wrote it' => qr/\b(?:co-autho[r]ed-by
        |generated (?:by|with) an? |languag[e] model|LL[M]s?|A[I] assistant
        |sub-?agen[t]s?|workplac[e])\b/xi,
    'a command that ends processes by their names' => qr/\b(?:pki[l]l|killa[l]l)\b/,
    'a conflict of a merge' => qr/^(?:<{7}|>{7}) /m,
);

my @files = all_files();
cmp_ok(scalar @files, '>', 100, 'the project was found');
my %text = map { $_ => read_source($_) } @files;
for my $what (sort keys %NEVER) {
    my @found;
    for my $file (@files) {
        my $line = 0;
        for (split /\n/, $text{$file}) {
            $line++;
            push @found, "$file:$line: $_" if /$NEVER{$what}/;
        }
    }
    is(join("\n", @found), '', "nowhere: $what");
}
done_testing;
