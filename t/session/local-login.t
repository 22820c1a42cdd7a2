# SPDX-License-Identifier: ISC
#
# Users of this machine log in with their passwords, by way of PAM; nobody does
# who has none (S30).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Logins;
use OneFTPD::Sessions;
use Test::More;

my $LOG = '/var/log/vsftpd.log';

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES',
    delay_failed_login => 0, max_login_fails => 10);
$t->inetd;
my $logins = OneFTPD::Logins->new($t);

my @UNIX = ('auth required pam_unix.so nodelay', 'account required pam_unix.so',
    'session required pam_unix.so');
$logins->pam(@UNIX);

$logins->gets_in('alice', 'secret', 'a user with her password gets in');
$logins->stays_out('alice', 'Secret', 'with a wrong one she does not');
$logins->stays_out('alice', '', 'nor without one');
$logins->stays_out('alice', "secret\0x", 'nor with one that only begins so');
$logins->stays_out('carol', 'secret', 'nor somebody who does not exist');
$logins->stays_out('alice', 'secret' . 'x' x 123,
    'a password of 129 bytes is none');
$logins->stays_out($_, 'secret', 'a name that cannot be is refused')
    for 'a' x 129, '-alice', "al\x{e4}", 'ali ce';

# The session is hers: uid, groups, directory, and what she may read.
my $c = $t->client->login('alice', 'secret');
my ($broker, $engine) = process_ids($t, $c);
my %status = read_file("/proc/$broker/status") =~ /^(\w+):[ \t]*(.*?)[ \t]*$/mg;
is($status{Uid}, "2101\t2101\t2101\t2101", 'her broker has her uid');
is($status{Gid}, "2101\t2101\t2101\t2101", 'and gid');
is($status{Groups}, '2101 2200', 'and groups, and no other');
is($status{$_}, '0' x 16, "and no $_") for qw(CapEff CapPrm CapInh CapAmb);
is("$status{NoNewPrivs} $status{Seccomp}", '1 2', 'in a jail');
is(scalar(() = process_ids($t, $c)), 2, 'the session is two processes');
$c->expect('PWD', qr{^257 "$DIR/home/alice"}, 'she starts in her home');
is(($c->fetch('RETR mine.txt'))[2], "This is alice's.\n", 'and has her files');
$c->expect('CWD /etc', qr/^250/, 'she is not locked in');
is(($c->fetch('RETR passwd'))[2], read_file('/etc/passwd'), 'and reads the rest');
like(($c->fetch('RETR shadow'))[0], qr/^550/, 'as far as she may');
$c->expect('CWD ~', qr/^250/, 'her home');
$c->expect('PWD', qr{^257 "$DIR/home/alice"}, 'is what ~ is');
$c->expect('USER alice', qr/^331 /, 'USER again: herself');
$c->expect('PASS x', qr/^230 /, 'needs no password');
$c->expect('USER bob', qr/^530 /, 'and nobody else');
$c->close;

like(read_file($LOG), qr/\[alice\] OK LOGIN: Client "[^"]*"$/m,
    'the log has her login');
like(read_file($LOG), qr/\[carol\] FAIL LOGIN: Client/,
    'and who was refused');
like(read_file($LOG), qr/\[alice\] OK DOWNLOAD/, 'and what she did');
unlike(read_file($LOG), qr/secret/i, 'and no password');

# Root, who reads all the files, and no more than files.
$c = $t->client->login('root', 'secret');
($broker) = process_ids($t, $c);
%status = read_file("/proc/$broker/status") =~ /^(\w+):[ \t]*(.*?)[ \t]*$/mg;
is($status{CapEff}, '000000000000000e', 'root has rights over files only');
is(($c->fetch('RETR /etc/shadow'))[2], read_file('/etc/shadow'), 'over all files');
$c->close;

# What PAM's account rules, and the shadow file, refuse.
sub shadow {
    my ($name, $line) = @_;
    my $text = read_file('/etc/shadow');
    $text =~ s/^$name:.*$/$name:$line/m;
    write_file('/etc/shadow', $text, 0640);
    return;
}
my $hash = crypt 'secret', '$6$salt';
shadow('bob', "$hash:19000::::1:");
$logins->stays_out('bob', 'secret', 'an expired account');
shadow('bob', "$hash:0::::::");
$logins->stays_out('bob', 'secret', 'a password that must be changed first');
shadow('bob', "!$hash:19000::::::");
$logins->stays_out('bob', 'secret', 'a locked account');
for my $odd ('', '*', '!', 'x', ':') {
    shadow('bob', "$odd:19000::::::");
    $logins->stays_out('bob', $_, "a stored hash \"$odd\" is no password")
        for '', 'secret', $odd;
}
shadow('bob', "$hash:19000::::::");
$logins->gets_in('bob', 'secret', 'and without all that he gets in');

