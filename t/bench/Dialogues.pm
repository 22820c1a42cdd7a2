# SPDX-License-Identifier: ISC
#
# What the clients of t/bench/run do: each dialogue is a function of how often.
# With 0 it logs in and leaves, if it is one of operations within a session.
package Dialogues;

use strict;
use warnings;
use Exporter qw(import);
use IO::Socket::IP;
use OneFTPD::Client;
use OneFTPD::Tls qw(encrypt tls_context);
use POSIX ();
use Time::HiRes qw(time);

our @EXPORT = qw(greetings logins touches in_session in_parallel noop fetch
    store mixed tls_login tls_logins tls_in_session tls_greetings tls_pour
    tls_fill pour fill walk farewell newcomer time_to_first_byte crowd_times
    $PORT @LOCAL);

our $PORT = 21;
our @LOCAL = qw(alice secret);      # a user of t/lib/OneFTPD/World.pm

sub newcomer { return OneFTPD::Client->new(port => $PORT) }

sub farewell {
    my ($c) = @_;
    $c->cmd('QUIT') =~ /^221/ or $c->fail_with('no farewell');
    $c->is_closed or $c->fail_with('not closed');
    $c->close;
    return;
}

# --- Whole connections -----------------------------------------------------

# So many connections, one after the other: greeted, and closed by the client.
sub greetings {
    my ($count) = @_;
    for (1 .. $count) {
        my $c = newcomer();
        $c->reply =~ /^220/ or $c->fail_with('no greeting');
        $c->close;
    }
    return;
}

sub logins {
    my (@who) = @_;
    return sub {
        my ($count) = @_;
        farewell(newcomer()->login(@who)) for 1 .. $count;
    };
}

# Of the bare programs that do something for each connection, and close it.
sub touches {
    my ($count) = @_;
    for (1 .. $count) {
        my $c = newcomer();
        $c->is_closed or $c->fail_with('not closed');
        $c->close;
    }
    return;
}

# --- By TLS, 1.3 if nothing else is said -------------------------------------

sub secure {
    my ($socket, $context) = @_;
    return encrypt($socket, $context)
        || die "no handshake: $IO::Socket::SSL::SSL_ERROR\n";
}

