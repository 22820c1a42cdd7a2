# SPDX-License-Identifier: ISC
#
# What anonymous users may change, by each of the options that let them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;

play_file('t/compat/dialogues/anonymous-writing.txt');
