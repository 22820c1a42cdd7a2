# SPDX-License-Identifier: ISC
#
# People of this machine, guests, and where they may go.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;

play_file('t/compat/dialogues/local.txt');
