# SPDX-License-Identifier: ISC
#
# S21: numbers around the limits of 32 and 64 bits, in every command that takes
# one: no wrap, no byte from a wrong place, and nothing that sticks.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;

# A sparse file with a word at each place that a wrapped number would lead to.
my $SIZE = (1 << 33) + 4;
my %words = (0 => 'at 0', 1 << 31 => '2^31', (1 << 31) - 4 => '<31!',
    1 << 32 => '2^32', (1 << 32) - 4 => '<32!', 1 << 33 => '2^33');
open my $huge, '>', "$TREE/huge" or die "huge: $!\n";
for my $at (sort { $a <=> $b } keys %words) {
    sysseek $huge, $at, 0;
    syswrite $huge, $words{$at};
}
close $huge;
$t->inetd;
my $c = $t->client->login;
$c->cmd('TYPE I');
$c->expect('SIZE huge', qr/^213 $SIZE$/, 'SIZE above 32 bits');

# The first four bytes that come, and the announced size. Then ABOR.
sub first_bytes {
    my ($client) = @_;
    my $data = $client->passive;
    my $first = $client->cmd('RETR huge');
    $first =~ /^150 .*\($SIZE bytes\)/ or $client->fail_with('no 150');
    my $bytes = '';
    while (length $bytes < 4) {
        sysread $data, $bytes, 4 - length $bytes, length $bytes or last;
    }
    $client->cmd('ABOR');
    $client->reply;
    close $data;
    return $bytes;
}

for my $at (sort { $a <=> $b } keys %words) {
    $c->expect("REST $at", qr/^350 .*\($at\)/, "REST $at");
    is(first_bytes($c), $words{$at}, '... leads there');
    is(first_bytes($c), 'at 0', '... and only once');
}

# The largest that counts is beyond every file: nothing is sent, well. Longer
# numbers, and what is none, count as 0: what is sent starts at the beginning.
for my $text ('999999999999999', '99999999999999', $SIZE) {
    $c->expect("REST $text", qr/^350 .*\($text\)/, "REST $text");
    my ($first, $last, $bytes) = $c->fetch('RETR huge');
    is($bytes, '', '... is beyond the end');
    like($last, qr/^226 /, '... where there is nothing');
}
my @none = ('2147483648000000', '9223372036854775807', '9223372036854775808',
    '18446744073709551615', '18446744073709551616', '1' x 40, '0' x 40,
    '-1', '-9223372036854775808', '+1', '1 ', ' 1', "\t1", '1.5', '0x10', '1e3',
    "1\0", '%d', '');
for my $text (@none) {
    (my $shown = $text) =~ s/[^ -~]/?/g;
    $c->expect("REST $text", qr/^350 .*\(0\)/, "REST \"$shown\" counts as 0");
    is(first_bytes($c), 'at 0', '... and so the file starts there');
    $c->expect("ALLO $text", qr/^202 /, '... ALLO does not mind');
    $c->expect("SIZE $text", qr/^550 /, '... to SIZE it is a name');
}
$c->cmd('REST 4294967296');
$c->expect('REST 18446744073709551616', qr/^350 .*\(0\)/,
    'a number that is none takes the place of one');
is(first_bytes($c), 'at 0', '... which is forgotten');
$c->close;

# Writing there: the bytes are at that place, in a file of that size, or there
# is an error. 2^31 and 2^32 are where a number would wrap.
$t->config(write_enable => 'YES', anon_upload_enable => 'YES',
    anon_other_write_enable => 'YES', anon_umask => '022');
my $file = "$TREE/incoming/file";
sub bytes_at {
    my ($at) = @_;
    open my $in, '<', $file or return '';
    sysseek $in, $at, 0;
    sysread $in, my $bytes, 8;
    return $bytes;
}
$c = $t->client->login;
$c->cmd('TYPE I');
for my $at (1, (1 << 31) - 1, 1 << 31, (1 << 32) - 1, 1 << 32, 1 << 33,
    999_999_999_999_999) {
    write_file($file, 'start');
    chown((getpwnam 'ftp')[2, 3], $file);
    $c->expect("REST $at", qr/^350 .*\($at\)/, "REST $at");
    my ($first, $last) = $c->store('STOR incoming/file', 'here');
    like("$first\n$last", qr/\A150 .*\n(?:226|552) /, '... and STOR');
    next if $last =~ /^552/;
    is(-s $file, $at + 4, '... make it so large');
    is(bytes_at($at), 'here', '... with the bytes there');
    is(substr(bytes_at(0), 0, 1), 's', '... and the first as it was');
    $c->store('APPE incoming/file', '+');
    is(-s $file, $at + 5, '... APPE adds to its end');
    is(bytes_at($at), 'here+', '... and there');
    $c->store('STOR incoming/file', 'new');
    is(bytes_at(0), 'new', '... and it sticks to no later STOR');
}
for my $text (@none) {
    (my $shown = $text) =~ s/[^ -~]/?/g;
    $c->cmd("REST $text");
    $c->store('STOR incoming/file', 'from the start');
    is(read_file($file), 'from the start', "REST \"$shown\" and STOR");
}
$c->expect("ALLO $_", qr/^(?:200|552) /, "ALLO $_") for 1 << 31, 1 << 32,
    '9223372036854775807';
$c->expect("ALLO $_", qr/^501 /, "ALLO $_ is no size")
    for '9223372036854775808', '18446744073709551615', '-1', '+1', '9' x 40;

$t->end;
done_testing;
