# SPDX-License-Identifier: ISC
#
# Dialogues as data: what a client says, in files that need no program to be
# read. t/compat plays each of them to vsftpd and to oneftpd.
#
#     # A comment.
#
#     The sentence that names the dialogue
#         :options  download_enable=NO     added to the configuration
#         PASV                             a line, whose reply is awaited
#         RETR hello.txt
#
# The client has logged in as anonymous when the first line is sent, and says
# QUIT after the last one. A data connection is made as soon as a reply tells
# where, and its bytes are fetched, or sent, when a 150 comes. In all lines,
# \r \n \t \0 \xHH and \\ stand for bytes, and \s for a blank at the end;
# {port} for where the client listens, as PORT writes it, {eport} as EPRT does.
#
#     :options NAME=VALUE  as above; \s stands for a blank anywhere
#     :file PATH TEXT      a file that options name
#     :before login        the client has only read the greeting
#     :as NAME PASSWORD    logs in so
#     :over IPv6           the control connection is one to ::1
#     :writes              files change: each server gets a tree of its own, and
#                          what is in it in the end is compared, too
#     :files differ ENTRY  on purpose, in the end
#     :logs                both logs are compared, too, but for times and for the
#                          texts of replies
#     :ends LF             the client's lines end so, and not with CR LF
#     :leaves PATH BYTES   in the end this is in that file (t/clients/devices.t)
#     :exit status         is compared, too (after a login vsftpd's is a matter
#                          of chance)
#     :text BYTES          what the next upload holds
#     :send BYTES          bytes as they are; no reply is awaited
#     :reply               the next reply is awaited, without anything sent
#     :late data           data connections are made when their command was sent
#     :no data             none are made
#     :hold data           after the 150 no byte is fetched or sent
#     :drop data           the data connection is closed
#     :hang up             the client closes, and says no QUIT
#     :long VERB N         the verb, a blank, and N letters
#     :differs A B ENTRY   the answer to the line before begins with A from
#                          vsftpd, with B from oneftpd, and is not the same;
#                          doc/COMPATIBILITY says why under ENTRY
#     :waits REGEX         the client needs an answer to the line before that
#                          begins like this (t/clients/devices.t)
package OneFTPD::Dialogue;

use strict;
use warnings;
use Exporter qw(import);

our @EXPORT = qw(read_dialogues dialogues_in bytes_of);

my %BYTE = (r => "\r", n => "\n", t => "\t", 0 => "\0", s => ' ',
    '\\' => '\\');

# Text of a line as the bytes that it stands for.
sub bytes_of {
    my ($text) = @_;
    $text =~ s{\\(?:x([0-9a-f]{2})|(.))}
        {defined $1 ? chr hex $1 : $BYTE{$2} // die "\\$2 is unknown\n"}ge;
    return $text;
}

# What stands before the first line, by its word.
my %SETTINGS = (
    options => sub {
        my ($dialogue, $text) = @_;
        $dialogue->{options}{$1} = bytes_of($2)
            while $text =~ /(\w+)=(\S*)/g;
        return;
    },
    file => sub {
        my ($dialogue, $path, $text) = ($_[0], split / /, $_[1], 2);
        $dialogue->{files}{$path} = bytes_of($text // '');
        return;
    },
    before => sub { $_[0]{login} = undef; return },
    as => sub { $_[0]{login} = [split / /, $_[1], 2]; return },
    over => sub { $_[0]{family} = $_[1]; return },
    exit => sub { $_[0]{exits} = 1; return },
    ends => sub { $_[0]{end} = "\n" if $_[1] eq 'LF'; return },
    leaves => sub {
        my ($dialogue, $path, $text) = ($_[0], split / /, $_[1], 2);
        $dialogue->{leaves}{bytes_of($path)} = bytes_of($text // '');
        return;
    },
    files => sub {
        my ($dialogue, $text) = @_;
        my ($entry) = $text =~ /^differ (.+)$/ or die "files do what?\n";
        $dialogue->{changed} = { theirs => '', ours => '', entry => $entry };
        return;
    },
    writes => sub { $_[0]{writes} = 1; return },
    logs => sub { $_[0]{logs} = 1; return },
);

sub expect_difference {
    my ($dialogue, $text) = @_;
    my ($theirs, $ours, $entry) = split / +/, $text, 3;
    die "a difference of what, and why?\n"
        if !@{ $dialogue->{steps} } || !defined $entry;
    $dialogue->{steps}[-1]{differs} =
        { theirs => $theirs, ours => $ours, entry => $entry };
    return;
}

sub expect_answer {
    my ($dialogue, $text) = @_;
    my $step = $dialogue->{steps}[-1] // die "an answer to what?\n";
    $step->{waits} = qr/^(?:$text)/s;
    return;
}

sub add_line {
    my ($dialogue, $line) = @_;
    my ($word, $text) = $line =~ /^:(\w+)(?:\s+(.*))?$/;
    if (!defined $word) {
        push @{ $dialogue->{steps} }, { do => 'say', text => $line };
    } elsif ($word eq 'differs') {
        expect_difference($dialogue, $text);
    } elsif ($word eq 'waits') {
        expect_answer($dialogue, $text);
    } elsif ($SETTINGS{$word}) {
        die ":$word stands before the first line\n" if @{ $dialogue->{steps} };
        $SETTINGS{$word}->($dialogue, $text // '');
    } else {
        push @{ $dialogue->{steps} }, { do => $word, text => $text // '' };
    }
    return;
}

sub new_dialogue {
    my ($title) = @_;
    return { title => $title, options => {}, files => {}, steps => [],
        login => ['anonymous', 'me@example.org'], family => 'IPv4',
        end => "\r\n" };
}

# All dialogues of a text, in their order; where it is from, for complaints.
sub dialogues_in {
    my ($text, $from) = @_;
    my (@found, $number);
    for my $line (split /\n/, $text) {
        $number++;
        next if $line =~ /^\s*(?:#|$)/;
        if ($line =~ /^\S/) {
            push @found, new_dialogue($line);
            next;
        }
        eval { add_line($found[-1], $line =~ s/^\s+//r); 1 }
            or die "$from:$number: $@";
    }
    return @found;
}

sub read_dialogues {
    my ($path) = @_;
    open my $in, '<', $path or die "$path: $!\n";
    local $/ = undef;
    return dialogues_in(scalar <$in>, $path);
}

1;
