# SPDX-License-Identifier: ISC
#
# oneftpd user on a terminal: the password is asked twice, and is not shown.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Users;
use IO::Select;
use POSIX ();
use Test::More;

my $t = OneFTPD->new;

# From asm-generic/ioctls.h.
my ($TIOCGPTN, $TIOCSPTLCK, $TIOCSCTTY) = (0x80045430, 0x40045431, 0x540E);

# A terminal: our end, and the name of the other.
sub open_terminal {
    open my $ours, '+<', '/dev/ptmx' or die "/dev/ptmx: $!\n";
    my $number = pack 'i', 0;
    ioctl $ours, $TIOCSPTLCK, $number or die "TIOCSPTLCK: $!\n";
    ioctl $ours, $TIOCGPTN, $number or die "TIOCGPTN: $!\n";
    return ($ours, '/dev/pts/' . unpack 'i', $number);
}

sub is_echoing {
    my ($theirs) = @_;
    my $state = POSIX::Termios->new;
    $state->getattr(fileno $theirs);
    return ($state->getlflag & POSIX::ECHO) != 0;
}

# Starts the command there. [pid, our end, their end, what it has printed].
sub start_there {
    my (@words) = @_;
    my ($ours, $name) = open_terminal();
    open my $theirs, '+<', $name or die "$name: $!\n";
    my $pid = fork // die "fork: $!\n";
    if ($pid == 0) {
        POSIX::setsid();
        ioctl $theirs, $TIOCSCTTY, 0;
        POSIX::dup2(fileno $theirs, $_) for 0 .. 2;
        exec { $PROGRAM } $PROGRAM, 'user', @words, '--file', $USERS
            or POSIX::_exit(127);
    }
    return { pid => $pid, ours => $ours, theirs => $theirs, said => '' };
}

# Waits for this, and until what is typed is hidden, or not.
sub await {
    my ($it, $wanted, $shown) = @_;
    return wait_until(30, sub {
        my $select = IO::Select->new($it->{ours});
        while ($select->can_read(0)) {
            sysread $it->{ours}, $it->{said}, 4096, length $it->{said}
                or last;
        }
        return $it->{said} =~ $wanted && is_echoing($it->{theirs}) == $shown;
    });
}

sub type { syswrite $_[0]{ours}, $_[1]; return }

my @ADD = ('add', 'ann', '--home', '/', '--uid', 5, '--gid', 5);
my $it = start_there(@ADD);
ok(await($it, qr/Password for ann: /, 0), 'it asks, and hides what is typed');
type($it, "secret\n");
ok(await($it, qr/The same again: /, 0), 'it asks again');
type($it, "secret\n");
ok(await($it, qr/again: \r\n/, 1), 'and shows again what is typed');
waitpid $it->{pid}, 0;
is($?, 0, 'done');
unlike($it->{said}, qr/secret/, 'the password was not shown');
my ($hash) = read_file($USERS) =~ /^ann:([^:]+):/m;
is(crypt('secret', $hash), $hash, 'and it is the password');

$it = start_there('passwd', 'ann');
await($it, qr/Password for ann: /, 0);
type($it, "one\n");
await($it, qr/The same again: /, 0);
type($it, "two\n");
ok(await($it, qr/the two passwords differ/, 1), 'two that differ are refused');
waitpid $it->{pid}, 0;
is($? >> 8, 2, 'with status 2');
like(read_file($USERS), qr/^ann:\Q$hash\E:/m, 'and the old one stays');

$it = start_there('passwd', 'ann');
await($it, qr/Password for ann: /, 0);
kill 'INT', $it->{pid};
ok(wait_until(30, sub { waitpid($it->{pid}, POSIX::WNOHANG) > 0 }),
    'interrupted, it ends');
is($? & 127, 2, 'by that signal');
ok(is_echoing($it->{theirs}), 'and the terminal shows again what is typed');

$t->end;
done_testing;
