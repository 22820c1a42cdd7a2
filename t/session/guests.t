# SPDX-License-Identifier: ISC
#
# Guests: logins that PAM knows and passwd(5) need not, all as one account.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES', guest_enable => 'YES',
    guest_username => 'bob', xferlog_enable => 'YES',
    delay_failed_login => 0);
$t->inetd;

# Any name that is listed, with any password: what a database of virtual users
# does, with modules that every machine has.
write_file("$DIR/virtual", "carol\ndave\n../etc\n");
write_file('/etc/pam.d/ftp', <<"END");
auth required pam_listfile.so item=user sense=allow file=$DIR/virtual onerr=fail
auth required pam_permit.so
account required pam_permit.so
END

sub uids_of {
    my ($pid) = @_;
    my ($uids) = read_file("/proc/$pid/status") =~ /^Uid:\s*(.*?)\s*$/m;
    return $uids =~ s/\s+/ /gr;
}

my $c = $t->client->login('carol', 'x');
my ($broker) = process_ids($t, $c);
is(uids_of($broker), '2102 2102 2102 2102', 'a guest is guest_username');
is(readlink "/proc/$broker/root", "$DIR/home/bob", 'locked into its home');
$c->expect('PWD', qr{^257 "/"}, 'which is "/"');
is(($c->fetch('RETR mine.txt'))[2], "This is bob's.\n", 'with its files');
$c->expect('USER carol', qr/^530 /, 'USER again is refused');
$c->close;
like(read_file('/var/log/vsftpd.log'), qr/\[carol\] OK LOGIN/,
    'the log has the name that was typed');
like(read_file('/var/log/vsftpd.log'), qr/\[carol\] OK DOWNLOAD/, 'always');
$c = $t->client;
$c->reply;
$c->cmd('USER erin');
$c->expect('PASS x', qr/^530 /, 'whom PAM does not know is refused');
$c->close;

$t->config(dual_log_enable => 'YES');
$c = $t->client->login('carol', 'x');
$c->fetch('RETR mine.txt');
$c->close;
ok(wait_until(5, sub { read_file('/var/log/xferlog') =~ / a _ o g carol /
    || read_file('/var/log/xferlog') =~ / b _ o g carol / }),
    'the xferlog says that a guest did it');

# user_sub_token: a directory for each.
mkdir "$DIR/home/carol";
write_file("$DIR/home/carol/hers.txt", "Carol's.\n");
$t->config(user_sub_token => '$USER', local_root => "$DIR/home/\$USER");
$c = $t->client->login('carol', 'x');
is(($c->fetch('RETR hers.txt'))[2], "Carol's.\n",
    'user_sub_token: local_root is her own');
$c->close;
$c = $t->client;
$c->reply;
$c->cmd('USER dave');
$c->expect('PASS x', qr/^500 OOPS: /, 'who has no directory is told');
$c->close;
$c = $t->client;
$c->reply;
$c->cmd('USER ../etc');
$c->expect('PASS x', qr/^500 OOPS: /, 'a name that leads out is refused');
$c->close;
like(read_file('/var/log/vsftpd.log'), qr/cannot stand in a directory/,
    'and the log says why');
$t->config(user_sub_token => undef, local_root => undef);

# The rules of anonymous users hold, unless virtual_use_local_privs=YES.
chmod 0640, "$DIR/home/bob/mine.txt";
$c = $t->client->login('carol', 'x');
like(($c->fetch('RETR mine.txt'))[0], qr/^550 /,
    'anon_world_readable_only holds for guests');
$c->close;
$t->config(virtual_use_local_privs => 'YES');
$c = $t->client->login('carol', 'x');
($broker) = process_ids($t, $c);
is(uids_of($broker), '2102 2102 2102 2102', 'virtual_use_local_privs: the same');
is(readlink "/proc/$broker/root", '/', 'not locked in');
like(($c->fetch('RETR mine.txt'))[2], qr/bob/, 'and reads what bob can');
$c->expect('USER carol', qr/^331 /, 'USER again is taken');
$c->close;
$t->config(chroot_local_user => 'YES');
$c = $t->client->login('carol', 'x');
($broker) = process_ids($t, $c);
is(readlink "/proc/$broker/root", "$DIR/home/bob",
    'chroot_local_user locks that guest in as well');
$c->close;

# Anonymous users are none.
$c = $t->client->login;
($broker) = process_ids($t, $c);
is(uids_of($broker), '2100 2100 2100 2100', 'anonymous users stay themselves');
$c->close;
$t->config(guest_username => 'missing');
$c = $t->client;
$c->expect_reply(qr/^500 OOPS: /, 'guest_username must exist');
$c->close;

$t->end;
done_testing;
