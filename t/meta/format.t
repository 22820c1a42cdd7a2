# SPDX-License-Identifier: ISC
#
# How the code looks. Where lines are broken is the author's choice, for a
# table reads best in its own way; blanks between words are clang-format's, and
# the rest is below.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Source;
use Test::More;

my $WIDTH = 80;
my $TAB = 8;

# Where clang-format 14 is wrong.
my %EXCEPTIONS = (
    'src/jail/filter.h' => 'it takes "(argument) - 1" for a cast',
    'src/conf/rows.c' => 'it does not know _Generic',
);

# Folders in which an #if may stand within a function.
my $MAY_HAVE_CONDITIONS = qr{^src/base/};

sub complaints {
    my ($what, @found) = @_;
    return is(join("\n", @found), '', $what);
}

# "file:line: text" of each line for which the condition holds.
sub lines_where {
    my ($condition, @files) = @_;
    my @found;
    for my $file (@files) {
        my $number = 0;
        for (split /\n/, read_source($file)) {
            $number++;
            push @found, "$file:$number: $_" if $condition->();
        }
    }
    return @found;
}

# Columns of a line; UTF-8 counts by letters.
sub width {
    my ($line) = @_;
    utf8::decode($line);
    1 while $line =~ s/^([^\t]*)\t/$1 . ' ' x ($TAB - length($1) % $TAB)/e;
    return length $line;
}

# --- Every text --------------------------------------------------------------

my @c = c_files();
my @perl = files_in('t', qr/[.](?:t|pm|pl)$/);
my @texts = (@c, @perl, grep { -e "$SOURCE/$_" }
    qw(bootstrap configure.ac Makefile.am .ci/run));
cmp_ok(scalar @c, '>', 100, 'the source was found');

complaints('no blanks at line ends', lines_where(sub { /[ \t]$/ }, @texts));
complaints("no line of C is wider than $WIDTH columns",
    lines_where(sub { width($_) > $WIDTH }, @c));
complaints('lines of C are indented by tabs, then by less than a tab',
    lines_where(sub { /^\t* {8}/ || /^ +\t/ }, @c));
complaints('a file ends in one line feed', grep {
    read_source($_) !~ /[^\n]\n\z/ } @texts);
complaints('no byte is beyond printable ASCII but in UTF-8', grep {
    my $text = read_source($_);
    $text =~ /[^\t\n\x20-\x7e\x80-\xff]/ || !utf8::decode($text) } @texts);

# --- Heads -------------------------------------------------------------------

complaints('the first line is the licence', grep {
    my ($first, $second) = split /\n/, read_source($_);
    ($first =~ /^#!/ ? $second : $first) !~
        m{^(?:/[*] |# |dnl )SPDX-License-Identifier: ISC(?: [*]/)?$};
} @texts);
complaints('a comment then says what the file is', grep {
    read_source($_) !~ m{\A.*\n/[*][\s*]+\w+(?:[^*]|[*][^/]){15,}}
} @c);

# --- C -----------------------------------------------------------------------

# The names of functions within which an #if stands.
sub conditions_within {
    my ($file) = @_;
    my (@found, $inside);
    for (split /\n/, without_comments(read_source($file))) {
        $inside = 1 if /^\{/;
        $inside = 0 if /^\}/;
        push @found, "$file: $_" if $inside && /^\s*#\s*(?:if|else|elif)/;
    }
    return @found;
}

complaints('no #if stands within a function',
    map { conditions_within($_) } grep { !/$MAY_HAVE_CONDITIONS/ } @c);
complaints('the return type stands on its own line', map {
    my ($file, $text) = ($_, without_comments(read_source($_)));
    map { "$file: $_" } $text =~
        /^((?!typedef)[a-z][\w \t*]*[ *]\w+\([^;{}]*\))\n\{/mg;
} files_in('src', qr/[.][ch]$/));

# Everything clang-format may decide: not line ends, and not what follows them.
sub words_of {
    my ($text) = @_;
    $text =~ s/\\\n/\n/g;
    $text =~ s/\s+/ /g;
    $text =~ s/([({\[)]) (?=\()/$1/g;
    $text =~ s/([({\[]) /$1/g;
    $text =~ s/ ([)}\]])/$1/g;
    $text =~ s/,(?=\})//g;
    $text =~ s/\} [*] (?=\w+[;,])/} */g;
    return $text;
}

# The first place where two texts differ, with what is around it.
sub difference {
    my ($ours, $theirs) = @_;
    my $at = 0;
    $at++ while substr($ours, $at, 1) eq substr $theirs, $at, 1;
    my $from = $at > 30 ? $at - 30 : 0;
    return join '', "\n  is:        ", substr($ours, $from, 70),
        "\n  should be: ", substr($theirs, $from, 70);
}

my @formatted = grep { /[.][ch]$/ && !$EXCEPTIONS{$_} } @c;
my $dir = tempdir(CLEANUP => 1);
for my $file (@formatted, '.clang-format') {
    make_path(dirname("$dir/$file"));
    copy("$SOURCE/$file", "$dir/$file") or die "$file: $!\n";
}
my $said = output_of('clang-format', '-i',
    map { "$dir/$_" } @formatted);
is($?, 0, 'clang-format runs') or diag($said);
complaints('blanks between words are those of clang-format', map {
    open my $in, '<', "$dir/$_" or die "$_: $!\n";
    my ($ours, $theirs) = map { words_of($_) } read_source($_),
        do { local $/ = undef; <$in> };
    $ours eq $theirs ? () : $_ . difference($ours, $theirs);
} @formatted);
done_testing;
