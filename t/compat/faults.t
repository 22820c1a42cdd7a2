# SPDX-License-Identifier: ISC
#
# What is wrong before the greeting, and sessions that only wait.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;

play_file('t/compat/dialogues/faults.txt');
