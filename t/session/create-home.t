# SPDX-License-Identifier: ISC
#
# create_home: a home is made at the first login, and nobody is tricked into
# making another one.
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
my $HOMES = "$DIR/homes";
my $t = OneFTPD->new(users_file => $USERS, local_enable => 'YES',
    xferlog_enable => 'YES', write_enable => 'YES', delay_failed_login => 0);
$t->inetd;
my $logins = OneFTPD::Logins->new($t);
write_file('/etc/pam.d/ftp', join '', map { "$_ required pam_unix.so\n" }
    qw(auth account session));
mkdir $HOMES;

# The one virtual user, whose home is this.
sub lives_in {
    my ($home) = @_;
    return users(user('vera', hash_of('secret'), 5001, 5002, $home));
}

sub mode_and_owner {
    my ($path) = @_;
    my @facts = lstat $path or return 'missing';
    return sprintf '%o %d %d', $facts[2] & 07777, @facts[4, 5];
}

sub alice_lives_in {
    my ($home) = @_;
    write_file('/etc/passwd', read_file('/etc/passwd')
        =~ s{^(alice:.*:)[^:]*(:[^:]*)$}{$1$home$2}mr);
    return;
}

lives_in("$HOMES/vera");
like($logins->answer_to('vera', 'secret'), qr/^500 OOPS: /,
    'without it a missing home is a fault');
is(mode_and_owner("$HOMES/vera"), 'missing', 'and none is made');
$t->config(create_home => 'YES');
$logins->stays_out('vera', 'wrong', 'a wrong password');
is(mode_and_owner("$HOMES/vera"), 'missing', 'makes no home');
my $c = $t->client->login('vera', 'secret');
is(mode_and_owner("$HOMES/vera"), '700 5001 5002', 'the right one does');
like(($c->store('STOR first.txt', 'x'))[1], qr/^226/, 'she can use it at once');
$c->close;
like(read_file($LOG), qr/\[vera\] OK MKDIR: .*"\Q$HOMES\E\/vera"/,
    'and the log tells of it');
chmod 0750, "$HOMES/vera";
$logins->gets_in('vera', 'secret', 'the second login');
is(mode_and_owner("$HOMES/vera"), '750 5001 5002', 'leaves it as it is');
is(join(' ', glob "$HOMES/{*,.[a-z]*}"), "$HOMES/vera", 'nothing is left beside');

$t->config(local_umask => '022');
alice_lives_in("$HOMES/alice");
$logins->gets_in('alice', 'secret', 'a local user without a home');
is(mode_and_owner("$HOMES/alice"), '755 2101 2101', 'has one, by local_umask');
$logins->gets_in('ftp', 'me@', 'anonymous users have theirs');

# Paths that are written oddly.
for my $path ("$HOMES//a/", "$HOMES/./b", "$HOMES/c/.") {
    lives_in($path);
    $logins->gets_in('vera', 'secret', "a home at $path");
}
is(mode_and_owner("$HOMES/$_"), '755 5001 5002', "is made: $_") for qw(a b c);

# user_sub_token, in homes and in local_root; guests.
$t->config(user_sub_token => '$USER');
lives_in("$HOMES/x-\$USER");
$logins->gets_in('vera', 'secret', 'a home with user_sub_token');
is(mode_and_owner("$HOMES/x-vera"), '755 5001 5002', 'has the name in it');
$t->config(local_root => "$HOMES/r-\$USER");
$logins->gets_in('vera', 'secret', 'a local_root of her own');
is(mode_and_owner("$HOMES/r-vera"), '755 5001 5002', 'is made, too');
$t->config(local_root => "$HOMES/shared");
like($logins->answer_to('vera', 'secret'), qr/^500 OOPS: /,
    'one for everybody is not');
is(mode_and_owner("$HOMES/shared"), 'missing', 'whoever comes first');
$t->config(local_root => "$HOMES/g-\$USER", guest_enable => 'YES',
    guest_username => 'bob', anon_umask => '077');
