# SPDX-License-Identifier: ISC
#
# Every row of a table has a test that names it: verbs, options, events,
# checks. Messages are looped over by t/wire; the manual is compared with the
# tables by manual.t.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;
use Test::More;

# All tests as one text, without this folder, which names no row by itself.
my @tests = grep { !m{^t/meta/} } files_in('t', qr/[.](?:t|c|h|pm|txt)$/);
my $all_tests = join "\n", map { read_source($_) } @tests;

sub untested {
    my ($table, $macros, $is_tested) = @_;
    my @rows = rows_of($table, $macros);
    cmp_ok(scalar @rows, '>', 0, "$table has rows");
    return grep { !$is_tested->($_) } map { $_->[0] } @rows;
}

sub is_named { return $all_tests =~ /\b\Q$_[0]\E\b/ }

# A verb has a file of its own, or stands in one of those for its kind.
sub verb_is_tested {
    my ($verb) = @_;
    return 1 if -e "$SOURCE/t/cmd/$verb.t";
    return $all_tests =~ /(?<![\w@])\Q$verb\E(?![\w@])/;
}

sub verb_has_file { return -e "$SOURCE/t/cmd/$_[0].t" }

cmp_ok(scalar @tests, '>', 30, 'the tests were found');

my $commands = 'src/engine/commands.def';
is(join(' ', untested($commands, qr/COMMAND|NOT_OFFERED/,
    \&verb_has_file)), '', 'every verb has its t/cmd/VERB.t');
is(join(' ', untested($commands, qr/ALIAS|HIDDEN_ALIAS|HTTP/,
    \&verb_is_tested)), '', 'every other name of a verb is in a test');
is(join(' ', untested('src/conf/options.def', qr/OPT_[A-Z]+/, \&is_named)),
    '', 'every option is in a test');
my %option_of = map { $_->[0] => $_->[3] }
    rows_of('src/conf/checks.def', qr/CHECK/);
is(join(' ', untested('src/conf/checks.def', qr/CHECK/,
    sub { return $all_tests =~ /(?:"~?$option_of{$_[0]}:\d
        |\b$option_of{$_[0]}:[ ]warning:[ ])/x })), '',
    'every check across options speaks up in a test');
is(join(' ', untested('src/log/events.def', qr/EVENT/,
    sub { return is_named("EV_$_[0]") || is_named($_[0]) })), '',
    'every event is in a test');

# Who adds a row must not have to add it to a list: the loops are still there.
for my $file (qw(t/wire/codec.c t/wire/channel.c)) {
    like(read_source($file), qr/kind < MSG_count/,
        "$file goes through all messages");
}
done_testing;
