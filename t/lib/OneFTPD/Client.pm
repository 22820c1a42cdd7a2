# SPDX-License-Identifier: ISC
#
# An FTP client that shows every byte: lines out, whole replies in, data
# connections by hand. It dies, with the dialogue so far, when an answer takes
# longer than ten seconds.
package OneFTPD::Client;

use strict;
use warnings;
use Exporter qw(import);
use IO::Select;
use IO::Socket::IP;
use Socket qw(SOL_SOCKET SO_LINGER);
use Test::More;

our @EXPORT_OK = qw(reset_connection);

my $PATIENCE = 10;

# new(host =>, port =>, [local =>]): connects; the greeting is still to be read.
sub new {
    my ($class, %args) = @_;
    my $socket = IO::Socket::IP->new(
        PeerHost => $args{host} // '127.0.0.1',
        PeerPort => $args{port},
        Timeout => $PATIENCE,
        ($args{local} ? (LocalHost => $args{local}) : ()),
    ) or die "no connection to port $args{port}: $@\n";
    return bless { socket => $socket, unread => '', dialogue => '' }, $class;
}

sub socket { return $_[0]{socket} }
sub local_port { return $_[0]{socket}->sockport }
sub dialogue { return $_[0]{dialogue} }

sub fail_with {
    my ($self, $what) = @_;
    die "$what; the dialogue was:\n$self->{dialogue}\n";
}

# Bytes as they are.
sub send_bytes {
    my ($self, $bytes) = @_;
    local $SIG{PIPE} = 'IGNORE';
    while (length $bytes) {
        my $sent = syswrite $self->{socket}, $bytes;
        return if !defined $sent;
        $bytes = substr $bytes, $sent;
    }
    return;
}

