# SPDX-License-Identifier: ISC
#
# GNU inetutils' ftp: SYST, PASV or EPSV, TYPE A for the names of its mget.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;
use OneFTPD::FtpCommand;

sub inetutils {
    my ($way, @lines) = @_;
    return talk_to(join("\n", 'user ftp me@', 'binary', @lines, 'quit', ''),
        find_command('inetutils-ftp'), '-n', '-i',
        $way->{active} ? '-A' : '-p', "-$way->{family}", $way->{host},
        $way->{port});
}

try_client('inetutils ftp', deeds_of_ftp(\&inetutils));
