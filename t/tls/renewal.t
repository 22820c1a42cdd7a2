# SPDX-License-Identifier: ISC
#
# A certificate that is changed on disk: the next session shows it, those that
# are on go on, and what is half written does not count. Under the listener
# certificates are read ahead of sessions, and one process keeps the keys.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Tls;
use Test::More;

my $t = OneFTPD->new(tls_options(), xferlog_enable => 'YES');
make_certificate($_) for qw(first second third);
my $PEM = "$DIR/server.pem";
my $KEY = "$DIR/server.key";

# A file, or only the front of it.
sub put {
    my ($from, $to, $bytes) = @_;
    my $text = read_file($from);
    return write_file($to, substr $text, 0, $bytes // length $text);
}

sub put_pair {
    my ($name) = @_;
    put("$DIR/$name.pem", $PEM);
    put("$DIR/$name.key", $KEY);
    return;
}

# Which of the certificates a server shows.
sub name_of {
    my ($c) = @_;
    return $c->socket->peer_certificate('cn') =~ s/\..*//r;
}

sub shown {
    my $c = eval { tls_client($t) } or return 'none';
    my $name = name_of($c);
    $c->close;
    return $name;
}

for my $way (qw(inetd listener)) {
    put_pair('first');
    my $pid = $way eq 'inetd' ? $t->inetd : $t->listener;
    my $old = tls_client($t);
    is(name_of($old), 'first', "$way: a certificate");
    my $socket = tls_login($old)->passive;
    $old->cmd('RETR mine.txt');
    put_pair('second');
    is(shown(), 'second', "$way: it is changed: the next session shows it");
    my $data = tls_data($old, $socket);
    is(OneFTPD::Tls::read_all($data), "This is alice's.\n",
        "$way: and a transfer that was on goes on");
    $data->close;
    $old->expect_reply(qr/^226/, "$way: to its end");
    my (undef, $last) = tls_fetch($old, 'RETR mine.txt');
    like($last, qr/^226/, "$way: and the session too");
    $old->close;
    $t->stop($pid);
}

# --- What is half written ---

put_pair('first');
my $listener = $t->listener;
is(shown(), 'first', 'the listener shows its certificate');
for my $row (
    ['an empty certificate', sub { write_file($PEM, '') }],
    ['half a certificate', sub { put("$DIR/second.pem", $PEM, 200) }],
    ['a new certificate with the old key', sub { put("$DIR/second.pem", $PEM) }],
    ['half a key', sub { put("$DIR/second.key", $KEY, 100) }],
    ['no key', sub { unlink $KEY }],
) {
    my ($what, $deed) = @$row;
    $deed->();
    is(shown(), 'first', "$what: the one before it stays");
    is_logged(qr/are not used, those before them are: \S*server\.\w+: /,
        "$what: and the log says so");
    unlink $LOG;
}
put("$DIR/second.key", $KEY);
is(shown(), 'second', 'once both are whole, they are used');
unlike(-e $LOG ? read_file($LOG) : '', qr/are not used/,
    'and the log says nothing');

# --- The keeper of the keys ---

sub keeper { return (sort { $a->{pid} <=> $b->{pid} } $t->session_processes)[0] }

{
    my $keeper = keeper();
    my $status = read_file("/proc/$keeper->{pid}/status");
    like($status, qr/^Uid:\t65534\t65534\t65534\t65534$/m,
        'the keeper of the keys is nobody');
    like($status, qr/^$_$/m, "the keeper: $_") for qr/CapEff:\t0+/,
        qr/NoNewPrivs:\t1/, qr/Seccomp:\t2/;
    my $c = tls_client($t);
    kill 'KILL', $keeper->{pid};
    $t->expect_signals;
    tls_login($c);
    my (undef, $last) = tls_fetch($c, 'RETR mine.txt');
    like($last, qr/^226/, 'when it is killed, sessions that are on go on');
    is(shown(), 'second', 'and new ones have a new one');
    isnt(keeper()->{pid}, $keeper->{pid}, 'which is another process');
    $c->close;
}

$t->config(rsa_cert_file => "$DIR/third.pem",
    rsa_private_key_file => "$DIR/third.key");
kill 'HUP', $listener;
ok(wait_until(10, sub { shown() eq 'third' }),
    'SIGHUP: other files, and the next session shows them');

# Sessions that begin their own on data connections ask the keeper, too.
$t->config(require_ssl_reuse => 'NO');
kill 'HUP', $listener;
ok(wait_until(10, sub {
    my $c = tls_login(tls_client($t));
    my (undef, $last) = tls_fetch($c, 'RETR mine.txt',
        context => tls_context());
    $c->close;
    return $last =~ /^226/;
}), 'require_ssl_reuse=NO: data connections with sessions of their own');

# A listener that is killed leaves it to the sessions that need it.
{
    my $c = $t->client;
    $c->reply;
    my $session = tls_login(tls_client($t));
    $t->stop($listener, 'KILL');
    my (undef, $last) = tls_fetch($session, 'RETR mine.txt',
        context => tls_context());
    like($last, qr/^226/, 'the listener is dead, and the session signs on');
    $session->close;
    $c->close;
}

$t->end;
done_testing;