$logins->gets_in('vera', 'secret', 'a guest has one');
is(mode_and_owner("$HOMES/g-vera"), '700 2102 2102',
    'which is guest_username\'s, by anon_umask');
$t->config(guest_enable => undef, local_root => undef, local_umask => undef,
    user_sub_token => undef);

# passwd_chroot_enable.
$t->config(passwd_chroot_enable => 'YES');
lives_in("$HOMES/./split");
$c = $t->client->login('vera', 'secret');
$c->expect('PWD', qr{"/split"}, 'a home with /./ is made whole');
$c->close;
is(mode_and_owner("$HOMES/split"), '700 5001 5002', 'its last part is hers');
$t->config(passwd_chroot_enable => undef);

# What is refused: (what is done, the home, what the log says).
mkdir "$DIR/real";
mkdir "$HOMES/theirs";
chown 2101, 2101, "$HOMES/theirs";
mkdir "$HOMES/open";
chmod 0777, "$HOMES/open";
mkdir "$HOMES/group";
chmod 0775, "$HOMES/group";
mkdir "$HOMES/open/below";
symlink "$DIR/real", "$HOMES/link";
write_file("$HOMES/file", '');
for my $row (
    ["$HOMES/no/vera", qr/cannot enter "no" on the way: No such file/,
        'a parent that is missing'],
    ["$HOMES/theirs/vera", qr/"theirs" on the way is not root's alone/,
        "a parent that is somebody's"],
    ["$HOMES/open/vera", qr/"open" on the way is not root's alone/,
        'a parent that all may write to'],
    ["$HOMES/group/vera", qr/"group" on the way is not root's alone/,
        'a parent that a group may write to'],
    ["$HOMES/open/below/vera", qr/"open" on the way is not root's alone/,
        'one further up'],
    ["$HOMES/link/vera", qr/cannot enter "link" on the way: .*no symbolic link/,
        'a parent that is a symbolic link'],
    ["$HOMES/../homes/up", qr/no path that a home can be made at/,
        'a path with ..'],
) {
    my ($home, $wanted, $name) = @$row;
    unlink $LOG;
    lives_in($home);
    like($logins->answer_to('vera', 'secret'), qr/^500 OOPS: /, $name);
    like(read_file($LOG), $wanted, 'is told in the log');
    is(mode_and_owner($home), 'missing', 'and no home is made');
}
ok(!-e "$DIR/real/vera", 'not at the end of a link either');

# Something is there already: it is not touched, and has to be entered.
symlink "$DIR/nowhere", "$HOMES/dangling";
lives_in("$HOMES/dangling");
like($logins->answer_to('vera', 'secret'), qr/^500 OOPS: /,
    'a link that leads nowhere is no home');
ok(!-e "$DIR/nowhere", 'and nothing is made where it leads');
lives_in("$HOMES/file");
like($logins->answer_to('vera', 'secret'), qr/^500 OOPS: /, 'nor is a file');
symlink '/root', "$HOMES/root";
my $before = mode_and_owner('/root');
lives_in("$HOMES/root");
$logins->answer_to('vera', 'secret');
is(mode_and_owner('/root'), $before, "root's directory stays root's");

# Many first logins at a time: one makes it, and all get in.
lives_in("$HOMES/race");
my @clients = map { $t->client } 1 .. 8;
$_->reply for @clients;
$_->cmd('USER vera') for @clients;
$_->send_line('PASS secret') for @clients;
is(scalar(grep { $_->reply =~ /^230/ } @clients), 8,
    'of eight first logins at once all get in');
$_->close for @clients;
is(mode_and_owner("$HOMES/race"), '700 5001 5002', 'to one home');
is(join(' ', glob "$HOMES/.oneftpd-*"), '', 'and nothing is left of the others');

$t->end;
done_testing;
