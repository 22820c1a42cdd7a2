# SPDX-License-Identifier: ISC
#
# What t/bench/run measures: the table, and the files that its rows want.
package Rows;

use strict;
use warnings;
use Contestants qw($UPLOAD $BUILD);
use Dialogues;
use Exporter qw(import);
use Measuring qw(calls memory kernel_memory first_byte peak crowd);
use OneFTPD;
use Peers qw(command @PEERS);

our @EXPORT_OK = qw(@NAMES %ROWS %CHARTS scale_of);

# --- Files -------------------------------------------------------------------

sub make_entries {
    my ($count) = @_;
    my $dir = "$TREE/pub/$count";
    return if -d $dir;
    mkdir $dir or die "$dir: $!\n";
    for (1 .. $count) {
        open my $out, '>', "$dir/file$_.txt" or die "$dir/file$_.txt: $!\n";
    }
    return;
}

# Large and slow to make: only for the rows that need them, and not two of them
# at a time.
sub make_room { return unlink "$TREE/1G.bin", $UPLOAD }

sub make_large {
    make_room();
    return make_blocks("$TREE/1G.bin", 1024);
}

sub make_blocks {
    my ($path, $count) = @_;
    open my $out, '>:raw', $path or die "$path: $!\n";
    syswrite $out, $BIG for 1 .. $count;
    close $out or die "$path: $!\n";
    return;
}

# What a disk's file system adds; what its own threads write is nobody's.
sub make_disk {
    command(qw(truncate -s 3G), "$BUILD/disk");
    command(qw(mkfs.ext4 -q -F), "$BUILD/disk");
    command(qw(mount -o loop), "$BUILD/disk", "$DIR/home/alice");
    chown((getpwnam 'alice')[2, 3], "$DIR/home/alice");
    return;
}

sub make_small { return write_file("$TREE/4k.bin", substr $BIG, 0, 4096) }
sub make_middling { return make_blocks("$TREE/16M.bin", 16) }

sub make_text {
    my $line = 'The quick brown fox jumps over the lazy dog.';
    return write_file("$TREE/text.txt", "$line\n" x (1 << 19));
}

# --- Rows --------------------------------------------------------------------

# name => what is measured, in which unit, in which chart; how the server is
# started (way, conf); by which function of Measuring.pm (cost) and with which
# dialogue, so many operations in one measurement; ours beside which others,
# and at which ratio to them we aim. What "less" names costs all the same, and
# is measured beside them and taken off.
my $BLOCK = $BIG;                           # 1 MiB
my $TEXT = "A line as a client sends it.\r\n" x (1 << 15);
my @local = (user => \@LOCAL);
my @copies = ('bare copy, 64 KiB', 'bare copy, 256 KiB', 'bare copy, 1 MiB',
    'bare splice, 1 MiB');
my %fills = map { $_ => fill($BLOCK, 1024) } @copies;

my $small = fetch('RETR 4k.bin', 4096);
my $middling = fetch('RETR 16M.bin', 16 << 20);
my $large = fetch('RETR 1G.bin', 1 << 30);
my $page = store('STOR 4k.up', substr($BIG, 0, 4096), 1);
my $upload = store('STOR 1G.up', $BLOCK, 1024);

sub clear_login { return newcomer()->login }

our %CHARTS = (
    start => 'Connections and logins',
    files => 'Files',
    tls => 'With TLS',
    lists => 'Listings',
    crowds => 'Crowds and memory',
);

