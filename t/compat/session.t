# SPDX-License-Identifier: ISC
#
# Before the login, the login, and how a session ends.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;

play_file('t/compat/dialogues/session.txt');
