# SPDX-License-Identifier: ISC
#
# Encrypted data connections: every kind of transfer, in TLS 1.2 and 1.3; that
# they continue the session of their own control connection; and that whatever
# fails costs the transfer, neither the session nor the file (S6).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Tls;
use Test::More;

my $t = OneFTPD->new(tls_options(), xferlog_enable => 'YES',
    write_enable => 'YES', data_connection_timeout => 20);
make_certificate('server');
make_certificate('client');
$t->inetd;
my $HOME = "$DIR/home/alice";
write_file("$HOME/big.bin", $BIG);

# --- Every kind of transfer ---

for my $version (qw(TLSv1_2 TLSv1_3)) {
    my $c = tls_login(tls_client($t, version => $version));
    $c->cmd('TYPE I');
    my (undef, $last, $bytes) = tls_fetch($c, 'RETR mine.txt');
    is($bytes, "This is alice's.\n", "$version: a small file arrives");
    like($last, qr/^226/, "$version: RETR");
    (undef, $last, $bytes) = tls_fetch($c, 'RETR big.bin');
    ok($bytes eq $BIG, "$version: a large file arrives");
    (undef, $last, $bytes) = tls_fetch($c, 'LIST');
    like($bytes, qr/big\.bin/, "$version: LIST");
    (undef, $last, $bytes) = tls_fetch($c, 'NLST');
    like($bytes, qr/^mine\.txt\r$/m, "$version: NLST");
    (undef, $last) = tls_store($c, 'STOR up.bin', $BIG);
    like($last, qr/^226/, "$version: STOR");
    ok(read_file("$HOME/up.bin") eq $BIG, "$version: and all of it is there");
    (undef, $last) = tls_store($c, 'STOR up.bin', 'short');
    is(read_file("$HOME/up.bin"), 'short', "$version: STOR replaces");
    (undef, $last) = tls_store($c, 'APPE up.bin', ' and more');
    is(read_file("$HOME/up.bin"), 'short and more', "$version: APPE");
    $c->cmd('REST 5');
    (undef, $last) = tls_store($c, 'STOR up.bin', '!');
    is(read_file("$HOME/up.bin"), 'short!and more', "$version: REST and STOR");
    $c->cmd('REST 5');
    (undef, $last, $bytes) = tls_fetch($c, 'RETR up.bin');
    is($bytes, '!and more', "$version: REST and RETR");
    my ($first) = tls_store($c, 'STOU', 'unique');
    my ($name) = $first =~ /FILE: (\S+)/;
    is(read_file("$HOME/$name"), 'unique', "$version: STOU");
    $c->cmd('TYPE A');
    (undef, $last) = tls_fetch($c, 'RETR mine.txt');
    like($last, qr/^226/, "$version: TYPE A");
    $c->cmd('PROT C');
    like(($c->fetch('RETR mine.txt'))[0], qr/^522 /,
        "$version: force_local_data_ssl: PROT C is refused");
    like(($c->fetch('LIST'))[0], qr/^522 /, "$version: LIST too");
    like(($c->store('STOR clear.bin', 'x'))[0], qr/^522 /, "$version: STOR too");
    ok(!-e "$HOME/clear.bin", "$version: and no file is made");
    $c->cmd('PROT P');
    (undef, $last) = tls_fetch($c, 'RETR mine.txt');
    like($last, qr/^226/, "$version: the session goes on");
    $c->close;
}

# An active connection: the server is TLS's server there, too.
{
    my $c = tls_login(tls_client($t));
    my $listener = $c->active;
    like($c->cmd('RETR mine.txt'), qr/^150/, 'EPRT: begins');
    my $data = tls_data($c, scalar $listener->accept);
    is(OneFTPD::Tls::read_all($data), "This is alice's.\n", 'EPRT: arrives');
    $data->close;
    like($c->reply, qr/^226/, 'EPRT: ends');
}

# --- One session of TLS ---

for my $version (qw(TLSv1_2 TLSv1_3)) {
    my $c = tls_login(tls_client($t, version => $version));
    my $good = 0;
    for my $count (1 .. 100) {
        my (undef, $last, $bytes) = $count % 2
            ? tls_fetch($c, 'RETR mine.txt')
            : tls_store($c, "STOR many.$count", "$count\n");
        $good++ if $last =~ /^226/;
    }
    is($good, 100, "$version: a hundred data connections in one session");
    is(join('', map { read_file("$HOME/many." . 2 * $_) } 1 .. 50),
        join('', map { 2 * $_ . "\n" } 1 .. 50), "$version: no file is lost");
    $c->close;
}

