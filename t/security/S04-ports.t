# SPDX-License-Identifier: ISC
#
# Nobody can guess the next passive port: 10,000 of them are spread evenly, and
# one says nothing of the next.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my ($LOW, $HIGH) = (20_000, 29_999);
my ($DRAWS, $BINS) = (10_000, 100);
my $t = OneFTPD->new(pasv_min_port => $LOW, pasv_max_port => $HIGH);
$t->inetd;

# From several sessions: each is a new process with a new start.
my @ports;
for my $session (1 .. 10) {
    my $c = $t->client->login;
    push @ports, map { $c->passive_port } 1 .. $DRAWS / 10;
    $c->close;
}
is(scalar(grep { $_ < $LOW || $_ > $HIGH } @ports), 0,
    'all ports are from the range');

# With 99 degrees of freedom chi square exceeds 180 once in a million tests,
# and is below 45 as rarely.
sub is_even {
    my ($name, @bins) = @_;
    my %count = map { $_ => 0 } 0 .. $BINS - 1;
    $count{$_}++ for @bins;
    my $chi_square = 0;
    my $wanted = @bins / $BINS;
    $chi_square += ($_ - $wanted) ** 2 / $wanted for values %count;
    cmp_ok($chi_square, '<', 180, "$name are spread evenly");
    cmp_ok($chi_square, '>', 45, "$name are not spread by a plan");
    return;
}

my $width = ($HIGH - $LOW + 1) / $BINS;
is_even('hundreds of ports', map { int(($_ - $LOW) / $width) } @ports);
is_even('ports of each hundred', map { ($_ - $LOW) % $BINS } @ports);
is_even('steps to the next port', map {
    int((($ports[$_] - $ports[$_ - 1]) % ($HIGH - $LOW + 1)) / $width)
} 1 .. $#ports);

# 10,000 draws of 10,000 ports leave 1/e of them out; 0.5 % more or less is
# what 5 standard deviations of chance can do.
my %seen = map { $_ => 1 } @ports;
my $missed = $HIGH - $LOW + 1 - keys %seen;
cmp_ok(abs($missed - 3679), '<', 170, 'ports come again as chance will have it');

$t->end;
done_testing;
