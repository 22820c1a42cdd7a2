# SPDX-License-Identifier: ISC
#
# syslog_enable: the lines of the native log, all of them, also from before the
# login and from within the jail; as a syslog daemon receives them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::UNIX;
use OneFTPD;
use OneFTPD::Sessions;
use Socket qw(MSG_DONTWAIT SOCK_DGRAM SOCK_STREAM);
use Test::More;

my ($FTP, $WARNING, $INFO) = (11 << 3, 4, 6);
my ($DEV, $KEPT) = ("$DIR/dev", "$DIR/kept");

sub run { system(@_) == 0 or die "@_: failed\n"; return }

# What a daemon reads from; the one before it has gone.
sub make_log {
    my ($type) = @_;
    unlink "$DEV/log";
    my $log = IO::Socket::UNIX->new(Type => $type, Local => "$DEV/log",
        Listen => $type == SOCK_STREAM ? 5 : undef)
        or die "$DEV/log: $!\n";
    chmod 0666, "$DEV/log" or die "$DEV/log: $!\n";
    return $log;
}

# A /dev that is ours, so that its "log" can be.
sub make_dev {
    mkdir $DEV or die "$DEV: $!\n";
    for my $name (qw(null zero full random urandom)) {
        write_file("$DEV/$name", '');
        run('mount', '--bind', "/dev/$name", "$DEV/$name");
    }
    run('mount', '--rbind', $DEV, '/dev');
    return make_log(SOCK_DGRAM);
}

# The daemon: each packet with its length, into a file.
sub keep_packets {
    my ($log) = @_;
    while (defined $log->recv(my $packet, 8192)) {
        open my $out, '>>', $KEPT or die "$KEPT: $!\n";
        syswrite $out, pack 'n/a*', $packet;
        close $out or die "$KEPT: $!\n";
    }
    return;
}

# [priority, identity and process, text] of each that has come.
sub received {
    return map { /\A<(\d+)>\S+ +\d+ \S+ (\S+): (.*)\z/s ? [$1, $2, $3]
        : [0, '', $_] } unpack '(n/a*)*', read_file($KEPT);
}

my $t = OneFTPD->new(syslog_enable => 'YES', delay_failed_login => 0,
    deny_email_enable => 'YES', banned_email_file => '/etc/banned');
write_file('/etc/banned', "bad\n");
write_file("$TREE/line\nfeed", 'x');
my $log = make_dev();
my $daemon = $t->start_code('daemon', sub { keep_packets($log) });
close $log or die "log: $!\n";
$t->inetd;

# What is logged of one visit, whose last line is `$last`; the session's process,
# too.
sub visit {
    my ($last, @lines) = @_;
    write_file($KEPT, '');
    my $c = $t->client;
    my $port = $c->local_port;
    $c->reply;
    $_ =~ /^RETR/ ? $c->fetch($_) : $c->cmd($_) for @lines;
    exit_status($t, $port);
    wait_until(10, sub { grep { $_->[2] =~ $last } received() })
        or diag("no $last in syslog");
    return ($t->session_of_port($port), received());
}

my @visit = ('USER ftp', 'PASS bad', 'USER ftp', 'PASS me', 'TYPE I',
    'RETR hello.txt', "RETR line\0feed", 'RETR none', 'QUIT');
my $from = 'Client "::ffff:127.0.0.1"';
my ($pid, @lines) = visit(qr/FAIL DOWNLOAD/, @visit);
is(join("\n", map { $_->[2] =~ s/, \d+[.]\d\dKbyte.*//r } @lines), join("\n",
    "CONNECT: $from", "[ftp] FAIL LOGIN: $from",
    "[ftp] OK LOGIN: $from, anon password \"me\"",
    "[ftp] OK DOWNLOAD: $from, \"/hello.txt\", 14 bytes",
    "[ftp] OK DOWNLOAD: $from, \"/line?feed\", 1 bytes",
    "[ftp] FAIL DOWNLOAD: $from, \"/none\""),
    'each line is there once, and is one line');
is(join(' ', map { $_->[0] } @lines), join(' ', $FTP | $INFO, $FTP | $WARNING,
    ($FTP | $INFO) x 4), 'facility ftp; a login that fails is a warning');
is(join(' ', grep { $_ ne "vsftpd[$pid]" } map { $_->[1] } @lines), '',
    'all are from the process that was started first');
ok(!-e "/var/log/$_", "there is no $_") for qw(vsftpd.log xferlog);

$t->config(log_ftp_protocol => 'YES', xferlog_enable => 'YES',
    xferlog_std_format => 'YES');
(undef, @lines) = visit(qr/"221 /, @visit);
my @texts = map { $_->[2] } @lines;
is(scalar(grep { /FTP command: \Q$from\E, "PASS <password>"$/ } @texts), 2,
    'log_ftp_protocol: the dialogue is there, but no password');
like($texts[1], qr/^FTP response: \Q$from\E, "220 [(]oneftpd [^"]*[)]"$/,
    'from the greeting');