# The rows of a kind of connection by TLS, of a version.
sub tls_rows {
    my ($prefix, $version, $name) = @_;
    my @same = (chart => 'tls', way => 'xinetd', conf => 'tls');
    my @how = (version => $version);
    return (
    "$prefix-login" => {
        what => "TLS $name: handshake, login, quit", unit => 'ms', @same,
        dialogue => tls_logins($version), count => 30, others => [@PEERS],
        goals => { vsftpd => 0.58 },
    },
    "$prefix-listener-login" => {
        what => "TLS $name: the same by listener", unit => 'ms', @same,
        way => 'listener', dialogue => tls_logins($version), count => 30,
        others => [@PEERS, 'bare TLS fork'],
        dialogue_of => { 'bare TLS fork' => \&tls_greetings },
        goals => { vsftpd => 0.40 },
    },
    "$prefix-big" => {
        what => "TLS $name: 1 GiB RETR with PROT P", unit => 'ms', @same,
        prepare => \&make_large, dialogue => tls_in_session($large, @how),
        count => 1, others => [@PEERS, 'bare SSL_write'],
        dialogue_of => { 'bare SSL_write' => tls_pour($version) },
        goals => { vsftpd => 0.57, 'bare SSL_write' => 1.05 },
    },
    "$prefix-big-stor" => {
        what => "TLS $name: 1 GiB STOR with PROT P", unit => 'ms', @same,
        prepare => \&make_room,
        dialogue => tls_in_session($upload, @local, @how), count => 1,
        others => [@PEERS, 'bare SSL_read'],
        dialogue_of => { 'bare SSL_read' => tls_fill($BLOCK, 1024, $version) },
        goals => { vsftpd => 0.46 },
    });
}

# So many clients at a time, each a file of 16 MiB.
sub parallel_rows {
    return map { ("parallel$_" => {
        what => "16 MiB RETR, $_ at a time", unit => 'ms', chart => 'files',
        way => 'listener', prepare => \&make_middling,
        dialogue => in_parallel($_, in_session($middling)),
        count => $_, others => [@PEERS], goals => { vsftpd => 1.00 },
    }) } 1, 10, 100;
}

# Listings of so many entries.
sub list_rows {
    my ($count, $often, $words) = @_;
    my $folder = "$TREE/pub/$count";
    my @same = (chart => 'lists', way => 'xinetd', folder => $folder,
        prepare => sub { make_entries($count) });
    my @bare = ('bare getdents and statx');
    return (
    (map { my ($verb, $least) = @$_; (lc $verb . $count => {
        what => "$verb of $words entries", unit => 'ms', @same,
        dialogue => in_session(fetch("$verb pub/$count", $least * $count)),
        count => $often, others => [@PEERS, @bare],
        dialogue_of => { 'bare getdents and statx' => \&walk },
        goals => { vsftpd => 0.66 },
    }) } [LIST => 50], [NLST => 9]),
    "first-byte$count" => {
        what => "LIST of $words: first byte", unit => 'ms', @same,
        measure => \&first_byte, line => "LIST pub/$count",
        others => [@PEERS],
    },
    "peak$count" => {
        what => "LIST of $words: peak memory", unit => 'KiB', @same,
        measure => \&peak, line => "LIST pub/$count", others => [@PEERS],
        rounds => 1,
    });
}

# Idle sessions, and what each keeps.
sub memory_rows {
    my ($name, $login, $conf) = @_;
    return map { my $count = $_; map {
        my ($what, $prefix, $measure) = @$_;
        ("$prefix$name$count" => {
            what => "$what, 1 of $count idle" . ($conf ? ', TLS' : ''),
            unit => 'KiB', chart => 'crowds', way => 'listener', conf => $conf,
            measure => $measure, login => $login, count => $count,
            others => [@PEERS], rounds => 3, goals => { vsftpd => 0.50 },
        }) } ['memory', '', \&memory],
            ['kernel memory', 'kernel-', \&kernel_memory] } 100, 1000;
}

