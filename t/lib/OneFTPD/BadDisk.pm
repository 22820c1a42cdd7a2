# SPDX-License-Identifier: ISC
#
# A disk that fails as it is told to: a file system in memory, served to the
# kernel through /dev/fuse. The name of a directory says what goes wrong in it:
#
#     my $disk = OneFTPD::BadDisk->new($t, $mountpoint) or skip ...;
#     my $dir = $disk->folder('WRITE', EIO);       # .../WRITE-5
#     my $dir = $disk->folder('WRITE', EIO, 2);    # .../WRITE-5-2: the second
#                                                  # write and all after it
#
# Operations are named as in OPERATIONS below. FLUSH is what close(2) does. In
# ->folder('GHOST', ENOENT) there is a name, "ghost", and nothing under it.
# Everything belongs to the user "alice".
package OneFTPD::BadDisk;

use strict;
use warnings;
use OneFTPD;

use Errno qw(ENOENT ENOSYS EEXIST);
use Fcntl qw(:mode O_RDWR F_SETFD);

my $ROOT = 1;                   # its number is the kernel's
my ($SET_MODE, $SET_SIZE, $SET_MTIME) = (1, 8, 32);
my $MAX_WRITE = 131_072;
my $BIG_WRITES = 32;            # a flag: more than a page at a time
my $MAX_READ = 262_144;         # of a request

# number => [name, handler]; those without an answer have none.
my %OPERATIONS = (
    1 => [LOOKUP => \&lookup],
    2 => ['FORGET'],
    3 => [GETATTR => sub { attributes($_[0]{node}) }],
    4 => [SETATTR => \&set_attributes],
    9 => [MKDIR => \&make_dir],
    10 => [UNLINK => \&remove],
    11 => [RMDIR => \&remove],
    12 => [RENAME => sub { rename_to($_[0], 8) }],
    14 => [OPEN => \&handle],
    15 => [READ => \&read_bytes],
    16 => [WRITE => \&write_bytes],
    17 => [STATFS => sub { pack 'Q5L4x24', (1 << 20) x 5, 4096, 255, 4096, 0 }],
    18 => [RELEASE => sub { '' }],
    20 => [FSYNC => sub { '' }],
    25 => [FLUSH => sub { '' }],
    26 => [INIT => sub { pack 'L4S2L2x36', 7, 31, 0, $BIG_WRITES, 8, 8,
        $MAX_WRITE, 1 }],
    27 => [OPENDIR => \&handle],
    28 => [READDIR => \&read_dir],
    29 => [RELEASEDIR => sub { '' }],
    30 => [FSYNCDIR => sub { '' }],
    35 => [CREATE => \&create],
    42 => ['BATCH_FORGET'],
    45 => [RENAME => sub { rename_to($_[0], 16) }],
);

# --- For the test ----------------------------------------------------------

# Undef where this machine has no FUSE, or does not let us use it.
sub new {
    my ($class, $t, $place) = @_;
    mkdir $place;
    sysopen my $device, '/dev/fuse', O_RDWR or return undef;
    fcntl $device, F_SETFD, 0;
    system('mount', '-i', '-t', 'fuse', '-o', 'fd=' . fileno($device)
        . ',rootmode=40000,user_id=0,group_id=0,allow_other,'
        . 'default_permissions', 'bad-disk', $place) == 0 or return undef;
    my ($uid, $gid) = (getpwnam 'alice')[2, 3];
    my $self = bless { place => $place, uid => $uid, gid => $gid,
        last => $ROOT, nodes => {} }, $class;
    $self->{nodes}{$ROOT} = $self->node(S_IFDIR | 0755, $ROOT);
    $t->start_code('bad disk', sub { $self->serve($device) });
    return $self;
}

sub folder {
    my ($self, @what) = @_;
    my $dir = join '-', "$self->{place}/" . shift @what, map { $_ + 0 } @what;
    -d $dir or mkdir $dir or die "$dir: $!\n";
    return $dir;
}

# --- What is on it ---------------------------------------------------------

sub node {
    my ($self, $mode, $number) = @_;
    return { number => $number // ++$self->{last}, mode => $mode,
        mtime => time, text => '', entries => {}, bad => {}, done => {},
        uid => $self->{uid}, gid => $self->{gid} };
}

sub attributes_of {
    my ($node) = @_;
    my $size = length $node->{text};
    return pack 'Q6L10', $node->{number}, $size, ($size + 511) >> 9,
        ($node->{mtime}) x 3, (0) x 3, $node->{mode}, 1, $node->{uid},
        $node->{gid}, 0, 4096, 0;
}

# Nothing may be remembered: the test looks at the same files.
sub attributes { return pack('QLL', 0, 0, 0) . attributes_of($_[0]) }

sub entry {
    my ($node) = @_;
    return pack('Q4L2', $node->{number}, 0, 0, 0, 0, 0) . attributes_of($node);
}

