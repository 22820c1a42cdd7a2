# SPDX-License-Identifier: ISC
#
# Every verb, in an anonymous session: without a data connection, and with one.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;
use OneFTPD::Verbs;

play_all(verb_dialogues('logged in', each => <<'EACH'));
    LINE
    PASV
    LINE
    PWD
EACH
