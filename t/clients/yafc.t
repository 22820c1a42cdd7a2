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

# What it is to send cannot always be spelled (~ is expanded, quoted or not),
# and it leaves empty folders out: no "put" and no "upload" here.
try_client('yafc',
    list => sub { yafc($_[0], 'ls names') },
    get => sub {
        my ($way, @paths) = @_;
        return yafc($way, map { 'get -f ' . pattern($_) } @paths);
    },
    mirror => sub { yafc($_[0], 'get --recursive *') },
    resume => sub { yafc($_[0], 'get --resume big.bin') },
    append => sub { yafc($_[0], 'cd up', 'put --resume big.bin') },
    tidy => sub {
        yafc($_[0], 'mkdir up/new', 'mv up/one up/new/two', 'rm -f up/gone',
            'rmdir up/old');
    },
);