sub name_at {
    my ($request, $offset) = @_;
    return unpack 'Z*', substr $request->{body}, $offset;
}

# --- Operations: the answer, or the number of an error ---------------------

sub handle { return pack 'QLL', 0, 0, 0 }

sub lookup {
    my ($request) = @_;
    my $node = $request->{node}{entries}{ name_at($request, 0) }
        or return ENOENT;
    return entry($node);
}

sub add {
    my ($request, $name, $mode) = @_;
    my $node = $request->{disk}->node($mode);
    # A file fails as its folder says.
    $node->{bad} = $request->{node}{bad};
    $request->{node}{entries}{$name} = $node;
    return $request->{disk}{nodes}{ $node->{number} } = $node;
}

sub make_dir {
    my ($request) = @_;
    my $name = name_at($request, 8);
    my $mode = unpack 'L', $request->{body};
    my $node = add($request, $name, S_IFDIR | $mode);
    my ($operation, $error, $from) = split /-/, $name;
    $node->{bad} = { $operation => [$error, $from // 1] } if $error;
    return entry($node);
}

sub create {
    my ($request) = @_;
    my (undef, $mode) = unpack 'LL', $request->{body};
    my $name = name_at($request, 16);
    return EEXIST if $request->{node}{entries}{$name};
    return entry(add($request, $name, $mode)) . handle();
}

sub remove {
    my ($request) = @_;
    return delete $request->{node}{entries}{ name_at($request, 0) } ? ''
        : ENOENT;
}

sub rename_to {
    my ($request, $offset) = @_;
    my ($to) = unpack 'Q', $request->{body};
    my ($old, $new) = split /\0/, substr $request->{body}, $offset;
    my $node = delete $request->{node}{entries}{$old} or return ENOENT;
    $request->{disk}{nodes}{$to}{entries}{$new} = $node;
    return '';
}

sub set_attributes {
    my ($request) = @_;
    my ($valid, undef, undef, $size, undef, undef, $mtime) =
        unpack 'LLQ6', $request->{body};
    my $mode = unpack 'L', substr $request->{body}, 68;
    my $node = $request->{node};
    $node->{mode} = $mode if $valid & $SET_MODE;
    $node->{mtime} = $mtime if $valid & $SET_MTIME;
    $node->{text} = substr $node->{text} . "\0" x $size, 0, $size
        if $valid & $SET_SIZE;
    return attributes($node);
}

sub read_bytes {
    my ($request) = @_;
    my (undef, $offset, $size) = unpack 'QQL', $request->{body};
    my $text = $request->{node}{text};
    return $offset < length $text ? substr $text, $offset, $size : '';
}

sub write_bytes {
    my ($request) = @_;
    my (undef, $offset, $size) = unpack 'QQL', $request->{body};
    my $node = $request->{node};
    $node->{text} .= "\0" x ($offset - length $node->{text})
        if $offset > length $node->{text};
    substr($node->{text}, $offset, $size) = substr $request->{body}, 40, $size;
    return pack 'LL', $size, 0;
}

sub read_dir {
    my ($request) = @_;
    my (undef, $offset, $size) = unpack 'QQL', $request->{body};
    my @names = sort keys %{ $request->{node}{entries} };
    push @names, 'ghost' if $request->{node}{bad}{GHOST};
    my $answer = '';
    while ($offset < @names) {
        my $name = $names[$offset++];
        my $entry = pack 'QQLLa*', 1, $offset, length $name, 0, $name;
        $entry .= "\0" x (-length($entry) % 8);
        last if length($answer) + length($entry) > $size;
        $answer .= $entry;
    }
    return $answer;
}

# --- The kernel's requests -------------------------------------------------

sub failure {
    my ($node, $operation) = @_;
    my ($error, $from) = @{ $node->{bad}{$operation} // return 0 };
    return ++$node->{done}{$operation} >= $from ? $error : 0;
}

# undef: no answer is wanted.
sub answer_to {
    my ($self, $number, $request) = @_;
    my ($name, $handler) = @{ $OPERATIONS{$number} // return ENOSYS };
    return undef if !$handler;
    return failure($request->{node}, $name) || $handler->($request);
}

sub serve {
    my ($self, $device) = @_;
    while (sysread $device, my $bytes, $MAX_READ) {
        my (undef, $number, $unique, $where) = unpack 'LLQQ', $bytes;
        my $answer = $self->answer_to($number, { disk => $self,
            node => $self->{nodes}{$where}, body => substr $bytes, 40 });
        next if !defined $answer;
        # An error is a bare number; an answer is never two digits long.
        my $error = $answer =~ /\A\d{1,3}\z/ ? $answer : 0;
        my $text = $error ? '' : $answer;
        syswrite $device, pack('LlQ', 16 + length $text, -$error, $unique)
            . $text;
    }
    return;
}

1;
