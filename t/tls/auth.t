# SPDX-License-Identifier: ISC
#
# AUTH, PBSZ, PROT, and the handshake on the control connection: what is
# offered, what is refused, and what somebody else on the way cannot do (S9).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Tls;
use Test::More;

my $t = OneFTPD->new(tls_options(), xferlog_enable => 'YES',
    allow_anon_ssl => 'YES', idle_session_timeout => 60);
make_certificate('server');
$t->inetd;

sub greeted {
    my $c = $t->client;
    $c->expect_reply(qr/^220/, 'a greeting in clear');
    return $c;
}

# What becomes of a handshake: version, cipher and protocol, or the alert.
sub shake {
    my (%args) = @_;
    my $c = eval { tls_client($t, %args) } or return $IO::Socket::SSL::SSL_ERROR;
    my $tls = $c->socket;
    my $said = join ' ', $tls->get_sslversion, $tls->get_cipher,
        $args{alpn} ? $tls->alpn_selected : ();
    $c->close;
    return $said;
}

# --- The words ---

{
    my $c = greeted();
    $c->expect('USER alice', qr/^530 /, 'alice must encrypt');
    ok($c->is_closed, 'and the connection is closed');
}

for my $row (['TLS', 0], ['tls', 0], ['TLS-C', 0], ['SSL', 1], ['TLS-P', 1]) {
    my ($word, $private) = @$row;
    my $c = tls_client($t, auth => $word) or fail("AUTH $word"), next;
    $c->expect('PBSZ', qr/^200 .*PBSZ=0/, "AUTH $word: PBSZ comes at any time");
    $c->expect('USER alice', qr/^331 /, "AUTH $word: a name");
    $c->expect('PASS secret', qr/^230 /, "AUTH $word: a login");
    $c->expect('STAT', qr/Control connection: encrypted/, 'STAT says it');
    my $state = $private ? 'encrypted' : 'not encrypted';
    $c->expect('STAT', qr/Data connections: $state/,
        "AUTH $word: data connections are $state");
    $c->expect('PROT C', qr/^200 /);
    $c->expect('prot p', qr/^200 /);
    $c->expect("PROT $_", qr/^536 /) for qw(S E);
    $c->expect("PROT$_", qr/^504 /) for '', ' X', ' P P';
    $c->expect('AUTH TLS', qr/^500 /, 'AUTH after login is no command');
    $c->expect('CCC', qr/^500 /, 'and CCC never is');
    $c->expect('QUIT', qr/^221 /);
    ok($c->is_closed, "AUTH $word: QUIT closes");
}

{
    my $c = tls_client($t);
    $c->expect('AUTH TLS', qr/^530 /, 'AUTH under TLS is no command');
    $c->expect('PROT P', qr/^200 /, 'PROT may come before login');
    $c->expect('USER alice', qr/^331 /);
    $c->expect('PASS secret', qr/^230 /);
    $c->expect('STAT', qr/Data connections: encrypted/, 'and stays');
}

{
    my $c = greeted();
    $c->expect('USER ftp', qr/^331 /, 'a name in clear');
    $c->expect('AUTH TLS', qr/^234 /, 'then AUTH');
    ok(OneFTPD::Tls::encrypt($c->socket, tls_context()), 'the handshake');
    $c->expect('PASS x@y', qr/^503 /, 'the name is forgotten');
}

# --- Versions, suites, groups ---

like(shake(version => 'TLSv1_3'), qr/^TLSv1_3/, 'TLS 1.3 is spoken');
is(shake(version => 'TLSv1_2'), 'TLSv1_2 ECDHE-ECDSA-AES256-GCM-SHA384',
    'and TLS 1.2, with a key that is not RSA and no ssl_ciphers');
my %old = (ciphers => 'ALL:@SECLEVEL=0');
like(shake(version => $_, %old), qr/protocol version/, "$_ is not")
    for qw(TLSv1 TLSv1_1);
like(shake(curve => $_), qr/^TLSv1_3/, "$_ serves")
    for qw(X25519 P-256 P-384);
like(shake(curve => 'P-521'), qr/handshake failure/, 'P-521 does not');
like(shake(version => 'TLSv1_2', ciphers => 'AES128-SHA'),
    qr/handshake failure/, 'without forward secrecy there is nothing');

$t->config(ssl_tlsv13 => 'NO', ssl_ciphers => 'ECDHE-ECDSA-AES128-GCM-SHA256');
is(shake(), 'TLSv1_2 ECDHE-ECDSA-AES128-GCM-SHA256',
    'ssl_tlsv13=NO leaves 1.2, and ssl_ciphers chooses');
$t->config(ssl_tlsv13 => undef, ssl_tlsv12 => 'NO', ssl_ciphers => undef);
like(shake(version => 'TLSv1_2'), qr/protocol version/, 'ssl_tlsv12=NO');
like(shake(), qr/^TLSv1_3/, 'ssl_tlsv12=NO: TLS 1.3 serves');
$t->config(ssl_tlsv12 => undef, ssl_tlsv1 => 'YES', ssl_tlsv1_1 => 'YES',
    ssl_sslv3 => 'YES', ssl_sslv2 => 'YES', ssl_ciphers => 'ALL:@SECLEVEL=0');
