# SPDX-License-Identifier: ISC
#
# Benchmarks are run by hand, but their table is in form, what doc/ shows is
# made of the figures that were kept, and nothing is won by leaving the jail:
# ours is whole in every configuration that is measured.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../bench";
use OneFTPD;
use Contestants qw(configurations server_of);
use Report qw(read_figures table chart fill_in);
use Rows qw(@NAMES %ROWS %CHARTS scale_of);
use Test::More;

my $t = OneFTPD->new;

sub complaints {
    my ($what, @found) = @_;
    return is(join("\n", @found), '', $what);
}

# What serves a contestant in a row, whatever starts it.
sub command_in {
    my ($name, $who) = @_;
    my $way = $ROWS{$name}{way} // 'spawn';
    return server_of($ROWS{$name}, $who,
        $way eq 'listener' ? 'listener' : 'spawn');
}

# --- The rows ----------------------------------------------------------------

my %texts = configurations();
cmp_ok(scalar @NAMES, '>', 40, 'there are rows');
is(scalar @NAMES, scalar keys %ROWS, 'no two have a name');
complaints('each has a chart, or counts system calls', grep {
    !$CHARTS{ $ROWS{$_}{chart} // '' } && !/^calls-/ } @NAMES);
complaints('each has a unit', grep { !eval { scale_of($ROWS{$_}) } } @NAMES);
complaints('each aims only at those beside whom it is measured', map {
    my $row = $ROWS{$_};
    my %others = map { $_ => 1 } @{ $row->{others} };
    map { "$row->{what}: $_" } grep { !$others{$_} } keys %{ $row->{goals} };
} @NAMES);
complaints('each contestant has a command', map {
    my $name = $_;
    map { "$name: $_" } grep { !eval { command_in($name, $_) } }
        'oneftpd', @{ $ROWS{$name}{others} };
} @NAMES);

# --- The jail ----------------------------------------------------------------

# What takes something of it away, and what it has to be.
my %WHOLE = (seccomp_sandbox => 'YES', run_as_launching_user => 'NO');

# The files of oneftpd in all rows.
my %measured = map { (s{.*/}{}r => 1) }
    map { (command_in($_, 'oneftpd'))[-1] } @NAMES;
cmp_ok(scalar keys %measured, '>=', 3, 'configurations were found');
for my $name (sort grep { /[.]conf$/ } keys %texts) {
    my $file = write_file("$DIR/$name", $texts{$name});
    my (undef, $dump) = $t->run_program('--dump-config', $file);
    for my $option (sort keys %WHOLE) {
        my ($value) = $dump =~ /^$option=(\S*)/m;
        is($value, $WHOLE{$option}, "$name: $option is $WHOLE{$option}");
    }
}
complaints('no other configuration is measured',
    grep { !$texts{$_} } sort keys %measured);

# --- What was made -----------------------------------------------------------

my $doc = read_file("$SOURCE/doc/BENCHMARKS");
my %figures = read_figures(read_file("$SOURCE/doc/benchmarks/figures"));
cmp_ok(scalar keys %figures, '>=', 1, 'figures were kept');
complaints('all are of rows that are known', grep { !$ROWS{$_} }
    sort keys %figures);
complaints('all are of contestants of their rows', map {
    my $name = $_;
    my %known = map { $_ => 1 } 'oneftpd', @{ $ROWS{$name}{others} };
    map { "$name: $_" } grep { !$known{$_} } map { $_->[0] } @{ $figures{$name} };
} grep { $ROWS{$_} } sort keys %figures);
complaints('all are numbers', map {
    my $name = $_;
    map { "$name: @$_" } grep { grep { !/^(?:-?[\d.]+(?:e[-+]\d+)?)?$/ }
        @$_[1 .. $#$_] } @{ $figures{$name} };
} sort keys %figures);
is($doc, fill_in($doc, table(%figures)), 'doc/BENCHMARKS has their table');
is(read_file("$SOURCE/doc/benchmarks/$_.svg"), chart($_, %figures),
    "doc/benchmarks/$_.svg has their bars") for sort keys %CHARTS;
like(read_file("$SOURCE/doc/benchmarks/setting"), qr/kernel .*processor/s,
    'and it is said on which machine');
done_testing;
