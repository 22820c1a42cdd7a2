# SPDX-License-Identifier: ISC
#
# Who must encrypt, who may, and who shows a certificate; and implicit_ssl.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Tls;
use Test::More;

my $t = OneFTPD->new(tls_options(), xferlog_enable => 'YES');
make_certificate($_) for qw(server client);
$t->inetd;

# What USER is answered: [name, encrypted, options, reply, is closed].
my @rows = (
    ['anonymous', 0, {}, 331],
    ['anonymous', 0, { force_anon_logins_ssl => 'YES' }, 530, 'closed'],
    ['ftp', 1, {}, 530],
    ['ftp', 1, { allow_anon_ssl => 'YES' }, 331],
    ['ftp', 1, { force_anon_logins_ssl => 'YES' }, 331],
    ['alice', 0, {}, 530, 'closed'],
    ['alice', 0, { force_local_logins_ssl => 'NO' }, 331],
    ['alice', 1, {}, 331],
    ['alice', 1, { force_local_logins_ssl => 'NO' }, 331],
);

for my $row (@rows) {
    my ($name, $encrypted, $options, $code, $closed) = @$row;
    my $what = join ' ', $name, $encrypted ? 'encrypted' : 'in clear',
        map { "$_=$options->{$_}" } sort keys %$options;
    $t->config(%$options);
    my $c = $encrypted ? tls_client($t) : $t->client;
    $c->reply if !$encrypted;
    $c->expect("USER $name", qr/^$code /, "$what: USER");
    $c->expect('PASS secret', qr/^230 /, "$what: PASS") if $code == 331;
    ok($c->is_closed, "$what: and the session ends") if $closed;
    $c->close;
    $t->config(map { $_ => undef } keys %$options);
}

# What a transfer in clear is answered: [name, options, reply].
for my $row (
    ['alice', {}, 522],
    ['alice', { force_local_data_ssl => 'NO' }, 150],
    ['ftp', { allow_anon_ssl => 'YES' }, 150],
    ['ftp', { allow_anon_ssl => 'YES', force_anon_data_ssl => 'YES' }, 522],
) {
    my ($name, $options, $code) = @$row;
    my $what = join ' ', $name, map { "$_=$options->{$_}" } sort keys %$options;
    $t->config(%$options);
    my $c = tls_client($t);
    $c->cmd("USER $name");
    $c->cmd('PASS secret');
    my ($first) = $c->fetch('LIST');
    like($first, qr/^$code /, "$what: LIST in clear");
    $c->cmd('PROT P');
    my (undef, $last) = tls_fetch($c, 'LIST');
    like($last, qr/^226/, "$what: LIST by TLS");
    $c->close;
    $t->config(map { $_ => undef } keys %$options);
}

# --- Certificates of clients ---

# Whether somebody with this certificate gets in.
sub gets_in {
    my (%args) = @_;
    my $c = eval { tls_client($t, %args) } or return 0;
    my $answer = eval { $c->cmd('USER alice') } // '';
    $c->close;
    return $answer =~ /^331/ ? 1 : 0;
}

for my $row (
    [{}, 1, 1],
    [{ require_cert => 'YES' }, 0, 1],
    [{ require_cert => 'YES', ssl_request_cert => 'NO' }, 1, 1],
    [{ validate_cert => 'YES' }, 1, 0],
    [{ validate_cert => 'YES', ca_certs_file => "$DIR/client.pem" }, 1, 1],
    [{ validate_cert => 'YES', ca_certs_file => "$DIR/server.pem" }, 1, 0],
    [{ validate_cert => 'YES', require_cert => 'YES',
        ca_certs_file => "$DIR/client.pem" }, 0, 1],
) {
    my ($options, $without, $with) = @$row;
    my $what = join ' ', 'options', map { "$_=$options->{$_}" =~ s{=/.*/}{=}r }
        sort keys %$options;
    $t->config(%$options);
    for my $version (qw(TLSv1_2 TLSv1_3)) {
        is(gets_in(version => $version), $without,
            "$what, $version: without a certificate");
        is(gets_in(version => $version, certificate => "$DIR/client"), $with,
            "$what, $version: with one");
    }
    $t->config(map { $_ => undef } keys %$options);
}

# --- implicit_ssl ---

$t->config(implicit_ssl => 'YES', ftpd_banner => 'Hello.');
for my $version (qw(TLSv1_2 TLSv1_3)) {
    my $c = tls_client($t, implicit => 1, version => $version);
    $c->expect_reply(qr/^220 Hello\.$/, "$version: implicit_ssl: the greeting");
    $c->expect('AUTH TLS', qr/^530 /, "$version: and no AUTH");
    tls_login($c);
    my (undef, $last, $bytes) = tls_fetch($c, 'RETR mine.txt');
    is($bytes, "This is alice's.\n", "$version: implicit_ssl: a file");
    $c->expect('QUIT', qr/^221/);
    $c->close;
}
{
    my $c = $t->client;
    $c->send_line('USER ftp');
    shutdown $c->socket, 1;
    1 while eval { $c->fill };
    unlike($c->{unread}, qr/^\d\d\d/m, 'implicit_ssl: nobody is answered in clear');
}

# Whatever ends a session before its handshake, and what the client hears of it.
sub hears_nothing {
    my ($what, $options, $deed) = @_;
    $t->config(%$options);
    unlink $LOG;
    my $c = $t->client;
    $deed->($c);
    ok($c->is_closed, "implicit_ssl: $what ends the session");
    is($c->{unread}, '', "implicit_ssl: $what: and nothing is said in clear");
    $c->close;
    return $t->config(map { $_ => undef } keys %$options);
}

my $first_byte = sub { $_[0]->send_bytes("\x16") };
hears_nothing('silence', { idle_session_timeout => 1 }, sub { });
hears_nothing('silence in a handshake', { idle_session_timeout => 1 },
    $first_byte);
hears_nothing('an administrator', {}, sub {
    my ($c) = @_;
    is_logged(qr/CONNECT/, 'a session that waits for its client');
    kill 'TERM', map { $_->{pid} } $t->session_processes;
});
write_file('/etc/hosts.deny', "vsftpd: ALL\n");
hears_nothing('hosts.deny', { tcp_wrappers => 'YES' }, sub { });
write_file('/etc/hosts.deny', '');
{
    my %pair = (rsa_cert_file => "$DIR/none.pem");
    hears_nothing('a missing certificate', \%pair, $first_byte);
    $t->config(tls_options());
}
$t->config(implicit_ssl => undef, ftpd_banner => undef);

# --- A session that ends ---

{
    $t->config(idle_session_timeout => 1);
    my $c = tls_client($t);
    $c->expect_reply(qr/^421 /, 'the farewell is encrypted, too');
    ok($c->is_closed, 'and then the session ends');
    $t->config(idle_session_timeout => undef);
}
$t->expect_signals;
{
    my $c = tls_login(tls_client($t));
    my @all = $t->processes_of($c);
    kill 'KILL', $all[0]{pid};
    $c->expect_reply(qr/^421 /, 'so it is when the broker is killed');
}

$t->end;
done_testing;
