# SPDX-License-Identifier: ISC
#
# GNU Wget fetches a tree: PASV or EPSV, SIZE, LIST -a and RETR.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;

sub wget {
    my ($way, @arguments) = @_;
    return run_client(find_command('wget'), '--quiet',
        ($way->{active} ? '--no-passive-ftp' : ()), @arguments);
}

try_client('wget',
    list => sub {
        my ($way) = @_;
        my $page = wget($way, '--output-document=-', url_of($way, 'names/'));
        return $page =~ s/&#(\d+);/chr $1/ger;
    },
    get => sub {
        my ($way, @paths) = @_;
        return wget($way, '--restrict-file-names=nocontrol', '--no-glob',
            map { url_of($way, $_) } @paths);
    },
    mirror => sub {
        my ($way) = @_;
        return wget($way, qw(--recursive --level=inf --no-host-directories
            --restrict-file-names=nocontrol), url_of($way, ''));
    },
    resume => sub {
        my ($way) = @_;
        return wget($way, '--continue', url_of($way, 'big.bin'));
    },
    hidden => 1,
);
