# SPDX-License-Identifier: ISC
#
# The pages tell the truth: what they list is compared with the tables and the
# program that it is about. Nothing is started.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Source;
use Test::More;

my $PROGRAM = $ENV{ONEFTPD} // "$BUILD/oneftpd";

# What mandoc may say, and why.
my @EXCEPTIONS = (
    # It looks for pages on the machine that builds: ours are not installed,
    # and xinetd and tcp_wrappers need not be.
    qr/STYLE: referenced manual not found: /,
    # The table is made by the program, one sentence a line.
    qr/oneftpd[.]conf[.]5:.*STYLE: input text line longer than 80 bytes: /,
    # So old an index is the machine's affair.
    qr/^mandoc: outdated mandoc\.db /,
);

sub one_line {
    my ($text) = @_;
    $text =~ s/\s+/ /g;
    return $text;
}

sub is_between {
    my ($page, $name) = @_;
    my ($part) = $page =~ /^\.\\" BEGIN $name\b.*?\n(.*?)^\.\\" END $name$/ms;
    return $part;
}

# --- mandoc ----------------------------------------------------------------

sub is_good_mdoc {
    my ($page) = @_;
    my @said = split /^/, output_of('mandoc', '-Tlint', '-Wall',
        "$SOURCE/doc/$page");
    for my $exception (@EXCEPTIONS) {
        @said = grep { !/$exception/ } @said;
    }
    is(join('', @said), '', "mandoc has nothing to say about $page");
    return;
}

# --- oneftpd.conf(5) -------------------------------------------------------

sub options_are_fresh {
    my ($page) = @_;
    my $shipped = is_between($page, 'OPTIONS') // '';
    my $made = output_of("$BUILD/t/manual_table");
    ok($made eq $shipped, 'the options are those of options.def')
        or diag("run: make manual\n", first_difference($shipped, $made));
    my @missing = grep { $page !~ /\b\Q$_\E\b/ } map { $_->[0] }
        rows_of('src/conf/options.def', qr/OPT_[A-Z]+/);
    is("@missing", '', 'every row and alias of options.def is in the page');
    return;
}

