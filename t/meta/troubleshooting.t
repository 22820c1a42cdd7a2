# SPDX-License-Identifier: ISC
#
# doc/TROUBLESHOOTING quotes what oneftpd says: each quotation is a text of the
# source, with something in the places that the source leaves open.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;
use Test::More;

# The literals of a file, those that stand side by side joined.
sub literals {
    my ($text) = @_;
    return map { join '', /"((?:[^"\\]|\\.)*)"/g }
        without_comments($text) =~ /("(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*)/g;
}

my @texts = map { literals(read_source($_)) } files_in('src', qr/[.](?:c|h|def)$/);
cmp_ok(scalar @texts, '>', 500, 'the texts of the source were found');

# Each as a pattern, if there are some words of its own in it. Of one that begins
# with something else, what follows will do.
my @patterns;
for my $text (@texts) {
    my @fixed = split /%[-\w.*]+/, $text, -1;
    my $words = () = join('', @fixed) =~ /\w+/g;
    next if $words < (@fixed == 1 ? 2 : 3);
    push @patterns, join '.+', map { quotemeta } @fixed;
    push @patterns, quotemeta($fixed[-1] =~ s/^\s+//r)
        if $fixed[-1] =~ /\w+\W+\w+\W+\w+\W+\w+/;
}

# Lines that follow each other are one quotation, unless each begins a text.
my $page = read_source('doc/TROUBLESHOOTING');
my @quoted;
while ($page =~ /((?:^ +> .*\n)+)/mg) {
    my @lines = $1 =~ /> (.*)/g;
    my $joined = join ' ', @lines;
    push @quoted, (is_text($joined) ? $joined : @lines);
}

sub is_text {
    my ($text) = @_;
    return scalar grep { $text =~ /^(?:\w+: )?$_$/ } @patterns;
}

ok(!is_text($_), "not: $_") for 'There is no such thing.',
    'cannot listen on 0.0.0.0', 'local_enable is YES';
cmp_ok(scalar @quoted, '>=', 15, 'the page quotes');
ok(is_text($_), "oneftpd says: $_") for @quoted;
done_testing;
