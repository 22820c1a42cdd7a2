# SPDX-License-Identifier: ISC
#
# Every verb, by a client that has said nothing yet.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD::Beside;
use OneFTPD::Verbs;

play_all(verb_dialogues('before USER', before => <<'BEFORE', each => <<'EACH',
    :before login
BEFORE
    LINE
EACH
    after => <<'AFTER'));
    PASS x
AFTER
