# SPDX-License-Identifier: ISC
#
# What the clients of local users do to their files: a tree sent, one file of it
# resumed, names made, changed and removed, modes set.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Digest::SHA qw(sha256_hex);
use OneFTPD;
use OneFTPD::Clients;
use Test::More;

my $HOME = "$DIR/home/alice";
my $LOG = '/var/log/vsftpd.log';
my $HALF = 500_000;     # of big.bin is there before it is resumed
my $MANY = 2000;        # files that are synchronised

my $t = OneFTPD->new(anonymous_enable => 'NO', local_enable => 'YES',
    write_enable => 'YES', local_umask => '022', xferlog_enable => 'YES',
    chroot_local_user => 'YES', max_per_ip => 0);
$ENV{LC_ALL} = 'C.UTF-8';
$ENV{HOME} = "$DIR/home/bob";
$t->inetd;
my @WHERE = ('127.0.0.1', $t->port);

sub own_file {
    my ($name, $bytes) = @_;
    write_file("$HOME/$name", $bytes);
    chown((getpwnam 'alice')[2, 3], "$HOME/$name");
    return;
}

sub make_local {
    my ($count) = @_;
    system('rm', '-rf', $GOT, glob "$HOME/*") == 0 or die "rm\n";
    mkdir $_ or die "$_: $!\n" for $GOT, "$GOT/tree";
    for my $number (1 .. $count) {
        my $dir = "$GOT/tree/" . int $number / 50;
        -d $dir or mkdir $dir or die "$dir: $!\n";
        write_file("$dir/file $number", "number $number\n");
    }
    return;
}

# Each sends the tree, resumes big.bin, and then leaves new/two, which was one,
# and neither "gone" nor "old".
sub tries {
    my ($client, $send, @lines) = @_;
    make_local(60);
    write_file("$GOT/big.bin", $BIG);
    own_file('big.bin', substr $BIG, 0, $HALF);
    own_file($_, $_) for qw(one gone);
    mkdir "$HOME/old" or die "old: $!\n";
    chown((getpwnam 'alice')[2, 3], "$HOME/old");
    my $seen = length read_file($LOG);
    $send->(@lines);
    my $wanted = sums_of("$GOT/tree");
    is_deeply(sums_of("$HOME/tree"), $wanted, "$client sends a tree");
    my ($bytes) = substr(read_file($LOG), $seen)
        =~ m{OK UPLOAD: .*"/big[.]bin", (\d+) bytes};
    is($bytes, length($BIG) - $HALF, "$client resumes an upload");
    my $left = sums_of($HOME);
    delete @$left{ grep { m{^/tree(?:/|$)} } keys %$left };
    is_deeply($left, { '/big.bin' => sha256_hex($BIG), '/new' => 'directory',
        '/new/two' => sha256_hex('one') }, "$client renames and removes");
    is((stat "$HOME/new/two")[2] & 07777, 0640, "$client sets a mode");
    return;
}

tries('lftp', sub {
    run_client(find_command('lftp'), '-e', join('; ',
        'set cmd:fail-exit yes; set net:max-retries 1; set net:timeout 10',
        @_, 'exit'), "ftp://alice:secret\@$WHERE[0]:$WHERE[1]");
}, 'mirror --reverse --parallel=2 tree tree', 'put -c big.bin', 'mkdir new',
    'mv one new/two', 'rm gone', 'rmdir old', 'chmod 640 new/two');
is((stat "$HOME/tree/0/file 1")[2] & 07777, 0644, 'lftp sets those of a tree');

sub folders { return map { s{.*/}{}r } grep { -d } glob "$GOT/tree/*" }

tries('tnftp', sub {
    talk_to(join("\n", 'user alice secret', 'binary', 'mkdir tree',
        (map { ("mkdir tree/$_", "cd /tree/$_", "lcd $GOT/tree/$_", 'mput *',
            'cd /') } folders()), "lcd $GOT", @_, 'quit', ''),
        find_command('tnftp'), '-n', '-i', '-p', '-4', @WHERE);
}, "restart $HALF", 'put big.bin', 'mkdir new', 'rename one new/two',
    'delete gone', 'rmdir old', 'chmod 640 new/two');

# "put -z" would ask what to do. "put -A" sends what is missing with APPE.
tries('ncftp', sub {
    talk_to(join("\n", @_, 'quit', ''), find_command('ncftp'), '-u', 'alice',
        '-p', 'secret', '-P', $WHERE[1], $WHERE[0]);
}, 'put -R tree', 'put -A big.bin', 'mkdir new', 'rename one new/two',
    'rm gone', 'rmdir old', 'chmod 640 new/two');

# rclone, with many files.
sub rclone {
    my (@arguments) = @_;
    return run_client(find_command('rclone'), '--config', "$DIR/rclone.conf",
        qw(--retries 1 --transfers 4 --checkers 4 -q), @arguments);
}
make_local($MANY);
write_file("$DIR/rclone.conf", join "\n", '[alice]', 'type = ftp',
    "host = $WHERE[0]", "port = $WHERE[1]", 'user = alice',
    'pass = ' . run_client(find_command('rclone'), 'obscure', 'secret'));
rclone('sync', 'tree', 'alice:tree');
is_deeply(sums_of("$HOME/tree"), sums_of("$GOT/tree"),
    "rclone sends $MANY files");
write_file("$GOT/tree/0/file $_", "another $_ is longer\n") for 1 .. 5;
unlink "$GOT/tree/1/file $_" for 50 .. 59;
system('rm', '-r', "$GOT/tree/2") == 0 or die "rm\n";
rclone('sync', 'tree', 'alice:tree');
is_deeply(sums_of("$HOME/tree"), sums_of("$GOT/tree"),
    'and what has changed, and removes what has gone');
rclone('sync', 'alice:tree', 'back');
rclone('check', 'alice:tree', 'back');
is_deeply(sums_of("$GOT/back"), sums_of("$HOME/tree"), 'and fetches them');
unlike(read_file($LOG), qr/ FAIL (?:UP|DOWN)LOAD/, 'no transfer has failed');

$t->end;
done_testing;
