# SPDX-License-Identifier: ISC
#
# What people of this machine may change, and SITE.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;

play_file('t/compat/dialogues/local-writing.txt');
