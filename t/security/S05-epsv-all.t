# SPDX-License-Identifier: ISC
#
# EPSV ALL is a promise that a NAT between relies on: nothing that happens later
# in the session takes it back.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(accept_timeout => 1);
small_buffers();
$t->inetd;

my @refused = (['PASV', 550], ['P@SW', 500], ['PORT 127,0,0,1,200,10', 550],
    ['EPRT |1|127.0.0.1|51210|', 550], ['PORT nonsense', 550]);
sub holds {
    my ($c, $after) = @_;
    for my $row (@refused) {
        my ($line, $code) = @$row;
        $c->expect($line, qr/^$code /, "$after: $line is refused");
    }
    return;
}

my $c = $t->client;
$c->reply;
$c->expect('EPSV ALL', qr/^530 /, 'before login it is no promise');
$c->cmd('USER ftp');
$c->cmd('PASS x');
$c->expect('PASV', qr/^227 /, '... and is not kept');

# What was there before remains: the promise is about what comes after.
my $data = $c->passive('PASV');
$c->expect('EPSV ALL', qr/^200 /, 'EPSV ALL');
$c->expect('LIST', qr/^150 /, 'an earlier port is still good');
$c->read_all($data);
$c->expect_reply(qr/^226 /, '... to its end');
holds($c, 'at first');

for my $line ('EPSV 3', 'EPSV ALLES', 'EPSV  ALL', 'RETR missing.txt',
    'CWD missing', 'USER ftp', 'REIN', 'TYPE A', 'ABOR', 'NONSENSE', 'STRU F') {
    $c->cmd($line);
    holds($c, $line);
}
$c->passive_port;
$c->expect('LIST', qr/^425 /, 'nobody comes for the data');
holds($c, 'after 425');
$c->gets_file('hello.txt', "Hello, world.\n", 'EPSV works as before');
holds($c, 'after a transfer');

$data = $c->passive;
$c->cmd('RETR big.bin');
$c->send_line('ABOR');
$c->expect_reply(qr/^$_ /, "a transfer is aborted: $_") for 426, 226;
holds($c, 'after ABOR');

$data = $c->passive;
$c->cmd('RETR big.bin');
close $data;
$c->expect_reply(qr/^426 /, 'a transfer fails');
holds($c, 'after a failure');
$c->expect('EPSV ALL', qr/^200 /, 'it may be said again');
holds($c, 'after that');

my $other = $t->client->login;
$other->expect('PASV', qr/^227 /, 'another session has promised nothing');

$t->end;
done_testing;
