# SPDX-License-Identifier: ISC
#
# rclone copies a tree with several connections: FEAT, TYPE, OPTS, LIST -a and
# EPSV. It knows no active mode.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;

my $RCLONE = find_command('rclone');

sub rclone {
    my ($way, $deed, @arguments) = @_;
    my $host = $way->{family} == 6 ? "[$way->{host}]" : $way->{host};
    write_file("$DIR/rclone.conf", join "\n", '[many]', 'type = ftp',
        "host = $host", "port = $way->{port}", 'user = anonymous',
        'pass = ' . run_client($RCLONE, 'obscure', 'me@example.org'));
    return run_client($RCLONE, '--config', "$DIR/rclone.conf",
        qw(--retries 1 --ftp-force-list-hidden -q), $deed, @arguments);
}

try_client('rclone',
    modes => ['passive'],
    list => sub { rclone($_[0], 'lsf', 'many:names') },
    get => sub {
        my ($way, @paths) = @_;
        write_file("$DIR/wanted", join '', map { s{.*/}{}r . "\n" } @paths);
        return rclone($way, 'copy', '--files-from-raw', "$DIR/wanted",
            'many:odd', '.');
    },
    mirror => sub {
        my ($way) = @_;
        rclone($way, 'sync', '--create-empty-src-dirs', 'many:', '.');
        return rclone($way, 'check', '--download', 'many:', '.');
    },
    resume => sub {
        my ($way, $offset) = @_;
        my $rest = rclone($way, 'cat', '--offset', $offset, 'many:big.bin');
        return write_file("$GOT/big.bin",
            read_file("$GOT/big.bin") . $rest);
    },
    upload => sub {
        my ($way) = @_;
        rclone($way, 'sync', '--create-empty-src-dirs', '.', 'many:up');
        return rclone($way, 'check', '--download', '.', 'many:up');
    },
    tidy => sub {
        my ($way) = @_;
        rclone($way, 'mkdir', 'many:up/new');
        rclone($way, 'moveto', 'many:up/one', 'many:up/new/two');
        rclone($way, 'deletefile', 'many:up/gone');
        return rclone($way, 'rmdir', 'many:up/old');
    },
    hidden => 1,
);
