# SPDX-License-Identifier: ISC
#
# Somebody listens on the wire of an encrypted session, and would like some of it
# in clear: PROT C, another AUTH, CCC, a listing over the control connection
# (jedisct1/pure-ftpd#61 and #186). What is heard has no name, no content, no
# password and no reply.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Fcntl qw(F_SETFL O_NONBLOCK);
use OneFTPD;
use OneFTPD::Tls;
use Test::More;

my ($AF_PACKET, $SOCK_RAW, $ETH_P_ALL) = (17, 3, 3);

my $t = OneFTPD->new(tls_options(), write_enable => 'YES',
    dirmessage_enable => 'YES', force_local_data_ssl => 'YES',
    idle_session_timeout => 1, log_ftp_protocol => 'YES');
make_certificate('server');
my $HOME = "$DIR/home/alice";
mkdir "$HOME/HEARD-DIR" or die "HEARD-DIR: $!\n";
write_file("$HOME/HEARD-DIR/.message", "HEARD-MESSAGE\n");
write_file("$HOME/HEARD-DIR/HEARD-NAME", "HEARD-CONTENT\n" x 100);
system('chown', '-R', 'alice', $HOME) == 0 or die "chown\n";
$t->inetd;

# An ear at all interfaces: there is one in this network.
socket my $ear, $AF_PACKET, $SOCK_RAW, unpack('S', pack 'n', $ETH_P_ALL)
    or die "no packet socket: $!\n";
fcntl $ear, F_SETFL, O_NONBLOCK;

sub heard {
    my $bytes = '';
    while (defined recv $ear, my $packet, 1 << 17, 0) {
        $bytes .= $packet;
    }
    return $bytes;
}

# A test: of all this there was nothing to hear.
sub is_silent {
    my ($what) = @_;
    my $bytes = heard();
    cmp_ok(length $bytes, '>', 500, "$what: there was something to hear");
    my @clear = $bytes =~ /(HEARD-\w+|secret|alice|[1-5]\d\d[ -][ -~]{3,}\r\n)/g;
    is("@clear", '', "$what: nothing of it in clear");
    return;
}

sub dialogue {
    my ($c) = @_;
    tls_login($c);
    $c->expect('CWD HEARD-DIR', qr/HEARD-MESSAGE/, 'a message');
    for my $line ('LIST', 'NLST', 'RETR HEARD-NAME') {
        my (undef, $last, $bytes) = tls_fetch($c, $line);
        like("$bytes$last", qr/HEARD-.*226/s, $line);
    }
    my (undef, $last) = tls_store($c, 'STOR HEARD-NEW', 'HEARD-CONTENT');
    like($last, qr/^226/, 'STOR');
    $c->expect('STAT /HEARD-DIR', qr/^2|^4|^5/, 'STAT of no path');
    $c->expect("STAT $HOME/HEARD-DIR", qr/HEARD-NAME/, 'STAT of a path');
    $c->expect('PWD', qr/HEARD-DIR/, 'PWD');
    $c->expect('MKD HEARD-NAME/x', qr/^550/, 'MKD');
    # Ways back.
    $c->expect('PROT C', qr/^200/, 'PROT C');
    for my $line ('RETR HEARD-NAME', 'LIST', 'STOR HEARD-NEW') {
        $c->passive_port;
        $c->expect($line, qr/^522/, "... and $line is refused");
    }
    $c->expect('PROT P', qr/^200/, 'PROT P');
    $c->expect('AUTH TLS', qr/^5/, 'AUTH again is refused');
    $c->expect('CCC', qr/^5/, 'CCC is refused');
    $c->expect('PROT S', qr/^5/, 'PROT S is refused');
    $c->expect('REIN', qr/^5/, 'REIN is refused');
    (undef, $last, my $bytes) = tls_fetch($c, 'RETR HEARD-NAME');
    like("$bytes$last", qr/HEARD-CONTENT.*226/s, 'RETR after them');
    # During a transfer, and at the end.
    my $data = $c->passive;
    $c->expect('STOR HEARD-NEW', qr/^150/, 'an upload');
    my $tls = OneFTPD::Tls::tls_data($c, $data);
    $c->expect('NOOP', qr/^200/, 'NOOP during it');
    $c->expect('STAT', qr/^211/, 'STAT during it');
    $c->expect('ABOR', qr/^426/, 'ABOR during it');
    $c->expect_reply(qr/^226/, '... has a reply of its own');
    $tls->close;
    like($c->reply, qr/^421/, 'the time is over');
    ok($c->is_closed, '... and the session');
    $c->close;
    return;
}

my $c = tls_client($t);
like(heard(), qr/220 .*234 /s, 'the ear hears what is in clear');
dialogue($c);
is_silent('AUTH TLS');

# A data connection that does not encrypt gets nothing.
$t->config(idle_session_timeout => undef);
$c = tls_client($t);
heard();
tls_login($c);
$c->cmd('CWD HEARD-DIR');
for my $line ('RETR HEARD-NAME', 'LIST') {
    my $data = $c->passive;
    $c->expect($line, qr/^150/, "$line, and no handshake");
    syswrite $data, "no handshake\r\n";
    sysread $data, my $bytes, 1 << 16;
    close $data;
    like($c->reply, qr/^522/, '... is refused');
}
$c->close;
is_silent('no handshake');

$t->config(implicit_ssl => 'YES', idle_session_timeout => 1);
heard();
$c = tls_client($t, implicit => 1);
like($c->reply, qr/^220/, 'implicit_ssl: the greeting');
dialogue($c);
is_silent('implicit_ssl');

$t->end;
done_testing;
