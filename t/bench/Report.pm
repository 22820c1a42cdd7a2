# SPDX-License-Identifier: ISC
#
# What is made of the figures: lines of a table, and bars. The figures
# themselves are kept in doc/benchmarks/figures, a line for each contestant of
# a row; table and charts are made from that file and from the rows alone.
package Report;

use strict;
use warnings;
use Exporter qw(import);
use List::Util qw(first max min);
use Peers qw(@PEERS);
use Rows qw(@NAMES %ROWS %CHARTS scale_of);

our @EXPORT_OK = qw(heading lines_of read_figures print_figures table chart
    fill_in);

# --- The table ---------------------------------------------------------------

# Three digits, which is more than is sure.
sub figure {
    my ($value) = @_;
    return '' if !defined $value || $value eq '';
    my $places = $value < 9.995 ? 2 : $value < 99.95 ? 1 : 0;
    return sprintf "%.${places}f", $value;
}

sub line {
    my $line = sprintf '%-37s %-3s %-23s %7s %7s %6s %-12s %5s', @_;
    return $line =~ s/\s+$//r . "\n";
}

sub heading { return line('', '', '', 'cpu', 'time', 'ratio', 'min-max', 'goal') }

# The peer that is cheapest in this row.
sub best_peer {
    my (@facts) = @_;
    my ($best) = sort { $a->[1] <=> $b->[1] }
        grep { is_peer($_->[0]) } @facts;
    return $best ? $best->[0] : '';
}

sub is_peer {
    my ($who) = @_;
    return first { $_ eq $who } @PEERS;
}

# Of a row and its facts (Measuring.pm); the best peer has a star.
sub lines_of {
    my ($row, @facts) = @_;
    my $scale = scale_of($row);
    my $best = best_peer(@facts);
    my $text = '';
    for my $fact (@facts) {
        my ($who, $figure, $passed, $ratio, $low, $high) = @$fact;
        my $ours = $who eq 'oneftpd';
        $text .= line($ours ? $row->{what} : '', $ours ? $row->{unit} : '',
            $who . ($who eq $best ? ' *' : ''), figure($figure / $scale),
            $passed eq '' ? '' : figure($passed / scale_of($row)),
            $ours ? '' : figure($ratio),
            $ours ? '' : figure($low) . '-' . figure($high),
            figure($row->{goals}{$who}));
    }
    return $text;
}

# --- The file of figures -----------------------------------------------------

# name => [facts] from "name TAB who TAB figure ..." lines.
sub read_figures {
    my ($text) = @_;
    my %figures;
    for (grep { /\t/ } split /\n/, $text) {
        my ($name, @fact) = split /\t/, $_, -1;
        push @{ $figures{$name} }, \@fact;
    }
    return %figures;
}

sub print_figures {
    my (%figures) = @_;
    my $text = '';
    for my $name (grep { $figures{$_} } @NAMES) {
        for my $fact (@{ $figures{$name} }) {
            $text .= join("\t", $name, map { /^-?[\d.]+(?:e[-+]?\d+)?$/i
                ? sprintf '%.4g', $_ : $_ } @$fact) . "\n";
        }
    }
    return $text;
}

sub table {
    my (%figures) = @_;
    return join '', heading(), map { lines_of($ROWS{$_}, @{ $figures{$_} }) }
        grep { $figures{$_} } @NAMES;
}

# A text with its lines between the marks replaced.
sub fill_in {
    my ($text, $made) = @_;
    $text =~ s/^(BEGIN[ ]FIGURES\n).*?(?=^END[ ]FIGURES$)/$1$made/msx
        or die "no place for figures\n";
    return $text;
}

# --- Charts ------------------------------------------------------------------

my ($LEFT, $WIDTH, $BAR, $GAP, $TOP) = (280, 420, 11, 12, 60);
my $LIMIT = 2;              # longer bars are cut, and their figure is written

# Who is drawn, in which colour; the bare program is the limit.
my @COLOURS = (
    [oneftpd => '#1b6ca8'], ['pure-ftpd' => '#9aa5b1'], [proftpd => '#c9b79c'],
    [bare => '#5aa469'],
);

# The facts of a row that are drawn: [colour name, ratio to vsftpd].
sub bars_of {
    my (@facts) = @_;
    my %figure = map { $_->[0] => $_->[1] } @facts;
    my $vsftpd = $figure{vsftpd} or return;
    my ($bare) = sort { $a <=> $b }
        map { $figure{$_} } grep { /^bare/ } keys %figure;
    $figure{bare} = $bare if defined $bare;
    return map { [ $_->[0], $_->[1], $figure{ $_->[0] } / $vsftpd ] }
        grep { defined $figure{ $_->[0] } } @COLOURS;
}

sub text_at {
    my ($x, $y, $text, $more) = @_;
    return sprintf qq{<text x="%d" y="%d"%s>%s</text>\n}, $x, $y, $more // '',
        $text =~ s/&/&amp;/gr =~ s/</&lt;/gr;
}

sub rectangle {
    my ($x, $y, $width, $height, $colour) = @_;
    return sprintf qq{<rect x="%d" y="%d" width="%.1f" height="%d" }
        . qq{fill="%s"/>\n}, $x, $y, $width, $height, $colour;
}

sub bar {
    my ($y, $colour, $ratio) = @_;
    my $length = $WIDTH / $LIMIT * max(0, min($ratio, $LIMIT));
    return rectangle($LEFT, $y, $length, $BAR - 1, $colour)
        . text_at($LEFT + $length + 4, $y + $BAR - 2, figure($ratio));
}

sub legend {
    my $text = '';
    my $x = $LEFT;
    for (@COLOURS) {
        my ($who, $colour) = @$_;
        $text .= rectangle($x, 34, 10, 10, $colour) . text_at($x + 14, 43, $who);
        $x += 95;
    }
    return $text;
}

# The rows of one chart as bars of ratios to vsftpd, which is the line at 1.
sub chart {
    my ($which, %figures) = @_;
    my ($y, $bars) = ($TOP, '');
    for my $name (grep { ($ROWS{$_}{chart} // '') eq $which && $figures{$_} }
        @NAMES) {
        my @bars = bars_of(@{ $figures{$name} }) or next;
        $bars .= text_at($LEFT - 8, $y + $BAR * @bars / 2 + 4,
            $ROWS{$name}{what}, ' text-anchor="end"');
        for (@bars) {
            $bars .= bar($y, @$_[1, 2]);
            $y += $BAR;
        }
        $y += $GAP;
    }
    my $one = $LEFT + $WIDTH / $LIMIT;
    my ($wide, $high) = ($LEFT + $WIDTH + 60, $y + 10);
    return qq{<svg xmlns="http://www.w3.org/2000/svg" width="$wide" }
        . qq{height="$high" font-family="sans-serif" font-size="11">\n}
        . rectangle(0, 0, $wide, $high, '#ffffff')
        . text_at(10, 20, "$CHARTS{$which}: vsftpd = 1.00, less is better",
            ' font-size="14"')
        . legend() . $bars
        . rectangle($one, $TOP - 6, 1, $y - $TOP, '#b03a2e') . "</svg>\n";
}

1;
