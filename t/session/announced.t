# SPDX-License-Identifier: ISC
#
# The address that PASV tells: pasv_address, by number and by name.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use Test::More;

my $t = OneFTPD->new(pasv_address => 'ftp.example.net',
    pasv_addr_resolve => 'YES');

sub know {
    my ($address) = @_;
    write_file('/etc/hosts', "127.0.0.1 localhost\n$address ftp.example.net\n");
    return;
}
write_file('/etc/nsswitch.conf', "passwd: files\ngroup: files\nhosts: files\n");
know('192.0.2.17');

$t->inetd;
my $c = $t->client->login;
$c->expect('PASV', qr/\(192,0,2,17,\d+,\d+\)/, 'a name is looked up');
$c->close;
know('192.0.2.18');
$c = $t->client->login;
$c->expect('PASV', qr/\(192,0,2,18,\d+,\d+\)/,
    'for each session that is a process of its own');
$c->close;
$c = $t->client(host => '::1')->login;
$c->expect('PASV', qr/\(192,0,2,18,\d+,\d+\)/, 'for an IPv6 client, too');
$c->close;

my $pid = $t->listener;
know('192.0.2.19');
$c = $t->client->login;
$c->expect('PASV', qr/\(192,0,2,18,\d+,\d+\)/, 'by a listener at its start');
$c->close;
kill 'HUP', $pid;
ok(wait_until(10, sub {
    my $client = $t->client->login;
    my $answer = $client->cmd('PASV');
    $client->close;
    return $answer =~ /\(192,0,2,19,/;
}), 'and again when it is told to read its configuration');
$t->stop($pid);

$t->config(pasv_address => 'nowhere.example.net', xferlog_enable => 'YES');
$t->inetd;
$c = $t->client;
$c->expect_reply(qr/^500 OOPS: /, 'a name that nobody knows: no session');
like(read_file('/var/log/vsftpd.log'), qr/pasv_address: .*nowhere/,
    'the log says which');
$c->close;

$t->config(pasv_address => '192.0.2.20', pasv_addr_resolve => 'NO');
$c = $t->client->login;
$c->expect('PASV', qr/\(192,0,2,20,\d+,\d+\)/, 'an address needs no resolver');
$c->close;

# Without pasv_addr_resolve a listener's sessions look a name up themselves.
know('192.0.2.21');
$t->config(pasv_address => 'ftp.example.net');
$pid = $t->listener;
know('192.0.2.22');
$c = $t->client->login;
$c->expect('PASV', qr/\(192,0,2,22,\d+,\d+\)/, 'a name that has moved');
$c->close;
$t->stop($pid);
$t->inetd;

# One address for clients within, another for those outside.
$t->config(pasv_address => '127.0.0.2/31=192.0.2.31, '
    . '127.0.0.4 = ftp.example.net, 192.0.2.33');
for my $row ([ '127.0.0.2', '192,0,2,31' ], [ '127.0.0.3', '192,0,2,31' ],
    [ '127.0.0.4', '192,0,2,22' ], [ '127.0.0.5', '192,0,2,33' ]) {
    my ($from, $address) = @$row;
    $c = $t->client(local => $from)->login;
    $c->expect('PASV', qr/\($address,\d+,\d+\)/, "rules for $from");
    $c->close;
}
$t->config(pasv_address => '127.0.0.2=192.0.2.31');
$c = $t->client->login;
$c->expect('PASV', qr/\(127,0,0,1,\d+,\d+\)/, 'no rule: our own end');
$c->close;

# auto: our own end, unless that is of no use to the client (PRIVATE_ADDRESS).
$t->config(pasv_address => 'auto', proxy_protocol => 'YES',
    proxy_allow_from => '127.0.0.9');
$c = $t->client->login;
$c->expect('PASV', qr/\(127,0,0,1,\d+,\d+\)/, 'auto: our own end');
$c->close;
unlike(read_file($LOG), qr/set pasv_address/, 'a neighbour can reach it');
$c = $t->client(local => '127.0.0.9');
$c->send_bytes("PROXY TCP4 203.0.113.7 203.0.113.1 4711 21\r\n");
$c->expect_reply(qr/^220 /, 'a client from far away');
is_logged(qr/DEBUG: .*203\.0\.113\.7.*cannot reach: set pasv_address/,
    '... cannot: the log says what to set');

$t->end;
done_testing;
