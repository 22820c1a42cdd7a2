# SPDX-License-Identifier: ISC
#
# Clients that encrypt: curl and ftplib (OpenSSL), lftp (GnuTLS), and Perl's
# IO::Socket::SSL. The first of each library has two hundred data connections in
# one session. All but the last verify the certificate.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;
use OneFTPD::Encrypted;
use OneFTPD::Tls;
use Test::More;

my $clients = OneFTPD::Encrypted->new;

# --- curl ---

# What is true for these URLs; curl forgets it at "next". It does not ask for
# sizes: between that question and its answer 7.88 looks at a connection that
# waits for TLS, and only five times in a second at the one where the answer is.
sub curl_config {
    my (@urls) = @_;
    return join "\n", 'silent', 'show-error', 'fail', 'ssl-reqd',
        'ignore-content-length', 'user = "alice:secret"',
        "cacert = $CERTIFICATE", @urls, '';
}

sub curl_transfers {
    my ($way) = @_;
    my $name = $way->{name};
    my $url = ($way->{implicit} ? 'ftps' : 'ftp')
        . "://127.0.0.1:$way->{port}/$name";
    return curl_config(map {
        ("url = $url/down/" . escaped($_), "output = \"$name/in/$_\"")
    } @{ $way->{down} }) . "next\n" . curl_config(map {
        ("upload-file = \"$name/out/$_\"", "url = $url/up/" . escaped($_))
    } @{ $way->{up} });
}

$clients->try('curl', sub {
    my ($way) = @_;
    run_client(find_command('curl'), '--config',
        write_file("$DIR/curl.config", curl_transfers($way)));
});

# --- lftp ---

$clients->try('lftp', sub {
    my ($way) = @_;
    my $scheme = $way->{implicit} ? 'ftps' : 'ftp';
    run_client(find_command('lftp'), '-u', 'alice,secret', '-e', join('; ',
        'set cmd:fail-exit yes; set net:max-retries 1; set net:timeout 20',
        'set ftp:ssl-force yes; set ftp:ssl-protect-data yes',
        "set ssl:ca-file $CERTIFICATE",
        "mget -O $way->{name}/in $way->{name}/down/*",
        "mput -O $way->{name}/up $way->{name}/out/*", 'exit'),
        "$scheme://127.0.0.1:$way->{port}");
});

# --- ftplib ---

# It encrypts data connections, but offers no session by itself, and it knows
# no implicit TLS.
my $FTPLIB = <<'END_OF_PROGRAM';
import ftplib, os, socket, ssl, sys

class Encrypted(ftplib.FTP_TLS):
    def ntransfercmd(self, cmd, rest=None):
        data, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        return self.context.wrap_socket(data, server_hostname=self.host,
            session=self.sock.session), size

    def connect_implicit(self, host, port):
        self.host = host
        self.sock = self.context.wrap_socket(
            socket.create_connection((host, port), 30), server_hostname=host)
        self.af = self.sock.family
        self.file = self.sock.makefile('r', encoding=self.encoding)
        self.getresp()

certificate, port, implicit, name = sys.argv[1:]
ftp = Encrypted(context=ssl.create_default_context(cafile=certificate))
if implicit == '1':
    ftp.connect_implicit('127.0.0.1', int(port))
else:
    ftp.connect('127.0.0.1', int(port), timeout=30)
ftp.login('alice', 'secret')
ftp.prot_p()
for path in ftp.nlst(name + '/down'):
    with open(f'{name}/in/{os.path.basename(path)}', 'wb') as file:
        ftp.retrbinary('RETR ' + path, file.write)
for entry in os.listdir(name + '/out'):
    with open(f'{name}/out/{entry}', 'rb') as file:
        ftp.storbinary(f'STOR {name}/up/{entry}', file)
ftp.quit()
END_OF_PROGRAM

# Debian's own before one that somebody has put in front of it.
my ($python) = grep { -x } '/usr/bin/python3';
$python //= find_command('python3');

$clients->try('ftplib', sub {
    my ($way) = @_;
    run_client($python, '-c', $FTPLIB, $CERTIFICATE,
        @$way{qw(port implicit name)});
}, down => 10, up => 10);

# --- IO::Socket::SSL ---

$clients->try('IO::Socket::SSL', sub {
    my ($way) = @_;
    my $c = tls_client($clients->server,
        map { $_ => $way->{$_} } qw(port implicit));
    $c->expect_reply(qr/^220 /, "$way->{name}: a greeting")
        if $way->{implicit};
    tls_login($c);
    for my $name (@{ $way->{down} }) {
        my (undef, $last, $bytes) =
            tls_fetch($c, "RETR $way->{name}/down/$name");
        write_file("$GOT/$way->{name}/in/$name", $bytes);
    }
    for my $name (@{ $way->{up} }) {
        tls_store($c, "STOR $way->{name}/up/$name",
            read_file("$GOT/$way->{name}/out/$name"));
    }
    $c->cmd('QUIT');
    $c->close;
}, down => 10, up => 10);

$clients->end;
done_testing;
