# SPDX-License-Identifier: ISC
#
# Started by openbsd-inetd, Debian's inetd.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
write_file('/etc/inetd.conf', join "\t", 'ftp', 'stream', 'tcp', 'nowait',
    'root', $PROGRAM, 'oneftpd', $t->conf . "\n");
my $inetd = $t->start(find_command('inetd'), '-i', '/etc/inetd.conf');
$t->wait_listening(21);
$t->serves_files('openbsd-inetd');
$t->stop($inetd);
$t->end;
done_testing;
