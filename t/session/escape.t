# SPDX-License-Identifier: ISC
#
# A client cannot leave the folder that is served: not in a session that root
# started, and not in one that an ordinary user started, where neither chroot
# nor another uid helps. Everything outside is readable by all here.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $ROUNDS = 150;
my $BEYOND = "$DIR/beyond";
my $t = OneFTPD->new;

# Outside there is a secret.txt, and a marker that is nowhere inside.
sub make_traps {
    mkdir $BEYOND;
    for my $dir ($DIR, $BEYOND) {
        write_file("$dir/$_", "OUTSIDE\n") for 'secret.txt', 'MARKER';
    }
    symlink $DIR, "$TREE/away";
    symlink "$DIR/secret.txt", "$TREE/absolute";
    symlink '../secret.txt', "$TREE/relative";
    symlink 'chain2', "$TREE/chain1";
    symlink 'pub/../chain3', "$TREE/chain2";
    symlink '../secret.txt', "$TREE/chain3";
    symlink '..', "$TREE/dots";
    symlink '/', "$TREE/top";
    symlink '/proc', "$TREE/proc";
    return;
}

my @ways = ('../secret.txt', '/../secret.txt', "$DIR/secret.txt", 'absolute',
    'pub/../../secret.txt', 'pub/deep/../../../secret.txt', 'away/secret.txt',
    'relative', 'chain1', 'dots/secret.txt', 'dots/dots/secret.txt',
    'dots/../secret.txt', 'top/../secret.txt', "top$DIR/secret.txt",
    '~/../secret.txt', '~root/../secret.txt', './../secret.txt',
    '../ftp/../secret.txt', '..//../secret.txt', "\0../secret.txt",
    '/proc/self/root/etc/passwd', 'proc/self/root/etc/passwd', '/dev/null',
    '/proc/self/cwd/secret.txt', '/dev/fd/0');

sub ways_out {
    my ($c, $who) = @_;
    $c->cmd('TYPE I');
    $c->passive;
    for my $way (@ways) {
        my $shown = $way =~ tr/\0/\n/r;
        my $codes = join ' ', map { substr $c->cmd("$_ $way"), 0, 3 }
            qw(RETR SIZE MDTM);
        is($codes, '550 550 550', "$who: $shown leads nowhere");
    }
    for my $where ('..', '/..', 'dots/', 'top/', '../*', '../M*', 'away/',
        "$DIR/", '-a ..', '~/..', 'away/*', 'dots/M*') {
        my $seen = join '', $c->cmd("STAT $where"),
            map { ($c->fetch("$_ $where"))[2] } qw(LIST NLST);
        unlike($seen, qr/MARKER/, "$who: LIST $where shows nothing outside");
    }
    return;
}

sub goes_nowhere {
    my ($c, $who) = @_;
    for my $where ('..', 'dots', 'top', 'dots/dots', 'away', "$DIR",
        '../beyond', 'dots/beyond', '/proc/1/root', 'pub/../../beyond') {
        $c->cmd('CWD /');
        my $moved = $c->cmd("CWD $where");
        my $is_home = $c->cmd('PWD') =~ /^257 "\/" /;
        ok($is_home, "$who: CWD $where leads nowhere") || diag($moved);
        $c->passive;
        $c->expect("RETR secret.txt", qr/^550 /, "$who: and nothing is there");
    }

    mkdir "$TREE/pub/gone";
    $c->expect('CWD /pub/gone', qr/^250 /, "$who: into a directory");
    rename "$TREE/pub/gone", "$BEYOND/gone" or die "rename: $!\n";
    $c->passive;
    $c->expect("RETR $_", qr/^550 /, "$who: which is moved away: RETR $_")
        for '../secret.txt', '../../secret.txt';
    unlike(($c->fetch('LIST ..'))[2], qr/MARKER/, "$who: LIST ..");
    $c->cmd('CWD ..');
    $c->expect('PWD', qr/^257 "(?:|\/|\/pub|\/pub\/gone)" /,
        "$who: CWD .. leads no further");
    rmdir "$BEYOND/gone";
    $c->cmd('CWD /');
    return;
}

