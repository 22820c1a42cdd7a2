# SPDX-License-Identifier: ISC
#
# Patterns that blow up (S24, CVE-2010-2632, CVE-2011-0418, CVE-2011-0762): no
# command is worth more than a moment of processor time, whatever stars and
# braces a client or an administrator heaps up; nor much memory.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use POSIX qw(sysconf _SC_CLK_TCK);
use Test::More;

# The sanitizers make everything slower.
my $MOST_MS = read_file($PROGRAM) =~ /__asan_init/ ? 250 : 100;
my $NAMES = 2000;
my $TICK_MS = 1000 / sysconf(_SC_CLK_TCK);

# The published payload, and its relatives. A line holds 4096 bytes.
my @patterns = (
    '{{*},' x 600 . '}' x 600,
    '{' . join(',', ('*') x 1500) . '}',
    '{*,*}' x 700,
    '*/../' x 700,
    '*' x 2000,
    '*a' x 1500 . 'b',
    '?*' x 1500,
    '*?' x 1500 . 'x',
    '[a-z]*' x 500 . '!',
    '[!b]' x 900,
    '{a,b,c,d,e,f,g,h}*' x 200 . 'z',
    '*' . '[' x 3000,
    '{' x 3000,
    '../' x 1000,
    'self/' x 800 . '*',
);

my $t = OneFTPD->new(ls_recurse_enable => 'YES');
mkdir "$TREE/names";
write_file("$TREE/names/$_", '')
    for map { 'a' x 200 . sprintf '%05d', $_ } 1 .. $NAMES;
symlink '.', "$TREE/names/self";
$t->inetd;

# Milliseconds of processor time of both processes so far.
sub spent {
    my ($sum) = (0);
    for my $pid (@_) {
        my @fields = split / /, read_file("/proc/$pid/stat") =~ s/.*\) //sr;
        $sum += $fields[11] + $fields[12];      # utime, stime
    }
    return $sum * $TICK_MS;
}

sub peak_of {
    my ($pid) = @_;
    return read_file("/proc/$pid/status") =~ /^VmHWM:\s+(\d+) kB/m ? $1 : 0;
}

# (milliseconds, first reply) of a line.
sub cost_of {
    my ($c, $pids, $line) = @_;
    my $before = spent(@$pids);
    my $reply = $line =~ /^(?:LIST|NLST)/ ? ($c->fetch($line))[0]
        : $c->cmd($line);
    return (spent(@$pids) - $before, $reply);
}

sub is_cheap {
    my ($c, $name, @lines) = @_;
    my @pids = process_ids($t, $c);
    my (%dear, %odd);
    for my $line (@lines) {
        my ($cost, $reply) = cost_of($c, \@pids, $line);
        my $shown = substr $line, 0, 30;
        $dear{$shown} = $cost if $cost > $MOST_MS;
        $odd{$shown} = $reply if $reply !~ /^\d\d\d[ -]/;
    }
    is(join(', ', map { "$_...: $dear{$_} ms" } sort keys %dear), '',
        "$name: none costs more than $MOST_MS ms");
    is(join(', ', %odd), '', "$name: each is answered");
    return;
}

my $c = $t->client->login;
my ($broker) = process_ids($t, $c);
$c->cmd('CWD names');
$c->fetch('NLST -a');
my $peak_before = peak_of($broker);
is_cheap($c, 'wide', map { my $way = $_; map { "$way $_" } @patterns }
    'LIST', 'NLST -a', 'STAT', 'LIST -R', 'SIZE', 'MDTM', 'CWD', 'RETR',
    'DELE');
$c->expect('NLST {{*}', qr/^425 /, 'and the session goes on');
my $more = peak_of($broker) - $peak_before;
cmp_ok($more, '<', 2048, "and took $more KiB more than for a list of all");
$c->close;

# The administrator's own: they are asked for every path, and for every name.
for my $pattern (grep { !m{\.\./} } @patterns) {
    $t->config(deny_file => $pattern, hide_file => $pattern);
    $c = $t->client->login;
    is_cheap($c, 'deny_file and hide_file ' . substr($pattern, 0, 10),
        'SIZE names/' . 'a' x 200 . '00001', 'CWD ' . 'a/' x 1500,
        'RETR ' . 'a' x 4000);
    $c->close;
}
$t->config(deny_file => undef);
for my $pattern (grep { !m{\.\./} } @patterns) {
    $t->config(hide_file => $pattern);
    $c = $t->client->login;
    is_cheap($c, 'hide_file ' . substr($pattern, 0, 10), 'LIST pub',
        'LIST names');
    $c->close;
}

$t->end;
done_testing;
