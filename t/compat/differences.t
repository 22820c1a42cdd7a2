# SPDX-License-Identifier: ISC
#
# doc/COMPATIBILITY and the dialogues agree: every difference that a dialogue
# expects is explained there, and nothing is explained that none expects. That
# they do occur is seen by the tests that play them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Beside;
use OneFTPD::Dialogue;
use OneFTPD::Verbs;
use Test::More;

my $MANY = 400;

my @files = glob "$FindBin::Bin/dialogues/*.txt";
my @dialogues = map { read_dialogues($_) } @files,
    glob "$SOURCE/t/clients/devices/*.txt";
my %explained = map { $_ => 1 } accepted_differences();
my %expected = map { $_->{differs}{entry} => 1 }
    grep { $_->{differs} } map { @{ $_->{steps} } } @dialogues;
$expected{ $_->{changed}{entry} } = 1 for grep { $_->{changed} } @dialogues;

cmp_ok(@dialogues + 3 * verb_rows(), '>=', $MANY, 'there are many dialogues');
is(join(', ', grep { !$explained{$_} } sort keys %expected), '',
    'every difference is explained in doc/COMPATIBILITY');
is(join(', ', grep { !$expected{$_} } sort keys %explained), '',
    'every difference in doc/COMPATIBILITY is in a dialogue');

my %seen;
is(join(', ', grep { $seen{$_}++ } map { $_->{title} } @dialogues), '',
    'no two dialogues have the same name');
for my $file (map { m{([^/]+)[.]txt$} } @files) {
    ok(-e "$FindBin::Bin/$file.t", "$file.txt is played by $file.t");
}

# Every verb of the server is in the table.
my %known = map { $_->[0] => 1 } verb_rows();
my @verbs = read_file("$SOURCE/src/engine/commands.def")
    =~ /^(?:COMMAND|ALIAS|HIDDEN_ALIAS|NOT_OFFERED)\("([^"]+)"/mg;
cmp_ok(scalar @verbs, '>', 40, 'the verbs were found');
is(join(' ', grep { !$known{$_} } @verbs), '',
    'every verb is in t/compat/verbs.txt');
done_testing;
