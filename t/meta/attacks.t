# SPDX-License-Identifier: ISC
#
# Each attack of t/security/attacks.txt has its test, and each test that says it
# is one against an attack has its row there.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;
use Test::More;

my $LAST = 40;

# [number, file, words] of each row.
my @rows = map { [ /^S(\d+) +(\S+) +(\S.*)$/ ? ($1, "t/$2", $3) : $_ ] }
    grep { !/^(?:#|$)/ } split /\n/, read_source('t/security/attacks.txt');
is(join("\n", map { $_->[0] } grep { @$_ != 3 } @rows), '', 'rows are rows');
my %tests;
push @{ $tests{ $_->[0] } }, $_->[1] for @rows;
is(join(' ', grep { !$tests{$_} } 1 .. $LAST), '', 'each attack has a row');
is(join(' ', grep { $_ < 1 || $_ > $LAST } keys %tests), '', 'and no others');

# What a test says of itself: by its name, or in the comment at its head.
sub attacks_of {
    my ($file) = @_;
    my %found;
    $found{ $1 + 0 } = 1 if $file =~ m{/S(\d\d)-[^/]*$};
    my ($head) = read_source($file) =~ m{\A((?:(?:#|/[*]|[ ][*]).*\n)+)};
    $found{$1} = 1 while ($head // '') =~ /\bS([1-9]\d?)\b/g;
    return sort { $a <=> $b } keys %found;
}

my @files = grep { !m{^t/meta/} } files_in('t', qr/[.](?:t|c)$/);
my %says = map { $_ => [attacks_of($_)] } @files;
cmp_ok(scalar(grep { @$_ } values %says), '>', 30, 'tests say what they are for');
my %has_row = map { ("$_->[1] S$_->[0]" => 1) } @rows;
my %is_said = map { my $file = $_; map { ("$file S$_" => 1) } @{ $says{$file} } }
    @files;
is(join("\n", grep { !$is_said{$_} } sort keys %has_row), '',
    'each test of a row exists and names its attack');
is(join("\n", grep { !$has_row{$_} } sort keys %is_said), '',
    'each test that names an attack has its row');
is(join("\n", grep { m{^t/security/} && !m{/S\d\d-[\w-]+[.]t$} } @files), '',
    'tests in t/security are called by the number');
done_testing;
