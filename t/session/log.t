# SPDX-License-Identifier: ISC
#
# What a session leaves in the logs, byte for byte: ban tools and statistics read
# these lines.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(delay_failed_login => 0, deny_email_enable => 'YES',
    banned_email_file => '/etc/banned');
write_file('/etc/banned', "bad\n");
write_file("$TREE/caf\xc3\xa9 \"1\"\n.txt", 'x');
$t->inetd;

my $DAY = join '|', qw(Sun Mon Tue Wed Thu Fri Sat);
my $MONTH = join '|', qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);
my $DATE = qr/(?:$DAY) (?:$MONTH) [ 1-3]\d \d\d:\d\d:\d\d 20\d\d/;
my $IP = '::ffff:127.0.0.1';
my $FROM = qq{Client "$IP"};
my $NATIVE = '/var/log/vsftpd.log';
my $XFERLOG = '/var/log/xferlog';

# What a client does whose session is to be logged; its process.
sub visit {
    my (@lines) = @_;
    unlink $NATIVE, $XFERLOG;
    my $c = $t->client;
    my $port = $c->local_port;
    $c->reply;
    for my $line (@lines) {
        $line =~ /^(?:RETR|LIST)/ ? $c->fetch($line) : $c->cmd($line);
    }
    exit_status($t, $port);
    return $t->session_of_port($port);
}

# The native log without dates, which are checked here, and the process.
sub native_lines {
    my ($pid) = @_;
    my @lines = split /\n/, read_file($NATIVE);
    is(join("\n", grep { !/^$DATE \[pid $pid\] / } @lines), '',
        'each line has the date, and the process that was started first');
    return map { s/^$DATE \[pid \d+\] //r } @lines;
}

my @login = ('USER ftp', 'PASS me at@example.org');

sub native {
    $t->config(xferlog_enable => 'YES');
    my $pid = visit('USER alice', 'USER anonymous', 'PASS bad', 'USER ftp',
        'PASS', 'QUIT');
    is_deeply([native_lines($pid)], ["CONNECT: $FROM",
        "[anonymous] FAIL LOGIN: $FROM",
        "[ftp] OK LOGIN: $FROM, anon password \"?\""],
        'connection and logins');

    $pid = visit(@login, 'TYPE I', 'RETR hello.txt', 'CWD pub/deep',
        'RETR ../../a b.txt', 'RETR missing', 'RETR /private.txt', 'RETR /pub',
        'LIST', 'SIZE nothing', "RETR /caf\xc3\xa9 \"1\"\0.txt", 'QUIT');
    my @lines = native_lines($pid);
    my $size_and_rate = qr/(, \d+ bytes)?, \d+\.\d\dKbyte\/sec/;
    my $path = qr/^\[ftp\] (OK|FAIL) DOWNLOAD: \Q$FROM\E, "(.*)"$size_and_rate$/;
    is(shift @lines, "CONNECT: $FROM", 'CONNECT');
    is(shift @lines, "[ftp] OK LOGIN: $FROM, anon password \"me_at\@example.org\"",
        'LOGIN: blanks in the password become underscores');
    is_deeply([map { [/$path/] } @lines], [
        ['OK', '/hello.txt', ', 14 bytes'],
        ['OK', '/pub/deep/../../a b.txt', ', 21 bytes'],
        ['FAIL', '/pub/deep/missing', undef],
        ['FAIL', '/private.txt', undef],
        ['OK', '/caf?? "1"?.txt', ', 1 bytes'],
    ], 'DOWNLOAD: of files, with the absolute path, and nothing raw');
    return;
}

sub refused_connection {
    my $pid = $t->listener('max_clients=1');
    my @clients = map { $t->client } 1 .. 2;
    unlink $NATIVE;
    $clients[1] = $t->client;
    $clients[1]->reply;
    $_->close for @clients;
    wait_until(10, sub { read_file($NATIVE) =~ /\n/ });
    like(read_file($NATIVE),
        qr/^$DATE \[pid \d+\] CONNECT: Client "127\.0\.0\.1", "[^"]+"$/m,
        'a refusal is a CONNECT line with its reason');
    $t->stop($pid);
    return;
}

sub xferlog {
    $t->config(xferlog_std_format => 'YES');
    visit(@login, 'RETR a b.txt', 'TYPE I', 'RETR big.bin', 'RETR missing',
        'CWD pub', 'RETR ./deep/file.txt', 'QUIT');
    my $tail = 'o a me_at@example.org ftp 0 *';
    my @lines = split /\n/, read_file($XFERLOG);
    is(join("\n", grep { !/^$DATE / } @lines), '', 'each line has the date');
    is_deeply([map { substr $_, 25 } @lines], [
        "1 $IP 21 /a_b.txt a _ $tail c",
        "1 $IP 1048576 /big.bin b _ $tail c",
        "1 $IP 0 /missing b _ $tail i",
        "1 $IP 5 /pub/./deep/file.txt b _ $tail c",
    ], 'xferlog_std_format: the lines of wu-ftpd');
    ok(!-e $NATIVE, 'and no other log');

    $t->config(xferlog_std_format => undef, dual_log_enable => 'YES',
        xferlog_enable => undef, xferlog_file => "$DIR/x",
        vsftpd_log_file => "$DIR/v");
    visit(@login, 'RETR hello.txt', 'QUIT');
    like(read_file("$DIR/x"), qr/ \/hello\.txt a _ \Q$tail\E c\n\z/,
        'dual_log_enable: both');
    like(read_file("$DIR/v"), qr/OK DOWNLOAD/, 'each where it was told to be');
    is((stat "$DIR/$_")[2] & 07777, 0600, "readable by root alone: $_")
        for qw(x v);
    $t->config(dual_log_enable => undef, xferlog_file => undef,
        vsftpd_log_file => undef);
    return;
}

