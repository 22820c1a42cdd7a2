# SPDX-License-Identifier: ISC
#
# lftp mirrors a tree: FEAT and OPTS before USER, several connections, MDTM.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;
use Test::More;

sub lftp {
    my ($way, @commands) = @_;
    my $passive = $way->{active} ? 'no' : 'yes';
    return run_client(find_command('lftp'), '-e', join('; ',
        'set cmd:fail-exit yes; set net:max-retries 1; set net:timeout 10',
        "set ftp:passive-mode $passive; set ftp:prefer-epsv yes",
        @commands, 'exit'), url_of($way, ''));
}

try_client('lftp',
    list => sub { lftp($_[0], 'cls -1 names') },
    get => sub {
        my ($way, @paths) = @_;
        return lftp($way, map { 'get ' . quoted($_) } @paths);
    },
    mirror => sub {
        my ($way) = @_;
        lftp($way, 'set ftp:list-options -a', 'mirror --parallel=3 . .');
        is((stat "$GOT/plain/file1.txt")[9], $MTIME,
            'lftp keeps the time of the file');
    },
    resume => sub { lftp($_[0], 'get -c big.bin') },
    hidden => 1,
);