my @ROWS = (
    greeting => {
        what => 'exec to greeting', unit => 'ms', chart => 'start',
        way => 'spawn', dialogue => \&greetings, count => 100,
        others => [@PEERS, 'vsftpd with seccomp', 'inetutils', 'bare'],
        goals => { vsftpd => 0.35 },
    },
    'xinetd-greeting' => {
        what => 'xinetd: greeting', unit => 'ms', chart => 'start',
        way => 'xinetd', dialogue => \&greetings, count => 100,
        others => [@PEERS, 'inetutils', 'bare'], goals => { vsftpd => 0.28 },
    },
    login => {
        what => 'exec to login and quit', unit => 'ms', chart => 'start',
        way => 'spawn', dialogue => logins(), count => 50,
        others => [@PEERS], goals => { vsftpd => 0.38 },
    },
    'xinetd-login' => {
        what => 'xinetd: login and quit', unit => 'ms', chart => 'start',
        way => 'xinetd', dialogue => logins(), count => 50,
        others => [@PEERS], goals => { vsftpd => 0.30 },
    },
    'xinetd-login-8' => {
        what => 'xinetd: logins, 8 at a time', unit => 'ms', chart => 'start',
        way => 'xinetd', dialogue => in_parallel(8, logins()), count => 80,
        others => [@PEERS], goals => { vsftpd => 0.30 },
    },
    'pam-login' => {
        what => 'login by pam_unix, less the PAM stack', unit => 'ms',
        chart => 'start', way => 'spawn', dialogue => logins(@LOCAL),
        count => 50, others => [@PEERS], less => 'PAM stack',
        dialogue_of => { 'PAM stack' => \&touches },
        goals => { vsftpd => 0.60 },
    },
    'listener-greeting' => {
        what => 'listener: connect to greeting', unit => 'ms',
        chart => 'start', way => 'listener', dialogue => \&greetings,
        count => 100, others => [@PEERS, 'bare 1 fork'],
        goals => { vsftpd => 0.30 },
    },
    'listener-login' => {
        what => 'listener: login and quit', unit => 'ms', chart => 'start',
        way => 'listener', dialogue => logins(), count => 50,
        others => [@PEERS, 'bare 1 fork', 'bare 2 forks'],
        goals => { vsftpd => 0.30 },
    },
    'listener-login-8' => {
        what => 'listener: logins, 8 at a time', unit => 'ms',
        chart => 'start', way => 'listener',
        dialogue => in_parallel(8, logins()), count => 80,
        others => [@PEERS, 'bare 2 forks'], goals => { vsftpd => 0.30 },
    },
    'listener-pam-login' => {
        what => 'listener: by pam_unix, less PAM stack', unit => 'ms',
        chart => 'start', way => 'listener', dialogue => logins(@LOCAL),
        count => 50, others => [@PEERS], less => 'PAM stack',
        dialogue_of => { 'PAM stack' => \&touches },
        goals => { vsftpd => 0.60 },
    },
    noop => {
        what => 'NOOP', unit => 'us', chart => 'files', way => 'xinetd',
        dialogue => in_session(\&noop, sessions => 10), count => 4000,
        others => [@PEERS], goals => { vsftpd => 1.00 },
    },
    retr => {
        what => '4 KiB RETR with EPSV', unit => 'us', chart => 'files',
        way => 'xinetd', prepare => \&make_small,
        dialogue => in_session($small, sessions => 10), count => 1000,
        others => [@PEERS], goals => { vsftpd => 0.48 },
    },
    stor => {
        what => '4 KiB STOR with EPSV', unit => 'us', chart => 'files',
        way => 'xinetd', conf => 'changes',
        dialogue => in_session($page, @local, sessions => 10),
        count => 1000, others => [@PEERS], goals => { vsftpd => 0.50 },
    },
    big => {
        what => '1 GiB RETR', unit => 'ms', chart => 'files', way => 'xinetd',
        prepare => \&make_large, dialogue => in_session($large), count => 1,
        others => [@PEERS, 'bare sendfile'],
        dialogue_of => { 'bare sendfile' => \&pour },
        goals => { vsftpd => 0.95, 'bare sendfile' => 1.03 },
    },
    'big-stor' => {
        what => '1 GiB STOR', unit => 'ms', chart => 'files', way => 'xinetd',
        conf => 'changes', prepare => \&make_room,
        dialogue => in_session($upload, @local), count => 1,
        others => [@PEERS, @copies], dialogue_of => \%fills,
        goals => { vsftpd => 0.56 },
    },
    'disk-stor' => {
        what => '1 GiB STOR to ext4', unit => 'ms', chart => 'files',
        way => 'xinetd', conf => 'changes', prepare => \&make_disk,
        dialogue => in_session($upload, @local), count => 1,
        others => [@PEERS, 'bare copy, 1 MiB', 'bare splice, 1 MiB'],
        dialogue_of => \%fills,
    },
    'ascii-retr' => {
        what => '22 MiB RETR with TYPE A', unit => 'ms', chart => 'files',
        way => 'xinetd', conf => 'changes', prepare => \&make_text,
        dialogue => in_session(fetch('RETR text.txt', 23 << 20), type => 'A'),
        count => 1, others => [@PEERS], goals => { vsftpd => 0.40 },
    },
    'ascii-stor' => {
        what => '60 MiB STOR with TYPE A', unit => 'ms', chart => 'files',
        way => 'xinetd', conf => 'changes',
        dialogue => in_session(store('STOR text.up', $TEXT, 64), @local,
            type => 'A'),
        count => 1, others => [@PEERS], goals => { vsftpd => 0.65 },
    },
    parallel_rows(),
    'tls-retr' => {
        what => '4 KiB RETR with EPSV and PROT P', unit => 'us',
        chart => 'tls', way => 'xinetd', conf => 'tls',
        prepare => \&make_small,
        dialogue => tls_in_session($small, sessions => 5), count => 500,
        others => [@PEERS], goals => { vsftpd => 0.52 },
    },
    'tls-stor' => {
        what => '4 KiB STOR with EPSV and PROT P', unit => 'us',
        chart => 'tls', way => 'xinetd', conf => 'tls',
        dialogue => tls_in_session($page, @local, sessions => 5),
        count => 500, others => [@PEERS], goals => { vsftpd => 0.52 },
    },
    tls_rows('tls', 'TLSv1_3', '1.3'),
    tls_rows('tls12', 'TLSv1_2', '1.2'),
    list_rows(1000, 20, '1 000'),
    list_rows(100_000, 1, '100 000'),
    list_rows(1_000_000, 1, '1 000 000'),
    mixed => {
        what => 'mixed session', unit => 'ms', chart => 'crowds',
        way => 'xinetd', prepare => \&make_small, dialogue => \&mixed,
        count => 200, others => [@PEERS], goals => { vsftpd => 0.40 },
    },
    (map { my ($name, $what, @more) = @$_; ($name => {
        what => "200 at a time, mixed: $what", unit => 'ms',
        chart => 'crowds', way => 'listener', prepare => \&make_small,
        measure => \&crowd, clients => 200, seconds => 60,
        others => [@PEERS], rounds => 1, @more,
    }) } ['crowd', 'a session', quantile => 0.5, goals => { vsftpd => 0.40 }],
        ['crowd-p99', 'the slowest 1 %', quantile => 0.99, tail => 1]),
    memory_rows('memory', \&clear_login),
    memory_rows('tls-memory', \&tls_login, 'tls'),
    'calls-greeting' => {
        what => 'system calls, exec to greeting', unit => '',
        measure => \&calls, whole => 1, dialogue => \&greetings, count => 1,
        others => ['vsftpd', 'bare'], rounds => 1,
    },
    'calls-login' => {
        what => 'system calls, exec to login and quit', unit => '',
        measure => \&calls, whole => 1, dialogue => logins(), count => 1,
        others => ['vsftpd'], rounds => 1,
    },
    'calls-retr' => {
        what => 'system calls, 4 KiB RETR with EPSV', unit => '',
        prepare => \&make_small,
        measure => \&calls, dialogue => in_session($small), count => 100,
        others => ['vsftpd'], rounds => 1,
    },
    'calls-stor' => {
        what => 'system calls, 4 KiB STOR with EPSV', unit => '',
        conf => 'changes', measure => \&calls,
        dialogue => in_session($page, @local), count => 100,
        others => ['vsftpd'], rounds => 1,
    },
    'calls-noop' => {
        what => 'system calls, NOOP', unit => '',
        measure => \&calls, dialogue => in_session(\&noop), count => 100,
        others => ['vsftpd'], rounds => 1,
    },
    'calls-list' => {
        what => 'system calls, LIST per entry', unit => '', divide => 1000,
        measure => \&calls, prepare => sub { make_entries(1000) },
        count => 10, others => ['vsftpd'], rounds => 1,
        dialogue => in_session(fetch('LIST pub/1000', 50_000)),
    },
);
our %ROWS = @ROWS;
our @NAMES = @ROWS[grep { $_ % 2 == 0 } 0 .. $#ROWS];

my %DIVISORS = ('' => 1, us => 1, ms => 1000, KiB => 1024);

# What a measured figure is divided by to be in the row's unit.
sub scale_of {
    my ($row) = @_;
    return $DIVISORS{ $row->{unit} } * ($row->{divide} // 1);
}

1;
