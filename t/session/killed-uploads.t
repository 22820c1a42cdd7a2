# SPDX-License-Identifier: ISC
#
# An upload that a kill of the engine or the broker, or a client that vanishes,
# ends at any byte: at two hundred points the old file is whole, and the log
# says failed; or nothing where nobody is left to write it, because no monitor
# has stayed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Client qw(reset_connection);
use OneFTPD::Sessions;
use Time::HiRes qw(sleep);
use Test::More;

my $POINTS = 200;
my $HOME = "$DIR/home/alice";
my $LOG = '/var/log/vsftpd.log';
my $seed = srand($ENV{ONEFTPD_SEED} // time);

my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    xferlog_enable => 'YES', delete_failed_uploads => 'YES');
my @ALICE = (getpwnam 'alice')[2, 3];
$t->expect_signals;
chown @ALICE, write_file("$HOME/old", 'the old one');
$t->inetd;

# Who ends it: name => [code, whether somebody is left to tidy up].
my %ways = (
    'the engine' => [sub { kill 'KILL', (process_ids($t, $_[0]))[-1] }, 1],
    'the broker' => [sub { kill 'KILL', (process_ids($t, $_[0]))[0] }, 0],
    'the data connection' => [sub { reset_connection($_[1]); $_[0]->reply;
        $_[0]->close }, 1],
    'the client' => [sub { reset_connection($_[1]); $_[0]->reset }, 1],
);
my @ways = sort keys %ways;

# One upload that ends after so many bytes. Every other one replaces a file.
sub end_at {
    my ($bytes, $way, $name) = @_;
    my $c = $t->client->login('alice', 'secret');
    $c->cmd('TYPE I');
    my $data = $c->passive;
    $c->cmd("STOR $name") =~ /^150/ or return 0;
    local $SIG{PIPE} = 'IGNORE';
    syswrite $data, substr $BIG, 0, $bytes if $bytes;
    sleep rand 0.005;
    $ways{$way}[0]->($c, $data);
    wait_until(5, sub { !$t->session_processes }) or return 0;
    $c->close;
    close $data;
    return 1;
}

sub failures { return scalar(() = read_file($LOG) =~ /FAIL UPLOAD/g) }

my %wrong = map { $_ => 0 } 'not ended', 'old file', 'new file', 'log';
$t->config(atomic_uploads => 'YES');
for my $point (1 .. $POINTS) {
    my $way = $ways[$point % @ways];
    my $name = $point % 3 ? 'old' : 'new';
    my $logged = failures();
    end_at(int rand(length $BIG), $way, $name) or $wrong{'not ended'}++;
    $wrong{'old file'}++ if read_file("$HOME/old") ne 'the old one';
    $wrong{'new file'}++ if -e "$HOME/new";
    $wrong{log}++ if failures() != $logged + $ways{$way}[1];
}
is($wrong{$_}, 0, "$POINTS points (ONEFTPD_SEED=$seed): $_")
    for sort keys %wrong;
unlike(read_file($LOG), qr/OK UPLOAD/, 'none is called complete');

# In place, and a file that this upload has made: it goes, if there is somebody
# to remove it.
$t->config(atomic_uploads => 'NO');
for my $way (@ways) {
    ok(end_at(1 + int rand 100_000, $way, 'made'), "$way ends an upload");
    is(-e "$HOME/made" ? 'stays' : 'goes', $ways{$way}[1] ? 'goes' : 'stays',
        'what has come');
    unlink "$HOME/made";
}

# A monitor that has stayed writes the line of a broker that cannot. The broker
# goes first: one that has seen its engine die may be writing the line itself.
$t->config(chown_uploads => 'YES', chown_username => 'bob',
    anon_upload_enable => 'YES', anon_world_readable_only => 'NO',
    dual_log_enable => 'YES');
write_file("$TREE/large", $BIG x 8);
for my $row ([broker => 2], [broker => 2, 'RETR large'], [engine => 1],
    ['broker and the engine' => 2, 1], [monitor => 0]) {
    my ($who, @which) = @$row;
    my $line = $which[-1] =~ /RETR/ ? pop @which : 'STOR incoming/made';
    unlink $LOG, '/var/log/xferlog', "$TREE/incoming/made";
    my $c = $t->client->login;
    $c->cmd('TYPE I');
    my $data = $c->passive;
    $c->cmd($line) =~ /^150/ or $c->fail_with("no $line");
    syswrite $data, 'half' if $line =~ /STOR/;
    kill 'KILL', (process_ids($t, $c))[@which];
    ok(wait_until(5, sub { !$t->session_processes }),
        "$line ends with the $who");
    my ($word, $way) = $line =~ /STOR/ ? qw(UPLOAD i) : qw(DOWNLOAD o);
    my ($file) = $line =~ / (\S+)/;
    my @lines = read_file($LOG) =~ m{ FAIL $word: .*"(/$file)"}g;
    is("@lines", "/$file", '... and is logged as failed, once');
    my @marks = read_file('/var/log/xferlog')
        =~ m{ /$file b _ $way a \S+ ftp 0 [*] (\w)$}mg;
    is("@marks", 'i', '... and as incomplete');
    $c->close;
    close $data;
}

# It may be killed while the broker waits for its answer: the file has come, and
# is to be given away. That is an upload that has failed, as any other.
sub call_of { return (split ' ', read_file("/proc/$_[0]/syscall"))[0] // '' }

for my $atomic (qw(YES NO)) {
    $t->config(atomic_uploads => $atomic);
    unlink $LOG;
    my $c = $t->client->login;
    my $data = $c->passive;
    my ($monitor, undef, $broker) = process_ids($t, $c);
    if ($atomic eq 'YES') {
        $c->cmd('STOR incoming/given') =~ /^150/ or $c->fail_with('no STOR');
        wait_until(5, sub { call_of($broker) =~ /^\d/ });
    }
    my $idle = call_of($broker);
    kill 'STOP', $monitor;
    $c->send_line('STOR incoming/given') if $atomic eq 'NO';
    close $data if $atomic eq 'YES';
    ok(wait_until(5, sub { call_of($broker) =~ /^(?!\Q$idle\E$)\d+$/ }),
        "atomic_uploads=$atomic: the broker waits for the monitor");
    kill 'KILL', $monitor;
    ok(wait_until(5, sub { !$t->session_processes }), '... which is killed');
    is(join(' ', glob "$TREE/incoming/{give[n],.oneftpd-*}"), '',
        '... and nothing of the file stays');
    like(read_file($LOG), qr/FAIL UPLOAD/, '... as the log says');
    $c->close;
}

$t->end;
done_testing;
