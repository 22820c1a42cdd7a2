# SPDX-License-Identifier: ISC
#
# Paths, names, RETR, SIZE, MDTM, CWD and what denies them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;

play_file('t/compat/dialogues/files.txt');
