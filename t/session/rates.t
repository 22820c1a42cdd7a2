# SPDX-License-Identifier: ISC
#
# anon_max_rate: the average over a transfer keeps to the number. A machine that
# is busy makes a transfer slower, and never faster: so only one side is sharp.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;
use Time::HiRes qw(time);

my $t = OneFTPD->new(anon_max_rate => 400_000, ascii_download_enable => 'YES',
    local_enable => 'YES', local_max_rate => 700_000, write_enable => 'YES');
write_file("$TREE/million", 'x' x 1_000_000);
mkdir "$TREE/many";
write_file("$TREE/many/$_" . 'n' x 200, '') for 1 .. 900;
$t->inetd;

# The clock runs from the command to the last byte: a client that is slow to
# look at it must not make it seem fast.
sub rate_of {
    my ($c, $line) = @_;
    my $data = $c->passive;
    my $start = time;
    $c->cmd($line) =~ /^150/ or $c->fail_with("no $line");
    my $bytes = length $c->read_all($data);
    my $seconds = time - $start;
    $c->reply =~ /^226/ or $c->fail_with("no end of $line");
    return ($bytes / $seconds, $bytes);
}

# Bytes in the buffers of the kernel have been sent, but not paced: the first
# piece comes at once.
sub keeps_to {
    my ($name, $rate, $limit) = @_;
    cmp_ok($rate, '<', $limit * 1.02, "$name: not more than 2 % above");
    cmp_ok($rate, '>', $limit * 0.5, "$name: and not far below");
    return;
}

my $c = $t->client->login;
$c->cmd('TYPE I');
keeps_to('a file', (rate_of($c, 'RETR million'))[0], 400_000);
$c->cmd('TYPE A');
keeps_to('a text', (rate_of($c, 'RETR million'))[0], 400_000);

$t->config(use_sendfile => 'NO');
$c = $t->client->login;
$c->cmd('TYPE I');
keeps_to('without sendfile', (rate_of($c, 'RETR million'))[0], 400_000);

# Larger pieces come in bursts, but the average counts.
$t->config(use_sendfile => 'YES', trans_chunk_size => 60_000);
$c = $t->client->login;
$c->cmd('TYPE I');
keeps_to('with large pieces', (rate_of($c, 'RETR million'))[0], 400_000);

$c->expect('STAT', qr/^     .*\b400000\b/m, 'STAT tells of the limit');
my ($rate, $bytes) = rate_of($c, 'LIST many');
cmp_ok($bytes, '>', 200_000, 'a long listing');
keeps_to('a listing', $rate, 400_000);

# What waits for its share of time is not deaf.
my $data = $c->passive;
$c->cmd('RETR million');
my $start = time;
$c->expect('NOOP', qr/^200 /, 'NOOP is answered at once');
$c->expect('ABOR', qr/^426 /, 'and ABOR ends it');
$c->expect_reply(qr/^226 /, '... with its own reply');
cmp_ok(time - $start, '<', 2, '... long before the file would have ended');
close $data;
$c->close;

# The other limit is for those who log in.
$t->config(trans_chunk_size => 0);
write_file("$DIR/home/alice/million", 'x' x 1_000_000);
$c = $t->client->login('alice', 'secret');
$c->cmd('TYPE I');
keeps_to('local_max_rate', (rate_of($c, 'RETR million'))[0], 700_000);
$data = $c->passive;
$start = time;
$c->cmd('STOR upload');
syswrite $data, 'x' x 1_000_000;
close $data;
$c->expect_reply(qr/^226 /, 'an upload at that rate');
my $seconds = time - $start;
cmp_ok(-s "$DIR/home/alice/upload", '==', 1_000_000, '... arrives whole');
keeps_to('an upload', 1_000_000 / $seconds, 700_000);
$c->close;

# Without a limit, trans_chunk_size is a wish for small pieces: what the engine
# writes is counted by the kernel.
sub mean_write {
    my (%options) = @_;
    $t->config(local_max_rate => 0, %options);
    my $session = $t->client->login('alice', 'secret');
    my $engine = (process_ids($t, $session))[1];
    my ($first, $last) = $session->store('STOR upload', 'x' x 1_000_000);
    like($last, qr/^226 /, 'an upload without a limit');
    my %io = read_file("/proc/$engine/io") =~ /^(\w+): (\d+)$/mg;
    $session->close;
    return $io{wchar} / $io{syscw};
}
cmp_ok(mean_write(trans_chunk_size => 4096), '<=', 4096,
    'trans_chunk_size says how much an upload writes at a time');
cmp_ok(mean_write(trans_chunk_size => 0), '>', 4096,
    '... and where it says nothing, it is more');

$t->config(anon_max_rate => 0);
$c = $t->client->login;
$c->cmd('TYPE I');
cmp_ok((rate_of($c, 'RETR million'))[0], '>', 1_000_000,
    'no limit is no limit');

$t->end;
done_testing;
