# SPDX-License-Identifier: ISC
#
# S27: at a thousand random moments of a transfer the data connection is cut,
# commands come in between, the client goes. Every command gets its one reply,
# in an order that a client can follow, and no process dies of it. Under the
# sanitizers this also finds memory that is used too late.
#
# ONEFTPD_SEED=number repeats a run, ONEFTPD_ROUNDS changes its length.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Client qw(reset_connection);
use OneFTPD::Sessions;
use Socket qw(MSG_OOB);
use Test::More;
use Time::HiRes qw(sleep);

my $SEED = $ENV{ONEFTPD_SEED} // 20_110_601;
my $ROUNDS = $ENV{ONEFTPD_ROUNDS} // 1000;
srand $SEED;

my $t = OneFTPD->new(accept_timeout => 60, data_connection_timeout => 60,
    idle_session_timeout => 60, max_clients => 0, max_per_ip => 0);
small_buffers();
$t->inetd;
reach($t, 'a listing')->close;      # makes the crowd

sub one_of { return $_[rand @_] }

# What the next session is like.
sub draw_configuration {
    $t->config(
        log_ftp_protocol => one_of('YES', 'NO'),
        xferlog_enable => one_of('YES', 'NO'),
        anon_max_rate => one_of(0, 0, 3_000_000),
        ascii_download_enable => one_of('YES', 'NO'),
        use_sendfile => one_of('YES', 'YES', 'NO'),
        trans_chunk_size => one_of(0, 4096),
    );
    return;
}

# What a command may be answered with, while a transfer is on or after it.
my %answers = (
    RETR => qr/^(?:226|426|425)$/, LIST => qr/^(?:226|426|425)$/,
    ABOR => qr/^22[56]$/, STAT => qr/^21[13]$/, NOOP => qr/^200$/,
    PWD => qr/^257$/, QUIT => qr/^221$/, SYST => qr/^215$/,
);
my @commands = qw(ABOR ABOR STAT STAT NOOP NOOP PWD);

sub cut {
    my ($c, $how) = @_;
    my $data = delete $c->{data} or return;
    if ($how eq 'reset') { reset_connection($data) } else { close $data }
    return;
}

sub connect_data {
    my ($c) = @_;
    my $port = delete $c->{data_port} or return;
    $c->{data} = IO::Socket::IP->new(PeerHost => '127.0.0.1',
        PeerPort => $port);
    return;
}

sub begin {
    my ($c) = @_;
    my $line = one_of('RETR big.bin', 'RETR hello.txt', 'LIST crowd',
        'RETR unix.txt');
    $c->cmd('TYPE ' . one_of('I', 'A'));
    if (rand > 0.85) {
        $c->{data} = $c->active;    # the connection waits in its queue
    } else {
        $c->{data_port} = $c->passive_port;
        connect_data($c) if rand > 0.3;
    }
    $c->send_line($line);
    return substr $line, 0, 4;
}

# Something happens. Returns the verb of a command that was sent for it.
sub act {
    my ($c) = @_;
    my $what = rand 10;
    sleep rand 0.004 if rand > 0.5;
    if ($what < 1) { cut($c, one_of('close', 'reset')) }
    elsif ($what < 2) { connect_data($c) }
    elsif ($what < 3) { sysread $c->{data}, my $bytes, 30_000 if $c->{data} }
    else {
        my $verb = one_of(@commands);
        my $telnet = rand > 0.7 ? "\xff\xf4\xff\xf2" : '';
        if ($telnet && rand > 0.5) {    # as clients send it: urgently
            $c->send_bytes("\xff\xf4");
            send $c->socket, "\xff", MSG_OOB;
            $telnet = "\xf2";
        }
        my $line = "$telnet$verb\r\n";
        my $at = rand > 0.8 ? 1 + int rand length($line) - 1 : 0;
        $c->send_bytes(substr $line, 0, $at);
        $c->send_bytes(substr $line, $at);
        return $verb;
    }
    return;
}

# The codes of all that comes until 215 or 221, without the marks.
sub codes {
    my ($c) = @_;
    my @codes = ('');
    until ($codes[-1] =~ /^(?:215|221)$/) {
        my $reply = $c->reply or last;
        push @codes, substr $reply, 0, 3 if $reply !~ /^150/;
    }
    return @codes[1 .. $#codes];
}

# Is there an order of the commands that these codes answer? What waits does
# not change its order; ABOR, NOOP and STAT may come sooner.
sub is_answered {
    my ($codes, $verbs) = @_;
    return '' if @$codes != @$verbs;
    my @left = @$verbs;
    for my $code (@$codes) {
        my ($at) = grep { $code =~ $answers{ $left[$_] } } 0 .. $#left;
        return '' if !defined $at;
        splice @left, $at, 1;
    }
    return 1;
}

# One transfer with something in between. False: the session is over.
sub play {
    my ($c, $round) = @_;
    my @verbs = begin($c);
    push @verbs, grep { defined } map { act($c) } 1 .. 1 + rand 4;
    if (rand > 0.93) {
        cut($c, 'reset') if rand > 0.5;
        rand > 0.5 ? $c->reset : $c->close;
        return 0;
    }
    my $last = rand > 0.9 ? 'QUIT' : 'SYST';
    $c->send_line($last);
    connect_data($c);
    cut($c, one_of('close', 'reset'));
    my @codes = codes($c);
    push @verbs, $last;
    is_answered(\@codes, \@verbs)
        or die "round $round: @verbs is answered by @codes\n" . $c->dialogue;
    return 1 if $last eq 'SYST';
    $c->is_closed or die "round $round: QUIT does not end the session\n";
    $c->close;
    return 0;
}

my ($c, $played);
for my $round (1 .. $ROUNDS) {
    my $goes_on = eval {
        if (!$c) {
            draw_configuration();
            $c = $t->client->login;
        }
        play($c, $round);
    };
    last if !defined $goes_on;
    $played = $round;
    $c = undef if !$goes_on;
}
is($played, $ROUNDS, "$ROUNDS rounds are played to their end")
    or diag($@ . "repeat it with ONEFTPD_SEED=$SEED");
$c->close if $c;

$t->end;
done_testing;
