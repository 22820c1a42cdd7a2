# SPDX-License-Identifier: ISC
#
# Dialogues made from t/compat/verbs.txt: every verb with every kind of
# argument, in one state of the session.
#
#     use OneFTPD::Verbs;
#     play_all(verb_dialogues('before USER', <<'END'));
#         :before login
#         LINE
#     END
package OneFTPD::Verbs;

use strict;
use warnings;
use Exporter qw(import);
use OneFTPD;
use OneFTPD::Beside;
use OneFTPD::Dialogue;
use Test::More;

our @EXPORT = qw(verb_rows verb_dialogues);

my $LONG = 300;     # letters: more than a file's name may have

# [verb, good argument, bad argument] of each row.
sub verb_rows {
    return map { [ split / +/ ] } grep { !/^(?:#|$)/ }
        split /\n/, read_file("$SOURCE/t/compat/verbs.txt");
}

# What may be said with a verb: [what it is, the line].
sub lines_of {
    my ($verb, $good, $bad) = @_;
    return (['no argument', $verb], ['a good argument', "$verb $good"],
        ['a bad argument', "$verb $bad"],
        ['a long argument', "$verb " . 'x' x $LONG]);
}

sub dialogue_of {
    my ($title, $text) = @_;
    return dialogues_in("$title\n$text", $title);
}

# The text, once for each line, which stands where LINE is, or once for each
# verb, with all its lines where ALL LINES is.
sub verb_dialogues {
    my ($state, $text) = @_;
    my @found;
    for my $row (verb_rows()) {
        my $title = "$row->[0] $row->[1], $state";
        my @lines = lines_of(@$row);
        my $all = join "\n    ", map { $_->[1] } @lines;
        push @found, $text =~ /ALL LINES/
            ? dialogue_of($title, $text =~ s/ALL LINES/$all/gr)
            : map { dialogue_of("$title, with $_->[0]",
                $text =~ s/LINE/$_->[1]/gr) } @lines;
    }
    return @found;
}

1;
