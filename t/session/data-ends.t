# SPDX-License-Identifier: ISC
#
# How a client may end its data connection, and what it is told: a half that it
# does not need, a close in the middle, a reset.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Client qw(reset_connection);
use OneFTPD::Log;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(dual_log_enable => 'YES', data_connection_timeout => 60);
small_buffers();
$t->inetd;

for my $line ('RETR big.bin', 'RETR hello.txt', 'LIST pub') {
    my $c = $t->client->login;
    $c->cmd('TYPE I');
    my $data = $c->passive;
    shutdown $data, 1;
    $c->expect($line, qr/^150 /, "$line, to who has closed the sending side");
    cmp_ok(length $c->read_all($data), '>', 0, '... is sent');
    $c->expect_reply(qr/^226 /, '... as to anybody');
    $c->close;
}

my %end = (
    'closes' => sub { close $_[0] or die "close: $!\n" },
    'resets' => sub { reset_connection($_[0]) or die "close: $!\n" },
);

for my $how (sort keys %end) {
    my $c = reach($t, 'a download');
    $end{$how}->(delete $c->{data});
    $c->expect_reply(qr/^426 /, "a client that $how in the middle of RETR");
    is_logged(qr{ FAIL DOWNLOAD: Client "[^"]+", "/big[.]bin", \d+ bytes,},
        '... has not got it, as the log says');
    my ($bytes) = log_line() =~ / (\d+) bytes/;
    cmp_ok($bytes // 0, '<', length $BIG, '... to its end');
    like((split /\n/, read_file('/var/log/xferlog'))[-1],
        qr{ $bytes /big[.]bin b _ o a \S+ ftp 0 \* i$}, '... so in xferlog');
    $c->gets_file('hello.txt', "Hello, world.\n", '... and may go on');
    $c->close;

    $c = reach($t, 'a listing');
    $end{$how}->(delete $c->{data});
    $c->expect_reply(qr/^426 /, "a client that $how in the middle of LIST");
    like(($c->fetch('NLST pub'))[1], qr/^226 /, '... and may go on');
    unlike(log_line(), qr/FAIL/, '... of which no log tells');
    $c->close;
}

# What is sent to a socket that only sends is nobody's business.
my $c = reach($t, 'a download');
syswrite $c->{data}, 'x' x 1000;
my $got = $c->read_all($c->{data});
$c->expect_reply(qr/^226 /, 'bytes from a client that is to receive');
ok($got eq $BIG, '... do not disturb it');
$c->close;

$t->end;
done_testing;
