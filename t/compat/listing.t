# SPDX-License-Identifier: ISC
#
# LIST, NLST and STAT, byte for byte.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;

play_file('t/compat/dialogues/listing.txt');
