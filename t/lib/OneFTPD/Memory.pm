# SPDX-License-Identifier: ISC
#
# Looking for secrets where they must not be: in the memory of processes.
package OneFTPD::Memory;

use strict;
use warnings;
use OneFTPD;

use Exporter qw(import);

our @EXPORT = qw(memory_holds);

# Is the text in what this process has mapped?
sub memory_holds {
    my ($pid, $text) = @_;
    open my $mem, '<:raw', "/proc/$pid/mem" or die "mem of $pid: $!\n";
    for (split /\n/, read_file("/proc/$pid/maps")) {
        my ($from, $to) = /^([0-9a-f]+)-([0-9a-f]+) r/ or next;
        next if /\[v(?:var|syscall)/;
        ($from, $to) = map { unpack 'Q>', pack 'H16', substr "0" x 16 . $_, -16 }
            $from, $to;
        for (my $at = $from; $at < $to; $at += 1 << 20) {
            my $len = $to - $at < 1 << 20 ? $to - $at : 1 << 20;
            sysseek $mem, $at, 0;
            my $got = sysread($mem, my $bytes, $len);
            return 1 if $got && index($bytes, $text) >= 0;
        }
    }
    return 0;
}

1;
