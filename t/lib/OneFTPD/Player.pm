# SPDX-License-Identifier: ISC
#
# Plays a dialogue (Dialogue.pm) to a server, and notes what it answers: one
# text for each step, in which only what programs read is kept (Shape.pm).
package OneFTPD::Player;

use strict;
use warnings;
use IO::Select;
use IO::Socket::IP;
use OneFTPD::Dialogue;
use OneFTPD::Shape;

my $PATIENCE = 10;
my $TRANSFER = qr/^(?:RETR|LIST|NLST|STOR|STOU|APPE)\b/i;
my $UPLOAD = qr/^(?:STOR|STOU|APPE)\b/i;

my %STEPS = (
    say => sub { my ($self, $text) = @_; return $self->say_line($text) },
    send => sub {
        my ($self, $text) = @_;
        $self->{client}->send_bytes(bytes_of($text));
        return '';
    },
    long => sub {
        my ($self, $text) = @_;
        my ($verb, $count) = split / /, $text;
        return $self->say_line("$verb " . 'x' x $count);
    },
    reply => sub { return $_[0]->answer('') },
    text => sub { $_[0]{text} = bytes_of($_[1]); return '' },
    late => sub { $_[0]{late} = $TRANSFER; return '' },
    no => sub { $_[0]{late} = qr/^\b$/; return '' },
    hold => sub { $_[0]{holds} = 1; return '' },
    hang => sub {
        my ($self) = @_;
        $self->{client}->close;
        $self->{closed} = 1;
        return '';
    },
    drop => sub { $_[0]{data} = undef; return '' },
);

# new(client): one whose greeting has not been read yet.
sub new {
    my ($class, $client) = @_;
    return bless { client => $client, text => '' }, $class;
}

# The answers to the greeting, to each step, and to the QUIT at the end.
sub play {
    my ($self, $dialogue) = @_;
    $self->{end} = $dialogue->{end};
    my @answers = ($self->enter($dialogue->{login}));
    for my $step (@{ $dialogue->{steps} }) {
        my $doing = $STEPS{ $step->{do} } // die ":$step->{do} is unknown\n";
        push @answers, $doing->($self, $step->{text});
    }
    $self->{data} = undef;
    push @answers, $self->quit;
    $self->{client}->close;
    return @answers;
}

# From the greeting to the end of the login, where one is wanted.
sub enter {
    my ($self, $login) = @_;
    my @replies = ($self->reply);
    # A fault ends the session. vsftpd's other process may add a line of its own,
    # if it is fast enough.
    1 while $replies[0] =~ /^500/ && $self->whole_reply ne '';
    if ($login) {
        push @replies, $self->say_line("USER $login->[0]");
        push @replies, $self->say_line("PASS $login->[1]")
            if $replies[-1] =~ /^331/;
    }
    return join ', ', @replies;
}

# What is left to be read is read: an answer too many is seen here.
sub quit {
    my ($self) = @_;
    my @replies = ($self->say_line('QUIT'));
    push @replies, $self->reply while $replies[-1] !~ /^(?:closed|550)/;
    return join ', ', @replies;
}

# As it came; '' when the server has closed.
sub whole_reply {
    my ($self) = @_;
    my $reply = $self->{closed} ? '' : $self->{client}->reply;
    $self->{closed} = 1 if $reply eq '';
    return $reply;
}

sub reply { return shape($_[0]->whole_reply) }

sub say_line {
    my ($self, $text) = @_;
    my $line = bytes_of($self->with_ports($text));
    $self->{client}->send_line($line, $self->{end}) if !$self->{closed};
    $self->{data} = $self->connect_to(delete $self->{port})
        if $self->{late} && $self->{port} && $line =~ $self->{late};
    return $self->answer($line);
}

# A reply, and what belongs to it: the bytes of a transfer, and its end.
sub answer {
    my ($self, $line) = @_;
    my $reply = $self->whole_reply;
    $self->take_port($reply);
    my $kept = shape($reply);
    return $kept if $reply !~ /^150/ || $self->{holds};
    my $moved = $line =~ $UPLOAD ? $self->send_all : $self->fetch_all;
    return join ', ', $kept, $moved, $self->reply;
}

# --- Data connections ------------------------------------------------------

# Where the server listens. A client connects at once, unless it is told not to.
sub take_port {
    my ($self, $reply) = @_;
    my $port = $reply =~ /^227 .*,(\d+),(\d+)\)/ ? $1 * 256 + $2
        : $reply =~ /^229 .*\|(\d+)\|\)/ ? $1 : return;
    $self->{port} = $port;
    $self->{data} = $self->{late} ? undef : $self->connect_to($port);
    return;
}

sub connect_to {
    my ($self, $port) = @_;
    return IO::Socket::IP->new(PeerHost => $self->{client}->socket->peerhost,
        PeerPort => $port, Timeout => $PATIENCE)
        // die "no data connection to port $port: $@\n";
}

# A line with the place at which the client listens from now on.
sub with_ports {
    my ($self, $text) = @_;
    return $text if $text !~ /\{e?port\}/;
    my $host = $self->{client}->socket->sockhost;
    my $listener = IO::Socket::IP->new(LocalHost => $host, LocalPort => 0,
        Listen => 1, Proto => 'tcp', Timeout => $PATIENCE)
        or die "no listener: $@\n";
    my $port = $listener->sockport;
    my %written = (
        port => join(',', split(/[.]/, $host), $port >> 8, $port & 255),
        eport => join('|', $host =~ /:/ ? 2 : 1, $host, $port),
    );
    @{$self}{qw(data listener)} = (undef, $listener);
    return $text =~ s/\{(e?port)\}/$written{$1}/gr;
}

sub data_connection {
    my ($self) = @_;
    my $data = delete $self->{data};
    my $listener = delete $self->{listener};
    $data //= $listener->accept if $listener;
    return $data // die "no data connection\n";
}

sub fetch_all {
    my ($self) = @_;
    my $bytes = $self->{client}->read_all($self->data_connection);
    return length($bytes) . ' bytes' if length $bytes > 4000;
    return "[$bytes]";
}

sub send_all {
    my ($self) = @_;
    my $data = $self->data_connection;
    my $sent = syswrite $data, $self->{text};
    defined $sent && $sent == length $self->{text}
        or die "data connection: not all was sent\n";
    close $data or die "data connection: $!\n";
    return "sent $sent";
}

1;