# A client whose control connection is encrypted, by a handshake of its own.
sub tls_newcomer {
    my ($version) = @_;
    my $c = newcomer();
    $c->{context} = tls_context(version => $version // 'TLSv1_3');
    return $c;
}

sub tls_login {
    my ($version, $user, $password) = @_;
    my $c = tls_newcomer($version);
    $c->reply =~ /^220/ or $c->fail_with('no greeting');
    $c->cmd('AUTH TLS') =~ /^234/ or $c->fail_with('no AUTH');
    secure($c->socket, $c->{context});
    $c->cmd('USER ' . ($user // 'ftp'));
    $c->cmd('PASS ' . ($password // 'me@example.org')) =~ /^230/
        or $c->fail_with('no login');
    return $c;
}

sub tls_logins {
    my ($version) = @_;
    return sub {
        my ($count) = @_;
        farewell(tls_login($version)) for 1 .. $count;
    };
}

# Of the bare program: a handshake and a greeting.
sub tls_greetings {
    my ($count) = @_;
    for (1 .. $count) {
        my $c = tls_newcomer();
        secure($c->socket, $c->{context});
        $c->reply =~ /^220/ or $c->fail_with('no greeting');
        $c->socket->close;
    }
    return;
}

# --- Many clients ------------------------------------------------------------

# A process that runs code and does nothing else at its end.
sub in_child {
    my ($code) = @_;
    my $pid = fork // die "fork: $!\n";
    return $pid if $pid != 0;
    my $done = eval { $code->(); 1 };
    print STDERR $@ if !$done;
    POSIX::_exit(!$done);
}

sub wait_for {
    for (@_) {
        waitpid $_, 0;
        $? == 0 or die "a client has failed\n";
    }
    return;
}

# The dialogues shared out among so many clients at the same time.
sub in_parallel {
    my ($clients, $dialogue) = @_;
    return sub {
        my ($count) = @_;
        wait_for(map { in_child(sub { $dialogue->($count / $clients) }) }
            1 .. $clients);
    };
}

# The seconds that each session took of those that were held within the time.
sub crowd_times {
    my ($clients, $seconds) = @_;
    my $end = time + $seconds;
    pipe my $from, my $to or die "pipe: $!\n";
    my @pids = map { in_child(sub { hold_sessions($to, $end) }) } 1 .. $clients;
    close $to;
    my @times = <$from>;
    wait_for(@pids);
    return map { $_ + 0 } @times;
}

sub hold_sessions {
    my ($to, $end) = @_;
    while ((my $start = time) < $end) {
        mixed(1);
        syswrite $to, sprintf "%.6f\n", time - $start;
    }
    return;
}

# --- Within a session ------------------------------------------------------

# So many operations, shared out among sessions one after the other: more than
# one where the luck of a session (on which processor its processes are) counts.
sub in_session {
    my ($operation, %how) = @_;
    my $sessions = $how{sessions} // 1;
    return sub {
        my ($count) = @_;
        for (1 .. $sessions) {
            my $c = newcomer()->login(@{ $how{user} // [] });
            my $type = $how{type} // 'I';
            $c->cmd("TYPE $type") =~ /^200/ or $c->fail_with('no TYPE');
            $operation->($c) for 1 .. $count / $sessions;
            farewell($c);
        }
        return;
    };
}

sub noop {
    my ($c) = @_;
    $c->cmd('NOOP') =~ /^200/ or $c->fail_with('no NOOP');
    return;
}

# Reads and drops: until $wanted bytes are there, or to the end if undefined.
sub drain {
    my ($socket, $wanted) = @_;
    my $have = 0;
    while (!defined $wanted || $have < $wanted) {
        my $got = sysread $socket, my $bytes, 1 << 20;
        defined $got or die "data connection: $!\n";
        last if $got == 0;
        $have += $got;
    }
    return $have;
}

# A server that sends tickets on data connections resets one that is closed
# before they are read.
sub finish {
    my ($c, $data) = @_;
    return $c->{context} ? $data->close(SSL_fast_shutdown => 0) : close $data;
}

# Writes the block again and again.
sub pump {
    my ($socket, $block, $times) = @_;
    for (1 .. $times) {
        my $at = 0;
        while ($at < length $block) {
            $at += syswrite($socket, $block, length($block) - $at, $at)
                // die "data connection: $!\n";
        }
    }
    return;
}

# The data connection of a transfer that has begun, encrypted if the control
# connection is.
sub begin {
    my ($c, $line) = @_;
    my $data = $c->passive;
    $c->cmd($line) =~ /^1/ or $c->fail_with("no $line");
    return $c->{context} ? secure($data, $c->{context}) : $data;
}

sub fetch {
    my ($line, $least) = @_;
    return sub {
        my ($c) = @_;
        my $data = begin($c, $line);
        drain($data) >= $least or $c->fail_with("$line: cut short");
        close $data;
        $c->reply =~ /^226/ or $c->fail_with("$line: no end");
    };
}

sub store {
    my ($line, $block, $times) = @_;
    return sub {
        my ($c) = @_;
        my $data = begin($c, $line);
        pump($data, $block, $times);
        finish($c, $data);
        $c->reply =~ /^226/ or $c->fail_with("$line: no end");
    };
}

# Seconds from the command to the first byte of data; the rest is read, too.
sub time_to_first_byte {
    my ($c, $line) = @_;
    my $data = $c->passive;
    my $start = time;
    $c->send_line($line);
    sysread $data, my $byte, 1 or $c->fail_with("$line: nothing comes");
    my $seconds = time - $start;
    drain($data);
    close $data;
    $c->reply =~ /^1/ && $c->reply =~ /^226/ or $c->fail_with("$line: no end");
    return $seconds;
}

# The same by TLS, with encrypted data.
sub tls_in_session {
    my ($operation, %how) = @_;
    my $sessions = $how{sessions} // 1;
    return sub {
        my ($count) = @_;
        for (1 .. $sessions) {
            my $c = tls_login($how{version}, @{ $how{user} // [] });
            for ('PBSZ 0', 'PROT P', 'TYPE I') {
                $c->cmd($_) =~ /^200/ or $c->fail_with("no $_");
            }
            $operation->($c) for 1 .. $count / $sessions;
            farewell($c);
        }
        return;
    };
}

# What people do: look around, fetch something, leave.
sub mixed {
    my ($count) = @_;
    my $listing = fetch('LIST', 100);
    my $small = fetch('RETR 4k.bin', 4096);
    for (1 .. $count) {
        my $c = newcomer()->login;
        $c->cmd($_) for qw(SYST FEAT PWD), 'TYPE I', 'SIZE 4k.bin',
            'MDTM 4k.bin';
        $listing->($c);
        $small->($c);
        $c->cmd('CWD pub');
        noop($c);
        farewell($c);
    }
    return;
}

# --- With the bare programs ------------------------------------------------

# The whole file for each byte.
sub pour_into {
    my ($c, $count) = @_;
    for (1 .. $count) {
        $c->send_bytes('x');
        drain($c->socket, 1 << 30) == 1 << 30 or die "cut short\n";
    }
    $c->socket->close;
    return;
}

sub pour { return pour_into(newcomer(), @_) }

# The folder is looked through for each byte, and one comes back.
sub walk {
    my ($count) = @_;
    my $c = newcomer();
    for (1 .. $count) {
        $c->send_bytes('x');
        drain($c->socket, 1) == 1 or die "cut short\n";
    }
    $c->socket->close;
    return;
}

sub tls_pour {
    my ($version) = @_;
    return sub {
        my $c = tls_newcomer($version);
        secure($c->socket, $c->{context});
        pour_into($c, @_);
    };
}

# The whole connection into a file; the end of it is the receipt.
sub fill {
    my ($block, $times) = @_;
    return sub {
        my ($count) = @_;
        for (1 .. $count) {
            my $c = newcomer();
            pump($c->socket, $block, $times);
            shutdown $c->socket, 1;
            $c->is_closed or $c->fail_with('not closed');
            $c->close;
        }
    };
}

sub tls_fill {
    my ($block, $times, $version) = @_;
    return sub {
        my ($count) = @_;
        my $c = tls_newcomer($version);
        secure($c->socket, $c->{context});
        pump($c->socket, $block, $times * $count);
        $c->socket->close;
    };
}

1;
