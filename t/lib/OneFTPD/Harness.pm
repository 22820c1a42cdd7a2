# SPDX-License-Identifier: ISC
#
# prove --harness OneFTPD::Harness: prove as it is, which also appends the line
# "passed failed skipped" to the file named by ONEFTPD_COUNTS, so that several
# runs can be added up. A test file that dies, or that keeps its plan from us,
# is a failure even if no single test of it failed.
package OneFTPD::Harness;

use strict;
use warnings;
use parent 'TAP::Harness';

sub runtests {
    my ($self, @tests) = @_;
    my $seen = $self->SUPER::runtests(@tests);
    my $file = $ENV{ONEFTPD_COUNTS} or return $seen;

    my @files = map { $seen->parsers($_) } $seen->descriptions;
    my $skipped = $seen->skipped + grep { $_->skip_all } @files;
    my $failed = $seen->failed
        + grep { $_->has_problems && !$_->failed } @files;
    my $passed = $seen->passed - $seen->skipped;
    open my $out, '>>', $file or die "$file: $!\n";
    print {$out} "$passed $failed $skipped\n";
    close $out or die "$file: $!\n";
    return $seen;
}

1;
