# SPDX-License-Identifier: ISC
#
# GNU Wget fetches a tree: PASV or EPSV, SIZE, LIST and RETR.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;
use Test::More;

my $t = serve_many();
for my $url (urls($t)) {
    run_client($t, find_command('wget'), qw(--quiet --recursive --level=inf
        --no-host-directories --cut-dirs=1 --restrict-file-names=nocontrol),
        $url);
    is_same_tree("wget $url");
}
$t->end;
done_testing;
