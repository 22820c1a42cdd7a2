# SPDX-License-Identifier: ISC
#
# Cameras and scripts close a data connection as soon as all is sent, and read
# nothing more from it. What the server sends there after that, tickets above
# all, is answered with a reset, which has cost other servers the file.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Tls;
use Test::More;

my $UP = "$DIR/home/alice/up";
my $t = OneFTPD->new(tls_options(), write_enable => 'YES');
make_certificate('server');
mkdir $UP or die "$UP: $!\n";
chown +(getpwnam 'alice')[2, 3], $UP;
$t->inetd;

# Uploads in one session; the files that are not what was sent.
sub lost {
    my ($count, $version, %how) = @_;
    my $c = tls_login(tls_client($t, version => $version));
    $c->cmd('TYPE I');
    my @lost;
    for my $name (1 .. $count) {
        my $text = "$version $name\n" x ($name % 50);
        my ($first, $last) = tls_store($c, "STOR up/$name", $text, %how);
        push @lost, "$name: $first, $last" if $last !~ /^226 /
            || read_file("$UP/$name") ne $text;
    }
    $c->close;
    unlink glob "$UP/*";
    return join "\n", @lost;
}

is(lost(700, 'TLSv1_3'), '', 'TLS 1.3: seven hundred uploads, none lost');
is(lost(100, 'TLSv1_2'), '', 'TLS 1.2: a hundred');
$t->config(strict_ssl_read_eof => 'NO');
is(lost(200, 'TLSv1_3', cut => 1), '',
    "TLS 1.3: two hundred that end without TLS's close, where that is allowed");

$t->end;
done_testing;
