# SPDX-License-Identifier: ISC
#
# The deeds of t/lib/OneFTPD/Clients.pm, for those that speak as ftp(1) has done
# since 4.2BSD: CWD into each folder, NLST, and mget of all in it.
#
#     try_client('tnftp', deeds_of_ftp(\&tnftp));
#
# tnftp($way, @lines) types the lines.
package OneFTPD::FtpCommand;

use strict;
use warnings;
use OneFTPD::Clients;

use Exporter qw(import);

our @EXPORT = qw(deeds_of_ftp);

# The lines that fetch all files of a folder into one of the same name.
sub fetch_folder {
    my ($folder) = @_;
    mkdir "$GOT/$folder" if $folder ne '.';
    return ('cd ' . backslashed("/$folder"),
        'lcd ' . backslashed("$GOT/$folder"), 'mget *');
}

sub deeds_of_ftp {
    my ($ftp) = @_;
    return (
        list => sub { $ftp->($_[0], 'ls names') },
        get => sub {
            my ($way, @paths) = @_;
            return $ftp->($way, 'cd odd',
                map { 'get ' . backslashed(s{.*/}{}r) } @paths);
        },
        mirror => sub {
            $ftp->($_[0], map { fetch_folder($_) } '.', @FOLDERS);
        },
        resume => sub { $ftp->($_[0], 'reget big.bin') },
        put => sub {
            my ($way, @names) = @_;
            return $ftp->($way, 'cd up',
                map { 'put ' . backslashed($_) } @names);
        },
        append => sub { $ftp->($_[0], 'append rest.bin up/big.bin') },
        tidy => sub {
            $ftp->($_[0], 'mkdir up/new', 'rename up/one up/new/two',
                'delete up/gone', 'rmdir up/old');
        },
    );
}

1;
