# SPDX-License-Identifier: ISC
#
# Debian's vsftpd and oneftpd side by side: each dialogue is played to both,
# with the same configuration and the same files, and what programs read of
# their answers must be the same, the exit status too. Where it differs on
# purpose, the dialogue says so and doc/COMPATIBILITY has the reason.
#
#     use OneFTPD::Beside;
#     play_file('t/compat/dialogues/login.txt');
#
# The files are those of t/compat/tree.txt. A test that makes its questions as
# it goes asks both by itself:
#
#     begin();
#     start_listeners(%options);
#     my @answers = map { answers_of($_, { chroot_local_user => 'YES' },
#         sub { my ($client) = @_; ... }) } servers();
#     finish();
package OneFTPD::Beside;

use strict;
use warnings;
use Exporter qw(import);
use File::Path qw(remove_tree);
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Client;
use OneFTPD::Dialogue;
use OneFTPD::Player;
use POSIX qw(dup2);
use Test::More;

our @EXPORT = qw(play_file play_all accepted_differences begin
    start_listeners servers answers_of finish);

my $ROOT = "$DIR/beside";       # what both serve
my $CONF = "$DIR/beside.conf";  # how
my $MORE = "$DIR/beside.more";  # how one session differs: answers_of()
my $START = time;               # the files' ages count from here

# Both are told what their defaults differ in, and what makes tests wait.
# (Namespaces do not show in a dialogue, but cost vsftpd tens of milliseconds.)
my %OPTIONS = (
    listen => 'NO',
    anonymous_enable => 'YES',
    anon_root => $ROOT,
    secure_chroot_dir => "$DIR/empty",
    delay_failed_login => 0,
    isolate => 'NO',
    isolate_network => 'NO',
    utf8_filesystem => 'YES',
    pam_service_name => 'beside',
);

# Where logs are compared.
my %LOGS = (
    dual_log_enable => 'YES',
    vsftpd_log_file => "$DIR/beside.native",
    xferlog_file => "$DIR/beside.xferlog",
);

my ($world, %listener, %port);
my $is_changed;         # the tree, by a dialogue that writes
my %program = (vsftpd => sub { find_command('vsftpd') },
    oneftpd => sub { $PROGRAM });

# --- Files -----------------------------------------------------------------

# Accounts by password, without the pause that a wrong one would cost.
my $PAM = join '', map { "$_ required pam_unix.so nodelay\n" }
    qw(auth account session);

# "mode age path text" of t/compat/tree.txt, made.
sub make_entry {
    my ($mode, $age, $path, $text) = @_;
    my $full = "$ROOT/" . bytes_of($path);
    my ($kind, $bits) = $mode =~ /^([dfl])(\d*)$/ or die "mode $mode\n";
    if ($kind eq 'l') {
        symlink bytes_of($text), $full or die "$full: $!\n";
        return;
    }
    if ($kind eq 'f') {
        write_file($full, bytes_of($text));
    } else {
        mkdir $full or die "$full: $!\n";
        chown 2100, 2100, $full if $text eq 'ftp';
    }
    chmod oct $bits, $full or die "$full: $!\n";
    return [$full, $START - $age * 60];
}

