# SPDX-License-Identifier: ISC
#
# A server under test, and the world around it:
#
#     use FindBin; use lib "$FindBin::Bin/../lib";
#     use OneFTPD; use Test::More;
#
#     my $t = OneFTPD->new(anonymous_enable => 'YES');
#     $t->inetd;
#     my $c = $t->client->login;
#     $c->gets_file('hello.txt', "Hello, world.\n");
#     $t->end;
#     done_testing;
#
# Accounts, files and namespaces: see World.pm, Namespace.pm; the client:
# Client.pm. ONEFTPD is the absolute path of the program (./oneftpd).
package OneFTPD;

use strict;
use warnings;
use OneFTPD::Namespace;
use OneFTPD::Client;
use OneFTPD::World qw(make_world write_file read_file $DIR $TREE $BIG $MTIME);

use Cwd qw(abs_path getcwd);
use Exporter qw(import);
use File::Basename qw(dirname);
use IO::Socket::IP;
use POSIX qw(WNOHANG dup2);
use Scalar::Util qw(weaken);
use Test::More;
use Time::HiRes qw(sleep time);

our @EXPORT = qw($DIR $TREE $BIG $MTIME $SOURCE $PROGRAM
    write_file read_file find_command wait_until);

our $SOURCE = abs_path(dirname(__FILE__) . '/../..');
our $PROGRAM = $ENV{ONEFTPD} // getcwd() . '/oneftpd';

my $GRACE = 3;  # seconds in which what was told to end must have ended

# new(option => value, ...): a world, and a configuration in it.
sub new {
    my ($class, %options) = @_;
    -x $PROGRAM or die "$PROGRAM cannot be run (set ONEFTPD)\n";
    make_world($SOURCE, $PROGRAM);
    my $self = bless {
        conf => "$DIR/oneftpd.conf",
        options => {},
        helpers => {},      # pid => name of what this test itself started
        next_port => 2121,
        errors => [],       # files that standard error went to
        clients => [],      # what is still in use, to be closed in end()
        uses => {},         # port => clients that have had it
    }, $class;
    return $self->config(%options);
}

sub conf { return $_[0]{conf} }
sub port { return $_[0]{port} }
sub new_port { return $_[0]{next_port}++ }

# Changes options (undef takes one away) and writes the file. An option that
# nobody named is not in it, so that the server's default holds.
sub config {
    my ($self, %options) = @_;
    my $all = $self->{options} = { %{ $self->{options} }, %options };
    write_file($self->{conf}, join '',
        map { "$_=$all->{$_}\n" } grep { defined $all->{$_} } sort keys %$all);
    return $self;
}

# --- Processes -------------------------------------------------------------

# wait_until(seconds, condition): true as soon as the condition holds.
sub wait_until {
    my ($seconds, $condition) = @_;
    my $end = time + $seconds;
    until ($condition->()) {
        return 0 if time > $end;
        sleep 0.02;
    }
    return 1;
}

# A superserver, or vsftpd: unpacked by ./bootstrap check, or installed.
sub find_command {
    my ($name) = @_;
    my $peers = $ENV{ONEFTPD_PEERS} // "$SOURCE/build/peers";
    for my $dir (map({ "$peers$_" } qw(/usr/sbin /usr/bin /sbin /bin)),
        split(/:/, $ENV{PATH}), qw(/usr/sbin /sbin)) {
        return "$dir/$name" if -x "$dir/$name";
    }
    die "there is no $name: ./bootstrap check fetches it\n";
}

# As an ordinary user would start it, from a place that everybody can reach, since
# the build need not be in one.
sub start_as {
    my ($self, $user, @arguments) = @_;
    my $place = "$DIR/bin";
    mkdir $place;
    system('cp', '-r', $PROGRAM, dirname($PROGRAM) . '/modules', $place) == 0
        or die "cp: $?\n";
    chmod 0755, $place, "$place/oneftpd", "$place/modules",
        glob "$place/modules/*";
    return $self->start(find_command('setpriv'), '--clear-groups',
        "--reuid=$user", "--regid=$user", '--', "$place/oneftpd", @arguments);
}

sub error_file {
    my ($self, $name) = @_;
    my $count = @{ $self->{errors} };
    my $file = "$DIR/stderr.$count.$name";
    push @{ $self->{errors} }, $file;
    return $file;
}

# What was printed to standard error by everything started so far.
sub stderr { return join '', map { read_file($_) } @{ $_[0]{errors} } }