sub commands_and_replies {
    $t->config(xferlog_enable => 'YES', log_ftp_protocol => 'YES');
    my $pid = visit('XYZZY my secret', 'user ftp', ' PASS secret',
        'pass secret', 'pass secret again', " \tPASS secret", "\tPass secret",
        "PASS\tsecret", "cwd caf\xc3\xa9", 'FEAT', 'QUIT');
    my @lines = grep { /FTP/ } native_lines($pid);
    my @texts = map { /^(?:\[ftp\] )?FTP (command|response): \Q$FROM\E, "(.*)"$/
        ? substr($1, 0, 1) . " $2" : "bad: $_" } @lines;
    is(join("\n", grep { /secret/ } @texts), '',
        'log_ftp_protocol: no password, however it was written');
    my ($greeting, $unknown) = @texts;
    like($greeting, qr/^r 220 \(oneftpd /, 'the greeting');
    like($unknown, qr/^c XYZZY <.*>$/, 'before login what is unknown may be one');
    is(join("\n", grep { /^c (?:USER|PASS|CWD)/ } @texts),
        "c USER ftp\nc PASS <password>\nc PASS <password>\nc CWD caf??",
        'commands are in capitals, arguments as they were');
    my $feat = join "\n", @texts;
    like($feat, qr/^c FEAT\nr 211-.*\n(?:r  .*\n)*r  EPSV\n(?:r  .*\n)+r 211 /m,
        'each line of a reply is a line');
    is(join(' ', grep { /\?\?"/ } @texts), '', 'without its end');

    $pid = visit('USER alice', 'USER ftp', 'PASS bad', 'PASS bad', 'QUIT');
    is(join(', ', map { /^(?:\[(\w+)\] )?(?:FAIL )?(?:LOGIN|FTP.*"(\w+))/
        ? join ' ', grep { defined } $1, $2 // 'LOGIN' : () }
        native_lines($pid)), '220, USER, alice 530, USER, ftp 331, ftp PASS, '
        . 'ftp LOGIN, ftp 530, PASS, 503, QUIT, 221',
        'lines carry the name that was given, until it is refused');

    $pid = visit(@login, 'RETR hello.txt', 'RETR missing', 'QUIT');
    my $order = join ' ', map { /(OK|FAIL) DOWNLOAD/ ? $1
        : /response: .*"(226|550)/ ? $1 : () } native_lines($pid);
    is($order, 'OK 226 550 FAIL',
        'success is logged before its reply, failure behind it');
    $t->config(log_ftp_protocol => undef);
    return;
}

# wc_logs_enable, in both logs, and when only the user's own file has it.
sub utf8 {
    my $path = "/caf\xc3\xa9 \"1\"\0.txt";
    my @visit = (@login, 'TYPE I', "RETR $path", 'QUIT');
    $t->config(dual_log_enable => 'YES', wc_logs_enable => 'YES');
    my ($line) = grep { /DOWNLOAD/ } native_lines(visit(@visit));
    like($line, qr{"/caf\xc3\xa9 "1"\\x0A\.txt", 1 bytes},
        'wc_logs_enable: UTF-8 is as it was, a line feed is not');
    like(read_file($XFERLOG), qr{ /caf\xc3\xa9_"1"\\x0A\.txt b _ o },
        'in the xferlog as well');

    mkdir '/etc/users' or die "users: $!\n";
    write_file('/etc/users/ftp', "wc_logs_enable=YES\nno_log_lock=YES\n");
    $t->config(wc_logs_enable => undef, user_config_dir => '/etc/users');
    ($line) = grep { /DOWNLOAD/ } native_lines(visit(@visit));
    like($line, qr{"/caf\xc3\xa9 "1"\\x0A\.txt"},
        'a user of user_config_dir can have it alone');
    $t->config(dual_log_enable => undef, user_config_dir => undef);
    return;
}

# Which logs there are, by the three switches that say so (YES or NO each).
sub switches {
    my %logs = ('NO NO NO' => '', 'NO YES NO' => '', 'YES NO NO' => 'native',
        'YES YES NO' => 'xferlog');
    for my $row (map { my $x = $_; map { my $s = $_; map { "$x $s $_" }
            qw(NO YES) } qw(NO YES) } qw(NO YES)) {
        my ($enable, $std, $dual) = split / /, $row;
        $t->config(xferlog_enable => $enable, xferlog_std_format => $std,
            dual_log_enable => $dual);
        visit(@login, 'QUIT');
        is(join(' ', -e $NATIVE ? 'native' : (), -e $XFERLOG ? 'xferlog' : ()),
            $logs{$row} // 'native xferlog', "xferlog_enable=$enable, "
            . "xferlog_std_format=$std, dual_log_enable=$dual");
    }
    $t->config(map { $_ => undef } qw(xferlog_enable xferlog_std_format
        dual_log_enable));
    return;
}

native();
xferlog();
switches();
utf8();
$t->config(xferlog_enable => undef);
visit(@login, 'RETR hello.txt', 'QUIT');
ok(!-e $NATIVE && !-e $XFERLOG, 'without xferlog_enable there is no log');
commands_and_replies();
refused_connection();
$t->end;
done_testing;
