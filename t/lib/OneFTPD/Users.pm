# SPDX-License-Identifier: ISC
#
# The users file of a test: lines, and the hashes in them.
#
#     users(user('vera', hash_of('secret'), 5001, 5002, $home));
package OneFTPD::Users;

use strict;
use warnings;
use OneFTPD;

use Exporter qw(import);

our @EXPORT = qw($USERS users user hash_of);

our $USERS = "$DIR/virtual-users";

my $QUICK = '$6$rounds=1000$saltsalt';  # as cheap as crypt(3) allows

# By the setting of crypt(5).
sub hash_of {
    my ($password, $setting) = @_;
    my $hash = crypt $password, $setting // $QUICK;
    die "no hash for $setting\n" if ($hash // '*') =~ /^\*/;
    return $hash;
}

# A line.
sub user {
    my ($name, $hash, $uid, $gid, $home) = @_;
    return "$name:$hash:$uid:$gid:comment:$home:/bin/false\n";
}

# The file, of these lines.
sub users {
    my (@lines) = @_;
    unlink $USERS;
    return write_file($USERS, join('', @lines), 0600);
}

1;