# Starts code in a child: nothing on standard input, errors to a file.
sub start_code {
    my ($self, $name, $code) = @_;
    my $errors = $self->error_file($name);
    my $pid = fork // die "fork: $!\n";
    if ($pid == 0) {
        @SIG{qw(INT TERM HUP ALRM)} = ('DEFAULT') x 4;
        alarm 0;
        open STDIN, '<', '/dev/null' or die "/dev/null: $!\n";
        open STDOUT, '>>', $errors or die "$errors: $!\n";
        open STDERR, '>>', $errors or die "$errors: $!\n";
        $code->();
        POSIX::_exit(127);
    }
    $self->{helpers}{$pid} = $name;
    return $pid;
}

# Starts a program that stays in the foreground.
sub start {
    my ($self, @command) = @_;
    my ($name) = $command[0] =~ m{([^/]+)$};
    return $self->start_code($name, sub { exec { $command[0] } @command });
}

# Tells what start() started to end; a listener, that its sessions end, too. Its
# exit status as in $?.
sub stop {
    my ($self, $pid, $signal) = @_;
    $signal //= $self->{listeners}{$pid} ? 'INT' : 'TERM';
    kill $signal, $pid;
    return $self->finish($pid);
}

# Waits for what start() started to end by itself. Its exit status.
sub finish {
    my ($self, $pid) = @_;
    my $name = delete $self->{helpers}{$pid} // die "$pid was not started\n";
    my $status;
    my $ended = wait_until($GRACE, sub {
        $self->reap;
        $status = delete $self->{ended}{$pid};
        return defined $status;
    });
    return $status if $ended;
    kill 'KILL', $pid;
    waitpid $pid, 0;
    fail("$name ends when it is told to");
    return $?;
}

# [pid, parent, state, name] of each process in this world but this one.
sub all_processes {
    my @found;
    for my $file (glob '/proc/[0-9]*/stat') {
        my ($pid, $name, $state, $parent) =
            read_file($file) =~ /^(\d+) \((.*)\) (\S) (\d+)/s or next;
        push @found, { pid => $pid, parent => $parent, state => $state,
            name => $name } if $pid != 1;
    }
    return @found;
}

# Orphans of ended sessions come to the first process of the namespace: to us.
sub reap {
    my ($self) = @_;
    while ((my $pid = waitpid -1, WNOHANG) > 0) {
        $self->{ended}{$pid} = $?;
    }
    return;
}

# The processes of sessions: all that live and that this test did not start.
sub session_processes {
    my ($self) = @_;
    $self->reap;
    return grep { $_->{state} ne 'Z' && !$self->{helpers}{ $_->{pid} } }
        all_processes();
}

# A listener's keeper of keys ends with it, and is no session: alone of all it
# has no standard output.
sub is_keeper {
    my ($process) = @_;
    return -l "/proc/$process->{pid}/fd/0" && !-l "/proc/$process->{pid}/fd/1";
}

