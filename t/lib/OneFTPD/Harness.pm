# SPDX-License-Identifier: ISC
#
# prove --harness OneFTPD::Harness: prove as it is, which also appends to the
# file named by ONEFTPD_COUNTS, so that several runs can be added up,
#
#     passed failed skipped
#     # file: not ok 7 - what a user would say
#
# A test file that dies, or that keeps its plan from us, is a failure even if no
# single test of it failed.
package OneFTPD::Harness;

use strict;
use warnings;
use parent 'TAP::Harness';

# How a file ended that is to blame for more than a test that failed.
sub why_bad {
    my ($parser) = @_;
    my $ended = $parser->wait ? 'wait status ' . $parser->wait : 'no plan kept';
    return "$ended after test " . $parser->tests_run;
}

sub runtests {
    my ($self, @tests) = @_;
    my $file = $ENV{ONEFTPD_COUNTS} or return $self->SUPER::runtests(@tests);
    my @failures;
    $self->callback(made_parser => sub {
        my ($parser, $job) = @_;
        $parser->callback(test => sub {
            my ($result) = @_;
            push @failures, "$job->[1]: " . $result->as_string
                if !$result->is_ok;
        });
    });
    my $seen = $self->SUPER::runtests(@tests);

    my %files = map { $_ => $seen->parsers($_) } $seen->descriptions;
    my $skipped = $seen->skipped + grep { $_->skip_all } values %files;
    my @bad = grep { $files{$_}->has_problems && !$files{$_}->failed }
        sort keys %files;
    push @failures, map { "$_: " . why_bad($files{$_}) } @bad;
    my $passed = $seen->passed - $seen->skipped;
    open my $out, '>>', $file or die "$file: $!\n";
    print {$out} "$passed ${\($seen->failed + @bad)} $skipped\n";
    print {$out} "# $_\n" for @failures;
    close $out or die "$file: $!\n";
    return $seen;
}

1;
