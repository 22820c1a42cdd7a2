# SPDX-License-Identifier: ISC
#
# Log injection (S13): whatever a client sends, one event is one line, an
# xferlog line has its eighteen fields, and no line says of one address what
# another one did: ban tools act on that.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES', delay_failed_login => 0,
    max_login_fails => 1000, dual_log_enable => 'YES',
    userlist_enable => 'YES', userlist_deny => 'NO', userlist_log => 'YES',
    userlist_file => "$DIR/list");
write_file("$DIR/list", "ftp\n");
$t->inetd;

my ($NATIVE, $XFERLOG) = ('/var/log/vsftpd.log', '/var/log/xferlog');
my $IP = '::ffff:127.0.0.1';
my $DATE = qr/\w{3} \w{3} [ 1-3]\d \d\d:\d\d:\d\d 20\d\d/;

# What fail2ban looks for, once it has taken the date off. The second is how
# other tools do it: anywhere in the line.
my $BAN = qr/^ ?\[pid \d+\] \[[^\]]+\] FAIL LOGIN: Client "([^"]+)"(?:\s*$|,)/;
my $LOOSE = qr/FAIL LOGIN: Client "([0-9a-f:.]+)"/;

my $date = 'Mon Nov 23 21:31:35 2026';
my $forged = 'FAIL LOGIN: Client "192.0.2.9"';
my @hostile = (
    "x\0$date [pid 1] [root] $forged",
    "x\r$date [pid 1] [root] $forged",
    "x] $forged",
    "x] $forged,",
    "x] $forged, y",
    "x\0[y] $forged",
    "\x1b[2J\x1b]0;title\a",
    "\x9b2J\x85\xe2\x80\xa8",
    '"]}{"event":"x"}',
    "a\" FAIL LOGIN: Client \"192.0.2.9\"",
    "%s%n%x $forged",
    "\xff\xfe\x80 $forged",
    "\xe2\x80\xae$forged",
);

# The lines of a log that is emptied then.
sub lines_of {
    my ($log) = @_;
    my $text = read_file($log);
    write_file($log, '');
    like($text, qr/\A(?:[^\n]+\n)*\z/, 'the log has whole lines');
    return split /\n/, $text;
}

sub forged_bans {
    my (@lines) = @_;
    my @found = map { s/^$DATE//r =~ $BAN ? $1 : () } @lines;
    return join ' ', grep { $_ ne $IP } @found;
}

# Each name is one refusal of the user list, so one line.
sub names {
    my ($how) = @_;
    my $c = $t->client;
    $c->reply;
    write_file($NATIVE, '');
    $c->cmd("USER $_") for @hostile;
    my @lines = lines_of($NATIVE);
    is(scalar @lines, scalar @hostile, "$how: each name is one line");
    my $head = qr/^$DATE \[pid \d+\] \[[^\]\["]*\] FAIL LOGIN: /;
    is(join("\n", grep { !/${head}Client "\Q$IP\E", "[^"]*"$/ } @lines), '', "$how: with the name, and nothing else, in brackets");
    is(forged_bans(@lines), '', "$how: nobody else is banned");
    my @last = map { my @all = /$LOOSE/g; $all[-1] } @lines;
    is(join(' ', grep { $_ ne $IP } @last), '',
        "$how: what stands last in a line is the client's address");
    return;
}

# The same bytes as passwords and as paths.
sub texts {
    my ($how) = @_;
    write_file($_, '') for $NATIVE, $XFERLOG;
    for my $text (map { $_, "/pub/../$_ " } @hostile) {
        my $c = $t->client;
        my $port = $c->local_port;
        $c->login('ftp', $text);
        $c->fetch("RETR $text");
        $c->cmd('QUIT');
        exit_status($t, $port);
    }
    my @lines = lines_of($NATIVE);
    is(scalar @lines, 3 * 2 * @hostile,
        "$how: a connection, a login, a file: three lines");
    my $event = qr/\[ftp\] (?:OK|FAIL) (?:LOGIN|DOWNLOAD)|CONNECT/;
    my $head = qr/^$DATE \[pid \d+\] (?:$event): Client "\Q$IP\E"/;
    is(join("\n", grep { !/$head(?:, |$)/ } @lines), '', "$how: that begin as they should");
    is(forged_bans(@lines), '', "$how: nobody is banned");

    my @fields = map { [split] } lines_of($XFERLOG);
    is(scalar @fields, 2 * @hostile, "$how: each file is one xferlog line");
    is(join(' ', grep { $_ != 18 } map { scalar @$_ } @fields), '',
        "$how: of eighteen fields");
    is(join(' ', grep { $_ ne "$IP 0 a o a ftp 0 * i" }
        map { join ' ', @$_[6, 7, 9, 11, 12, 14 .. 17] } @fields), '',
        "$how: which have their own values");
    return;
}

# Commands and replies, which show everything that is sent.
sub protocol {
    my ($how) = @_;
    $t->config(log_ftp_protocol => 'YES');
    my $c = $t->client->login('ftp');
    # A reply is logged after it has been sent.
    wait_until(5, sub { log_line() =~ /response: .*"230 / }) or die "no 230\n";
    write_file($NATIVE, '');
    $c->cmd("CWD $_") for @hostile;
    wait_until(5, sub { (read_file($NATIVE) =~ tr/\n//) >= 2 * @hostile });
    my @lines = lines_of($NATIVE);
    is(scalar @lines, 2 * @hostile, "$how: a command, a reply: two lines");
    my $head = qr/^$DATE \[pid \d+\] \[ftp\] FTP (?:command|response): /;
    is(join("\n", grep { !/${head}Client "\Q$IP\E", "/ } @lines), '', "$how: that begin as they should");
    is(forged_bans(@lines), '', "$how: nobody is banned");
    $t->config(log_ftp_protocol => undef);
    return @lines;
}

for my $how ('in ASCII', 'in UTF-8') {
    $t->config(wc_logs_enable => $how eq 'in UTF-8' ? 'YES' : undef);
    names($how);
    texts($how);
    my @lines = protocol($how);
    is(join("\n", grep { /[\x00-\x1f\x7f]/ } @lines), '',
        "$how: no byte that a terminal obeys");
    is(join("\n", grep { /\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|[\xfe\xff]/ }
        @lines), '', "$how: not as a character either");
}

$t->end;
done_testing;
