# SPDX-License-Identifier: ISC
#
# Somebody swaps a directory and a symbolic link that leads out of the root, as
# fast as that goes, while a session changes things by a path through it
# (CVE-2012-6095, CVE-2017-7418). What is outside stays as it is: with root's
# chroot, and without root, where only the resolution of paths holds.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use POSIX ();
use Time::HiRes qw(time);
use Test::More;

my $SWAPS = 100_000;    # each time
my $SYS_renameat2 = (POSIX::uname())[4] eq 'aarch64' ? 276 : 316;
my ($AT_FDCWD, $RENAME_EXCHANGE) = (-100, 2);

my $t = OneFTPD->new(write_enable => 'YES', anon_upload_enable => 'YES',
    anon_mkdir_write_enable => 'YES', anon_other_write_enable => 'YES',
    local_enable => 'YES', chroot_local_user => 'YES', local_umask => '022',
    anon_umask => '022', lock_upload_files => 'NO');
my $OUT = "$DIR/victim";
my $IN = "$DIR/arena";

# The same names inside and outside, and everything belongs to the user: that
# no permission is missing, so nothing but the server is in the way.
sub build {
    my ($user) = @_;
    my @who = (getpwnam $user)[2, 3];
    system('rm', '-rf', $OUT, $IN) == 0 or die 'rm';
    mkdir $_, 0755 or die "$_: $!\n" for $OUT, $IN, "$IN/spot";
    for my $dir ($OUT, "$IN/spot") {
        write_file("$dir/$_", 'kept') for qw(file gone from);
        mkdir "$dir/empty";
        chown @who, glob "$dir/*";
    }
    symlink '../victim', "$IN/trap" or die "trap: $!\n";
    chown @who, $OUT, $IN, "$IN/spot";
    return;
}

sub picture_of {
    my ($dir) = @_;
    return join "\n", map { my @facts = lstat;
        sprintf '%s %o %d %d %s', $_, @facts[2, 4, 9], -f _ ? read_file($_) : ''
    } sort($dir, glob "$dir/* $dir/.[!.]*");
}

# Swaps until it is told to end, and says how often.
sub swap {
    my ($count_file) = @_;
    my ($one, $other) = ("$IN/spot", "$IN/trap");
    my ($swaps, $ends) = (0, 0);
    local $SIG{TERM} = sub { $ends = 1 };
    until ($ends) {
        syscall($SYS_renameat2, $AT_FDCWD, $one, $AT_FDCWD, $other,
            $RENAME_EXCHANGE) == 0 or last;
        $swaps++;
    }
    write_file($count_file, $swaps);
    exit 0;
}

my @LINES = ('MKD spot/new', 'RMD spot/new', 'RMD spot/empty', 'DELE spot/gone',
    'DELE spot/made', 'SITE CHMOD 777 spot/file', 'SITE CHMOD 600 spot/file',
    'MDTM 20010203040506 spot/file', 'STOR spot/made', 'STOR spot/file',
    'APPE spot/file', 'STOU spot/unique');

# Changes, for as long as the swaps take; how many were done and how many not.
sub change_things {
    my ($c, $until) = @_;
    my %count = (done => 0, refused => 0);
    while (time < $until) {
        for my $line (@LINES) {
            my $answer = $line =~ /^(?:STO|APPE)/
                ? ($c->store($line, 'changed'))[-1] : $c->cmd($line);
            $count{ $answer =~ /^2/ ? 'done' : 'refused' }++;
        }
        for my $pair (['spot/from', 'spot/to'], ['spot/to', 'spot/from'],
            ['file', 'spot/from']) {
            my $answer = $c->cmd("RNFR $pair->[0]");
            $answer = $c->cmd("RNTO $pair->[1]") if $answer =~ /^350/;
            $count{ $answer =~ /^2/ ? 'done' : 'refused' }++;
        }
    }
    return %count;
}

sub races {
    my ($what, $c) = @_;
    my $before = picture_of($OUT);
    $c->cmd('TYPE I');
    my $counter = "$DIR/swaps";
    my ($swaps, %sum) = (0, done => 0, refused => 0);
    while ($swaps < $SWAPS) {
        my $pid = $t->start_code('swapper', sub { swap($counter) });
        my %count = change_things($c, time + 2);
        $t->stop($pid);
        my $round = read_file($counter);
        last if !$round;
        $swaps += $round;
        $sum{$_} += $count{$_} for keys %sum;
    }
    cmp_ok($swaps, '>=', $SWAPS, "$what: there were $swaps swaps");
    cmp_ok($sum{done}, '>', 10, "$what: and $sum{done} changes inside");
    cmp_ok($sum{refused}, '>', 10, "$what: $sum{refused} were refused");
    is(picture_of($OUT), $before, "$what: nothing outside has changed");
    $c->close;
    return;
}

# With root: the root is the arena, by chroot.
for my $atomic (qw(NO YES)) {
    build('alice');
    $t->config(local_root => $IN, atomic_uploads => $atomic);
    $t->inetd;
    races("root, atomic_uploads=$atomic", $t->client->login('alice', 'secret'));
}

# Without: as an ordinary user would start it.
build('alice');
my $port = $t->new_port;
$t->start_as('alice', '-orun_as_launching_user=YES', "-oanon_root=$IN",
    '-olisten=YES', "-olisten_port=$port",
    map({ "-o$_=YES" } qw(write_enable anon_upload_enable
    anon_mkdir_write_enable anon_other_write_enable)), '-oanon_umask=022');
$t->wait_listening($port);
races('an ordinary user', $t->client->login);

$t->end;
done_testing;
