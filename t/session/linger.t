# SPDX-License-Identifier: ISC
#
# A 226 says that the client has everything. Here the client's data comes over
# a wire that can be cut, while its control connection stays whole.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Select;
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Neighbour;
use OneFTPD::Sessions;
use Test::More;
use Time::HiRes qw(time);

my $t = OneFTPD->new(pasv_promiscuous => 'YES', xferlog_enable => 'YES',
    data_connection_timeout => 60);
$t->inetd;
my $wire = OneFTPD::Neighbour->new('wire', 7);

# A transfer whose data connection is cut off before a byte was sent.
sub cut_off {
    my ($line) = @_;
    my $c = $t->client(host => '10.7.0.1', local => '10.7.0.1')->login;
    $c->cmd('TYPE I');
    my $port = $c->passive_port;
    $c->{data} = $wire->from_there(sub {
        IO::Socket::IP->new(PeerHost => '10.7.0.1', PeerPort => $port);
    }) or die "no data connection: $@\n";
    $wire->cut;
    $c->expect($line, qr/^150 /, "$line: it begins");
    return $c;
}

my %wanted = ('RETR hello.txt' => qr/\AHello, world\.\n\z/,
    'LIST' => qr/hello\.txt\r\n/);
for my $line (sort keys %wanted) {
    my $c = cut_off($line);
    ok(!IO::Select->new($c->socket)->can_read(1.5),
        '... and is not complete while the wire is cut');
    $c->expect('NOOP', qr/^200 /, '... though the client is listened to');
    $wire->mend;
    $c->expect_reply(qr/^226 /, '... but once the client has it all');
    like($c->read_all($c->{data}), $wanted{$line}, '... which it has');
    $c->close;
}

my $c = cut_off('RETR hello.txt');
$c->send_line('ABOR');
$c->expect_reply(qr/^426 /, 'ABOR ends the wait: the transfer has failed');
$c->expect_reply(qr/^226 /, 'and the ABOR is answered');
$wire->mend;
$c->close;

# To the end of patience: 421 and not 226, nor 426 (protocol.md 3.10).
$t->config(data_connection_timeout => 1);
$c = cut_off('RETR hello.txt');
my $port = $c->local_port;
my $began = time;
$c->expect_reply(qr/^421 /, 'data_connection_timeout counts for the rest, too');
cmp_ok(time - $began, '<', 8, '... about as long as it says');
ok($c->is_closed, '... and the session ends');
is(exit_status($t, $port), 1, '... as a failure');
ok(wait_until(3, sub {
    read_file('/var/log/vsftpd.log') =~ / FAIL DOWNLOAD: [^\n]*hello[^\n]*\n\z/
}), '... and so the log says');
$wire->mend;

$t->end;
done_testing;
