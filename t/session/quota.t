# SPDX-License-Identifier: ISC
#
# A real quota: whoever is over it is told so with 552, and what is there
# already is not called anything else. btrfs has quotas in every kernel that
# has btrfs; it lies in a file here (S22).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    xferlog_enable => 'YES');
my $HOME = "$DIR/home/alice";
my $MIB = 1 << 20;

# Errors go where nobody looks: a machine without is no failure.
sub works { return system("( @_ ) >/dev/null 2>&1") == 0 }

mkdir "$HOME/disk" or die "disk: $!\n";
works("truncate -s 64M $DIR/image && mkfs.btrfs -q -M $DIR/image &&",
    "mount -o loop $DIR/image $HOME/disk && btrfs quota enable $HOME/disk")
    or plan skip_all => 'no loop device, or no btrfs, for a quota';
# What is deleted counts for a while, so each round has a quota of its own.
for my $dir (map { "$HOME/disk/$_" } qw(NO YES)) {
    works("btrfs subvolume create $dir && btrfs qgroup limit $MIB $dir")
        or die "no quota for $dir\n";
    chown((getpwnam 'alice')[2, 3], $dir);
}
$t->inetd;

for my $atomic (qw(NO YES)) {
    $t->config(atomic_uploads => $atomic);
    my $c = $t->client->login('alice', 'secret');
    $c->cmd('TYPE I');
    my $small = "$HOME/disk/$atomic/small";
    my $is = "atomic_uploads=$atomic";
    like($c->upload("STOR $small", substr $BIG, 0, 100_000), qr/^226 /,
        "$is: what is below the quota is stored");
    my $wanted = read_file($small);
    ok($wanted eq substr($BIG, 0, 100_000), '... all of it');
    for my $line ("STOR $HOME/disk/$atomic/large", "APPE $small",
        "STOU $small") {
        like($c->upload($line, $BIG x 3), qr/^552 /, "$is: $line");
        is_logged(qr{FAIL UPLOAD: .*"$HOME/disk/$atomic/},
            '... is logged as failed');
        ok(index(read_file($small), $wanted) == 0,
            '... and what was there is there');
        $c->expect('NOOP', qr/^200 /, '... and the session goes on');
    }
    $c->close;
}

$t->end;
done_testing;
