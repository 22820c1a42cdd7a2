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

my $t = serve_many();
for my $url (urls($t)) {
    run_client($t, find_command('lftp'), '-e',
        'set net:max-retries 1; set net:timeout 10; '
        . 'mirror --parallel=3 . . && exit 0; exit 1', $url);
    is_same_tree("lftp $url");
    is((stat "$GOT/plain/file1.txt")[9],
        (stat "$TREE/many/plain/file1.txt")[9],
        'lftp keeps the time of the file');
}
$t->end;
done_testing;
