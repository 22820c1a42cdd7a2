# SPDX-License-Identifier: ISC
#
# While a transfer is on, or waits for its data connection: what is answered at
# once, what waits, and in which order.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(accept_timeout => 60, data_connection_timeout => 60);
small_buffers();
$t->inetd;

# Reads the data connection to its end: the transfer is done then.
sub finish_transfer {
    my ($c, $phase) = @_;
    $c->{data} = $c->passive_late if $phase eq 'waiting for data';
    $c->expect_reply(qr/^150 /, "$phase: it begins")
        if $phase eq 'waiting for data';
    return length $c->read_all($c->{data});
}

# The client of "waiting for data" comes at last.
sub OneFTPD::Client::passive_late {
    my ($c) = @_;
    my ($port) = $c->dialogue =~ /.*\(\|\|\|(\d+)\|\)/s;
    return IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $port)
        // die "no data connection: $@\n";
}

# Of the processor's time, in hundredths of a second.
sub cpu_ticks {
    my ($pid) = @_;
    my @fields = split / /, read_file("/proc/$pid/stat") =~ s/.*\) //sr;
    return $fields[11] + $fields[12];
}

my %so_far = ('a download' => qr/^ {5}.*\b\d+ bytes so far$/m,
    'a listing' => qr/^ {5}.*\b\d+ bytes so far$/m,
    'waiting for data' => qr/^ {5}Waiting/m);

# What is answered at once, whether the dialogue is logged or not.
sub is_answered_meanwhile {
    my ($c, $phase, $name) = @_;
    $c->expect('NOOP', qr/^200 /, "$name: NOOP is answered at once");
    my $status = $c->cmd('STAT');
    like($status, qr/^211-.*^ {5}TYPE: .*^211 [^\n]*\z/ms,
        "$name: STAT is a block, as at any time");
    like($status, $so_far{$phase}, "$name: which tells of what is on");
    return;
}

for my $phase (sort keys %so_far) {
    my $c = reach($t, $phase);
    is_answered_meanwhile($c, $phase, $phase);
    $c->expect("\xff\xf4\xff\xf2STAT", qr/^211-/,
        "$phase: with Telnet bytes, too");
    $c->expect("\r\nnoop", qr/^200 /, "$phase: an empty line is no obstacle");
    $c->send_line($_) for 'PWD', 'NOOP', 'STAT', 'TYPE I';
    ok(!IO::Select->new($c->socket)->can_read(0.2),
        "$phase: what waits is not overtaken by what comes later");
    cmp_ok(finish_transfer($c, $phase), '>', 0, "$phase: goes on meanwhile");
    $c->expect_reply(qr/^$_/, "$phase: then the rest in order: $_")
        for '226 ', '257 ', '200 ', '211-', '200 ';
    unlike($c->cmd('STAT'), qr/so far|Waiting/,
        "$phase: STAT tells no more of it");
    $c->close;
}

for my $phase ('a download', 'a listing') {
    my $c = reach($t, $phase);
    $c->send_line('QUIT');
    ok(!IO::Select->new($c->socket)->can_read(0.2),
        "$phase: QUIT waits for its end");
    finish_transfer($c, $phase);
    $c->expect_reply(qr/^$_ /, "$phase: and is then answered: $_")
        for 226, 221;
    ok($c->is_closed, "$phase: and the connection closed");
}

# RFC 959, QUIT: "the connection will remain open for result response".
my $c = reach($t, 'a download');
my $port = $c->local_port;
$c->send_line('QUIT');
shutdown $c->socket, 1;
sleep 6;    # longer than the grace for a client that has gone
is(length $c->read_all($c->{data}), length $BIG,
    'a client that has said QUIT and closed its side gets its file');
$c->expect_reply(qr/^$_ /, "and the replies: $_") for 226, 221;
is(exit_status($t, $port), 0, 'and the session has ended well');

