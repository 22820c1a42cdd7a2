# SPDX-License-Identifier: ISC
#
# The address that PASV tells: pasv_address, by number and by name.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
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

$t->end;
done_testing;
