# SPDX-License-Identifier: ISC
#
# ascii_download_enable: text as the network has it, whatever its blocks.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new(ascii_download_enable => 'YES');

# CR and LF on both sides of a block's border, at each of its last places.
my %texts = (
    'unix' => "one\ntwo\n\nthree\n",
    'dos' => "one\r\ntwo\r\n",
    'mixed' => "\n\r\n\n\r\r\n\r",
    'one LF' => "\n",
    'nothing' => '',
    'no line' => 'x' x 200_000,
    'LF alone' => "\n" x 150_000,
    map({ ("CRLF at $_" => 'x' x $_ . "\r\n" . 'y' x 10 . "\n") }
        65_533 .. 65_537, 131_070 .. 131_073),
);
write_file("$TREE/$_", $texts{$_}) for keys %texts;
$t->inetd;

sub as_text {
    my ($bytes) = @_;
    return $bytes =~ s/(?<!\r)\n/\r\n/gr;
}

for my $sendfile ('YES', 'NO') {
    $t->config(use_sendfile => $sendfile);
    my $c = $t->client->login;
    for my $name (sort keys %texts) {
        $c->cmd('TYPE A');
        my (undef, $last, $bytes) = $c->fetch("RETR $name");
        ok($bytes eq as_text($texts{$name}),
            "use_sendfile=$sendfile: $name, as text");
        like($last, qr/^226 /, '... to its end');
        $c->cmd('TYPE I');
        $c->gets_file($name, $texts{$name}, "$name, as it is");
    }
    $c->close;
}

# A position in a file that is translated on its way would be nobody's.
my $c = $t->client->login;
$c->cmd('TYPE A');
$c->cmd('REST 3');
my ($first) = $c->fetch('RETR unix');
like($first, qr/^550 /, 'REST and TYPE A do not go together');
$c->expect('NOOP', qr/^200 /, 'and the session goes on');
$c->close;

$t->config(trans_chunk_size => 5000);
$c = $t->client->login;
$c->cmd('TYPE A');
ok(($c->fetch('RETR LF alone'))[2] eq "\r\n" x 150_000,
    'trans_chunk_size changes nothing in the text');
$c->close;

$t->end;
done_testing;
