# SPDX-License-Identifier: ISC
#
# curl lists each directory and fetches each file: CWD, EPSV, TYPE, SIZE, RETR.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;
use Test::More;

sub curl {
    my ($way, @arguments) = @_;
    return run_client(find_command('curl'),
        qw(--silent --show-error --fail --max-time 50),
        ($way->{active} ? ('--ftp-port', '-') : ()), @arguments);
}

# [is a directory, path] of all that is below a directory, by what LIST says.
sub walk {
    my ($way, $path) = @_;
    my @found;
    for (split /\r?\n/, curl($way, url_of($way, $path))) {
        my ($mode, $name) = (split ' ', $_, 9)[0, 8];
        my $is_directory = $mode =~ /^d/;
        push @found, [$is_directory, "$path$name"];
        push @found, walk($way, "$path$name/") if $is_directory;
    }
    return @found;
}

# All files in one run, which keeps its connection.
sub fetch {
    my ($way, %place) = @_;
    my $config = join '', map {
        'url = "' . url_of($way, $_) . "\"\n"
            . 'output = ' . quoted($place{$_}) . "\n"
    } sort keys %place;
    write_file("$DIR/curl.config", $config);
    return curl($way, '--create-dirs', '--config', "$DIR/curl.config");
}

sub send_files {
    my ($way, @names) = @_;
    my $config = join '', map {
        'upload-file = ' . quoted("./$_") . "\n"
            . 'url = "' . url_of($way, "up/$_") . "\"\n"
    } @names;
    write_file("$DIR/curl.config", $config);
    return curl($way, '--globoff', '--config', "$DIR/curl.config");
}

try_client('curl',
    list => sub { curl($_[0], '--list-only', url_of($_[0], 'names/')) },
    get => sub {
        my ($way, @paths) = @_;
        return fetch($way, map { ($_ => s{.*/}{}r) } @paths);
    },
    mirror => sub {
        my ($way) = @_;
        my @found = walk($way, '');
        fetch($way, map { ($_->[1] => $_->[1]) } grep { !$_->[0] } @found);
        mkdir "$GOT/$_->[1]" for grep { $_->[0] } @found;
        like(curl($way, '--head', url_of($way, 'big.bin')),
            qr/^Content-Length: 1048576\r?$/m, 'curl asks for the size');
        return;
    },
    resume => sub {
        my ($way) = @_;
        return curl($way, qw(--continue-at - --output big.bin),
            url_of($way, 'big.bin'));
    },
    put => sub {
        my ($way, @names) = @_;
        return send_files($way, @names);
    },
    append => sub {
        my ($way) = @_;
        return curl($way, qw(--continue-at - --upload-file big.bin),
            url_of($way, 'up/'));
    },
    tidy => sub {
        my ($way) = @_;
        return curl($way, '--list-only', (map { ('--quote', $_) }
            'MKD /up/new', 'RNFR /up/one', 'RNTO /up/new/two', 'DELE /up/gone',
            'RMD /up/old'), url_of($way, 'names/'));
    },
);