sub make_files {
    my @ages;
    remove_tree($ROOT) if -e $ROOT;
    mkdir $ROOT, 0755 or die "$ROOT: $!\n";
    open my $in, '<', "$SOURCE/t/compat/tree.txt" or die "tree.txt: $!\n";
    while (my $line = <$in>) {
        next if $line =~ /^(?:#|$)/;
        chomp $line;
        my ($mode, $age, $path, $text) = split / +/, $line, 4;
        push @ages, make_entry($mode, $age, $path, $text // '');
    }
    close $in or die "tree.txt: $!\n";
    # Directories last, whose times change with what is put into them.
    utime $_->[1], $_->[1], $_->[0] for reverse grep { $_ } @ages;
    utime $START, $START, $ROOT;
    $is_changed = 0;
    return;
}

# Every file as "path mode owner [text]", for what a dialogue has left behind.
sub files_now {
    my ($dir) = @_;
    my @found;
    opendir my $handle, $dir or die "$dir: $!\n";
    for my $name (sort grep { !/^[.]{1,2}$/ } readdir $handle) {
        my $path = "$dir/$name";
        my @facts = lstat $path;
        my $text = -l _ ? readlink $path : -f _ ? read_file($path) : '';
        push @found, sprintf '%s %o %d [%s]', substr($path, length $ROOT),
            @facts[2, 4], $text;
        push @found, files_now($path) if -d _ && !-l $path;
    }
    closedir $handle;
    return @found;
}

# What a session has logged, and nothing that changes from day to day, nor what
# a reply says to people. The logs are gone then.
sub logs_now {
    my ($native, $xferlog) = map { read_file($_) }
        @LOGS{qw(vsftpd_log_file xferlog_file)};
    unlink @LOGS{qw(vsftpd_log_file xferlog_file)};
    my $date = qr/\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}/;
    $native =~ s/^$date \[pid \d+\] //mg;
    $native =~ s/, \d+[.]\d\d(?=Kbyte)/, R/g;
    $native =~ s/(FTP response: .*, "\d\d\d[ -]).*"$/$1..."/mg;
    $xferlog =~ s/^$date \d+ //mg;
    return "$native\n$xferlog";
}

# --- Sessions --------------------------------------------------------------

sub write_conf {
    my (%options) = (%OPTIONS, @_);
    write_file($CONF, join '', map { "$_=$options{$_}\n" } sort keys %options);
    return;
}

# Needs nothing but %OPTIONS.
sub is_common {
    my ($dialogue) = @_;
    return !%{ $dialogue->{options} } && !$dialogue->{exits}
        && !$dialogue->{logs} && $dialogue->{family} eq 'IPv4';
}

# A client of the listener that stays, which costs both least.
sub listened {
    my ($name) = @_;
    return OneFTPD::Client->new(port => $port{$name});
}

# A client, and its session, started as by inetd, but as a child of this
# process: for dialogues with a configuration of their own.
sub started {
    my ($name, $family) = @_;
    my $listener = $listener{$family};
    my $client = OneFTPD::Client->new(host => $listener->sockhost,
        port => $listener->sockport);
    my $socket = $listener->accept or die "accept: $!\n";
    return ($client, start_session($program{$name}->(), $socket));
}

sub start_session {
    my ($program, $socket) = @_;
    my $pid = fork // die "fork: $!\n";
    return $pid if $pid;
    dup2(fileno $socket, $_) for 0, 1;
    open STDERR, '>>', "$DIR/beside.errors" or POSIX::_exit(127);
    exec { $program } $program, $CONF or POSIX::_exit(127);
}

# What one server answers, step by step, and how its session ended.
sub play_to {
    my ($name, $dialogue) = @_;
    make_files() if $is_changed;
    $is_changed = $dialogue->{writes};
    my ($client, $pid) = is_common($dialogue) ? listened($name)
        : started($name, $dialogue->{family});
    my @answers = eval { OneFTPD::Player->new($client)->play($dialogue) };
    my $fault = $@;
    $client->close;
    waitpid $pid, 0 if $pid;
    die "$name: $fault" if $fault;
    push @answers, $dialogue->{exits}
        ? 'exit ' . ($? & 127 ? "by signal $?" : $? >> 8) : '';
    push @answers, $dialogue->{writes} ? join("\n", files_now($ROOT)) : ''
        if $dialogue->{writes} || $dialogue->{logs};
    push @answers, logs_now() if $dialogue->{logs};
    return @answers;
}

# --- Comparing -------------------------------------------------------------

sub compare_step {
    my ($name, $theirs, $ours, $differs) = @_;
    return is($ours, $theirs, $name) if !$differs;
    my $as_said = $ours ne $theirs && $theirs =~ /^\Q$differs->{theirs}\E/
        && $ours =~ /^\Q$differs->{ours}\E/;
    return ok($as_said, "$name: as COMPATIBILITY says, $differs->{entry}")
        || diag("vsftpd:  $theirs\noneftpd: $ours");
}

# The answers of play_to() have names of their own, but for those of steps.
sub play {
    my ($dialogue) = @_;
    my $title = $dialogue->{title};
    write_conf($dialogue->{logs} ? %LOGS : (), %{ $dialogue->{options} });
    write_file($_, $dialogue->{files}{$_}) for keys %{ $dialogue->{files} };
    my @theirs = eval { play_to('vsftpd', $dialogue) };
    return fail($title) || diag($@) if !@theirs;
    my @ours = eval { play_to('oneftpd', $dialogue) };
    return fail($title) || diag($@) if !@ours;

    my @steps = ({ text => 'greeting and login' }, @{ $dialogue->{steps} },
        { text => 'QUIT' }, { text => 'exit status' },
        { text => 'the files afterwards', differs => $dialogue->{changed} },
        { text => 'the logs' });
    for my $i (0 .. $#theirs) {
        my $what = $steps[$i]{text} ne '' ? $steps[$i]{text} : $steps[$i]{do};
        compare_step("$title: " . substr($what, 0, 70), $theirs[$i], $ours[$i],
            $steps[$i]{differs});
    }
    return;
}

sub listen_on {
    my ($host) = @_;
    return IO::Socket::IP->new(LocalHost => $host, LocalPort => 0,
        Listen => 8, Proto => 'tcp') || die "no listener on $host: $@\n";
}

sub start_listeners {
    my (%options) = @_;
    write_conf(%options);
    write_file('/etc/hosts.allow', "vsftpd: ALL: setenv VSFTPD_LOAD_CONF $MORE\n");
    for my $name (sort keys %program) {
        my $port = $world->new_port;
        $world->start($program{$name}->(), $CONF, '-olisten=YES',
            "-olisten_port=$port");
        $port{$name} = $world->wait_listening($port);
    }
    return;
}

# The world in which both live.
sub begin {
    $world = OneFTPD->new;
    mkdir "$DIR/empty", 0755 or die "$DIR/empty: $!\n";
    %listener = (IPv4 => listen_on('127.0.0.1'), IPv6 => listen_on('::1'));
    mkdir "$DIR/users", 0755 or die "$DIR/users: $!\n";
    write_file('/etc/pam.d/beside', $PAM);
    make_files();
    return $world;
}

# Looks that nothing is left behind.
sub finish {
    $world->end;
    return done_testing;
}

sub servers { return reverse sort keys %program }

# What one of them says, with these options, to a client that does $talk. The
# listeners stay, and each connection reads the options that hosts.allow names.
sub answers_of {
    my ($name, $options, $talk) = @_;
    write_file($MORE, join '', map { "$_=$options->{$_}\n" } sort keys %$options);
    my $client = listened($name);
    my @answers = eval { $talk->($client) };
    my $fault = $@;
    $client->close;
    die "$name: $fault" if $fault;
    return @answers;
}

# Plays dialogues.
sub play_all {
    my (@dialogues) = @_;
    begin();
    start_listeners();
    for my $dialogue (@dialogues) {
        play($dialogue);
    }
    return finish();
}

sub play_file {
    my ($path) = @_;
    return play_all(read_dialogues("$SOURCE/$path"));
}

# The entries of doc/COMPATIBILITY.
sub accepted_differences {
    return read_file("$SOURCE/doc/COMPATIBILITY") =~ /^  (\S.*?)  +\S/mg;
}

1;