sub first_difference {
    my @of = map { [ split /\n/ ] } @_;
    for my $i (0 .. $#{ $of[0] } + 1) {
        my ($shipped, $made) = map { $_->[$i] // '(end)' } @of;
        return "shipped: $shipped\nmade:    $made\n" if $shipped ne $made;
    }
    return '';
}

# Whoever reads of an option must read of it if it does nothing.
sub lacks_are_told {
    my ($page) = @_;
    my $options = is_between($page, 'OPTIONS') // '';
    my %text = $options =~ /^\.It (?:Cm )?(\w+)(.*?)(?=^\.It |\z)/msg;
    my @lacking;
    for my $row (rows_of('src/conf/options.def',
        qr/OPT_(?:BOOL|NUM|OCTAL|TEXT|PATH|PROSE)/)) {
        push @lacking, $row->[0] if grep { ($_ // '') eq 'NO_EFFECT' } @$row;
    }
    cmp_ok(scalar @lacking, '>', 0, 'some options are without effect');
    my @silent = grep { ($text{$_} // '') !~ /^Without effect/m } @lacking;
    is("@silent", '', '... and the page says so of each');
    return;
}

# --- oneftpd(8) ------------------------------------------------------------

sub switches_are_told {
    my ($rendered) = @_;
    my @switches = output_of($PROGRAM, '--help') =~ /(?<!\S)(--?[a-z][-a-z]*)/g;
    cmp_ok(scalar @switches, '>=', 5, '--help lists switches');
    my @missing = grep { $rendered !~ /(?<!\S)\Q$_\E/ } @switches;
    is("@missing", '', 'every switch of --help is in oneftpd(8)');
    return;
}

sub commands_are_told {
    my ($page) = @_;
    my ($section) = $page =~ /^\.Ss Commands$(.*?)^\.Ss /ms;
    my %told = map { $_ => 1 } $section =~ /\b([A-Z]{3,4})\b/g;
    my %served = map { $_->[0] => 1 }
        rows_of('src/engine/commands.def', qr/COMMAND/);
    for my $alias (rows_of('src/engine/commands.def', qr/ALIAS/)) {
        $served{ $alias->[0] } = 1 if $served{ $alias->[1] };
    }
    my @missing = grep { !$told{$_} } sort keys %served;
    is("@missing", '', 'every command that is served is in oneftpd(8)');
    my @not = grep { $told{$_} } map { $_->[0] }
        rows_of('src/engine/commands.def', qr/NOT_OFFERED/);
    is("@not", '', 'and no command that is not');
    return;
}

sub events_are_told {
    my ($page) = @_;
    my $told = one_line(is_between($page, 'EVENTS') // '');
    my @rows = rows_of('src/log/events.def', qr/EVENT/);
    my @wanted = map { my ($level) = $_->[3] =~ /LOG_(\w+)/;
        ".It $_->[1] Pq " . lc("$_->[0], $level") . " $_->[8]" } @rows;
    my $made = join ' ', '.Bl -tag -width "FTP response"', @wanted, '.El';
    cmp_ok(scalar @rows, '>=', 5, 'there are events');
    is($told =~ s/ $//r, $made, 'the events are those of events.def');
    return;
}

sub fields_are_told {
    my ($page) = @_;
    my $told = one_line(is_between($page, 'FIELDS') // '');
    my @rows = rows_of('src/log/fields.def', qr/FIELD/);
    my $made = join ' ', '.Bl -tag -width "password"',
        map({ ".It Cm $_->[0] $_->[2]" } @rows), '.El';
    cmp_ok(scalar @rows, '>=', 5, 'events have fields');
    is($told =~ s/ $//r, $made, 'the fields are those of fields.def');
    return;
}

# --- ARCHITECTURE and the rest ---------------------------------------------

sub folders_are_told {
    my $page = read_source('doc/ARCHITECTURE');
    my @folders = map { s{.*/src/}{}r } grep { -d } glob "$SOURCE/src/*";
    my @missing = grep { $page !~ m{^    src/$_/ }m } @folders;
    is("@missing", '', 'every folder of src/ is in ARCHITECTURE');
    my ($begin) = $page =~ /\A.*\n=+\n\n(.*?)\n\n\n/s;
    is(one_line($begin // '') =~ s/ Everything below.*//r, join(' ',
        'The engine is assumed hostile. It may ask;',
        'the monitor and the broker decide.',
        'Before login there is no broker, and the engine holds no descriptor',
        'on which it could ask for a file.'),
        'and it begins with the two sentences');
    return;
}

# A path in a page that is no longer there sends its reader astray.
sub paths_exist {
    my ($page) = @_;
    my $text = read_source($page);
    my @paths = $text =~ m{(?<![\w/.])((?:src|t|doc|monitor|broker|engine|conf)
        /[\w./@-]*[\w/])}xg;
    my @missing = grep { !-e "$SOURCE/$_" && !-e "$SOURCE/src/$_" &&
        !-e "$SOURCE/$_.c" }
        grep { !/[A-Z]{4}[.]t|NAME|ROLE/ } @paths;
    is("@missing", '', "every path in $page exists");
    return;
}

is_good_mdoc($_) for qw(oneftpd.8 oneftpd-who.8 oneftpd.conf.5);
my $page8 = read_source('doc/oneftpd.8');
my $page5 = read_source('doc/oneftpd.conf.5');
options_are_fresh($page5);
lacks_are_told($page5);
switches_are_told(output_of(qw(mandoc -Tutf8 -Owidth=1000),
    "$SOURCE/doc/oneftpd.8") =~ s/.\x08//gr);
commands_are_told($page8);
events_are_told($page8);
fields_are_told($page8);
folders_are_told();
paths_exist($_) for qw(README doc/TROUBLESHOOTING doc/ARCHITECTURE doc/HACKING
    doc/SECURITY doc/MIGRATING doc/COMPATIBILITY);
done_testing;
