# SPDX-License-Identifier: ISC
#
# user_config_dir: options that a user has in a file of their own.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Logins;
use OneFTPD::Sessions;
use Test::More;

my $LOG = '/var/log/vsftpd.log';
my $FILES = "$DIR/users";
my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES',
    user_config_dir => $FILES);
$t->inetd;
my $logins = OneFTPD::Logins->new($t);

sub file_of {
    my ($name, @lines) = @_;
    unlink $LOG;
    return write_file("$FILES/$name", join '', map { "$_\n" } @lines);
}

like($logins->answer_to('alice', 'secret'), qr/^230 /,
    'a directory that is missing is no fault');
mkdir $FILES;
like($logins->answer_to('alice', 'secret'), qr/^230 /, 'nor is a file');
like($logins->answer_to('ftp', 'secret'), qr/^230 /, 'for nobody');

# Each role gets what it has to know.
file_of('alice', 'download_enable=NO', 'hide_file=mine*',
    "local_root=$TREE", 'cmds_denied=SYST,NOOP', 'idle_session_timeout=77');
my $c = $t->client->login('alice', 'secret');
$c->expect('PWD', qr/"\Q$TREE\E"/, 'monitor: local_root');
like(($c->fetch('RETR hello.txt'))[0], qr/^550 /, 'broker: download_enable');
$c->expect("CWD $DIR/home/alice", qr/^250/, 'elsewhere');
unlike(($c->fetch('LIST'))[2], qr/mine/, 'broker: hide_file');
$c->expect('SYST', qr/^550 /, 'engine: cmds_denied');
$c->expect('FEAT', qr/^211/, 'and nothing else');
$c->close;
$c = $t->client->login('bob', 'secret');
$c->expect('PWD', qr{"$DIR/home/bob"}, 'bob has none of that');
$c->expect('SYST', qr/^215/, 'nothing');
$c->close;

file_of('alice', 'guest_enable=YES', 'guest_username=bob');
$c = $t->client->login('alice', 'secret');
my ($broker) = process_ids($t, $c);
is(readlink "/proc/$broker/root", "$DIR/home/bob", 'one user can be a guest');
$c->close;

# Decided before it is read: without effect, as the manual says.
file_of('alice', 'chroot_local_user=YES');
$c = $t->client->login('alice', 'secret');
$c->expect('PWD', qr{"$DIR/home/alice"}, 'chroot_local_user comes too late');
$c->close;

file_of('ftp', 'dirlist_enable=NO', "anon_root=$TREE/pub");
$c = $t->client->login;
$c->expect('CWD deep', qr/^250/, 'anonymous users have one: ftp_username');
like(($c->fetch('LIST'))[0], qr/^550 /, 'with all of it');
$c->close;
unlink "$FILES/ftp";

# Faults.
file_of('alice', 'download_enable=NO', 'no_such_option=1');
like($logins->answer_to('alice', 'secret'), qr/^500 OOPS: /,
    'a fault in it ends the session');
like(read_file($LOG), qr{users/alice:2: no_such_option: there is no such},
    'and the log has file, line and remedy');
chown 2101, 2101, file_of('alice', 'download_enable=NO');
like($logins->answer_to('alice', 'secret'), qr/^500 OOPS: /,
    'a file of hers is not taken');
unlink "$FILES/alice";
mkdir "$FILES/alice";
like($logins->answer_to('alice', 'secret'), qr/^500 OOPS: /, 'nor a directory');
rmdir "$FILES/alice";
like($logins->answer_to('bob', 'secret'), qr/^230 /,
    'others are not concerned');

# Nor does what the files restrict stop counting when they cannot be reached.
write_file("$DIR/no-directory", '');
$t->config(user_config_dir => "$DIR/no-directory");
like($logins->answer_to('alice', 'secret'), qr/^500 OOPS: /,
    'a user_config_dir that is a file is a fault');
ok(wait_until(5, sub { read_file($LOG)
    =~ m{user_config_dir: cannot look at \Q$DIR\E/no-directory/alice: Not a} }),
    'and the log says so');
$t->config(user_config_dir => $FILES);

# A name with a slash names no file.
file_of('alice', 'download_enable=NO');
write_file('/etc/pam.d/ftp', "auth required pam_permit.so\n"
    . "account required pam_permit.so\n");
$t->config(guest_enable => 'YES', guest_username => 'bob');
$c = $t->client->login('./alice', 'x');
is(($c->fetch('RETR mine.txt'))[2], "This is bob's.\n",
    'a name with a slash has no file');
$c->close;

$t->end;
done_testing;