sub send_line {
    my ($self, $line, $end) = @_;
    $self->{dialogue} .= "> $line\n";
    return $self->send_bytes($line . ($end // "\r\n"));
}

# Reads more into {unread}; false at the end of the connection.
sub fill {
    my ($self, $seconds) = @_;
    IO::Select->new($self->{socket})->can_read($seconds // $PATIENCE)
        or $self->fail_with('no answer in time') if !$self->has_decrypted;
    return sysread $self->{socket}, $self->{unread}, 65_536,
        length $self->{unread};
}

# TLS has bytes of which the socket tells nothing (Tls.pm).
sub has_decrypted {
    my ($self) = @_;
    return $self->{socket}->can('pending') && $self->{socket}->pending;
}

# One line without its end, or undef when the server has closed.
sub read_line {
    my ($self, $seconds) = @_;
    my $end;
    while (($end = index $self->{unread}, "\n") < 0) {
        $self->fill($seconds) or return undef;
    }
    my $line = substr $self->{unread}, 0, $end + 1, '';
    $line =~ s/\r\n$// or $self->fail_with("a line without CR: $line");
    $self->{dialogue} .= "< $line\n";
    return $line;
}

# A whole reply, its lines joined by "\n"; '' when the server has closed.
sub reply {
    my ($self, $seconds) = @_;
    my $first = $self->read_line($seconds) // return '';
    my ($code, $mark) = $first =~ /^(\d\d\d)([ -])/
        or $self->fail_with("not a reply: $first");
    my @lines = ($first);
    while ($mark eq '-' && $lines[-1] !~ /^$code /) {
        push @lines, $self->read_line($seconds)
            // $self->fail_with('cut within a reply');
    }
    return join "\n", @lines;
}

# Sends a line and returns the reply to it.
sub cmd {
    my ($self, $line) = @_;
    $self->send_line($line);
    return $self->reply;
}

# A test: the line is answered like this.
sub expect {
    my ($self, $line, $wanted, $name) = @_;
    return like($self->cmd($line), $wanted, $name // "$line is answered");
}

# A test: the next reply, unasked, is like this.
sub expect_reply {
    my ($self, $wanted, $name) = @_;
    return like($self->reply, $wanted, $name);
}

# Reads the greeting and logs in; dies where that does not work.
sub login {
    my ($self, $user, $password) = @_;
    $self->reply =~ /^220/ or $self->fail_with('no greeting');
    my $answer = $self->cmd('USER ' . ($user // 'anonymous'));
    $answer = $self->cmd('PASS ' . ($password // 'me@example.org'))
        if $answer =~ /^331/;
    $answer =~ /^230/ or $self->fail_with('no login');
    return $self;
}

# True when the server has closed and nothing is left to read.
sub is_closed {
    my ($self, $seconds) = @_;
    while ($self->{unread} eq '') {
        IO::Select->new($self->{socket})->can_read($seconds // $PATIENCE)
            or return 0;
        $self->fill or return 1;
    }
    return 0;
}

# A test, on a new connection: before login the line is refused with 530, and
# counted: the eleventh such line ends the session.
sub wants_login {
    my ($self, $line) = @_;
    $self->reply =~ /^220/ or $self->fail_with('no greeting');
    my @codes = map { substr $self->cmd($line), 0, 3 } 1 .. 11;
    return is("@codes", join(' ', (530) x 10, 500),
        "$line is refused and counted before login") && $self->is_closed;
}

# Closes a socket as a host does that has lost power: with a reset.
sub reset_connection {
    my ($socket) = @_;
    setsockopt $socket, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0)
        or die "SO_LINGER: $!\n";
    return CORE::close($socket);
}

sub reset {
    my ($self) = @_;
    reset_connection($self->{socket});
    $self->{socket} = undef;
    return;
}

sub close {
    my ($self) = @_;
    CORE::close($self->{socket}) if $self->{socket};
    $self->{socket} = undef;
    return;
}

# --- Data connections ------------------------------------------------------

# Where the server listens for data, after EPSV or PASV.
sub passive_port {
    my ($self, $verb) = @_;
    $verb //= 'EPSV';
    my $answer = $self->cmd($verb);
    return $1 if $answer =~ /^229 .*\(\|\|\|(\d+)\|\)/;
    return $1 * 256 + $2 if $answer =~ /^227 .*?(?:\d+,){4}(\d+),(\d+)/;
    return $self->fail_with("$verb was refused");
}

# A connected data socket.
sub passive {
    my ($self, $verb) = @_;
    my $port = $self->passive_port($verb);
    return IO::Socket::IP->new(PeerHost => $self->{socket}->peerhost,
        PeerPort => $port, Timeout => $PATIENCE)
        // $self->fail_with("no data connection to port $port: $@");
}

# A listening socket that the server was told of, by EPRT or PORT.
sub active {
    my ($self, $verb) = @_;
    my $host = $self->{socket}->sockhost;
    my $listener = IO::Socket::IP->new(LocalHost => $host, LocalPort => 0,
        Listen => 1, Proto => 'tcp', Timeout => $PATIENCE)
        or die "no listener: $@\n";
    my $port = $listener->sockport;
    my $family = $host =~ /:/ ? 2 : 1;
    my $line = ($verb // 'EPRT') eq 'EPRT' ? "EPRT |$family|$host|$port|"
        : 'PORT ' . join ',', split(/[.]/, $host), $port >> 8, $port & 255;
    $self->cmd($line) =~ /^200/ or $self->fail_with("$line was refused");
    return $listener;
}

# All that comes until the other side closes.
sub read_all {
    my ($self, $data) = @_;
    my $bytes = '';
    my $select = IO::Select->new($data);
    while (1) {
        $select->can_read($PATIENCE) or $self->fail_with('no data in time');
        my $got = sysread $data, $bytes, 1 << 18, length $bytes;
        defined $got or $self->fail_with("data connection: $!");
        last if $got == 0;
    }
    CORE::close($data);
    return $bytes;
}

# Whole transfers over a passive connection: (first reply, last reply, bytes).
# A refusal has no last reply and no bytes.
sub fetch {
    my ($self, $line, $verb) = @_;
    my $data = $self->passive($verb);
    my $first = $self->cmd($line);
    return ($first, '', '') if $first !~ /^1/;
    my $bytes = $self->read_all($data);
    return ($first, $self->reply, $bytes);
}

sub store {
    my ($self, $line, $bytes, $verb) = @_;
    my $data = $self->passive($verb);
    my $first = $self->cmd($line);
    return ($first, '') if $first !~ /^1/;
    while (length $bytes) {
        my $sent = syswrite $data, $bytes;
        defined $sent or $self->fail_with("data connection: $!");
        $bytes = substr $bytes, $sent;
    }
    CORE::close($data);
    return ($first, $self->reply);
}

# The last reply to an upload that may be refused in the middle: what the client
# sees, however the data connection ends.
sub upload {
    my ($self, $line, $bytes) = @_;
    my $data = $self->passive;
    my $first = $self->cmd($line);
    return $first if $first !~ /^1/;
    local $SIG{PIPE} = 'IGNORE';
    while (length $bytes) {
        my $sent = syswrite $data, $bytes or last;
        $bytes = substr $bytes, $sent;
    }
    CORE::close($data);
    return $self->reply;
}

# A test: the file arrives whole, over EPSV and in binary.
sub gets_file {
    my ($self, $path, $wanted, $name) = @_;
    $self->cmd('TYPE I');
    my ($first, $last, $bytes) = $self->fetch("RETR $path");
    return ok($last =~ /^226/ && $bytes eq $wanted, $name // "$path arrives")
        || diag("$first\n$last\n" . length($bytes) . ' bytes, not '
            . length($wanted));
}

1;
