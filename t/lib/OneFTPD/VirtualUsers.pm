# SPDX-License-Identifier: ISC
#
# Virtual users as wikis set them up: PAM knows their names and passwords, all
# of them are one account, and each has a directory of its own below $HOMES.
#
#     my $t = OneFTPD->new(virtual_options());
#     add_homes('dora');
#     is_at_home($t, 'dora', 'explorer', 'pam_userdb');
package OneFTPD::VirtualUsers;

use strict;
use warnings;
use OneFTPD;

use Exporter qw(import);
use Test::More;

our @EXPORT = qw($HOMES virtual_options add_homes curl is_at_home);

our $HOMES = "$DIR/virtual";
my $GUEST = 'bob';
my $GUEST_ID = 2102;

sub virtual_options {
    return (anonymous_enable => 'NO', local_enable => 'YES',
        write_enable => 'YES', guest_enable => 'YES',
        guest_username => $GUEST, virtual_use_local_privs => 'YES',
        chroot_local_user => 'YES', user_sub_token => '$USER',
        local_root => "$HOMES/\$USER", hide_ids => 'YES',
        xferlog_enable => 'YES', delay_failed_login => 0);
}

sub add_homes {
    my (@names) = @_;
    mkdir $HOMES, 0755;
    for my $home (map { "$HOMES/$_" } @names) {
        mkdir $home, 0755 or die "$home: $!\n";
        chown $GUEST_ID, $GUEST_ID, $home or die "$home: $!\n";
    }
    return;
}

# (exit status, what it printed) of curl with these arguments, as that user.
sub curl {
    my ($t, $user, $password, $path, @arguments) = @_;
    open my $out, '-|', 'curl', '-q', '-sS', '--stderr', '/dev/null', '-u',
        "$user:$password", @arguments, "ftp://127.0.0.1:$t->{port}/$path"
        or die "curl: $!\n";
    my $text = join '', <$out>;
    close $out;
    return ($? >> 8, $text);
}

# Tests: a real client brings a file and finds it again; it is in the user's
# own directory, is the guest account's, and nothing else can be seen.
sub is_at_home {
    my ($t, $user, $password, $name) = @_;
    my $file = write_file("$DIR/luggage", "This is ${user}'s.\n");
    my ($status) = curl($t, $user, $password, 'luggage', '-T', $file);
    is($status, 0, "$name: $user brings a file");
    my $there = "$HOMES/$user/luggage";
    is(read_file($there), "This is ${user}'s.\n", 'into a directory of her own');
    is((stat $there)[4] // 'nobody', $GUEST_ID, 'as the account of all');
    is((curl($t, $user, $password, 'luggage'))[1], "This is ${user}'s.\n",
        'and fetches it again');
    is((curl($t, $user, $password, '', '-l'))[1], "luggage\n",
        'she sees nothing else');
    my ($refused, $text) = curl($t, $user, $password, '%2Fetc/passwd');
    ok($refused && $text eq '', 'and is locked in');
    return;
}

1;
