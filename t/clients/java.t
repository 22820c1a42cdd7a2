# SPDX-License-Identifier: ISC
#
# Java's TLS, which uses a ticket of TLS 1.3 once: two hundred data connections
# in one session need two hundred tickets.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;
use OneFTPD::Encrypted;
use Test::More;

my $clients = OneFTPD::Encrypted->new;

# One process for all, since it takes long to start.
$clients->try('java', sub {
    my (@ways) = @_;
    run_client(find_command('java'), qw(-XX:TieredStopAtLevel=1 -Xshare:auto),
        "$FindBin::Bin/Encrypted.java", $CERTIFICATE, map {
            ($_->{port}, $_->{implicit} ? 'implicit' : 'explicit', $_->{name})
        } @ways);
}, all => 1);

$clients->end;
done_testing;
