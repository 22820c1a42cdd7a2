# SPDX-License-Identifier: ISC
#
# Dialogues made from t/compat/verbs.txt: every verb with every kind of
# argument, in one state of the session.
#
#     use OneFTPD::Verbs;
#     play_all(verb_dialogues('before USER', before => <<'BEFORE',
#             :before login
#     BEFORE
#         each => <<'EACH'));
#             LINE
#     EACH
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
my $ENDS = qr/^(?:USER|PASS|QUIT)$/;

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

# For each verb one dialogue: `before`, then `each` once for every line, which
# stands where LINE is, then `after`. What may end the session, or the state in
# which the others are to be said, has a dialogue for each line.
sub verb_dialogues {
    my ($state, %text) = @_;
    my ($before, $after) = map { $_ // '' } @text{qw(before after)};
    my @found;
    for my $row (verb_rows()) {
        my $title = "$row->[0] $row->[1], $state";
        my @parts = map { [$_->[0], $text{each} =~ s/LINE/$_->[1]/gr] }
            lines_of(@$row);
        push @found, $row->[0] =~ $ENDS
            ? map { dialogue_of("$title, with $_->[0]",
                "$before$_->[1]$after") } @parts
            : dialogue_of($title,
                join('', $before, map({ $_->[1] } @parts), $after));
    }
    return @found;
}

1;
