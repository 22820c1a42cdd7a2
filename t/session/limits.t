# SPDX-License-Identifier: ISC
#
# Uploads that there is no room for, or no right: nothing is called complete
# that is not there, and the session goes on.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Log;
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    xferlog_enable => 'YES');
my @ALICE = (getpwnam 'alice')[2, 3];
my $HOME = "$DIR/home/alice";
for my $dir (qw(small inodes frozen closed)) {
    mkdir "$HOME/$dir" or die "$dir: $!\n";
}
sub mount_at {
    my ($dir, $options) = @_;
    system('mount', '-t', 'tmpfs', '-o', $options, 'none', "$HOME/$dir") == 0
        or die "mount $dir\n";
    return;
}
mount_at('small', 'size=256k,mode=777');
mount_at('inodes', 'size=1m,nr_inodes=2,mode=777');
mount_at('frozen', 'size=1m,mode=777');
write_file("$HOME/frozen/old", 'old');
chown @ALICE, "$HOME/frozen/old", "$HOME/closed";
system('mount', '-o', 'remount,ro', "$HOME/frozen") == 0 or die 'remount';
chmod 0555, "$HOME/closed";
$t->inetd;

for my $atomic (qw(NO YES)) {
    $t->config(atomic_uploads => $atomic);
    my $c = $t->client->login('alice', 'secret');
    $c->cmd('TYPE I');
    my $is = "atomic_uploads=$atomic";

    # A disk that fills up, and is not spoiled.
    like($c->upload('STOR small/fits', 'x' x 1000), qr/^226 /,
        "$is: what fits is stored");
    like($c->upload('STOR small/big', $BIG), qr/^552 /,
        "$is: what does not is 552");
    $c->cmd('NOOP');
    is_logged(qr{FAIL UPLOAD: .*/small/big"}, 'and logged as failed');
    is(-e "$HOME/small/big" ? 1 : 0, $atomic eq 'NO' ? 1 : 0,
        $atomic eq 'NO' ? 'what has come stays' : 'and nothing is left');
    unlink "$HOME/small/big";
    like($c->upload('STOR small/fits', $BIG), qr/^552 /,
        "$is: over a file");
    is(read_file("$HOME/small/fits"), 'x' x 1000, 'the old one is whole')
        if $atomic eq 'YES';
    unlink "$HOME/small/fits";
    like($c->upload('STOR inodes/a', ''), qr/^226 /, "$is: an empty file");
    like($c->upload('STOR inodes/b', ''), qr/^552 /,
        "$is: no room for a second one");
    $c->expect('MKD inodes/c', qr/^550 /, 'nor for a directory');
    unlink "$HOME/inodes/a";

    # What may not be written to.
    like($c->upload('STOR frozen/new', 'x'), qr/^553 /,
        "$is: a file system that is read-only");
    like($c->upload("$_ frozen/old", 'x'), qr/^553 /, "$is: $_ there")
        for qw(STOR APPE);
    like($c->upload('STOU frozen/old', 'x'), qr/^553 /, "$is: STOU there");
    $c->expect('DELE frozen/old', qr/^550 /, 'DELE there');
    $c->expect('SITE CHMOD 600 frozen/old', qr/^550 /, 'SITE CHMOD there');
    $c->expect('MDTM 20200101000000 frozen/old', qr/^550 /, 'MDTM there');
    is(read_file("$HOME/frozen/old"), 'old', 'and nothing has changed');
    like($c->upload('STOR closed/new', 'x'), qr/^553 /,
        "$is: a directory without permission");
    $c->expect('NOOP', qr/^200 /, 'the session goes on');
    $c->close;
}

# delete_failed_uploads: only what this upload has made.
$t->config(atomic_uploads => 'NO', delete_failed_uploads => 'YES');
my $c = $t->client->login('alice', 'secret');
$c->cmd('TYPE I');
like($c->upload('STOR small/new', $BIG), qr/^552 /, 'a new file');
$c->cmd('NOOP');
ok(!-e "$HOME/small/new", 'is removed');
$c->upload('STOR small/log', 'begin');
like($c->upload('APPE small/log', $BIG), qr/^552 /, 'one that was there');
$c->cmd('NOOP');
like(read_file("$HOME/small/log"), qr/^begin/, 'is not');
unlink "$HOME/small/log";
$c->close;
$t->config(delete_failed_uploads => 'NO');

# A limit on the size of files, as a superserver may have set it.
my $port = $t->new_port;
{
    my $listener = IO::Socket::IP->new(LocalHost => '::', LocalPort => $port,
        V6Only => 0, Listen => 8, ReuseAddr => 1) or die "listener: $@\n";
    $t->{port} = $port;
    $t->start_code('limited', sub {
        $t->serve($listener, '/bin/sh', '-c',
            'ulimit -f 64; exec "$0" "$@"', $PROGRAM, $t->conf);
    });
}

# The log is a file, too, and may have come to that limit long ago.
my $log = '/var/log/vsftpd.log';
truncate $log, 64 * 512 or die "$log: $!\n";
$c = $t->client->login('alice', 'secret');
$c->expect('MKD unlogged', qr/^257 /, 'a log at the limit ends no session');
$c->expect('NOOP', qr/^200 /, '... nor does its next line');
$c->close;
is(-s $log, 64 * 512, '... and is no longer than that');
unlink $log;
$c = $t->client->login('alice', 'secret');
$c->cmd('TYPE I');
like($c->upload('STOR limited', $BIG), qr/^552 /, 'a limit on files is 552');
my $size = -s "$HOME/limited";
ok($size > 0 && $size < length $BIG, 'and no death');
like($c->upload('STOR small/ok', 'x'), qr/^226 /, 'what is below it goes');
$c->close;

$t->end;
done_testing;
