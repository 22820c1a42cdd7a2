# SPDX-License-Identifier: ISC
#
# Clients that encrypt, and certificates for servers that let them:
#
#     my $t = OneFTPD->new(tls_options());
#     my $c = tls_client($t, version => 'TLSv1_2')->login('alice', 'secret');
#     my ($first, $last, $bytes) = tls_fetch($c, 'RETR mine.txt');
#
# A client's data connections continue the session of its control connection,
# unless they are told otherwise: context => another one.
package OneFTPD::Tls;

use strict;
use warnings;
use OneFTPD;
use OneFTPD::Client;

use Exporter qw(import);
use IO::Socket::SSL;
use Socket qw(AF_UNIX SOCK_STREAM PF_UNSPEC);
use Test::More;

our @EXPORT = qw(tls_options make_certificate tls_context tls_client encrypt
    tls_data tls_fetch tls_store tls_login);

# make_certificate(name, kind, days): $DIR/NAME.pem and NAME.key. EC is cheap.
sub make_certificate {
    my ($name, $kind, $days) = @_;
    my @key = ($kind // 'ec') eq 'rsa' ? ('rsa:2048')
        : ($kind // 'ec') eq 'ed25519' ? ('ed25519')
        : ('ec', '-pkeyopt', 'ec_paramgen_curve:P-256');
    my $names = "DNS:$name.example.org,DNS:localhost,IP:127.0.0.1";
    my $pid = fork // die "fork: $!\n";
    if ($pid == 0) {
        open STDERR, '>', "$DIR/openssl.err" or die "openssl.err: $!\n";
        exec qw(openssl req -x509 -nodes -subj), "/CN=$name.example.org",
            '-addext', "subjectAltName=$names",
            '-days', $days // 30, '-newkey', @key,
            '-keyout', "$DIR/$name.key", '-out', "$DIR/$name.pem"
            or die "there is no openssl\n";
    }
    waitpid $pid, 0;
    $? == 0 or die 'openssl: ' . read_file("$DIR/openssl.err");
    return ("$DIR/$name.pem", "$DIR/$name.key");
}

# Options of a server that encrypts; its certificate is not made twice.
sub tls_options {
    return (ssl_enable => 'YES', rsa_cert_file => "$DIR/server.pem",
        rsa_private_key_file => "$DIR/server.key", local_enable => 'YES');
}

# What connections of one client have in common, its sessions above all.
sub tls_context {
    my (%args) = @_;
    return IO::Socket::SSL::SSL_Context->new(
        SSL_verify_mode => SSL_VERIFY_NONE,
        SSL_session_cache_size => 20,
        SSL_version => $args{version} // 'SSLv23:!SSLv3:!SSLv2',
        ($args{curve} ? (SSL_ecdh_curve => $args{curve}) : ()),
        ($args{ciphers} ? (SSL_cipher_list => $args{ciphers}) : ()),
        ($args{certificate} ? (SSL_cert_file => "$args{certificate}.pem",
            SSL_key_file => "$args{certificate}.key", SSL_use_cert => 1)
            : ()),
        ($args{alpn} ? (SSL_alpn_protocols => $args{alpn}) : ()),
    ) // die "no context: $SSL_ERROR\n";
}

# The socket, encrypted, or undef.
sub encrypt {
    my ($socket, $context, %args) = @_;
    return IO::Socket::SSL->start_SSL($socket, SSL_reuse_ctx => $context,
        SSL_session_key => 'one', Timeout => 10,
        SSL_verify_mode => SSL_VERIFY_NONE,
        SSL_hostname => $args{host} // '');
}

# A client after AUTH TLS and the handshake; undef when that fails. It has read
# the greeting, which login() is told.
sub tls_client {
    my ($t, %args) = @_;
    my $c = $t->client($args{port} ? (port => $args{port}) : ());
    $c->{context} = $args{context} // tls_context(%args);
    if (!$args{implicit}) {
        $c->reply =~ /^220/ or $c->fail_with('no greeting');
        $c->cmd('AUTH ' . ($args{auth} // 'TLS')) =~ /^234/
            or $c->fail_with('no AUTH');
    }
    return if !encrypt($c->socket, $c->{context}, %args);
    return $c;
}

# Logs in and asks for encrypted data.
sub tls_login {
    my ($c, $user, $password) = @_;
    $c->cmd('USER ' . ($user // 'alice'));
    $c->cmd('PASS ' . ($password // 'secret')) =~ /^230/
        or $c->fail_with('no login');
    $c->cmd('PBSZ 0');
    $c->cmd('PROT P') =~ /^200/ or $c->fail_with('no PROT P');
    return $c;
}

# The first bytes that a client of TLS sends.
sub first_flight {
    socketpair my $client, my $server, AF_UNIX, SOCK_STREAM, PF_UNSPEC
        or die "socketpair: $!\n";
    $client->blocking(0);
    my $tls = IO::Socket::SSL->start_SSL($client, SSL_startHandshake => 0,
        SSL_verify_mode => SSL_VERIFY_NONE) or die "TLS: $SSL_ERROR\n";
    $tls->connect_SSL;      # it gets no answer
    sysread $server, my $bytes, 1 << 16;
    return $bytes;
}

# --- Data connections ------------------------------------------------------

sub tls_data {
    my ($c, $socket, %args) = @_;
    return encrypt($socket, $args{context} // $c->{context}, %args);
}

sub read_all {
    my ($data) = @_;
    my $bytes = '';
    while (1) {
        my $got = sysread $data, $bytes, 1 << 16, length $bytes;
        last if !$got;
    }
    return $bytes;
}

# (first reply, last reply, bytes) of a download over TLS.
sub tls_fetch {
    my ($c, $line, %args) = @_;
    my $socket = $c->passive;
    my $first = $c->cmd($line);
    return ($first, '', '') if $first !~ /^1/;
    my $data = tls_data($c, $socket, %args);
    my $bytes = $data ? read_all($data) : undef;
    $data ? $data->close : CORE::close($socket);
    return ($first, $c->reply, $bytes);
}

# (first reply, last reply) of an upload. cut => 1: without TLS's close.
sub tls_store {
    my ($c, $line, $bytes, %args) = @_;
    my $socket = $c->passive;
    my $first = $c->cmd($line);
    return ($first, '') if $first !~ /^1/;
    my $data = tls_data($c, $socket, %args);
    while ($data && length $bytes) {
        my $sent = syswrite $data, $bytes or last;
        $bytes = substr $bytes, $sent;
    }
    if (!$data) {
        CORE::close($socket);
    } elsif ($args{cut}) {
        $data->close(SSL_no_shutdown => 1);
    } else {
        $data->close;
    }
    return ($first, $c->reply);
}

1;