$c = reach($t, 'a download');
$c->send_bytes("STAT hello.txt\r\n");
ok(!IO::Select->new($c->socket)->can_read(0.2), 'STAT with a path waits');
finish_transfer($c, 'a download');
$c->expect_reply(qr/^$_/, "and is answered in turn: $_") for '226 ', '213-';
$c->close;

# All in one packet: the order is the client's wish.
$c = $t->client->login;
$c->cmd('TYPE I');
my $data = $c->passive;
$c->send_bytes("RETR big.bin\r\nNOOP\r\nSTAT\r\nPWD\r\n");
$c->expect_reply(qr/^150 /, 'commands in one packet with RETR: 150');
ok(!IO::Select->new($c->socket)->can_read(0.2),
    'commands in one packet with RETR wait for its end');
$c->read_all($data);
$c->expect_reply(qr/^$_/, "commands in one packet with RETR: $_")
    for '226 ', '200 ', '211-', '257 ';
$c->close;

# The name in the 150 is that of the command, whatever was sent meanwhile.
$c = reach($t, 'waiting for data');
$c->send_line('PWD' . ' ' . 'X' x 3000);
$c->{data} = $c->passive_late;
$c->expect_reply(qr/^150 .* hello\.txt \(14 bytes\)/,
    'a long line while it waits does not change the name in the 150');
is($c->read_all($c->{data}), "Hello, world.\n", 'nor the file');
$c->expect_reply(qr/^$_ /, "and is answered: $_") for 226, 257;
$c->close;

# Nobody who sends more than can be kept makes the server keep it, or spin.
$c = reach($t, 'a download');
my ($engine) = grep { $_->{parent} != 1 && $_->{name} eq 'oneftpd' }
    reverse $t->processes_of($c);
my $sent = 0;
$c->socket->blocking(0);
for (1 .. 5) {
    while (my $some = syswrite $c->socket, "PWD\r\n" x 10_000) {
        $sent += $some;
    }
    select undef, undef, undef, 0.2;
}
cmp_ok($sent, '>', 16_384, 'a flood of lines that wait');
my $used = cpu_ticks($engine->{pid});
select undef, undef, undef, 1;
cmp_ok(cpu_ticks($engine->{pid}) - $used, '<', 20,
    '... does not keep the server busy');
$c->close;
$c->{data}->close;
ok(wait_until(10, sub { !$t->session_processes }),
    '... and who has sent it may go');

# What is refused waits like any other command, and changes nothing.
for my $logs ('NO', 'YES') {
    $t->config(log_ftp_protocol => $logs, xferlog_enable => $logs,
        cmds_denied => 'ABOR,NOOP,STAT');
    $c = reach($t, 'waiting for data');
    $c->send_line($_) for qw(ABOR NOOP STAT);
    ok(!IO::Select->new($c->socket)->can_read(0.2),
        "log_ftp_protocol=$logs: an ABOR that is denied waits");
    is(finish_transfer($c, 'waiting for data'), 14, 'and ends nothing');
    $c->expect_reply(qr/^$_ /, "then the rest in order: $_")
        for 226, 550, 550, 550;
    $c->close;
}
$t->config(cmds_denied => undef);

# What is logged goes to a process that is busy with the listing itself, or
# with the wait: it takes it all the same.
$t->config(log_ftp_protocol => 'YES', xferlog_enable => 'YES');
for my $phase (sort keys %so_far) {
    $c = reach($t, $phase);
    is_answered_meanwhile($c, $phase, "log_ftp_protocol=YES, $phase");
    $c->send_bytes("NOOP\r\n" x 60);
    is(join(' ', map { substr $c->reply, 0, 3 } 1 .. 60), '200 ' x 59 . '200',
        "log_ftp_protocol=YES, $phase: more of them than a channel holds");
    $c->send_line('PWD');
    cmp_ok(finish_transfer($c, $phase), '>', 0,
        "log_ftp_protocol=YES, $phase: goes on, whatever comes");
    $c->expect_reply(qr/^$_ /, "... then the rest: $_") for 226, 257;
    $c->close;
}

$t->end;
done_testing;