# Neither nobody's session nor that of another one opens a data connection.
for my $version (qw(TLSv1_2 TLSv1_3)) {
    my $mine = tls_login(tls_client($t, version => $version));
    my $other = tls_login(tls_client($t, version => $version));
    tls_fetch($other, 'LIST');
    my %strange = (
        'a session of its own' => tls_context(version => $version),
        'the session of another one' => $other->{context},
    );
    for my $what (sort keys %strange) {
        my $context = $strange{$what};
        my ($first, $last, $bytes) =
            tls_fetch($mine, 'RETR mine.txt', context => $context);
        like($last, qr/^522 .*continue/, "$version: $what is refused");
        ok(!$bytes, "$version: $what gets no byte");
        write_file("$HOME/old.txt", "what was there\n");
        chmod 0666, "$HOME/old.txt";
        ($first, $last) =
            tls_store($mine, 'STOR old.txt', 'new', context => $context);
        like($last, qr/^522 /, "$version: $what: STOR is refused");
        is(read_file("$HOME/old.txt"), "what was there\n",
            "$version: $what: and what was there is there");
        ($first, $last) =
            tls_store($mine, 'STOR fresh.txt', 'new', context => $context);
        is_logged(qr/FAIL UPLOAD.*fresh\.txt/, "$version: $what: is logged");
        ok(!-e "$HOME/fresh.txt", "$version: $what: and nothing new");
    }
    like(read_file($LOG), qr/DEBUG: .*does not continue the session/,
        "$version: the log says why");
    my (undef, $last) = tls_fetch($mine, 'RETR mine.txt');
    like($last, qr/^226/, "$version: the session goes on");
    $_->close for $mine, $other;
}

# --- What fails ---

{
    my $c = tls_login(tls_client($t));
    write_file("$HOME/kept.txt", "kept\n");
    chmod 0666, "$HOME/kept.txt";
    for my $junk ("GET / HTTP/1.0\r\n\r\n", '', "\x16\x03\x01\x00\x10",
        "\x00" x 600) {
        my $socket = $c->passive;
        like($c->cmd('STOR kept.txt'), qr/^150/, 'an upload begins');
        syswrite $socket, $junk;
        close $socket;
        $c->expect_reply(qr/^522 .*could not be encrypted/,
            'no handshake costs the transfer');
        is(read_file("$HOME/kept.txt"), "kept\n", 'and no file');
    }
    my $socket = $c->passive;
    $c->cmd('RETR mine.txt');
    $c->expect('ABOR', qr/^426 /, 'ABOR during a handshake');
    $c->expect_reply(qr/^226 /, 'is answered');
    close $socket;
    my (undef, $last) = tls_store($c, 'STOR cut.txt', 'cut', cut => 1);
    like($last, qr/^426 /, 'an upload without the close of TLS is none');
    is_logged(qr/FAIL UPLOAD.*cut\.txt", 3 bytes/, 'and logged as that');
    like(read_file($LOG), qr/Data connection: it ended without a TLS close/,
        'with the reason');
    (undef, $last) = tls_fetch($c, 'RETR mine.txt');
    like($last, qr/^226/, 'the session goes on');
}

$t->config(strict_ssl_read_eof => 'NO');
{
    my $c = tls_login(tls_client($t));
    my (undef, $last) = tls_store($c, 'STOR cut.txt', 'cut', cut => 1);
    like($last, qr/^226 /, 'strict_ssl_read_eof=NO: it is taken for whole');
    is(read_file("$HOME/cut.txt"), 'cut', 'with what has come');
}

$t->config(strict_ssl_read_eof => undef, strict_ssl_write_shutdown => 'YES');
{
    my $c = tls_login(tls_client($t));
    my (undef, $last) = tls_fetch($c, 'RETR mine.txt');
    like($last, qr/^226/, 'strict_ssl_write_shutdown=YES: a proper close');
    my $socket = $c->passive;
    $c->cmd('RETR mine.txt');
    my $data = tls_data($c, $socket);
    OneFTPD::Tls::read_all($data);
    $data->close(SSL_no_shutdown => 1);
    $c->expect_reply(qr/^426 /, 'and without an answer it is a failure');
}
$t->config(strict_ssl_write_shutdown => undef, data_connection_timeout => 1);
{
    my $c = tls_login(tls_client($t));
    my $socket = $c->passive;
    $c->cmd('RETR mine.txt');
    syswrite $socket, "\x16";
    $c->expect_reply(qr/^522 /, 'a handshake that stalls costs the transfer');
    my (undef, $last) = tls_fetch($c, 'RETR mine.txt');
    like($last, qr/^226/, 'the session goes on');
}
$t->config(data_connection_timeout => undef);

# --- require_ssl_reuse=NO ---

$t->config(require_ssl_reuse => 'NO');
for my $version (qw(TLSv1_2 TLSv1_3)) {
    my $c = tls_login(tls_client($t, version => $version));
    for (1 .. 3) {
        my (undef, $last) = tls_fetch($c, 'RETR mine.txt',
            context => tls_context(version => $version));
        like($last, qr/^226/, "$version: require_ssl_reuse=NO: a new session");
    }
    my (undef, $last) = tls_fetch($c, 'RETR mine.txt');
    like($last, qr/^226/, "$version: require_ssl_reuse=NO: or the same");
    $c->close;
}

# Who has shown a certificate shows it again.
{
    my $c = tls_login(tls_client($t, certificate => "$DIR/client"));
    my (undef, $last) = tls_fetch($c, 'RETR mine.txt',
        context => tls_context(certificate => "$DIR/client"));
    like($last, qr/^226/, 'the same certificate');
    (undef, $last) = tls_fetch($c, 'RETR mine.txt', context => tls_context());
    like($last, qr/^522 /, 'no certificate is refused');
    (undef, $last) = tls_fetch($c, 'RETR mine.txt',
        context => tls_context(certificate => "$DIR/server"));
    like($last, qr/^522 /, 'and so is another one');
    like(read_file($LOG), qr/it brings another certificate/, 'which is logged');
}

$t->end;
done_testing;
