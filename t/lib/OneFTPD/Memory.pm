# SPDX-License-Identifier: ISC
#
# Looking for secrets where they must not be: in the memory of processes.
package OneFTPD::Memory;

use strict;
use warnings;
use OneFTPD;

use Exporter qw(import);

our @EXPORT = qw(memory_of);

my $PAGE = 4096;

# Every page that a process has written to, one after the other.
sub memory_of {
    my ($pid) = @_;
    open my $mem, '<:raw', "/proc/$pid/mem" or die "mem: $!\n";
    open my $map, '<:raw', "/proc/$pid/pagemap" or die "pagemap: $!\n";
    my $all = '';
    for (split /\n/, read_file("/proc/$pid/maps")) {
        no warnings qw(portable);   # 64-bit Perls only, as pack's Q
        my ($from, $to) = map { hex } /^([0-9a-f]+)-([0-9a-f]+) rw/ or next;
        sysseek $map, $from / $PAGE * 8, 0;
        sysread $map, my $entries, ($to - $from) / $PAGE * 8;
        my @pages = unpack 'Q*', $entries;
        for my $i (grep { $pages[$_] >> 62 } 0 .. $#pages) {
            sysseek $mem, $from + $i * $PAGE, 0;
            sysread $mem, $all, $PAGE, length $all;
        }
    }
    return $all;
}

1;
