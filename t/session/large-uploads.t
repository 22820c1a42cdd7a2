# SPDX-License-Identifier: ISC
#
# Uploads that are large enough to go through a pipe: every byte arrives, in
# whichever way and wherever it stops.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Errno qw(EIO ENOSPC);
use OneFTPD;
use OneFTPD::BadDisk;
use OneFTPD::Log;
use Test::More;

# Not a multiple of a page, and twice what is copied before there is a pipe.
my $LARGE = $BIG x (1 + int((4 << 20) / length $BIG)) . 'end';
my $SIZE = length $LARGE;

my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    xferlog_enable => 'YES');
my $HOME = "$DIR/home/alice";
my $disk = OneFTPD::BadDisk->new($t, "$DIR/disk");
mkdir "$HOME/small" or die "small: $!\n";
system('mount', '-t', 'tmpfs', '-o', 'size=3m,mode=777', 'none',
    "$HOME/small") == 0 or die "no tmpfs\n";
$t->inetd;
my $c;

my %AS_IT_IS = (use_sendfile => 'YES', trans_chunk_size => 0,
    local_max_rate => 0, atomic_uploads => 'NO');

sub session {
    my (%options) = @_;
    $c->close if $c;
    $t->config(%AS_IT_IS, %options);
    $c = $t->client->login('alice', 'secret');
    $c->cmd('TYPE I');
    return;
}

# A test: the upload ends with the code, and the file is that then.
sub stores {
    my ($line, $code, $bytes, $want, $name) = @_;
    like($c->upload($line, $bytes), qr/^$code /, "$name: $code");
    my ($path) = $line =~ /(\S+)$/;
    ok(read_file($path =~ m{^/} ? $path : "$HOME/$path") eq $want,
        "$name: the bytes");
    return;
}

for my $way ([], [use_sendfile => 'NO'], [trans_chunk_size => 16_384],
    [local_max_rate => 50_000_000], [atomic_uploads => 'YES']) {
    my $name = join('=', @$way) || 'as it is';
    session(@$way);
    stores('STOR large', 226, $LARGE, $LARGE, "$name: STOR");
    $c->cmd('REST 5');
    stores('STOR large', 226, $LARGE, substr($LARGE, 0, 5) . $LARGE,
        "$name: STOR after REST");
    write_file("$HOME/appended", 'before ');
    chown((getpwnam 'alice')[2, 3], "$HOME/appended");
    stores('APPE appended', 226, $LARGE, "before $LARGE", "$name: APPE");
    is_logged(qr{OK UPLOAD: .*/appended", $SIZE bytes},
        "$name: all of them are logged");
}

session();
stores('STOR small/full', 552, $LARGE, substr($LARGE, 0, 3 << 20),
    'a disk that becomes full');
$c->expect('NOOP', qr/^200 /, '... and the session goes on');

# It stops in the middle: what came is there, and no more.
my $data = $c->passive;
$c->expect('STOR half', qr/^150 /, 'an upload that is broken off');
my $half = substr $LARGE, 0, 3_333_333;
syswrite($data, $half) == length $half or die "half: $!\n";
wait_until(5, sub { (-s "$HOME/half" // 0) == length $half })
    or die "no bytes\n";
$c->expect('ABOR', qr/^426 /, '... is told so');
$c->expect_reply(qr/^226 /, '... and so is the ABOR');
ok(read_file("$HOME/half") eq $half, '... and what came is kept');
close $data;

SKIP: {
    skip 'this machine has no /dev/fuse for us', 2 if !$disk;
    for my $how ([EIO, 451], [ENOSPC, 552]) {
        my ($error, $code) = @$how;
        my $dir = $disk->folder('WRITE', $error, 40);
        like($c->upload("STOR $dir/file", $LARGE), qr/^$code /,
            "a disk that fails late: $code");
    }
}

$t->end;
done_testing;
