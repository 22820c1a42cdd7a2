# SPDX-License-Identifier: ISC
#
# yafc: SYST, FEAT, PASV or EPSV, LIST -aL, and REST to see whether it is known.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;

# It remembers where it has been, which another way would find.
sub yafc {
    my ($way, @lines) = @_;
    my $home = "$DIR/yafc";
    system('rm', '-rf', $home);
    my $rc = write_file("$DIR/yafcrc",
        'use_passive_mode ' . ($way->{active} ? 'no' : 'yes') . "\n");
    return talk_to(join("\n", @lines, 'quit', ''), find_command('yafc'),
        '-q', '-a', '-r', $rc, '-W', $home, url_of($way, ''));
}

# For its patterns, and for its command line.
sub pattern {
    my ($name) = @_;
    return quoted($name =~ s/([][\\])/\\$1/gr);
}

try_client('yafc',
    list => sub { yafc($_[0], 'ls names') },
    get => sub {
        my ($way, @paths) = @_;
        return yafc($way, map { 'get -f ' . pattern($_) } @paths);
    },
    mirror => sub { yafc($_[0], 'get --recursive *') },
    resume => sub { yafc($_[0], 'get --resume big.bin') },
);
