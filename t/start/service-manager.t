# SPDX-License-Identifier: ISC
#
# A listener that a service manager has started: it is told how things are, may
# have opened the sockets itself, and in a container there is nobody else.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Fcntl qw(F_SETFD);
use IO::Socket::INET;
use IO::Socket::UNIX;
use OneFTPD;
use POSIX ();
use Socket qw(SOCK_DGRAM);
use Test::More;

my $t = OneFTPD->new;
$t->expect_signals;

# Starts the listener with an environment; $prepare runs just before.
sub start_with {
    my ($environment, $prepare, @options) = @_;
    return $t->start_code('listener', sub {
        $prepare->();
        local @ENV{keys %$environment} = values %$environment;
        exec { $PROGRAM } $PROGRAM, $t->conf, map { "-o$_" } 'listen=YES',
            @options;
    });
}

# The messages that have come, up to one with this in it.
sub told {
    my ($socket, $last) = @_;
    my @told;
    local $SIG{ALRM} = sub { die "not told: $last\n" };
    alarm 10;
    do {
        $socket->recv(my $message, 4096);
        push @told, $message;
    } until $told[-1] =~ /$last/;
    alarm 0;
    return @told;
}

# --- sd_notify(3) ------------------------------------------------------------

for my $name ("$DIR/notify", '@oneftpd') {
    my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM,
        Local => $name =~ s/^@/\0/r) or die "$name: $!\n";
    my $port = $t->new_port;
    my $pid = start_with({ NOTIFY_SOCKET => $name, WATCHDOG_USEC => 200_000 },
        sub { }, "listen_port=$port");
    is((told($socket, 'READY'))[0], 'READY=1', "$name: it is ready");
    ok(OneFTPD::is_listening($port), '... and by then the port is open');
    $t->wait_listening($port);
    my $c = $t->client->login;
    my @told = told($socket, 'STATUS=1 sess');
    like($told[-1], qr/\AWATCHDOG=1\nSTATUS=1 sessions[.]\z/,
        '... and lives, and says who is there');
    kill 'HUP', $pid;
    @told = told($socket, 'RELOADING');
    like($told[-1], qr/\ARELOADING=1\nMONOTONIC_USEC=\d+\z/, '... it reloads');
    is((grep { !/WATCHDOG/ } told($socket, 'READY'))[-1], 'READY=1',
        '... until it has');
    kill 'TERM', $pid;
    like((told($socket, 'STOPPING'))[-1],
        qr/\ASTOPPING=1\nSTATUS=Closed; 1 sessions go on[.]\z/, '... it stops');
    $c->gets_file('hello.txt', "Hello, world.\n", '... for new clients');
    $c->close;
    is($t->finish($pid), 0, '... and ends with the last');
}

# --- sd_listen_fds(3) --------------------------------------------------------

# What is to be descriptor 3, 4 ...
sub hand_over {
    my @handles = @_;
    return sub {
        $ENV{LISTEN_PID} = $$;
        POSIX::dup2(fileno $_, 100 + fileno $_) for @handles;
        for my $i (0 .. $#handles) {
            POSIX::dup2(100 + fileno $handles[$i], 3 + $i);
        }
    };
}

sub listening {
    my $port = $t->new_port;
    return ($port, IO::Socket::INET->new(LocalAddr => '127.0.0.1',
        LocalPort => $port, Listen => 5, ReuseAddr => 1) // die "$port: $!\n");
}

my ($first, $one) = listening();
my ($second, $other) = listening();
my $pid = start_with({ LISTEN_FDS => 2 }, hand_over($one, $other),
    'listen_port=1');
for my $port ($first, $second) {
    $t->wait_listening($port);
    $t->serves_files('a socket that was handed over');
}
ok(!OneFTPD::is_listening(1), 'no other is opened');
kill 'TERM', $pid;
is($t->finish($pid), 0, 'SIGTERM');
close $_ for $one, $other;

# A real one.
my $activate = find_command('systemd-socket-activate');
my $port = $t->new_port;
$pid = $t->start($activate, '-l', "127.0.0.1:$port", $PROGRAM, $t->conf,
    '-olisten=YES');
$t->wait_listening($port);
$t->serves_files('systemd-socket-activate');
kill 'TERM', $pid;
is($t->finish($pid), 0, 'and SIGTERM');

# What cannot be meant so is told.
sub is_refused {
    my ($environment, $prepare, $text) = @_;
    my $refused = start_with($environment, $prepare, 'listen_port=1');
    isnt($t->finish($refused), 0, "$text: refused");
    like($t->stderr, qr/\Q$text/, '... with these words');
    return;
}

open my $file, '<', $t->conf or die "conf: $!\n";
is_refused({ LISTEN_FDS => 1 }, hand_over($file),
    'descriptor 3 from the service manager is no listening socket');
is_refused({ LISTEN_FDS => 'x' }, hand_over(),
    'LISTEN_FDS in the environment is no number: x');
is_refused({ LISTEN_FDS => 1 << 40 }, hand_over(),
    'LISTEN_FDS in the environment is out of bounds');
is_refused({ NOTIFY_SOCKET => 'x' }, sub { },
    'NOTIFY_SOCKET in the environment is no socket\'s name: x');
is_refused({ NOTIFY_SOCKET => "$DIR/none" }, sub { },
    "cannot reach the service manager at NOTIFY_SOCKET=$DIR/none: ");

# Meant for another process.
$port = $t->new_port;
$pid = start_with({ LISTEN_FDS => 1, LISTEN_PID => 1, WATCHDOG_USEC => 1,
    WATCHDOG_PID => 1 }, sub { }, "listen_port=$port");
$t->wait_listening($port);
$t->serves_files('what another process was given');
kill 'TERM', $pid;
is($t->finish($pid), 0, '... is left alone');

# --- The first process of a container ----------------------------------------

$port = $t->new_port;
$pid = $t->start(find_command('unshare'), qw(--pid --fork --kill-child
    --mount-proc), $PROGRAM, $t->conf, "-olisten_port=$port", '-olisten=YES',
    '-obackground=YES');
$t->wait_listening($port);
$t->serves_files('process 1');
my ($listener) = grep { $_->{parent} == $pid } OneFTPD::all_processes();
my $c = $t->client->login;
# An orphan, as a hook or a module may leave one: nobody else will reap it.
my $enter = find_command('nsenter');
system($enter, '-p', '-t', $listener->{pid}, 'sh', '-c', '(sleep 0.1 &) ; :');
ok(wait_until(3, sub { !grep { $_->{name} eq 'sleep' } OneFTPD::all_processes() }),
    '... reaps what others leave');
kill 'TERM', $listener->{pid};
ok(wait_until(3, sub { !OneFTPD::is_listening($port) }),
    '... closes its port at SIGTERM');
$c->gets_file('hello.txt', "Hello, world.\n", '... serves who is there');
$c->close;
is($t->finish($pid), 0, '... and ends well');

$t->end;
done_testing;
