# SPDX-License-Identifier: ISC
#
# How long the server waits, and what it does then.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Select;
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;
use Time::HiRes qw(time);

my $t = OneFTPD->new(xferlog_enable => 'YES');
small_buffers();
$t->inetd;

# The session ends with 421 after a second, whatever has been sent of a line.
sub idles {
    my ($c, $when, @pieces) = @_;
    my $port = $c->local_port;
    my $began = time;
    for my $piece (@pieces) {
        select undef, undef, undef, 0.3;
        $c->send_bytes($piece);
    }
    $c->expect_reply(qr/^421 /, "$when: 421");
    cmp_ok(time - $began, '>', 0.7, "$when: not before its time");
    cmp_ok(time - $began, '<', 8, "$when: nor much later");
    ok($c->is_closed, "$when: and the connection is closed");
    is(exit_status($t, $port), 1, "$when: the session has failed");
    return;
}

$t->config(idle_session_timeout => 1);
my $c = $t->client;
$c->reply;
idles($c, 'before login');
$c = $t->client;
$c->reply;
$c->cmd('USER ftp');
idles($c, 'before the password');
idles($t->client->login, 'after login');
idles($t->client->login, 'with half a line', 'N', 'O', 'O');

$c = $t->client->login;
for (1 .. 4) {
    select undef, undef, undef, 0.4;
    $c->expect('NOOP', qr/^200 /, 'each line starts the wait again');
}
$c->close;

$t->config(idle_session_timeout => 0, accept_timeout => 1);
$c = $t->client->login;
my $port = $c->passive_port;
my $data;
my $began = time;
$c->expect('RETR hello.txt', qr/^425 /,
    'accept_timeout: nobody has come for the data');
cmp_ok(time - $began, '>', 0.9, 'not before its time');
cmp_ok(time - $began, '<', 8, 'nor much later');
ok(!OneFTPD::is_listening($port), 'the port is closed');
$c->expect('RETR hello.txt', qr/^425 /, 'and used up');
$c->gets_file('hello.txt', "Hello, world.\n", 'the session goes on');
$c->passive_port;
$c->expect('LIST', qr/^425 /, 'accept_timeout counts for LIST, too');
$c->close;

# Nobody reads: 421 and not 426, and the end.
sub stalls {
    my ($phase) = @_;
    my $client = reach($t, $phase);
    my $its_port = $client->local_port;
    $client->expect_reply(qr/^421 /, "$phase that nobody reads: 421");
    ok($client->is_closed, "$phase: and the connection is closed");
    is(exit_status($t, $its_port), 1, "$phase: the session has failed");
    return;
}

# The idle limit is for a client that says nothing, not for one that is served.
$t->config(idle_session_timeout => 1, accept_timeout => 0);
$c = $t->client->login;
$port = $c->passive_port;
$c->send_line('RETR hello.txt');
ok(!IO::Select->new($c->socket)->can_read(2.5),
    'accept_timeout=0: it waits, and no idle_session_timeout ends that');
$data = IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $port)
    or die "no data connection: $@\n";
$c->expect_reply(qr/^150 /, 'until somebody comes');
is($c->read_all($data), "Hello, world.\n", 'who gets the file');
$c->expect_reply(qr/^226 /, 'and the reply');
$c->expect_reply(qr/^421 /, 'and then the limit counts again');
$c->close;

$t->config(idle_session_timeout => 2, data_connection_timeout => 1,
    accept_timeout => undef);
stalls('a download');
like(read_file('/var/log/vsftpd.log'),
    qr/ FAIL DOWNLOAD: Client "[^"]+", "\/big\.bin", \d+ bytes, /,
    'and the download has failed');
stalls('a listing');

$c = $t->client->login;
$data = $c->passive;
$c->cmd('TYPE I');
$c->cmd('RETR big.bin');
my $bytes = '';
while (length $bytes < 400_000) {
    select undef, undef, undef, 0.15;
    sysread $data, $bytes, 20_000, length $bytes or last;
}
$bytes .= $c->read_all($data);
ok($bytes eq $BIG, 'a slow reader gets everything, though it takes longer '
    . 'than idle_session_timeout');
$c->expect_reply(qr/^226 /, 'and is told so');
$c->close;

# An upload whose client says nothing more.
$t->config(write_enable => 'YES', anon_upload_enable => 'YES',
    delete_failed_uploads => 'YES');
$c = $t->client->login;
$port = $c->local_port;
$data = $c->passive;
$c->expect('STOR incoming/stalled', qr/^150 /, 'an upload');
$c->expect_reply(qr/^421 /, 'an upload without a byte: 421');
ok($c->is_closed, 'and the connection is closed');
is(exit_status($t, $port), 1, 'the session has failed');
like(read_file('/var/log/vsftpd.log'),
    qr/ FAIL UPLOAD: Client "[^"]+", "\/incoming\/stalled", [\d.]+Kb/,
    'and so has the upload');
ok(!-e "$TREE/incoming/stalled", 'delete_failed_uploads counts for it');

$t->end;
done_testing;
