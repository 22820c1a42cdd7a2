# SPDX-License-Identifier: ISC
#
# Data connections, REST, TYPE, ABOR, and their order.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;

play_file('t/compat/dialogues/data.txt');
