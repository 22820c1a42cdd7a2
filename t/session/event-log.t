# SPDX-License-Identifier: ISC
#
# event_log: what happens, for programs, to a file, the listener's streams, or
# the journal; and why a login was refused, which no old format says.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::UNIX;
use JSON::PP;
use OneFTPD;
use OneFTPD::Sessions;
use Socket qw(SOCK_DGRAM);
use Test::More;

my $LOG = "$DIR/events";
my $nobody = getpwnam 'nobody';
my $t = OneFTPD->new(event_log => $LOG, local_enable => 'YES',
    write_enable => 'YES', userlist_enable => 'YES', delay_failed_login => 0,
    deny_email_enable => 'YES', banned_email_file => '/etc/banned',
    max_login_fails => 9);
write_file('/etc/banned', "bad\@example.org\n");
write_file('/etc/vsftpd.user_list', "bob\n");
$t->inetd;

# Of each line what it is about; a line that is no strict JSON dies.
sub events {
    return map { decode_json($_) } split /^/, read_file($LOG);
}

sub event_of {
    my ($name) = @_;
    my @found;
    wait_until(5, sub { @found = grep { $_->{event} eq $name } events() });
    return $found[-1] // {};
}

# A test: the event has just these members beside those that all have.
sub is_event {
    my ($name, $want, $what) = @_;
    my %event = %{ event_of($name) };
    my @all = delete @event{qw(time event level session client)};
    is(scalar(grep { !defined } @all), 0, "$what: what all events have");
    like($event{seconds} // 0, qr/\A\d+(?:[.]\d+)?\z/, "$what: seconds");
    delete $event{seconds};
    $event{ok} = $event{ok} ? 'yes' : 'no' if exists $event{ok};
    return is_deeply(\%event, $want, $what) || diag(explain(\%event));
}

my $c = $t->client->login('alice', 'secret');
is_event('connect', {}, 'a connection');
is_event('login', { ok => 'yes', user => 'alice' }, 'a login');
$c->cmd('TYPE I');
$c->store("STOR caf\xc3\xa9 \"\\\xff", 'four');
is_event('upload', { ok => 'yes', user => 'alice', bytes => 4, type => 'binary',
    path => "$DIR/home/alice/caf\xe9 \"\\x5C\\xFF" }, 'an upload');
$c->cmd('RNFR', "caf\xc3\xa9 \"\\\xff");
$c->cmd("RNFR caf\xc3\xa9 \"\\\xff");
$c->cmd('RNTO new name');
is_event('rename', { ok => 'yes', user => 'alice',
    path => "$DIR/home/alice/caf\xe9 \"\\x5C\\xFF",
    to => "$DIR/home/alice/new name" }, 'a new name');
$c->cmd('SITE CHMOD 640 new name');
is_event('chmod', { ok => 'yes', user => 'alice', mode => '640',
    path => "$DIR/home/alice/new name" }, 'a new mode');
$c->cmd('DELE none');
is_event('delete', { ok => 'no', user => 'alice',
    path => "$DIR/home/alice/none" }, 'what fails');
$c->close;
my ($first) = events();
is(scalar(grep { $_->{session} != $first->{session} } events()), 0,
    'one number for a session');

# Each of these gets the same reply, and another reason.
for my $row (
    ['alice', 'wrong', qr/\APAM: ./],
    ['nobody-of-that-name', 'x', qr/\APAM: ./],
    ['ftp', 'bad@example.org', qr/banned_email_file/],
    ["x\x01", 'x', qr/no user can have such a name/],
    ['bob', 'secret', qr/user list/],
) {
    my ($user, $password, $reason) = @$row;
    unlink $LOG;
    $c = $t->client;
    $c->reply;
    $c->cmd("USER $user");
    $c->cmd("PASS $password");
    my $event = event_of('login');
    like($event->{reason}, $reason, "$user is refused, and why");
    ok(defined $event->{ok} && !$event->{ok}, '... as a failure');
    is($event->{level}, 'warning', '... and a warning');
    $c->close;
}

# jq, as an administrator uses it.
is(scalar(`jq -r 'select(.ok == false) | .user' $LOG`), "bob\n", 'jq reads it');

# The journal.
mkdir '/run/systemd';
mkdir '/run/systemd/journal';
my $journal = IO::Socket::UNIX->new(Type => SOCK_DGRAM,
    Local => '/run/systemd/journal/socket') or die "journal: $!\n";
$t->config(event_log => 'journal');
$c = $t->client->login;
$c->gets_file('hello.txt', "Hello, world.\n", 'the journal: a session');
$c->close;
my @entries = map { $journal->recv(my $entry, 8192); $entry } 1 .. 3;
like($entries[0], qr/\AMESSAGE=CONNECT:[ ]Client[ ]"[^\n]*\nPRIORITY=6\n
    SYSLOG_FACILITY=11\nSYSLOG_PID=\d+\nSYSLOG_IDENTIFIER=vsftpd\n/x,
    'the journal has what syslog would have');
like($entries[2], qr{\nONEFTPD_EVENT=download\n(?:\w+=[^\n]*\n)*
    ONEFTPD_PATH=/hello[.]txt\nONEFTPD_BYTES=14\n(?:\w+=[^\n]*\n)*\z}x,
    '... and fields');
close $journal;
$c = $t->client->login;
$c->gets_file('hello.txt', "Hello, world.\n", 'a journal that has gone ends nothing');
$c->close;

# The streams of a listener. The engine has neither.
for my $stream (qw(stdout stderr)) {
    $LOG = "$DIR/$stream";
    my $port = $t->new_port;
    my $listener = $t->start_code('listener', sub {
        open STDOUT, '>', "$DIR/stdout" or die "stdout: $!\n";
        open STDERR, '>', "$DIR/stderr" or die "stderr: $!\n";
        exec $PROGRAM, $t->conf, map { "-o$_" } "listen_port=$port",
            'listen=YES', "event_log=$stream";
    });
    $t->wait_listening($port);
    $c = $t->client(port => $port)->login;
    is(event_of('login')->{user}, 'ftp', "$stream has the events");
    my @engines = grep { (stat "/proc/$_->{pid}")[4] == $nobody }
        $t->session_processes;
    is(scalar @engines, 1, '... and there is an engine');
    is(scalar(grep { (readlink // '') eq $LOG }
        glob "/proc/$engines[0]{pid}/fd/*"), 0, '... which cannot write there');
    $c->close;
    $t->stop($listener);
}

$t->end;
done_testing;
