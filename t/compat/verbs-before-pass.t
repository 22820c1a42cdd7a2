# SPDX-License-Identifier: ISC
#
# Every verb, by a client that has given a name and no password.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;
use OneFTPD::Verbs;

play_all(verb_dialogues('before PASS', before => <<'BEFORE', each => <<'EACH',
    :before login
    USER anonymous
BEFORE
    LINE
EACH
    after => <<'AFTER'));
    PASS x
AFTER
