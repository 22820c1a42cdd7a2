# SPDX-License-Identifier: ISC
#
# A tree for real clients to fetch, and whether they got it:
#
#     my $t = serve_many();
#     for my $url (urls($t)) {
#         run_client($t, 'wget', '-r', $url);
#         is_same_tree($url);
#     }
package OneFTPD::Clients;

use strict;
use warnings;
use OneFTPD;

use Digest::SHA qw(sha256_hex);
use Exporter qw(import);
use File::Find qw(find);
use Socket qw(AF_INET6 SOCK_DGRAM inet_pton);
use Test::More;

our @EXPORT = qw($GOT serve_many urls run_client is_same_tree);

our $GOT = "$DIR/got";      # where clients put what they fetch
my $many = "$TREE/many";    # what they are to fetch

my @directories = ('plain', 'with blank', "d\xc3\xa9j\xc3\xa0 vu",
    "\xe6\x97\xa5\xe6\x9c\xac", 'a/b/c', 'a/b', 'a/empty');
my @odd = ('one  two', "na\xc3\xafve caf\xc3\xa9.txt", "\xce\xa9", 'a#b',
    '50%', 'plus+and&', q{it's "quoted"}, '{braces}', 'semi;colon',
    '~tilde', '-dash', 'a=b,c', "\xf0\x9f\x90\x9f.bin");

sub make_many {
    for my $directory ('', @directories) {
        system('mkdir', '-p', "$many/$directory") == 0 or die "mkdir\n";
        next if $directory eq 'a/empty';
        write_file("$many/$directory/file$_.txt", "$directory $_\n" x $_)
            for 1 .. 25;
        write_file("$many/$directory/$_", $_ x 100) for @odd;
    }
    write_file("$many/big.bin", $BIG);
    write_file("$many/empty.txt", '');
    return;
}

# Some clients do not even try IPv6 on a machine that has only ::1. The
# constants are SIOCSIFADDR and the index of lo.
sub add_ipv6 {
    my ($address) = @_;
    socket my $any, AF_INET6, SOCK_DGRAM, 0 or die "socket: $!\n";
    ioctl $any, 0x8916, pack 'a16 L i', inet_pton(AF_INET6, $address), 128, 1
        or die "$address cannot be added: $!\n";
    return;
}

# A server with that tree.
sub serve_many {
    my $t = OneFTPD->new;
    make_many();
    add_ipv6('fd00::1');
    $ENV{LC_ALL} = 'C.UTF-8';
    $ENV{HOME} = "$DIR/home/alice";
    $t->inetd;
    return $t;
}

# The tree's URL, over IPv4 and IPv6.
sub urls {
    my ($t) = @_;
    return map { "ftp://$_:" . $t->port . '/many/' } '127.0.0.1', '[::1]';
}

# Runs a client in $GOT, which is empty then. Returns what it printed.
sub run_client {
    my ($t, @command) = @_;
    system('rm', '-rf', $GOT);
    mkdir $GOT or die "$GOT: $!\n";
    open my $out, '-|', 'sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh',
        $GOT, @command or die "sh: $!\n";
    local $/ = undef;
    my $printed = <$out>;
    is(close $out ? 0 : $?, 0, "$command[0] is content");
    return $printed;
}

sub sums_of {
    my ($top) = @_;
    my %sum;
    find({ no_chdir => 1, wanted => sub {
        my $name = substr $_, length $top;
        $sum{$name} = -d $_ ? 'directory' : sha256_hex(read_file($_))
            if length $name;
    } }, $top);
    return \%sum;
}

# A test: the tree was fetched whole, and no more.
sub is_same_tree {
    my ($name) = @_;
    my ($wanted, $got) = (sums_of($many), sums_of($GOT));
    my @bad = grep { ($got->{$_} // '') ne ($wanted->{$_} // '') }
        sort keys %{ { %$wanted, %$got } };
    cmp_ok(scalar keys %$wanted, '>', 250, "$name: hundreds of files");
    return is(join("\n", @bad), '', "$name: all of them, all right");
}

1;
