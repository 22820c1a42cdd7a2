# SPDX-License-Identifier: ISC
#
# What is done to a connection and to the process before the greeting
# (protocol.md 1.1), in which order, and how those end who are refused (1.10).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Socket qw(MSG_OOB);
use Test::More;

my $t = OneFTPD->new(xferlog_enable => 'YES', tcp_wrappers => 'YES');
my $LOG = '/var/log/vsftpd.log';
$t->inetd;

# The kernel's timer of the server's end of a connection; 02 is keep-alive.
sub timer {
    my ($port) = @_;
    my ($line) = read_file('/proc/net/tcp6') =~ /^ *(\d+: \S+ \S+:$port 01 .*)/m;
    return (split /[\s:]+/, $line // '')[8];
}

sub connection {
    my $c = $t->client->login;
    my $port = sprintf '%04X', $c->local_port;
    ok(wait_until(5, sub { (timer($port) // '') eq '02' }),
        'a client that has vanished will be found out');
    $c->send_bytes('NO');
    send $c->socket, 'O', MSG_OOB or die "MSG_OOB: $!\n";
    $c->send_bytes("P\r\n");
    $c->expect_reply(qr/^200 /, 'urgent bytes are part of their line');
    return;
}

sub process {
    my $c = $t->client;
    $c->reply;
    my ($first) = process_ids($t, $c);
    my @stat = split / /, read_file("/proc/$first/stat") =~ s/^.*\) //r;
    is($stat[3], $first, 'the process leads a session of its own: no terminal');
    my %status = read_file("/proc/$first/status") =~ /^(\w+):\s*(.*)$/mg;
    is($status{Umask}, '0077', 'what it makes is its own');
    # Bit 12 is SIGPIPE.
    ok(hex(substr $status{SigIgn}, -8) & 1 << 12, 'a connection that breaks is no signal');
    return;
}

# What a client gets who is not let in, and its session's log and status.
sub is_refused {
    my ($name) = @_;
    write_file($LOG, '');
    my $c = $t->client;
    my $port = $c->local_port;
    $c->expect_reply(qr/^421 /, "$name: 421");
    ok($c->is_closed, 'and the end');
    wait_until(5, sub { read_file($LOG) =~ /\n/ });
    like(read_file($LOG), qr/\A.* CONNECT: Client "[^"]+", "[^"]+"\n\z/,
        'one line in the log, with the reason');
    return $port;
}

sub refusals {
    write_file('/etc/hosts.deny', "vsftpd: ALL\n");
    my $port = is_refused('hosts.deny');
    is(exit_status($t, $port), 1, 'the session has failed');

    # All three reasons at once, then one less each time: the first counts.
    my %said;
    for my $limits ([1, 1], [0, 1], [0, 0]) {
        write_file('/etc/hosts.deny', '');
        my $pid = $t->listener("max_clients=$limits->[0]",
            "max_per_ip=$limits->[1]");
        my $first = $t->client->login;
        write_file('/etc/hosts.deny', "vsftpd: ALL\n");
        is_refused("@$limits");
        my ($reason) = read_file($LOG) =~ /CONNECT: .*, "(.*)"/;
        $said{$reason // 'none'} = "@$limits";
        $first->cmd('QUIT');
        $t->stop($pid);
    }
    is(scalar keys %said, 3, 'all clients, those of an address, hosts.deny: '
        . 'they are asked in this order') || diag(explain(\%said));
    write_file('/etc/hosts.deny', '');
    return;
}

sub greeting {
    my $c = $t->client;
    my $greeting = $c->reply;
    $c->close;
    return $greeting;
}

# 100000 bytes of the file count; what is no file leaves it to ftpd_banner.
sub banner {
    my $file = write_file("$DIR/banner", "line\n" x 19_999 . "last\nmore\n");
    $t->config(ftpd_banner => 'Welcome.', banner_file => $file);
    my @lines = split /\n/, greeting();
    is(scalar @lines, 20_001, 'banner_file: so many lines');
    is("@lines[-2, -1]", '220-last 220 ', 'and no more');
    $t->config(banner_file => $DIR);
    is(greeting(), '220 Welcome.', 'banner_file: a directory is no banner');
    write_file($file, "crlf\r\ncr\rend\r");
    $t->config(banner_file => $file);
    my $c = $t->client;
    $c->fill while $c->{unread} !~ /220 \r\n/;
    is($c->{unread}, join('', map { "220-$_\r\n" } qw(crlf cr end))
        . "220 \r\n", 'banner_file: CR LF and CR end lines, too');
    $t->config(ftpd_banner => undef, banner_file => undef);
    return;
}

connection();
process();
refusals();
$t->inetd;
banner();
$t->end;
done_testing;