# The process that inetd() started for the client that had this port last. The
# kernel gives ports out again, the sooner the more tests run beside this one:
# so until inetd() has seen as many of them as there were clients, it is not
# there yet.
sub session_of_port {
    my ($self, $port) = @_;
    my @pids;
    wait_until(10, sub {
        @pids = read_file("$DIR/sessions") =~ /^$port (\d+)$/mg;
        return @pids >= ($self->{uses}{$port} // 1);
    });
    return $pids[-1] // die "no session for port $port\n";
}

# The processes of one session that inetd() started: the first one first.
sub processes_of {
    my ($self, $client) = @_;
    my $first = $self->session_of_port($client->local_port);
    my @all = all_processes();
    my %wanted = ($first => 1);
    for (1 .. 3) {
        $wanted{ $_->{pid} } = 1 for grep { $wanted{ $_->{parent} } } @all;
    }
    return sort { $a->{pid} <=> $b->{pid} } grep { $wanted{ $_->{pid} } } @all;
}

# [pid, status] of each session of inetd() that has ended.
sub exits {
    return map { [split] } split /\n/, read_file("$DIR/exits");
}

# --- Ways to start ---------------------------------------------------------

# Somebody listens on the port; asked of the kernel, so no session is used up.
sub is_listening {
    my ($port) = @_;
    my $wanted = sprintf '%04X', $port;
    return grep { /^\s*\d+: [0-9A-F]+:$wanted \S+ 0A / }
        map { split /\n/, read_file($_) } qw(/proc/net/tcp /proc/net/tcp6);
}

sub wait_listening {
    my ($self, $port) = @_;
    wait_until(10, sub { is_listening($port) })
        or die "nobody listens on port $port:\n" . $self->stderr;
    return $self->{port} = $port;
}

# As inetd does it: one process of the program for each connection, which is
# its standard input and output. Options for the command line may follow.
sub inetd {
    my ($self, @arguments) = @_;
    my $port = $self->new_port;
    my $listener = IO::Socket::IP->new(LocalHost => '::', LocalPort => $port,
        V6Only => 0, Listen => 128, ReuseAddr => 1)
        or die "no listener: $@\n";
    $self->{port} = $port;
    return $self->start_code('inetd', sub {
        $self->serve($listener, $PROGRAM, $self->conf, @arguments);
    });
}

sub serve {
    my ($self, $listener, @command) = @_;
    open my $sessions, '>>', "$DIR/sessions" or die "sessions: $!\n";
    open my $exits, '>>', "$DIR/exits" or die "exits: $!\n";
    local $SIG{CHLD} = sub {
        while ((my $pid = waitpid -1, WNOHANG) > 0) {
            syswrite $exits, "$pid $?\n";
        }
    };
    while (1) {
        my $socket = $listener->accept or next;
        my $pid = fork // die "fork: $!\n";
        if ($pid == 0) {
            dup2(fileno $socket, $_) for 0, 1;
            exec { $command[0] } @command or POSIX::_exit(127);
        }
        syswrite $sessions, $socket->peerport . " $pid\n";
    }
    return;
}

# Our own listener. Options as for the command line: 'listen_port=21'.
sub listener {
    my ($self, @options) = @_;
    my $port = $self->new_port;
    my $pid = $self->start($PROGRAM, $self->conf,
        map { "-o$_" } "listen_port=$port", 'listen=YES', @options);
    $self->{listeners}{$pid} = 1;
    $self->wait_listening($port);
    return $pid;
}

sub client {
    my ($self, %args) = @_;
    my $client = OneFTPD::Client->new(port => $self->{port}, %args);
    weaken($self->{clients}[@{ $self->{clients} }] = $client);
    $self->{uses}{ $client->local_port }++;
    return $client;
}

# Tests: somebody comes (from or to %args), logs in, downloads, and leaves.
sub serves_files {
    my ($self, $name, %args) = @_;
    my $c = eval { $self->client(%args)->login };
    return fail("$name: a login") || diag($@ . $self->stderr) if !$c;
    $c->gets_file('hello.txt', "Hello, world.\n", "$name: a small file arrives");
    $c->gets_file('big.bin', $BIG, "$name: a large file arrives");
    $c->expect('QUIT', qr/^221/, "$name: QUIT is answered");
    return ok($c->is_closed, "$name: and then the connection is closed");
}

# Runs the program to its end: (exit status, what it printed, its errors).
sub run_program {
    my ($self, @arguments) = @_;
    my $errors = $self->error_file('run');
    my $out = "$DIR/stdout";
    my $pid = fork // die "fork: $!\n";
    if ($pid == 0) {
        open STDIN, '<', '/dev/null' or die "/dev/null: $!\n";
        open STDOUT, '>', $out or die "$out: $!\n";
        open STDERR, '>', $errors or die "$errors: $!\n";
        exec { $PROGRAM } $PROGRAM, @arguments or POSIX::_exit(127);
    }
    waitpid $pid, 0;
    return ($?, read_file($out), read_file($errors));
}

# --- The end ---------------------------------------------------------------

# Closes the connections, stops what this test started, by process id, and
# looks what is left.
sub end {
    my ($self) = @_;
    $_->close for grep { defined } @{ $self->{clients} };
    my $left = sub { grep { !is_keeper($_) } $self->session_processes };
    wait_until($GRACE, sub { !$left->() });
    my @left = $left->();
    is(join(', ', map { "$_->{name} ($_->{pid})" } @left), '',
        'all processes of all sessions have ended');
    $self->stop($_) for keys %{ $self->{helpers} };
    my @killed = grep { $_->[1] & 127 } $self->exits;
    is(join(', ', map { "$_->[0] by signal " . ($_->[1] & 127) } @killed), '',
        'no session was ended by a signal') if !$self->{signals_expected};
    unlike($self->stderr, qr/Sanitizer|runtime error:/,
        'the sanitizers report nothing');
    return;
}

# For tests that kill sessions.
sub expect_signals { $_[0]{signals_expected} = 1; return }

1;
