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

our @EXPORT = qw(greetings logins touches in_session noop fetch store mixed
    pour fill farewell newcomer $PORT @LOCAL);

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

sub fetch {
    my ($line, $least) = @_;
    return sub {
        my ($c) = @_;
        my $data = $c->passive;
        $c->cmd($line) =~ /^1/ or $c->fail_with("no $line");
        drain($data) >= $least or $c->fail_with("$line: cut short");
        close $data;
        $c->reply =~ /^226/ or $c->fail_with("$line: no end");
    };
}

sub store {
    my ($line, $block, $times) = @_;
    return sub {
        my ($c) = @_;
        my $data = $c->passive;
        $c->cmd($line) =~ /^1/ or $c->fail_with("no $line");
        pump($data, $block, $times);
        close $data;
        $c->reply =~ /^226/ or $c->fail_with("$line: no end");
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
sub pour {
    my ($count) = @_;
    my $c = newcomer();
    for (1 .. $count) {
        $c->send_bytes('x');
        drain($c->socket, 1 << 30) == 1 << 30 or die "cut short\n";
    }
    $c->close;
    return;
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

1;
