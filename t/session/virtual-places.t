# SPDX-License-Identifier: ISC
#
# What the options about jails, guests and directories make of virtual users;
# and local_initial_dir, which is for all who are not anonymous.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Logins;
use OneFTPD::Sessions;
use OneFTPD::Users;
use Test::More;

my $LOG = '/var/log/vsftpd.log';
my $HOME = "$DIR/home/vera";
my $SRV = "$DIR/srv";
my $t = OneFTPD->new(users_file => $USERS, xferlog_enable => 'YES',
    delay_failed_login => 0);
$t->inetd;
my $logins = OneFTPD::Logins->new($t);
for my $folder ($HOME, "$HOME/in", "$HOME/in/deep", $SRV, "$SRV/vera") {
    mkdir $folder;
    chown 5001, 5002, $folder;
}
users(user('vera', hash_of('secret'), 5001, 5002, $HOME));
write_file("$DIR/with", "vera\n");
write_file("$DIR/without", "alice\n");

# Where she is: (uid of the session, root, where it starts).
sub place {
    my ($user) = @_;
    my $c = $t->client;
    $c->reply;
    $c->cmd('USER ' . ($user // 'vera'));
    my $answer = $c->cmd('PASS secret');
    return $answer if $answer !~ /^230/;
    my ($broker) = process_ids($t, $c);
    my ($uid) = read_file("/proc/$broker/status") =~ /^Uid:\s*(\d+)/m;
    my @place = ($uid, readlink "/proc/$broker/root",
        $c->cmd('PWD') =~ /"(.*)"/);
    $c->close;
    return "@place";
}

# Options for this row alone => where she is then.
my @rows = (
    [{}, "5001 $HOME /"],
    [{ chroot_local_user => 'YES' }, "5001 $HOME /"],
    [{ chroot_local_user => 'NO' }, "5001 / $HOME"],
    # Unwritten, the list is one of accounts, and frees nobody here.
    [{ chroot_list_enable => 'YES', chroot_list_file => "$DIR/with" },
        "5001 $HOME /"],
    [{ chroot_list_enable => 'YES', chroot_list_file => "$DIR/without" },
        "5001 $HOME /"],
    [{ chroot_local_user => 'NO', chroot_list_enable => 'YES',
        chroot_list_file => "$DIR/with" }, "5001 $HOME /"],
    [{ chroot_local_user => 'YES', chroot_list_enable => 'YES',
        chroot_list_file => "$DIR/with" }, "5001 / $HOME"],
    [{ chroot_local_user => 'YES', chroot_list_enable => 'YES',
        chroot_list_file => "$DIR/without" }, "5001 $HOME /"],
    [{ local_root => $SRV }, "5001 $SRV /"],
    [{ local_root => "$SRV/\@", user_sub_token => '@' }, "5001 $SRV/vera /"],
    [{ guest_enable => 'YES', guest_username => 'bob' },
        "2102 $DIR/home/bob /"],
    [{ guest_enable => 'YES', guest_username => 'bob',
        virtual_use_local_privs => 'YES', chroot_local_user => 'NO' },
        "2102 / $DIR/home/bob"],
    [{ local_initial_dir => 'in' }, "5001 $HOME /in"],
    [{ local_initial_dir => '/in/deep' }, "5001 $HOME /in/deep"],
    [{ local_initial_dir => '../../in' }, "5001 $HOME /in"],
    [{ local_initial_dir => 'in', chroot_local_user => 'NO' },
        "5001 / $HOME/in"],
    [{ local_initial_dir => $SRV, chroot_local_user => 'NO' }, "5001 / $SRV"],
    [{ local_initial_dir => '@', user_sub_token => '@', local_root => $SRV },
        "5001 $SRV /vera"],
    [{ check_shell => 'YES' }, "5001 $HOME /"],
    [{ session_support => 'YES' }, "5001 $HOME /"],
);
my %none = map { $_ => undef } map { keys %{ $_->[0] } } @rows;
for my $row (@rows) {
    my ($options, $wanted) = @$row;
    $t->config(%none, %$options);
    is(place(), $wanted, 'a virtual user with ' . (join(', ',
        map { "$_=$options->{$_}" } sort keys %$options) || 'no option'));
}

# What is missing is told, and is no fault.
for my $jailed ('YES', 'NO') {
    unlink $LOG;
    $t->config(%none, chroot_local_user => $jailed,
        local_initial_dir => 'missing');
    is(place(), $jailed eq 'YES' ? "5001 $HOME /" : "5001 / $HOME",
        "chroot_local_user=$jailed: without local_initial_dir she is at home");
    like(read_file($LOG), qr/local_initial_dir: cannot enter missing: No such/,
        'and the log says so');
}
chmod 0700, $SRV;
chown 0, 0, $SRV;
$t->config(local_initial_dir => $SRV);
is(place(), "5001 / $HOME", 'nor is she where she may not be');
$t->config(local_initial_dir => 'in', passwd_chroot_enable => 'YES',
    chroot_local_user => 'YES');
users(user('vera', hash_of('secret'), 5001, 5002, "$DIR/home/./vera"));
is(place(), "5001 $DIR/home /", 'it takes the place of what is behind /./');
$t->config(local_initial_dir => undef);
is(place(), "5001 $DIR/home /vera", 'which counts without it');

# A file of her own.
mkdir "$DIR/options";
write_file("$DIR/options/vera", "local_initial_dir=vera/in\ncreate_home=YES\n");
$t->config(user_config_dir => "$DIR/options");
is(place(), "5001 $DIR/home /vera/in", 'user_config_dir is for her as well');

# Who is asked, in which order; alice is in both places.
$t->config(%none, passwd_chroot_enable => undef, user_config_dir => undef,
    local_enable => 'YES');
write_file('/etc/pam.d/ftp', "auth required pam_unix.so nodelay\n"
    . "account required pam_unix.so\n");
users(user('alice', hash_of('other'), 5001, 5002, $HOME),
    user('vera', hash_of('secret'), 5001, 5002, $HOME),
    user('bob', '!' . hash_of('secret'), 5001, 5002, $HOME),
    user('both', hash_of('secret'), 5001, 5002, $HOME));
write_file('/etc/passwd', read_file('/etc/passwd')
    . "both:x:7001:7001:b:$DIR/home/bob:/bin/sh\n");
write_file('/etc/shadow', read_file('/etc/shadow')
    . 'both:' . crypt('secret', '$6$salt') . ":19000::::::\n", 0640);
my $VIRTUAL = "5001 $HOME /";
my $ALICE = "2101 / $DIR/home/alice";
my $REFUSED = '530 Wrong name or password.';
for my $row (
    # auth_order, who => where that leads with the password "secret"
    [undef, 'vera', $VIRTUAL], [undef, 'alice', $ALICE],
    [undef, 'both', $VIRTUAL], [undef, 'bob', "2102 / $DIR/home/bob"],
    ['pam,users_file', 'vera', $VIRTUAL],
    ['pam,users_file', 'both', "7001 / $DIR/home/bob"],
    ['users_file', 'vera', $VIRTUAL], ['users_file', 'alice', $REFUSED],
    ['users_file', 'bob', $REFUSED],
    ['pam', 'vera', $REFUSED], ['pam', 'alice', $ALICE],
) {
    my ($order, $who, $wanted) = @$row;
    $t->config(auth_order => $order);
    is(place($who), $wanted, "auth_order="
        . ($order // '(unset)') . ": $who");
}
$t->config(auth_order => undef, local_enable => 'NO');
is(place('alice'), $REFUSED, 'pam is asked with local_enable only');
$t->config(users_file => undef);
like(place('vera'), qr/^503 /, 'without both nobody but anonymous users');
$t->config(users_file => $USERS, auth_order => 'ldap');
like($t->client->reply, qr/^500 OOPS: /, 'nobody is served by an unknown word');

$t->end;
done_testing;
