# SPDX-License-Identifier: ISC
#
# What a program reads of a reply: its code, and what has a fixed form behind
# it. Everything else is for people, and each server has words of its own.
package OneFTPD::Shape;

use strict;
use warnings;
use Exporter qw(import);

our @EXPORT = qw(shape);

# The lines between the first and the last.
sub middle {
    my ($text) = @_;
    my @lines = split /\n/, $text;
    return @lines[1 .. $#lines - 1];
}

# All but the last line, which are somebody's message.
sub message {
    my ($text) = @_;
    my @lines = split /\n/, $text;
    pop @lines;
    return @lines;
}

# The first of these that fits says what is kept.
my @SHAPES = (
    # A banner is what the administrator wrote; the server's own name is not.
    [qr/^220 \([^)]*\)$/ => sub { '(name)' }],
    [qr/^220/ => sub { split /\n/, $_[0] }],
    [qr/^(?:230|250)-/ => \&message],
    [qr/^150 FILE: (.*)$/ => sub { "FILE: $1" }],
    [qr/^150 .*\b(ASCII|BINARY)\b.*?([^ ]+) (\(\d+ bytes\))/s =>
        sub { ($1, $2, $3) }],
    [qr/^211-.*\n(?=     \S)/ => sub { map { /^ {5}(TYPE: .*)/ } middle($_[0]) }],
    [qr/^211-/ => sub { sort(middle($_[0])) }],
    [qr/^213-/ => \&middle],
    [qr/^214-/ => sub { sort map { split } middle($_[0]) }],
    [qr/^213 (\d+)$/ => sub { $1 }],
    [qr/^215 (.*)$/ => sub { $1 }],
    [qr/^227 .* \((\d+,\d+,\d+,\d+),\d+,\d+\)[.]?$/ => sub { "($1,p,p)" }],
    [qr/^229 .* \(\|\|\|\d+\|\)[.]?$/ => sub { '(|||p|)' }],
    [qr/^257 ("(?:[^"]|"")*")/ => sub { $1 }],
    [qr/^350 .*(\(\d+\))/ => sub { $1 }],
    [qr/^200 .* (0[0-7]*)[.]?$/ => sub { $1 }],
);

# A reply, its lines joined by "\n", as one line; '' is a closed connection.
sub shape {
    my ($reply) = @_;
    return 'closed' if $reply eq '';
    my $code = substr $reply, 0, 3;
    for my $each (@SHAPES) {
        my ($form, $kept) = @$each;
        next if $reply !~ $form;
        return join ' | ', $code, $kept->($reply);
    }
    return $code;
}

1;
