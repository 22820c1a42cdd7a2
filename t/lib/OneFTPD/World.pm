# SPDX-License-Identifier: ISC
#
# What a server finds around it: accounts, /etc, logs, and a tree to serve.
# All of it is on file systems that only this test sees.
package OneFTPD::World;

use strict;
use warnings;
use Exporter qw(import);

our @EXPORT_OK = qw(make_world write_file read_file $DIR $TREE $BIG $MTIME);

our $DIR = '/run/t';             # the test's files
our $TREE = "$DIR/ftp";          # anonymous users see this as /
our $MTIME = 1_580_702_706;      # of all files in the tree: 2020-02-03 04:05:06
our $BIG = make_bytes(1 << 20);  # what is in big.bin

# name => [uid, home, shell]; the password of each is "secret".
my %people = (
    root   => [0,      '/root',          '/bin/sh'],
    daemon => [1,      '/usr/sbin',      '/usr/sbin/nologin'],
    nobody => [65_534, '/nonexistent',   '/usr/sbin/nologin'],
    ftp    => [2100,   $TREE,            '/usr/sbin/nologin'],
    alice  => [2101,   "$DIR/home/alice", '/bin/sh'],
    bob    => [2102,   "$DIR/home/bob",   '/bin/sh'],
    ftpsecure => [2103, '/nonexistent',  '/usr/sbin/nologin'],
);

my %etc = (
    'passwd' => join('', map { person($_) } sort keys %people),
    'group' => join('', map { "$_:x:$people{$_}[0]:\n" } sort keys %people)
        . "staff:x:2200:alice\n",
    'shadow' => join('', map { "$_:" . crypt('secret', '$6$salt') . ":19000::::::\n" }
        sort keys %people),
    'hosts' => "127.0.0.1 localhost\n::1 localhost\n",
    'hosts.allow' => '',
    'hosts.deny' => '',
    'nsswitch.conf' => "passwd: files\ngroup: files\nshadow: files\nhosts: files\n",
    'services' => "ftp-data 20/tcp\nftp 21/tcp\nftps-data 989/tcp\nftps 990/tcp\n",
    'shells' => "/bin/sh\n/bin/bash\n",
    'vsftpd.conf' => undef,
    'vsftpd' => undef,
    'oneftpd.conf' => undef,
    'ftpusers' => undef,
    'xinetd.conf' => undef,
    'xinetd.d' => undef,
    'inetd.conf' => undef,
    'pam.d' => undef,
);

sub person {
    my ($name) = @_;
    my ($uid, $home, $shell) = @{ $people{$name} };
    return "$name:x:$uid:$uid:$name:$home:$shell\n";
}

# The same bytes each time, and no two blocks alike.
sub make_bytes {
    my ($count) = @_;
    my ($state, @words) = (1);
    for (1 .. $count / 4) {
        $state = ($state * 1_664_525 + 1_013_904_223) & 0xffff_ffff;
        push @words, $state;
    }
    return pack 'N*', @words;
}

sub run {
    my (@command) = @_;
    system(@command) == 0 or die "@command: failed\n";
    return;
}

sub write_file {
    my ($path, $text, $mode) = @_;
    open my $out, '>:raw', $path or die "$path: $!\n";
    print {$out} $text;
    close $out or die "$path: $!\n";
    chmod $mode // 0644, $path or die "$path: $!\n";
    return $path;
}

sub read_file {
    my ($path) = @_;
    open my $in, '<:raw', $path or return '';
    local $/ = undef;
    return scalar(<$in>) // '';
}

sub make_dir {
    my ($path, $mode, $owner) = @_;
    mkdir $path or die "$path: $!\n";
    chmod $mode, $path or die "$path: $!\n";
    own($path, $owner) if defined $owner;
    return $path;
}

sub own {
    my ($path, $name) = @_;
    my $uid = $people{$name}[0];
    chown $uid, $uid, $path or die "$path: $!\n";
    return;
}

sub mount_tmpfs {
    my ($path) = @_;
    run('mount', '-t', 'tmpfs', '-o', 'mode=755,size=2g', 'oneftpd-test',
        $path);
    return;
}

# Links to the machine's own entries, but for those that the tests define.
sub make_etc {
    make_dir("$DIR/etc", 0755);
    run('mount', '--rbind', '/etc', "$DIR/etc");
    mount_tmpfs('/etc');
    opendir my $machine, "$DIR/etc" or die "$DIR/etc: $!\n";
    for my $name (grep { !/^[.]{1,2}$/ && !exists $etc{$_} } readdir $machine) {
        symlink "$DIR/etc/$name", "/etc/$name" or die "/etc/$name: $!\n";
    }
    closedir $machine;
    for my $name (grep { defined $etc{$_} } keys %etc) {
        write_file("/etc/$name", $etc{$name}, $name eq 'shadow' ? 0640 : 0644);
    }
    make_dir('/etc/xinetd.d', 0755);
    make_pam();
    return;
}

# The services that vsftpd set-ups name: accounts by password, no more.
sub make_pam {
    make_dir('/etc/pam.d', 0755);
    my $stack = join '', map { "$_ required pam_unix.so\n" }
        qw(auth account session);
    write_file("/etc/pam.d/$_", $stack) for qw(ftp vsftpd oneftpd other);
    return;
}

sub make_tree {
    make_dir($TREE, 0755);
    make_dir("$TREE/$_", 0755) for qw(pub pub/deep empty);
    make_dir("$TREE/incoming", 0777, 'ftp');
    write_file("$TREE/hello.txt", "Hello, world.\n");
    write_file("$TREE/empty.txt", '');
    write_file("$TREE/a b.txt", "A name with a blank.\n");
    write_file("$TREE/unix.txt", "one\ntwo\nthree\n");
    write_file("$TREE/big.bin", $BIG);
    write_file("$TREE/pub/deep/file.txt", "deep\n");
    write_file("$TREE/private.txt", "not for the world\n", 0600);
    symlink 'hello.txt', "$TREE/link.txt" or die "link: $!\n";
    symlink '/etc/passwd', "$TREE/outside" or die "link: $!\n";
    for my $path (glob("$TREE/*.* $TREE/pub/deep/* $TREE/pub/deep"),
        "$TREE/a b.txt", "$TREE/pub", "$TREE/empty", "$TREE/incoming") {
        utime $MTIME, $MTIME, $path if !-l $path;
    }
    return;
}

sub make_homes {
    make_dir("$DIR/home", 0755);
    for my $name (qw(alice bob)) {
        my $home = make_dir("$DIR/home/$name", 0755, $name);
        own(write_file("$home/mine.txt", "This is ${name}'s.\n"), $name);
    }
    return;
}

# Hiding the program under test would be a riddle; say it instead.
sub refuse_to_hide {
    my (@paths) = @_;
    for my $path (@paths) {
        die "$path lies under /run or /var/log, which tests replace\n"
            if $path =~ m{^(?:/var)?/run/|^/var/log/};
    }
    return;
}

sub make_world {
    my (@needed) = @_;
    refuse_to_hide(@needed);
    run(qw(mount --make-rprivate /));
    mount_tmpfs($_) for qw(/run /var/log);
    make_dir($DIR, 0755);
    make_etc();
    make_tree();
    make_homes();
    umask 022;
    return;
}

1;
