# SPDX-License-Identifier: ISC
#
# What is in the logs afterwards.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;

play_file('t/compat/dialogues/logs.txt');
