# SPDX-License-Identifier: ISC
#
# Looking for secrets where they must not be: in the memory of processes.
package OneFTPD::Memory;

use strict;
use warnings;
use OneFTPD;

use Exporter qw(import);

our @EXPORT = qw(memory_of memory_holds is_instrumented);

my $PAGE = 4096;

# What a sanitizer reserves for its own accounts is terabytes; no process of
# ours has a mapping as large as this without one.
my $LARGEST = 1 << 30;

# Every page that a process has written to, one after the other.
sub memory_of {
    my ($pid) = @_;
    open my $mem, '<:raw', "/proc/$pid/mem" or die "mem: $!\n";
    open my $map, '<:raw', "/proc/$pid/pagemap" or die "pagemap: $!\n";
    my $all = '';
    for (split /\n/, read_file("/proc/$pid/maps")) {
        no warnings qw(portable);   # 64-bit Perls only, as pack's Q
        my ($from, $to) = map { hex } /^([0-9a-f]+)-([0-9a-f]+) rw/ or next;
        next if $to - $from > $LARGEST;
        sysseek $map, $from / $PAGE * 8, 0;
        sysread $map, my $entries, ($to - $from) / $PAGE * 8;
        my @pages = unpack 'Q*', $entries // '';
        for my $i (grep { $pages[$_] >> 62 } 0 .. $#pages) {
            sysseek $mem, $from + $i * $PAGE, 0;
            sysread $mem, $all, $PAGE, length $all;
        }
    }
    return $all;
}

# A program with sanitizers keeps registers on its stack, with what was in them:
# copies that the program as it is shipped does not make.
sub is_instrumented { return index(read_file($PROGRAM), '__asan_init') >= 0 }

# Is the text in it?
sub memory_holds {
    my ($pid, $text) = @_;
    return index(memory_of($pid), $text) >= 0;
}

1;
