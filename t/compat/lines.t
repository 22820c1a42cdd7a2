# SPDX-License-Identifier: ISC
#
# How bytes of the control connection become commands.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;

play_file('t/compat/dialogues/lines.txt');
