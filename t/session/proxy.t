# SPDX-License-Identifier: ISC
#
# Behind a load balancer that speaks the PROXY protocol: the client is whom it
# says, in all that depends on who the client is; nobody else is believed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Log qw(is_logged);
use OneFTPD::Neighbour;
use Test::More;

my $t = OneFTPD->new(proxy_protocol => 'YES', xferlog_enable => 'YES',
    proxy_allow_from => '127.0.0.0/28, fd07::/64, 10.7.0.2',
    tcp_wrappers => 'YES');
write_file('/etc/hosts.allow', "vsftpd: 192.0.2.66: deny\n"
    . "vsftpd: 192.0.2.0/255.255.255.0 127. [::1] [2001:db8::]/32 [fd07::]/64 "
    . "10.7.0.\n");
write_file('/etc/hosts.deny', "ALL: ALL\n");
my $wire = OneFTPD::Neighbour->new('wire', 7);
$t->inetd;

# A connection that begins with these bytes.
sub behind {
    my ($header, %where) = @_;
    my $c = $t->client(%where);
    $c->send_bytes($header);
    return $c;
}

sub v1 { return "PROXY TCP4 $_[0] 127.0.0.1 4711 21\r\n" }

sub v2 {
    my ($client) = @_;
    return "\r\n\r\n\0\r\nQUIT\n\x21\x11" . pack('n', 12)
        . pack('C4', split /[.]/, $client) . pack('C4nn', 127, 0, 0, 1, 4711, 21);
}

for my $row ([ 'version 1', \&v1, 7 ], [ 'version 2', \&v2, 8 ]) {
    my ($name, $header, $host) = @$row;
    my $c = behind($header->("192.0.2.$host"))->login;
    $c->expect('STAT', qr/Client: ::ffff:192\.0\.2\.$host$/m,
        "$name: the client is whom the load balancer names");
    is_logged(qr/OK LOGIN: Client "::ffff:192\.0\.2\.$host"/,
        '... to the log');
    $c->expect('PORT 192,0,2,99,200,0', qr/^50\d /,
        '... to PORT, where others are others');
    $c->expect("PORT 192,0,2,$host,200,0", qr/^200 /, '... and itself is not');
    $c->close;

    $c = behind($header->('192.0.2.66'));
    $c->expect_reply(qr/^421 /, '... to hosts.allow');
    $c->close;
}

# The data connection has to come from the client, too: not by way of the load
# balancer, unless that is allowed.
{
    my $c = behind(v1('192.0.2.7'))->login;
    my $data = $c->passive;
    $c->send_line('RETR hello.txt');
    is(sysread($data, my $bytes, 1), 0,
        'a data connection of the load balancer is dropped');
    is_logged(qr/DEBUG: .*passive port from (?:::ffff:)?127\.0\.0\.1/,
        '... and logged');
    $c->close;
    $t->config(pasv_allow_from => '127.0.0.0/8');
    $c = behind(v1('192.0.2.7'))->login;
    $c->gets_file('hello.txt', "Hello, world.\n",
        'with pasv_allow_from it serves');
    $c->close;
}

# IPv6, and the two kinds mixed.
{
    my $c = behind("PROXY TCP6 2001:db8::7 ::1 4711 21\r\n")->login;
    $c->expect('STAT', qr/Client: 2001:db8::7$/m,
        'a client of IPv6 behind a load balancer of IPv4');
    $c->gets_file('hello.txt', "Hello, world.\n", '... is served');
    $c->close;
    my $pid = $t->listener('listen=NO', 'listen_ipv6=YES');
    $c = behind(v1('192.0.2.7'))->login;
    $c->expect('STAT', qr/Client: (?:::ffff:)?192\.0\.2\.7$/m,
        'a client of IPv4 at a listener for IPv6');
    $c->gets_file('hello.txt', "Hello, world.\n", '... is served');
    $c->close;
    $t->stop($pid);
    $t->inetd;
}

# In pieces, and with more behind it: what follows is the client's.
{
    my $c = $t->client;
    for my $byte (split //, v2('192.0.2.9')) {
        $c->send_bytes($byte);
    }
    $c->login;
    $c->expect('STAT', qr/Client: ::ffff:192\.0\.2\.9$/m, 'a header byte by byte');
    $c->close;
    $c = behind(v1('192.0.2.9') . "NOOP\r\n");
    $c->expect_reply(qr/^220 /, 'a client that does not wait is greeted');
    $c->expect_reply(qr/^530 /, '... and its first line is answered');
    $c->close;
}

# The load balancer's own connections.
for my $header ("PROXY UNKNOWN\r\n", "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0") {
    my $c = behind($header)->login;
    $c->expect('STAT', qr/Client: ::ffff:127\.0\.0\.1$/m,
        'a check of the load balancer itself');
    $c->close;
}

# Whoever is listed and says nothing sensible is refused.
for my $row ([ "USER ftp\r\n", 'wrong', 'a client without a header' ],
    [ "PROXY TCP4 nobody 127.0.0.1 1 2\r\n", 'wrong', 'a wrong header' ],
    [ "\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff", 'wrong', 'an endless header' ]) {
    my ($header, $why, $name) = @$row;
    my $c = behind($header);
    $c->expect_reply(qr/^421 /, "$name is refused");
    $c->close;
    is_logged(qr/CONNECT: Client ".*127\.0\.0\.1", "Connection refused: the PROXY header is $why/,
        '... and the log says why');
}
{
    my $c = behind('PROXY TCP4 192.');
    shutdown $c->socket, 1;
    $c->expect_reply(qr/^421 /, 'a header without an end is refused');
    is_logged(qr/Connection refused: no PROXY header came/,
        '... and the log says why');
    $c->close;
}

# Nobody who is not listed is believed.
$wire->from_there(sub {
    my $c = $t->client(host => '10.7.0.1', local => '10.7.0.3');
    $c->expect_reply(qr/^220 /, 'others are greeted without a header');
    $c->expect('PROXY TCP4 192.0.2.7 127.0.0.1 4711 21', qr/^5\d\d /,
        '... and theirs is no header');
    $c->close;
    $c = $t->client(host => '10.7.0.1', local => '10.7.0.2');
    $c->send_bytes(v1('192.0.2.66'));
    $c->expect_reply(qr/^421 /, 'one that is listed is');
    $c->close;
});
$t->config(proxy_protocol => undef);
{
    my $c = $t->client;
    $c->expect_reply(qr/^220 /, 'without proxy_protocol=YES nobody is');
    $c->close;
}

$t->end;
done_testing;
