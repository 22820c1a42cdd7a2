# SPDX-License-Identifier: ISC
#
# ncftp's commands: HELP SITE, CLNT, LIST -a and MDTM of each file, and a try to
# fetch a folder as a tar archive.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;

sub ncftp {
    my ($way, $program, @arguments) = @_;
    return run_client(find_command($program), $way->{active} ? '-E' : '-F',
        '-P', $way->{port}, @arguments);
}

# "ncftpput -z" says REST, and then sends the whole file: it has no "append".
# Neither can it enter an empty folder, nor any server make it.
my @folders = grep { !m{/} && $_ ne 'empty' } @FOLDERS;

try_client('ncftp',
    families => [4],
    list => sub { ncftp($_[0], 'ncftpls', '-1', url_of($_[0], 'names/')) },
    get => sub {
        my ($way, @paths) = @_;
        return ncftp($way, 'ncftpget', '-V', $way->{host}, '.',
            map { "/$_" } @paths);
    },
    mirror => sub {
        my ($way) = @_;
        return ncftp($way, 'ncftpget', '-V', '-R', $way->{host}, '.',
            map { "/$_" } @folders, 'big.bin', 'empty.txt',
            map { "file$_.txt" } 1 .. 9);
    },
    resume => sub {
        my ($way) = @_;
        return ncftp($way, 'ncftpget', '-V', '-z', $way->{host}, '.',
            '/big.bin');
    },
    put => sub {
        my ($way, @names) = @_;
        return ncftp($way, 'ncftpput', '-V', $way->{host}, '/up',
            map { "./$_" } @names);
    },
    hidden => 1,
    cannot => qr{^/empty$},
);
