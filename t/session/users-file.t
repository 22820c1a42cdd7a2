# SPDX-License-Identifier: ISC
#
# users_file: users who have no account on this machine, and no PAM.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Logins;
use OneFTPD::Sessions;
use OneFTPD::Users;
use Test::More;

my $HOME = "$DIR/home/vera";
my $t = OneFTPD->new(users_file => $USERS, xferlog_enable => 'YES',
    dual_log_enable => 'YES', delay_failed_login => 0, max_login_fails => 100);
$t->inetd;
my $logins = OneFTPD::Logins->new($t);
mkdir $HOME;
chown 5001, 5002, $HOME;
write_file("$HOME/hers.txt", "Vera's.\n");

# Many tries in one session.
my $c;

sub is_refused {
    my ($user, $password, $name) = @_;
    $c->cmd("USER $user");
    return is($c->cmd("PASS $password"), '530 Wrong name or password.', $name);
}

# Every method that files of others are full of. The same password each.
users(
    user('vera', hash_of('secret'), 5001, 5002, $HOME),
    user('sha256', hash_of('secret', '$5$rounds=1000$saltsalt'), 5001, 5002,
        $HOME),
    user('md5', hash_of('secret', '$1$saltsalt'), 5001, 5002, $HOME),
    user('bcrypt', hash_of('secret', '$2b$04$abcdefghijklmnopqrstuu'), 5001,
        5002, $HOME),
    user('yescrypt', hash_of('secret', '$y$j75$abcdefghijkl'), 5001, 5002,
        $HOME),
    user('des', hash_of('secret', 'ab'), 5001, 5002, $HOME),
    "# a comment\n", "\n",
    user('crlf', hash_of('secret'), 5001, 5002, $HOME) =~ s/\n/\r\n/r,
    user('root', hash_of('secret'), 5001, 5002, $HOME),
);
$logins->gets_in($_, 'secret', "$_: the right password")
    for qw(vera sha256 md5 bcrypt yescrypt des crlf root);
$c = $t->client;
$c->reply;
for my $name (qw(vera md5 bcrypt yescrypt)) {
    is_refused($name, $_, "$name: not \"$_\"")
        for 'Secret', 'secret ', '', 'x' x 129;
}
is_refused('vera', hash_of('secret'), 'nor the hash itself');
$c->close;
$logins->stays_out('nobody', 'secret', 'nobody else gets in');
$logins->stays_out('alice', 'secret', 'no account does: local_enable=NO');
is($t->stderr, '', 'and nothing is complained of');

# The session.
$c = $t->client->login('vera', 'secret');
my ($broker) = process_ids($t, $c);
my %status = read_file("/proc/$broker/status") =~ /^(\w+):[ \t]*(.*?)[ \t]*$/mg;
is($status{Uid}, "5001\t5001\t5001\t5001", 'she has the uid of the line');
is($status{Gid}, "5002\t5002\t5002\t5002", 'and its gid');
is($status{Groups}, '5002', 'and no group besides');
is(scalar(() = process_ids($t, $c)), 2, 'the session is two processes');
is(readlink "/proc/$broker/root", $HOME, 'she is locked in at home');
$c->expect('PWD', qr{^257 "/"}, 'which is "/"');
is(($c->fetch('RETR hers.txt'))[2], "Vera's.\n", 'with her files');
like(($c->store('STOR new.txt', 'x'))[0], qr/^550/, 'write_enable counts');
$c->expect('USER vera', qr/^331 /, 'USER again: herself');
$c->close;
like(read_file($LOG), qr/\[vera\] OK LOGIN/, 'the log has her name');
like(read_file($LOG), qr/\[vera\] FAIL LOGIN/, 'and what was refused');
ok(wait_until(5, sub { read_file('/var/log/xferlog') =~ / o g vera ftp / }),
    'to the xferlog she is a guest');
$t->config(write_enable => 'YES', local_umask => '022', dual_log_enable => undef);
$c = $t->client->login('vera', 'secret');
like(($c->store('STOR new.txt', 'x'))[1], qr/^226/, 'with it she uploads');
is(join(' ', (stat "$HOME/new.txt")[4, 5]), '5001 5002', 'files of her own');
is((stat _)[2] & 07777, 0644, 'by local_umask');
$c->close;

# Her name is nobody else's: not the groups of an account that has it.
write_file('/etc/passwd', read_file('/etc/passwd')
    . "vera:x:7001:7001:v:/:/bin/sh\n");
write_file('/etc/group', read_file('/etc/group') . "secrets:x:7777:vera\n");
$c = $t->client->login('vera', 'secret');
($broker) = process_ids($t, $c);
like(read_file("/proc/$broker/status"), qr/^Groups:\s*5002\s*$/m,
    'an account of the same name gives her no group');
$c->close;

