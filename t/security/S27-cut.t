# SPDX-License-Identifier: ISC
#
# A transfer that is cut, aborted or asked about at any moment (CVE-2011-4130,
# CVE-2020-9273): the session answers or ends, and nothing crashes. The real
# proof is a build with sanitizers.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Socket qw(MSG_OOB SOL_SOCKET SO_LINGER);
use Test::More;
use Time::HiRes qw(sleep);

my $ROUNDS = 1000;
my $SEED = $ENV{ONEFTPD_SEED} // time;
note("ONEFTPD_SEED=$SEED");
srand $SEED;

my $t = OneFTPD->new(accept_timeout => 1, connect_timeout => 1,
    data_connection_timeout => 60, idle_session_timeout => 20);
small_buffers();
$t->inetd;

# What may happen to a transfer.
sub cut_data { my ($c, $data) = @_; close $data; return }

sub reset_data {
    my ($c, $data) = @_;
    return if !$data->opened;
    setsockopt $data, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0;
    close $data;
    return;
}

sub say_line { my ($line) = @_; return sub { $_[0]->send_line($line); return } }

sub urgent {
    my ($c) = @_;
    $c->send_bytes("\xff\xf4");
    send $c->socket, "\xff", MSG_OOB;
    $c->send_bytes("\xf2ABOR\r\n");
    return;
}

my %incidents = (cut => \&cut_data, reset => \&reset_data, urgent => \&urgent,
    map { $_ => say_line($_) } 'ABOR', 'QUIT', 'STAT', 'NOOP', 'PWD', 'EPSV',
    'STAT hello.txt', 'REST 10', 'EPSV ALL', 'A' x 3000);
my @names = sort keys %incidents;
my @lines = ('RETR big.bin', 'RETR hello.txt', 'LIST', 'NLST pub',
    'RETR missing');

sub begin {
    my ($c) = @_;
    return $c->passive if rand() < 0.7;
    my $listener = eval { $c->active } or return $c->passive;
    return $listener;
}

# One transfer with one to three incidents; whether the session lives on.
sub disturb {
    my ($c) = @_;
    my $data = begin($c);
    $c->send_line($lines[rand @lines]);
    for (1 .. 1 + rand 3) {
        sleep rand 0.004;
        $incidents{ $names[rand @names] }->($c, $data);
    }
    close $data;
    $c->send_line('SYST');
    while (my $reply = $c->reply) {
        return 1 if $reply =~ /^215 /;
        return 0 if $reply =~ /^(?:221|421) /;
    }
    return 0;
}

my ($c, $lived) = (undef, 0);
for (1 .. $ROUNDS) {
    $c //= $t->client->login;
    $c->cmd('TYPE I');
    if (disturb($c)) {
        $lived++;
    } else {
        $c->close;
        $c = undef;
    }
}
cmp_ok($lived, '>', $ROUNDS / 4, 'most transfers are outlived by their session');
$c //= $t->client->login;
$c->cmd('REST 0'); # one of the incidents may have been the last word
$c->gets_file('hello.txt', "Hello, world.\n", 'and the last one still serves');

$t->end;
done_testing;
