# SPDX-License-Identifier: ISC
#
# Size alone (S20, CVE-2019-20176): a million names, and directories below each
# other without end. Memory follows the names that are sorted and nothing else,
# the first bytes come at once, and what has no end is cut.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;
use Time::HiRes qw(time);

my $MILLION = 1_000_000;

my $t = OneFTPD->new(ls_recurse_enable => 'YES', xferlog_enable => 'YES');

# Names of one empty file: the fastest to make.
sub make_names {
    my ($dir, $count) = @_;
    mkdir $dir or die "$dir: $!\n";
    write_file("$DIR/empty", '');
    rename "$DIR/empty", "$dir/0000000" or die "$dir: $!\n";
    for my $number (1 .. $count - 1) {
        link "$dir/0000000", sprintf '%s/%07d', $dir, $number or
            die "$dir: $!\n";
    }
    return;
}

# KiB of memory that a process has had at most.
sub peak_of {
    my ($pid) = @_;
    return read_file("/proc/$pid/status") =~ /^VmHWM:\s+(\d+) kB/m ? $1 : 0;
}

make_names("$TREE/million", $MILLION);
$t->inetd;
my $c = $t->client->login;
my ($broker, $engine) = process_ids($t, $c);
$c->fetch('LIST pub');
my ($broker_before, $engine_before) = (peak_of($broker), peak_of($engine));

# Reads as a client does, without keeping it: (seconds to the first byte, bytes,
# lines, lines out of order).
sub list {
    my ($line) = @_;
    my $data = $c->passive;
    my $begun = time;
    $c->cmd($line) =~ /^150 / or die "$line was refused\n";
    my ($first, $bytes, $lines, $wrong, $rest, $last) = (0, 0, 0, 0, '', '');
    while (sysread $data, $rest, 1 << 20, length $rest) {
        $first ||= time - $begun;
        my $end = rindex $rest, "\n";
        my $whole = substr $rest, 0, $end + 1, '';
        $bytes += length $whole;
        while ($whole =~ /(\d{7})\r\n/g) {
            $lines++;
            $wrong++ if $1 le $last;
            $last = $1;
        }
    }
    close $data;
    $c->expect_reply(qr/^226 /, "$line is complete");
    return ($first, $bytes + length $rest, $lines, $wrong);
}

for my $line ('LIST million', 'NLST million') {
    my ($first, $bytes, $lines, $wrong) = list($line);
    is($lines, $MILLION, '... with a million lines');
    is($wrong, 0, '... in order');
    cmp_ok($first, '<', 10, sprintf '... the first after %.1f seconds', $first);
}
my $needed = peak_of($broker) - $broker_before;
cmp_ok($needed, '<', 64 * $MILLION / 1024 + 1024,
    "the broker needed $needed KiB more: 64 bytes for each name");
my $more = peak_of($engine) - $engine_before;
cmp_ok($more, '<', 256, "the engine needed $more KiB more");

# Who wants none of it gets none of it, and all memory has gone back.
my (undef, undef, $lines) = list('LIST million/x*');
is($lines, 0, '... with no lines');
ok(wait_until(5, sub {
    (read_file("/proc/$broker/status") =~ /^VmRSS:\s+(\d+) kB/m)[0]
        < $broker_before + $needed / 4;
}), 'the memory is given back');

# A client that goes away in the middle ends it at once.
my $data = $c->passive;
$c->cmd('LIST million');
close $data;
my $begun = time;
$c->expect_reply(qr/^426 /, 'a client that hangs up');
$c->expect('NOOP', qr/^200 /, '... is served again');
cmp_ok(time - $begun, '<', 5, '... soon');
system('rm', '-rf', "$TREE/million") == 0 or die "rm\n";

# Deep, and in circles.
mkdir "$TREE/deep";
{
    my $path = "$TREE/deep";
    for my $level (1 .. 120) {
        $path .= '/' . 'd' x 20;
        mkdir $path or die "$path: $!\n";
    }
    symlink '.', "$TREE/deep/self";
    symlink '../deep', "$TREE/deep/up";
}
my ($reply, $last, $text) = $c->fetch('LIST -R deep');
like($last, qr/^226 /, 'a deep tree is listed');
my $headings = () = $text =~ /:\r\n/g;
is($headings, 64, '... 64 levels of it');
my ($entry) = grep { /A listing was cut: it has more than 64 levels/ }
    split /\n/, read_file('/var/log/vsftpd.log');
ok($entry, '... and the log says that there was more');
$c->expect('STAT -R deep', qr/^213 /m, 'STAT, too');
is(scalar(() = $text =~ /self\/|up\//g), 0, 'no link is followed');
cmp_ok(peak_of($broker), '<', $broker_before + 64 * $MILLION / 1024 + 1024,
    'and the broker needed no more for it');
$c->close;

$t->end;
done_testing;
