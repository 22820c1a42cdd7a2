# SPDX-License-Identifier: ISC
#
# tnftp, which is the BSDs' ftp and Debian's: SYST, FEAT, EPSV or PASV, MDTM.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Clients;
use OneFTPD::FtpCommand;

sub tnftp {
    my ($way, @lines) = @_;
    return talk_to(join("\n", @lines, 'quit', ''), find_command('tnftp'),
        '-a', '-i', $way->{active} ? '-A' : '-p', "-$way->{family}",
        $way->{host}, $way->{port});
}

try_client('tnftp', deeds_of_ftp(\&tnftp));
