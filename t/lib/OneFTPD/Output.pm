# SPDX-License-Identifier: ISC
#
# What a command prints, errors too; $? is how it ended.
package OneFTPD::Output;

use strict;
use warnings;
use Exporter qw(import);

our @EXPORT = qw(output_of);

sub output_of {
    my (@command) = @_;
    open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @command
        or die "@command: $!\n";
    my $text = join '', <$out>;
    close $out;
    return $text;
}

1;
