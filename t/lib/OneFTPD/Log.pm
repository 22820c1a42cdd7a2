# SPDX-License-Identifier: ISC
#
# The last line of the log. A success is logged before its reply; a failure
# after it, so that may take a moment: is_logged() waits.
#
#     is_logged(qr{FAIL UPLOAD: .*"/in/half", 10 bytes}, 'a broken upload');
package OneFTPD::Log;

use strict;
use warnings;
use OneFTPD;

use Exporter qw(import);
use Test::More;

our @EXPORT = qw($LOG log_line is_logged);

our $LOG = '/var/log/vsftpd.log';

sub log_line { return (split /\n/, read_file($LOG))[-1] // '' }

sub is_logged {
    my ($wanted, $name) = @_;
    return ok(wait_until(5, sub { log_line() =~ $wanted }), $name)
        || diag(log_line());
}

1;
