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
    put => sub {
        my ($way, @names) = @_;
        return lftp($way, map { 'put -O up ' . quoted("./$_") } @names);
    },
    upload => sub { lftp($_[0], 'mirror --reverse --parallel=3 . up') },
    append => sub { lftp($_[0], 'put -c -O up big.bin') },
    tidy => sub {
        lftp($_[0], 'mkdir up/new', 'mv up/one up/new/two', 'rm up/gone',
            'rmdir up/old');
    },
    hidden => 1,
);
