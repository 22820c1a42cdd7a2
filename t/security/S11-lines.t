# SPDX-License-Identifier: ISC
#
# Lines that other servers fell over (S11): too long, made of Telnet codes that
# end where a buffer does, of NUL, CR, LF, or of bytes that are no letters. A
# line that is too long is answered once and ends the session: no part of it is
# ever executed as if it were a command.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(idle_session_timeout => 20);
$t->inetd;

my %begin = (
    'before login' => sub { my $c = $t->client; $c->reply; return $c },
    'in a session' => sub { return $t->client->login },
);

# Everything that comes until the server closes, or has nothing more to say to
# a client that says NOOP last.
sub codes_until_close {
    my ($c) = @_;
    my @codes;
    while (length(my $reply = $c->reply)) {
        push @codes, substr $reply, 0, 3;
    }
    return "@codes";
}

# What lines may be made of; each has a command where it would be cut.
my %made_of = (
    'letters' => sub { 'x' x $_[0] },
    'blanks' => sub { ' ' x $_[0] },
    'NUL' => sub { "\0" x $_[0] },
    'CR' => sub { "\r" x $_[0] },
    'high bytes' => sub { "\x80\xfe" x ($_[0] / 2) . "\xe9" x ($_[0] % 2) },
    'Telnet codes' => sub { "\xff\xf4" x ($_[0] / 2) . 'x' x ($_[0] % 2) },
    'doubled FF' => sub { "\xff\xff" x ($_[0] / 2) . 'x' x ($_[0] % 2) },
    'commands' => sub { substr 'CWD pub ' x ($_[0] / 8 + 1), 0, $_[0] },
);

# A line of so many bytes with its LF, then QUIT.
sub line_of {
    my ($length, $what) = @_;
    return $made_of{$what}->($length - 1) . "\nQUIT\r\n";
}

for my $when (sort keys %begin) {
    for my $what (sort keys %made_of) {
        for my $length (1, 2, 4095, 4096) {
            my $c = $begin{$when}->();
            $c->send_bytes(line_of($length, $what));
            like(codes_until_close($c), qr/^(?:5\d\d )?221$/,
                "$length bytes of $what, $when: one answer at most");
        }
        for my $length (4097, 1 << 20) {
            my $c = $begin{$when}->();
            my $port = $c->local_port;
            $c->send_bytes(line_of($length, $what));
            is(codes_until_close($c), '500',
                "$length bytes of $what, $when: one answer, and the end");
            is(exit_status($t, $port), 1, 'the session has failed');
        }
    }
}

# Of a line that is too long neither end is a command, wherever it is cut.
for my $count (0, 4086 .. 4098, 8182 .. 8194) {
    my $c = $t->client->login;
    my $line = 'CWD ' . 'x' x $count . "PWD\r\n";
    $c->send_bytes($line . "QUIT\r\n");
    is(codes_until_close($c), length $line > 4096 ? '500' : '550 221',
        "PWD behind CWD and $count bytes");
}

# Telnet codes on both sides of the edges of the input buffer: they are taken
# out or kept, and never is a byte read that is not there.
sub filler {
    my ($length) = @_;
    my $lines = int(($length - 6) / 6);
    return "NOOP\r\n" x $lines . 'NOOP ' . 'x' x ($length - 6 * $lines - 6)
        . "\n";
}

for my $sequence ("\xff\xf4", "\xff\xfb\x01", "\xff\xf4\xff\xf2", "\xff") {
    my $name = join ' ', map { sprintf '%02X', ord } split //, $sequence;
    my $kept = $sequence eq "\xff" ? '500' : '200';
    for my $edge (4096, 8192) {
        my @wrong;
        for my $at ($edge - 5 .. $edge + 2) {
            my $c = $t->client->login;
            my $bytes = filler($at);
            my $count = () = $bytes =~ /\n/g;
            $c->send_bytes($bytes . $sequence . "NOOP\r\nNOOP$sequence\r\n"
                . "QUIT\r\n");
            my $codes = codes_until_close($c);
            push @wrong, "$at: $codes" if $codes ne
                '200 ' x $count . "$kept $kept 221";
        }
        is("@wrong", '', "$name around byte $edge of the input");
    }
}

# No byte is a letter but the letters; none of these is a verb.
my $c = $t->client->login;
my @answers = map { $c->cmd(chr($_) . 'WD') =~ /^(\d+)/ ? $1 : 'none' }
    grep { $_ != 0x43 && $_ != 0x63 && $_ != 0x50 && $_ != 0x70 } 0x01 .. 0x09,
    0x0b .. 0x1f, 0x21 .. 0xfe;
is(join(' ', grep { $_ ne '500' } @answers), '',
    'a verb with any other byte in front is unknown');
$c->expect("\xe3wd", qr/^500 /, 'capitals are those of ASCII');
$c->expect('pwd', qr/^257 /, 'and the session goes on');

# LF first, alone, doubled; CR alone: nothing is read but what is there.
$c->send_bytes("\n\n\r\n\r\r\n");
$c->send_bytes("\rNOOP\r\n");
$c->expect_reply(qr/^500 /, 'a CR does not end a line');
$c->send_bytes("NOOP\rPWD\r\n");
$c->expect_reply(qr/^500 /, 'nor does one in the middle');

$t->end;
done_testing;
