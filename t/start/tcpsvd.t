# SPDX-License-Identifier: ISC
#
# Started by tcpsvd, of ipsvd, as under runit and daemontools.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
my $tcpsvd = $t->start(find_command('tcpsvd'), '-c', '100', '-l', 'localhost',
    '127.0.0.1', '21',
    $PROGRAM, $t->conf);
$t->wait_listening(21);
$t->serves_files('tcpsvd');
$t->stop($tcpsvd);
$t->end;
done_testing;
