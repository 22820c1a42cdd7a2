# SPDX-License-Identifier: ISC
#
# A disk that fails: whatever it is that fails, and when, nothing is called
# complete that is not there, the log says so, and the session goes on.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Errno qw(EIO ENOENT ENOSPC EDQUOT EFBIG);
use OneFTPD;
use OneFTPD::BadDisk;
use OneFTPD::Log;
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    xferlog_enable => 'YES', upload_fsync => 'full');
my $disk = OneFTPD::BadDisk->new($t, "$DIR/disk");
plan skip_all => 'this machine has no /dev/fuse for us' if !$disk;
$t->inetd;
my $BYTES = substr $BIG, 0, 300_000;
my $c;

sub session {
    my (%options) = @_;
    $c->close if $c;
    $t->config(%options);
    $c = $t->client->login('alice', 'secret');
    $c->cmd('TYPE I');
    return;
}

# A test: the upload ends so, is logged, and is followed by another command.
sub ends_with {
    my ($code, $line, $name, $bytes) = @_;
    my $data = $c->passive;
    my $reply = $c->cmd($line);
    local $SIG{PIPE} = 'IGNORE';
    syswrite $data, $bytes // $BYTES if $reply =~ /^150 /;
    close $data;
    $reply = $c->reply if $reply =~ /^150 /;
    like($reply, qr/^$code /, "$name: $code") || diag($reply);
    my ($path) = $line =~ m{(/\S+)};
    my $status = $code == 226 ? 'OK' : 'FAIL';
    is_logged(qr{ $status UPLOAD: .*"\Q$path\E}, "$name: logged as $status");
    $c->expect('NOOP', qr/^200 /, "$name: the session goes on");
    return;
}

sub hidden { my @found = glob "$_[0]/.oneftpd-*"; return scalar @found }

# What fails, from which time on. The first close is the engine's, the second
# the broker's.
my @points = (['WRITE'], ['WRITE', 2], ['FSYNC'], ['FLUSH'], ['FLUSH', 2]);
my @errors = ([EIO, 451], [ENOSPC, 552], [EDQUOT, 552], [EFBIG, 552]);

for my $atomic (qw(NO YES)) {
    session(atomic_uploads => $atomic);
    my $well = $disk->folder('well');
    my $is = "atomic_uploads=$atomic";
    ends_with(226, "STOR $well/file", "$is: no failure");
    ok(read_file("$well/file") eq $BYTES, "$is: the file is there");
    for my $point (@points) {
        for my $how (@errors) {
            my ($operation, $from) = @$point;
            my ($error, $code) = @$how;
            my $dir = $disk->folder($operation, $error, $from // 1);
            my $name = "$is: " . join ' ', $dir =~ m{([^/]+)$};
            ends_with($code, "STOR $dir/$atomic", $name);
            is(hidden($dir), 0, "$name: nothing hidden is left");
        }
    }
    my $dir = $disk->folder('WRITE', EIO, 2);
    is(-e "$dir/$atomic" ? 'stays' : 'goes',
        $atomic eq 'YES' ? 'goes' : 'stays', "$is: what was written before it");
    ends_with(451, "APPE $dir/file", "$is: APPE");
    ends_with(451, "STOU $dir/file", "$is: STOU");
    $dir = $disk->folder('CREATE', EIO);
    ends_with(553, "STOR $dir/file", "$is: no file can be made");
    $dir = $disk->folder('CREATE', EDQUOT);
    ends_with(552, "STOR $dir/file", "$is: none is allowed any more");
}

# The name, or what is under it, cannot be changed: the old file stays whole.
my $dir = $disk->folder('RENAME', EIO);
ends_with(451, "STOR $dir/file", 'atomic_uploads=YES: the rename');
ok(!-e "$dir/file" && !hidden($dir), 'leaves nothing');
$dir = $disk->folder('FSYNCDIR', EIO);
ends_with(451, "STOR $dir/file", 'upload_fsync=full: the directory');
session(atomic_uploads => 'NO', delete_failed_uploads => 'YES');
$dir = $disk->folder('SETATTR', EIO);
ends_with(226, "STOR $dir/file", 'a new file');
ends_with(553, "STOR $dir/file", 'an old file that cannot be emptied', 'new');
ok(read_file("$dir/file") eq $BYTES, 'is as it was');

# delete_failed_uploads, and its own failure.
$dir = $disk->folder('WRITE', EIO, 3);
ends_with(451, "STOR $dir/new", 'delete_failed_uploads');
ok(!-e "$dir/new", 'removes what is not whole');
$dir = $disk->folder('FLUSH', EIO, 2);
ends_with(451, "STOR $dir/new", 'the last close');
ok(!-e "$dir/new", 'too');

# Reading.
$dir = $disk->folder('READ', EIO);
ends_with(226, "STOR $dir/file", 'a file');
my ($first, $last) = $c->fetch("RETR $dir/file");
like("$first\n$last", qr/\A150 .*\n451 /, 'that cannot be read: 451');
is_logged(qr{ FAIL DOWNLOAD: .*"\Q$dir\E/file"}, 'and logged');
$c->expect('NOOP', qr/^200 /, 'the session goes on');

# A name that goes between the reading of its directory and the look at it.
$dir = $disk->folder('GHOST', ENOENT);
write_file("$dir/alive", 'x');
(undef, undef, my $names) = $c->fetch("NLST $dir");
like($names, qr{/ghost\r\n}, 'NLST shows a name as it is read');
(undef, $last, my $lines) = $c->fetch("LIST $dir");
like($lines, qr/\A\N* alive\r\n\z/, '... and LIST skips it if it has gone');
like($last, qr/^226 /, '... and is whole all the same');
$c->close;

$t->end;
done_testing;