# Renames, as fast as it can: "swap" is a directory, then a link to outside;
# "deep/dir" is inside, then outside.
sub swap_for_ever {
    while (1) {
        rename "$TREE/swap", "$TREE/aside";
        rename "$TREE/trap", "$TREE/swap";
        rename "$TREE/deep/dir", "$BEYOND/dir";
        rename "$TREE/swap", "$TREE/trap";
        rename "$TREE/aside", "$TREE/swap";
        rename "$BEYOND/dir", "$TREE/deep/dir";
    }
    return;
}

sub make_swapped {
    mkdir $_ for "$TREE/swap", "$TREE/deep", "$TREE/deep/dir";
    write_file("$TREE/swap/$_", "inside\n") for 'secret.txt', 'inner.txt';
    symlink '../beyond', "$TREE/trap";
    return;
}

sub remove_swapped {
    system('rm', '-rf', map { "$TREE/$_" } qw(swap trap aside deep));
    system('rm', '-rf', "$BEYOND/dir");
    return;
}

# Whatever the moment, only what is inside comes; and it does come.
sub race {
    my ($c, $who) = @_;
    make_swapped();
    my $swapper = $t->start_code('swapper', \&swap_for_ever);
    my (%count, %bad);
    for my $round (1 .. $ROUNDS) {
        for my $path ('swap/secret.txt', 'deep/dir/../../swap/secret.txt',
            'deep/dir/../../secret.txt') {
            my ($first, undef, $bytes) = $c->fetch("RETR $path");
            $count{RETR}++ if $bytes eq "inside\n";
            $bad{"RETR $path"} = $bytes if $bytes =~ /OUTSIDE/;
        }
        for my $where ('swap/', 'deep/dir/../../', 'deep/dir/../../*') {
            my (undef, undef, $bytes) = $c->fetch("NLST $where");
            $count{NLST}++ if $bytes =~ /inner|hello/;
            $bad{"NLST $where"} = $bytes if $bytes =~ /MARKER/;
        }
        for my $where ('swap', 'deep/dir', 'deep/dir/../..') {
            $count{CWD}++ if $c->cmd("CWD /$where") =~ /^250/;
            my $answer = $c->cmd('PWD');
            $bad{"CWD $where"} = $answer if
                $answer !~ m{^257 "(?:|/|/swap|/aside|/deep|/deep/dir)" };
            my $size = $c->cmd('SIZE ../beyond/MARKER');
            $bad{"SIZE from $where"} = $size if $size !~ /^550/;
        }
        $c->cmd('CWD /');
    }
    $t->stop($swapper);
    is(join(', ', map { "$_: $bad{$_}" } sort keys %bad), '',
        "$who: of what is swapped only the inside is seen");
    cmp_ok($count{$_} // 0, '>', $ROUNDS / 20, "$who: which $_ does see")
        for qw(RETR NLST CWD);
    remove_swapped();
    return;
}

sub try_as {
    my ($who) = @_;
    my $c = $t->client->login;
    $c->gets_file('hello.txt', "Hello, world.\n", "$who: a session");
    ways_out($c, $who);
    goes_nowhere($c, $who);
    race($c, $who);
    $c->close;
    return;
}

sub start_as_alice {
    my $port = $t->new_port;
    my $pid = $t->start_as('alice', '-orun_as_launching_user=YES',
        "-oanon_root=$TREE", '-olisten=YES', "-olisten_port=$port");
    $t->wait_listening($port);
    return $pid;
}

# Only what a session's own user could do anyway is left to it.
sub alice_is_jailed {
    my $c = $t->client->login;
    my @all = map { $_->{pid} } grep { $_->{name} eq 'oneftpd' }
        $t->session_processes;
    is(scalar @all, 2, 'an ordinary user: there are two processes');
    my $alice = getpwnam 'alice';
    for my $pid (@all) {
        my $status = read_file("/proc/$pid/status");
        like($status, qr/^Uid:\t$alice\t$alice\t$alice\t$alice$/m, 'alice\'s');
        like($status, qr/^CapEff:\t0+$/m, 'without capabilities');
        like($status, qr/^NoNewPrivs:\t1$/m, 'without a way to get any');
        like($status, qr/^Seccomp:\t2$/m, 'with few system calls');
    }
    $c->close;
    return;
}

make_traps();
$t->inetd;
try_as('root');
my $pid = start_as_alice();
alice_is_jailed();
try_as('an ordinary user');
$t->stop($pid);
$t->end;
done_testing;