like($texts[-1], qr/FTP response: \Q$from\E, "221 /, 'to the end');
is(scalar(grep { /hello[.]txt b _ o a me ftp/ } @texts), 0,
    'xferlog has lines that syslog has not');
is(scalar(() = read_file('/var/log/xferlog') =~ /^/mg), 3, 'and a file');

unlink '/var/log/xferlog';
$t->config(dual_log_enable => 'YES', xferlog_enable => undef,
    xferlog_std_format => undef);
visit(qr/"221 /, @visit);
ok(-e '/var/log/xferlog', 'dual_log_enable: the xferlog is there as well');
ok(!-e '/var/log/vsftpd.log', '... but what syslog has is in no file');
$t->config(dual_log_enable => undef);

# Logs that cannot be opened: grave, so it is told here even where the native
# log is a file.
for my $options ({ vsftpd_log_file => '/none/log' },
    { xferlog_file => '/none/log', xferlog_std_format => 'YES' }) {
    $t->config(syslog_enable => undef, xferlog_enable => 'YES', %$options);
    (undef, @lines) = visit(qr{/none/log}, @visit);
    is(scalar(@lines), 1, 'a log that cannot be opened is told once');
    like($lines[0][2], qr{"cannot open the log /none/log: No such file},
        '... with the reason');
    my $c = $t->client->login;
    $c->gets_file('hello.txt', "Hello, world.\n", '... and the session goes on');
    $c->close;
    $t->config(syslog_enable => 'YES', map { $_ => undef } 'xferlog_enable',
        keys %$options);
}

$t->config(log_ftp_protocol => undef);
my $c = $t->client->login;
$t->stop($daemon);
$c->gets_file('hello.txt', "Hello, world.\n", 'a daemon that has gone');
$c->expect('QUIT', qr/^221 /, '... stops nobody');
$c->close;

# The text of the packet that comes next; with MSG_DONTWAIT undef if none does.
sub next_text {
    my ($from, @flags) = @_;
    defined $from->recv(my $packet, 8192, @flags) or return;
    return $packet =~ s/\A.*?\]: //sr;
}

# A daemon that is there and has stopped reading: its queue is as long as the
# kernel lets it be, and each command has two lines. The broker that answers the
# SIZE has come to the end of those before it.
sub daemon_that_does_not_read {
    my $queue = read_file('/proc/sys/net/unix/max_dgram_qlen') + 1;
    my $silent = make_log(SOCK_DGRAM);
    $t->config(log_ftp_protocol => 'YES');
    my $c = $t->client->login;
    my @replies = map { $c->cmd('NOOP') } 1 .. $queue;
    is(scalar(grep { /^200/ } @replies), $queue,
        'a daemon that does not read keeps no session from its replies');
    $c->expect('SIZE hello.txt', qr/^213 /);

    my @texts;
    while (defined(my $text = next_text($silent, MSG_DONTWAIT))) {
        push @texts, $text;
    }
    $c->expect('NOOP', qr/^200 /, '... nor when it reads again');
    do {
        push @texts, next_text($silent);
    } until $texts[-1] =~ /response.*"200 /;
    my @lost = map { /\A(\d+) lines were lost: / } @texts;
    is(scalar @lost, 1, '... and is told how many lines it has missed');
    like($texts[-2], qr/"NOOP"/, '... and gets those that follow');
    # CONNECT, the greeting, LOGIN, and two of each command.
    is($lost[0] + @texts - 1, 3 + 2 * (2 + $queue + 2),
        '... so that none is missing that was not counted');
    $c->close;
    return;
}

# As syslog-ng may listen: lines in a stream, each with a NUL at its end.
sub daemon_with_streams {
    my $log = make_log(SOCK_STREAM);
    $t->config(log_ftp_protocol => undef);
    my $c = $t->client->login;
    my $stream = $log->accept;
    $c->expect('QUIT', qr/^221 /);
    local $/ = undef;
    like(scalar(<$stream>),
        qr/\A<94>\S+ +\d+ \S+ vsftpd\[\d+\]: CONNECT: [^\0]*\0<94>[^\0]*LO/,
        'a daemon that listens for a stream gets its lines, too');
    $c->close;
    return;
}

daemon_that_does_not_read();
daemon_with_streams();

$t->end;
done_testing;
