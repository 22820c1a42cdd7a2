# SPDX-License-Identifier: ISC
#
# Dialogues of devices that have got along with vsftpd for years.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Beside;
use OneFTPD::Dialogue;

play_all(map { read_dialogues($_) } glob "$SOURCE/t/clients/devices/*.txt");
