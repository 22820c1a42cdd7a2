# SPDX-License-Identifier: ISC
#
# The program on a terminal, which is ours at the other end:
#
#     my $it = start_there('who', '--watch');
#     ok(await($it, qr/q ends/, 0), 'it shows something, and hides what is typed');
#     type($it, 'q');
#     waitpid $it->{pid}, 0;
package OneFTPD::Terminal;

use strict;
use warnings;
use OneFTPD;

use Exporter qw(import);
use IO::Select;
use POSIX ();

our @EXPORT = qw(start_there await type is_echoing resize);

# From asm-generic/ioctls.h.
my ($TIOCGPTN, $TIOCSPTLCK, $TIOCSCTTY, $TIOCSWINSZ) =
    (0x80045430, 0x40045431, 0x540E, 0x5414);

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

# Starts the program there: { pid, our end, their end, what it has said }.
sub start_there {
    my (@words) = @_;
    my ($ours, $name) = open_terminal();
    open my $theirs, '+<', $name or die "$name: $!\n";
    my $pid = fork // die "fork: $!\n";
    if ($pid == 0) {
        POSIX::setsid();
        ioctl $theirs, $TIOCSCTTY, 0;
        POSIX::dup2(fileno $theirs, $_) for 0 .. 2;
        exec { $PROGRAM } $PROGRAM, @words or POSIX::_exit(127);
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

# The terminal's size; the program is told.
sub resize {
    my ($it, $rows, $columns) = @_;
    ioctl $it->{ours}, $TIOCSWINSZ, pack 'S4', $rows, $columns, 0, 0
        or die "TIOCSWINSZ: $!\n";
    return;
}

sub type { syswrite $_[0]{ours}, $_[1]; return }

1;