# What is no user. The file is read anew for each try.
$c = $t->client;
$c->reply;
for my $row (
    ['uid 0', user('bad', hash_of('secret'), 0, 5002, $HOME)],
    ['gid 0', user('bad', hash_of('secret'), 5001, 0, $HOME)],
    ['a uid that is none', user('bad', hash_of('secret'), '5001x', 1, $HOME)],
    ['a negative uid', user('bad', hash_of('secret'), -1, 1, $HOME)],
    ['a uid beyond all', user('bad', hash_of('secret'), 4294967296, 1, $HOME)],
    ['a relative home', user('bad', hash_of('secret'), 1, 1, 'home')],
    ['no home', user('bad', hash_of('secret'), 1, 1, '')],
    ['no hash', user('bad', '', 1, 1, $HOME)],
    ['a star', user('bad', '*', 1, 1, $HOME)],
    ['a lock', user('bad', '!' . hash_of('secret'), 1, 1, $HOME)],
    ['a bang', user('bad', '!', 1, 1, $HOME)],
    ['the password in clear', user('bad', 'secret', 1, 1, $HOME)],
    ['a method of a web server', user('bad',
        '$apr1$saltsalt$aLPMfFDZNVY3jKXLbZLk31', 1, 1, $HOME)],
    ['six fields', 'bad:' . hash_of('secret') . ":1:1:c:$HOME\n"],
    ['two fields', 'bad:' . hash_of('secret') . "\n"],
    ['eight fields', user('bad', hash_of('secret'), 1, 1, $HOME) =~ s/$/:x/r],
    ['a control character', user('bad', hash_of('secret'), 1, 1, "/\e[2J")],
    ['a faulty line before the good one', user('bad', '', 1, 1, $HOME)
        . user('bad', hash_of('secret'), 5001, 5002, $HOME)],
) {
    users($row->[1], user('good', hash_of('secret'), 5001, 5002, $HOME));
    is_refused('bad', $_, "$row->[0]: nobody gets in with \"$_\"")
        for 'secret', '';
}
$logins->gets_in('good', 'secret', 'and the next line is good');

# Who may write to the file may be anybody.
for my $row (
    [sub { chmod 0660, $USERS }, qr/others may write/, 'its group may write'],
    [sub { chmod 0602, $USERS }, qr/others may write/, 'all may write'],
    [sub { chown 2101, 0, $USERS }, qr/belongs to user 2101/, "alice's"],
    [sub { unlink $USERS; mkdir $USERS }, qr/not a file/, 'a folder'],
) {
    users(user('vera', hash_of('secret'), 5001, 5002, $HOME));
    $row->[0]->();
    is_refused('vera', 'secret', "a file that is not fit: $row->[2]");
    like(read_file($LOG), qr/users_file \Q$USERS\E: .*$row->[1]/,
        'the log says why');
}
rmdir $USERS;
is_refused('vera', 'secret', 'a file that is missing has nobody in it');
$c->close;
$logins->gets_in('ftp', 'me@', 'and anonymous users are not concerned');
users(user('vera', hash_of('fresh'), 5001, 5002, $HOME));
$logins->gets_in('vera', 'fresh', 'the next login sees a change');

# Other lists, and the listener.
$t->config(userlist_enable => 'YES', userlist_file =>
    write_file("$DIR/list", "vera\n"));
is($logins->answer_to('vera', 'fresh'), '530 Permission denied.',
    'the user list holds for her');
$t->config(userlist_enable => undef);
$t->listener;
$logins->gets_in('vera', 'fresh', 'under the listener as well');
$logins->stays_out('vera', 'secret', 'and not with a wrong password');

# Without root: whoever serves, serves users of the same uid.
chown 0, 0, $HOME;
users(user('vera', hash_of('fresh'), 5001, 5002, $HOME));
my $plain = "$DIR/plain";
mkdir $plain;
chmod 0755, $plain;
write_file("$plain/conf", join '', map { "$_\n" } "users_file=$plain/users",
    'run_as_launching_user=YES', 'anonymous_enable=NO', 'xferlog_enable=YES',
    "vsftpd_log_file=$plain/log", 'listen=YES', 'listen_port=3121',
    'delay_failed_login=0');
mkdir "$plain/home";
write_file("$plain/home/own.txt", "Own.\n");
write_file("$plain/users", user('own', hash_of('x'), 2101, 2101, "$plain/home")
    . user('other', hash_of('x'), 2102, 2102, "$plain/home"), 0600);
chown 2101, 2101, $plain, glob "$plain/*";
$t->start_as('alice', "$plain/conf");
$t->wait_listening(3121);
$c = $t->client->login('own', 'x');
is(($c->fetch('RETR own.txt'))[2], "Own.\n", 'without root a user is served');
like(($c->fetch('RETR ../users'))[0], qr/^550/, 'and stays within');
$c->close;
$logins->stays_out('other', 'x', 'but not one of another uid');
like(read_file("$plain/log"), qr/other has uid 2102, and this server has not/,
    'and the log says why');

$t->end;
done_testing;