# Modules.
$logins->pam('auth required pam_shells.so', @UNIX);
$logins->stays_out('ftpsecure', 'secret', 'pam_shells: no shell, no login');
$logins->gets_in('alice', 'secret', 'pam_shells: a shell');
write_file('/etc/ftpusers', "root\nbob\n");
$logins->pam('auth required pam_listfile.so item=user sense=deny '
    . 'file=/etc/ftpusers', @UNIX);
$logins->stays_out($_, 'secret',
    "pam_listfile: $_ is in ftpusers") for qw(root bob);
$logins->gets_in('alice', 'secret', 'pam_listfile: alice is not');
$logins->pam('auth required pam_deny.so', @UNIX);
$logins->stays_out('alice', 'secret', 'pam_deny');
$logins->pam('auth required pam_missing.so', @UNIX);
$logins->stays_out('alice', 'secret', 'a module that is not there refuses');
$logins->pam('auth required pam_permit.so', 'account required pam_deny.so');
$logins->stays_out('alice', 'secret', 'an account module that refuses');
$logins->pam('auth required pam_permit.so', 'account required pam_permit.so');
like($logins->answer_to('carol', 'x'), qr/^500 OOPS: /,
    'whom PAM lets in without an account is a fault');
like(read_file($LOG), qr/there is no account "carol"/, 'which the log tells');
unlink '/etc/pam.d/ftp';
write_file('/etc/pam.d/other', "auth required pam_deny.so\n");
$logins->stays_out('alice', 'secret', 'no service, no login');
write_file('/etc/pam.d/mine', join '', map { "$_\n" } @UNIX);
$t->config(pam_service_name => 'mine');
$logins->gets_in('alice', 'secret', 'pam_service_name names another');
$t->config(pam_service_name => undef);
$logins->pam(@UNIX);

# anonymous_enable and local_enable, together and alone.
$t->config(anonymous_enable => 'NO');
$logins->stays_out('anonymous', 'me@',
    'anonymous_enable=NO: anonymous is a user');
like($logins->answer_to('ftp', 'secret'), qr/^230 /,
    'and ftp one with a password');
$t->config(anonymous_enable => 'YES', local_enable => 'NO');
like($logins->answer_to('alice', 'secret'), qr/^530 .*anonymous/,
    'local_enable=NO: anonymous users only');
$t->config(local_enable => 'YES');
$logins->gets_in('ftp', 'me@', 'both: ftp is anonymous');
$logins->gets_in('alice', 'secret', 'both: alice is alice');

# userlist_enable, all four ways, and userlist_log.
for my $deny ('YES', 'NO') {
    $t->config(userlist_enable => 'YES', userlist_deny => $deny,
        userlist_log => 'YES',
        userlist_file => write_file("$DIR/users", "alice\n bob\n"));
    my ($in, $out) = $deny eq 'YES' ? qw(bob alice) : qw(alice bob);
    $logins->gets_in($in, 'secret', "userlist_deny=$deny: $in gets in");
    is($logins->answer_to($out, 'secret'), '530 Permission denied.',
        "userlist_deny=$deny: $out is refused at once");
}
like(read_file($LOG),
    qr/\[alice\] FAIL LOGIN: Client "[^"]*", "User is in the deny user list\."/,
    'userlist_log: the deny list');
like(read_file($LOG),
    qr/\[bob\] FAIL LOGIN: Client "[^"]*", "User is not in the allow user list/,
    'userlist_log: the allow list');
unlink $LOG;
$t->config(userlist_deny => undef, userlist_log => undef);
$logins->answer_to('alice', 'secret');
unlike(read_file($LOG), qr/LOGIN/, 'without it nothing is logged');
$t->config(userlist_enable => undef);

$t->config(max_login_fails => 2);
$c = $t->client;
$c->reply;
for (1, 2) {
    $c->cmd('USER alice');
    $c->expect('PASS wrong', qr/^530 /, 'a wrong password');
}
ok($c->is_closed, 'max_login_fails counts local users');
$t->config(max_login_fails => undef);

# A client that leaves while a module thinks takes the session with it.
$logins->pam('auth required pam_exec.so quiet /bin/sleep 30', @UNIX);
$c = $t->client;
$c->reply;
$c->cmd('USER alice');
$c->send_line('PASS secret');
ok(wait_until(5, sub { 1 < grep { $_->{name} eq 'oneftpd' }
    $t->session_processes }), 'a module takes its time');
my ($monitor, $its_engine) = process_ids($t, $c);
kill 'KILL', $its_engine;
ok(wait_until(3, sub { !grep { $_->{name} eq 'oneftpd' }
    $t->session_processes }), 'the session does not wait for it');
kill 'KILL', map { $_->{pid} } grep { $_->{name} eq 'sleep' }
    $t->session_processes;
$c->close;
$logins->pam(@UNIX);

# Under our own listener, which has PAM loaded already.
$t->listener;
$logins->gets_in('alice', 'secret', 'under the listener as well');
$logins->stays_out('alice', 'wrong', 'and not with a wrong password');

$t->end;
done_testing;