like(shake(version => 'TLSv1_1', %old), qr/protocol version/,
    'ssl_tlsv1=YES does not bring old versions back');
$t->config(map { $_ => undef } qw(ssl_tlsv1 ssl_tlsv1_1 ssl_sslv3 ssl_sslv2));
$t->config(ssl_ciphers => 'PROFILE=SYSTEM');
like(shake(version => 'TLSv1_2'), qr/^TLSv1_2/,
    'PROFILE=SYSTEM is the default');
$t->config(ssl_ciphers => undef);

# --- Names ---

like(shake(alpn => ['ftp']), qr/ ftp$/, 'ALPN ftp is chosen');
like(shake(alpn => ['h2', 'ftp']), qr/ ftp$/, 'among others, too');
like(shake(alpn => [$_]), qr/no application protocol/, "ALPN $_ is refused")
    for 'http/1.1', 'h2', 'xftp', 'ftp-data';
$t->config(ssl_sni_hostname => 'ftp.example.org');
like(shake(host => 'ftp.example.org'), qr/^TLSv1_3/,
    'the name of ssl_sni_hostname');
like(shake(host => 'www.example.org'), qr/unrecognized name/,
    'another name is refused');
like(shake(host => ''), qr/unrecognized name/, 'and so is none');
$t->config(ssl_sni_hostname => undef);

# --- Keys of all kinds ---

for my $kind (qw(rsa ed25519)) {
    make_certificate($kind, $kind);
    $t->config(rsa_cert_file => "$DIR/$kind.pem",
        rsa_private_key_file => "$DIR/$kind.key");
    like(shake(version => $_), qr/^$_/, "a key of $kind, $_")
        for $kind eq 'rsa' ? qw(TLSv1_2 TLSv1_3) : qw(TLSv1_3);
}
$t->config(tls_options(), dsa_cert_file => "$DIR/rsa.pem",
    dsa_private_key_file => "$DIR/rsa.key");
like(shake(version => 'TLSv1_2', ciphers => "a$_"), qr/ECDHE-$_/,
    "two certificates: $_") for qw(RSA ECDSA);
$t->config(dsa_cert_file => undef, dsa_private_key_file => undef);

# --- Who is on the way ---

# AUTH in one segment with more, and each way to cut that. By a listener: it has
# OpenSSL ready.
my $listener = $t->listener;
my $injected = "AUTH TLS\r\nUSER ftp\r\nPASS x\@y\r\nPWD\r\n";
for my $cut (1 .. length $injected) {
    my $c = $t->client;
    $c->reply;
    $c->send_bytes(substr $injected, 0, $cut);
    select undef, undef, undef, 0.002;
    $c->send_bytes(substr $injected, $cut);
    shutdown $c->socket, 1;
    1 while eval { $c->fill };
    unlike($c->{unread}, qr/^(?:331|230|257)/m,
        "nothing behind AUTH is executed, cut at $cut")
        or diag($c->{unread});
    $c->close;
}
$t->stop($listener);
$t->inetd;

# A client that vanishes at any byte of its first flight.
{
    my $hello = OneFTPD::Tls::first_flight();
    cmp_ok(length $hello, '>', 100, 'there is a ClientHello');
    for (my $at = 0; $at < length $hello; $at += 61) {
        my $c = $t->client;
        $c->reply;
        $c->cmd('AUTH TLS');
        $c->send_bytes(substr $hello, 0, $at);
        $at % 2 ? $c->reset : $c->close;
    }
    ok(wait_until(10, sub { !$t->session_processes }),
        'clients that vanish in a handshake leave nothing behind');
}

{
    my $c = greeted();
    $c->cmd('AUTH TLS');
    $c->send_line('USER ftp');
    shutdown $c->socket, 1;
    1 while eval { $c->fill };
    unlike($c->{unread}, qr/^\d\d\d/m, 'after AUTH nobody is answered in clear');
}

# --- debug_ssl, and faults ---

$t->config(debug_ssl => 'YES');
tls_client($t)->close;
is_logged(qr/DEBUG: .*Control connection: TLSv1\.3, \w+, not resumed, no client/,
    'debug_ssl: what the handshake came to');

$t->config(rsa_private_key_file => "$DIR/rsa.key");
unlike(shake(), qr/^TLS/, 'a key of another certificate signs nothing');
like(read_file($LOG), qr/the key is not that of the certificate/,
    'and the log says why');
$t->config(rsa_cert_file => "$DIR/none.pem");
{
    my $c = greeted();
    $c->expect('AUTH TLS', qr/^500 OOPS/, 'no certificate, no session');
    like(read_file($LOG), qr/none\.pem: No such file/, 'and the log says why');
}

$t->end;
done_testing;
