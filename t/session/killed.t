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
    my @all = process_ids($t, $c);
    my $name = "$phase, process $which killed with $signal";
    is(scalar @all, $phase eq 'greeting' ? 1 : 2, "$name: all are there");
    kill $signal, $all[$which];
    ok(wait_until($SOON, sub { !grep { is_alive($_) } @all }),
        "$name: all have ended");
    like(last_words($c), qr/\A(?:421 .*\r\n)?\z/,
        "$name: the client sees 421 or the end");
    $c->close;
    return;
}

for my $phase (phases()) {
    kill_in($phase, $_, 'KILL') for $phase eq 'greeting' ? 0 : (0, 1);
}
kill_in('greeting', 0, 'TERM');
kill_in('logged in', $_, 'TERM') for 0, 1;
kill_in('a name given', $_, 'TERM') for 0, 1;

# The lines of a listing come from the process that is killed here: its end
# must not look like theirs. How many are there is a matter of luck.
sub is_cut_and_told {
    my ($c, $data, $broker) = @_;
    $c->send_line('LIST crowd');
    select undef, undef, undef, rand 0.004;
    kill 'KILL', $broker;
    my $bytes = eval { $c->read_all($data) } // '';    # it may be reset
    my $lines = () = $bytes =~ /\n/g;
    my $words = last_words($c);
    return $lines == 6000 || $words !~ /^226/m;
}

my $told = 0;
for (1 .. 40) {
    my $c = $t->client->login;
    my ($broker) = process_ids($t, $c);
    $told++ if is_cut_and_told($c, $c->passive, $broker);
    $c->close;
}
is($told, 40, 'a listing that was cut is never called complete');

# That the client is told is the rule, where it is not in the middle of bytes.
my $c = reach($t, 'greeting');
kill 'TERM', (process_ids($t, $c))[0];
is(last_words($c), "421 Service not available.\r\n",
    'a client that has not said a word is told, too');
$c = reach($t, 'logged in');
kill 'KILL', (process_ids($t, $c))[0];
like(last_words($c), qr/^421 /, 'a client that waits is told with 421');

# ROLE_DIED: the log says what happened.
$t->config(xferlog_enable => 'YES');
for my $phase ('a name given', 'logged in') {
    my $client = reach($t, $phase);
    kill 'KILL', (process_ids($t, $client))[1];
    my $said = qr/DEBUG: Client .*"The engine died of signal 9\."/;
    ok(wait_until(10, sub { read_file('/var/log/vsftpd.log') =~ $said }),
        "$phase: the log says that the engine was killed");
    unlink '/var/log/vsftpd.log';
    $client->close;
}

$t->client->login->gets_file('hello.txt', "Hello, world.\n",
    'others are still served');
$t->end;
done_testing;
