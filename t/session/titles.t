# SPDX-License-Identifier: ISC
#
# setproctitle_enable: what ps(1) shows of a session's processes, in the form
# of vsftpd ("vsftpd: CLIENT/USER: STATE"), and what it never shows.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(setproctitle_enable => 'YES');
$ENV{REMOTE_NAME} = 'an environment with some room ' x 8;
$t->inetd;
my $IP = '::ffff:127.0.0.1';

# As ps has it: without the zeros at the end.
sub title {
    my ($pid) = @_;
    return read_file("/proc/$pid/cmdline") =~ s/\0+$//r =~ s/\0/ /gr;
}

# A test: the process comes to be called so.
sub is_called {
    my ($pid, $wanted, $name) = @_;
    wait_until(5, sub { title($pid) eq $wanted });
    return is(title($pid), $wanted, $name);
}

sub stages {
    my $c = $t->client;
    $c->reply;
    my ($monitor) = process_ids($t, $c);
    is_called($monitor, "vsftpd: $IP: connected", 'a client that says nothing');
    $c->cmd('USER ftp');
    (undef, my $engine) = process_ids($t, $c);
    is_called($engine, "vsftpd: $IP: not logged in", 'a client with a name');
    $c->cmd('PASS secret@example.org');
    is_called($monitor, "vsftpd: $IP/ftp: connected",
        'logged in: the process of the user');
    is_called($engine, "vsftpd: $IP/ftp: IDLE", 'and that of the network');
    $c->cmd('PASS secret again');
    is_called($engine, "vsftpd: $IP/ftp: IDLE", 'after a command: idle');
    return;
}

# While it waits for a data connection a command can be looked at.
sub is_shown {
    my ($line, $shown, $name) = @_;
    my $c = $t->client->login;
    my (undef, $engine) = process_ids($t, $c);
    $c->passive_port;
    $c->send_line($line);
    is_called($engine, "vsftpd: $IP/ftp: $shown", $name);
    return $c;
}

sub commands {
    my $c = is_shown('retr hello.txt', 'RETR hello.txt',
        'a command that takes its time, in capitals, with its argument');
    $c->cmd('STAT');
    my (undef, $engine) = process_ids($t, $c);
    is(title($engine), "vsftpd: $IP/ftp: RETR hello.txt",
        'STAT in between is not what the session is doing');
    is_shown("LIST caf\xc3\xa9\e[2J\0x", 'LIST caf???[2J?x',
        'foreign bytes cannot reach a terminal');
    is_shown('LIST ' . 'y' x 3000, 'LIST ' . 'y' x (512 - length
        "vsftpd: $IP/ftp: LIST "), 'a long line is cut')
        ->send_bytes("ABOR\r\n");
    return;
}

# Nothing that was ever typed behind PASS is in any process's arguments.
sub passwords {
    my @seen;
    for my $line ('PASS secret', 'pass secret', 'XYZZY secret') {
        my $c = $t->client;
        $c->reply;
        $c->cmd('USER ftp');
        $c->send_line($line);
        push @seen, map { title($_) } process_ids($t, $c) for 1 .. 20;
        $c->reply;
        push @seen, map { title($_) } process_ids($t, $c);
    }
    is(join("\n", grep { /secret|example/ } @seen), '', 'no password is shown');
    return;
}

# Who has no title keeps the arguments.
sub without {
    $t->config(setproctitle_enable => undef);
    my $c = $t->client->login;
    my $arguments = "$PROGRAM " . $t->conf;
    is(join("\n", map { title($_) } process_ids($t, $c)),
        "$arguments\n$arguments", 'without the option: the command line');
    mkdir '/etc/users' or die "users: $!\n";
    write_file('/etc/users/ftp', "setproctitle_enable=YES\n");
    $t->config(user_config_dir => '/etc/users');
    $c = $t->client->login;
    my ($broker, $engine) = process_ids($t, $c);
    is_called($engine, "vsftpd: $IP/ftp: IDLE",
        'a user of user_config_dir can have it alone');
    is_called($broker, "vsftpd: $IP/ftp: connected", 'in all processes');
    $t->config(user_config_dir => undef, setproctitle_enable => 'YES');
    return;
}

sub listening {
    $t->config(syslog_ident => 'oneftpd');
    my $pid = $t->listener;
    is_called($pid, 'oneftpd: LISTENER', 'the listener, by our own name');
    kill 'HUP', $pid;
    my $c = $t->client->login;
    my $engine;
    wait_until(5, sub {
        ($engine) = grep { title($_) =~ /IDLE/ } map { $_->{pid} }
            $t->session_processes;
    }) or die "no session is idle\n";
    is_called($engine, 'oneftpd: 127.0.0.1/ftp: IDLE', 'and its sessions');
    $t->config(ftpd_banner => 'Reread.');
    kill 'HUP', $pid;
    ok(wait_until(5, sub { $t->client->reply =~ /Reread/ }),
        'SIGHUP still finds the file that the title has overwritten');
    is_called($pid, 'oneftpd: LISTENER', 'which stays');
    $t->stop($pid);
    return;
}

stages();
commands();
passwords();
without();
listening();
$t->end;
done_testing;
