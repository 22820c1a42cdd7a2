# SPDX-License-Identifier: ISC
#
# Any process of a session may be killed at any moment: the others end at once,
# and the client is told, or sees the connection closed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new;
$t->expect_signals;
small_buffers();
$t->inetd;

# A second, and some more for a machine that is busy with other things.
my $SOON = 3;

# The processes of a session, the one that was started first at the front.
sub processes {
    my ($c) = @_;
    return map { $_->{pid} } $t->processes_of($c);
}

sub is_alive {
    my ($pid) = @_;
    return read_file("/proc/$pid/stat") =~ /^\d+ \(.*\) [^ZX]/s;
}

# What the client sees after all that was on its way: a 421 at most.
sub last_words {
    my ($c) = @_;
    my $words = '';
    local $SIG{PIPE} = 'IGNORE';
    while (defined(my $got = sysread $c->socket, my $bytes, 65_536)) {
        last if $got == 0;
        $words .= $bytes;
    }
    return $words;
}

sub kill_in {
    my ($phase, $which, $signal) = @_;
    my $c = reach($t, $phase);
    my @all = processes($c);
    my $name = "$phase, process $which killed with $signal";
    is(scalar @all, 2, "$name: there are two");
    kill $signal, $all[$which];
    ok(wait_until($SOON, sub { !grep { is_alive($_) } @all }),
        "$name: all have ended");
    like(last_words($c), qr/\A(?:421 .*\r\n)?\z/,
        "$name: the client sees 421 or the end");
    $c->close;
    return;
}

for my $phase (phases()) {
    kill_in($phase, $_, 'KILL') for 0, 1;
}
kill_in('logged in', $_, 'TERM') for 0, 1;
kill_in('a name given', $_, 'TERM') for 0, 1;

# That the client is told is the rule, where it is not in the middle of bytes.
my $c = reach($t, 'logged in');
kill 'KILL', (processes($c))[0];
like(last_words($c), qr/^421 /, 'a client that waits is told with 421');

$t->client->login->gets_file('hello.txt', "Hello, world.\n",
    'others are still served');
$t->end;
done_testing;
