# SPDX-License-Identifier: ISC
#
# session_support: a PAM session and entries in utmp and wtmp for each local
# login, closed however the FTP session ends (S32).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Logins;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES', session_support => 'YES',
    delay_failed_login => 0, xferlog_enable => 'YES');
$t->expect_signals;

# pam_exec closes every number that a descriptor could have.
system('prlimit', "--pid=$$", '--nofile=1024') == 0 or die "prlimit: $?\n";

$t->inetd;

# The session module notes what it is told, and as whom.
my $NOTES = "$DIR/notes";
my $script = write_file("$DIR/note",
    "#!/bin/sh\necho \$PAM_TYPE \$PAM_USER \$PAM_RHOST \$PAM_TTY \$PAM_RUSER \$(id -u)"
    . " >>$NOTES\n", 0755);

my $logins = OneFTPD::Logins->new($t);
my @UNIX = ('auth required pam_unix.so nodelay', 'account required pam_unix.so');
my $NOTING = "session required pam_exec.so quiet seteuid $script";
$logins->pam(@UNIX, $NOTING);

sub notes { return read_file($NOTES) }

# (type, line, user, host) of the entries of a file, as utmp(5) has them.
sub entries {
    my ($file) = @_;
    return map { my ($type, $pid, $line, $id, $user, $host) =
            unpack 's x2 l Z32 a4 Z32 Z256', $_;
        { type => $type, pid => $pid, line => $line, user => $user,
            host => $host } } unpack '(a384)*', read_file($file);
}

sub clear {
    write_file($_, '') for $NOTES, '/run/utmp', '/var/log/wtmp';
    return;
}

my $USER_PROCESS = 7;
my $DEAD_PROCESS = 8;
my $SOON = 5;

sub is_closed {
    return wait_until($SOON, sub { notes() =~ /^close_session alice /m });
}

clear();
my $c = $t->client->login('alice', 'secret');
my @all = process_ids($t, $c);
my ($broker, $engine, @keepers) = @all;
is(scalar @keepers, 2, 'two processes keep the PAM session');
for my $keeper (@keepers) {
    like(read_file("/proc/$keeper/status"), qr/^Uid:\s+0\s+0\s+0\s+0$/m,
        'a keeper is root');
    is((stat "/proc/$keeper/mem")[4], 0, 'nobody may look inside');
    is(join(' ', grep { /^socket/ } map { readlink } glob
        "/proc/$keeper/fd/*"), '', 'and nobody can talk to it');
}
like(read_file("/proc/$broker/status"), qr/^Uid:\s+2101\s/m,
    'no other process is: the broker is alice');
like(notes(), qr/\Aopen_session alice (?:::ffff:)?127\.0\.0\.1 ftp alice 0\n\z/,
    'the session is open, for alice at her address');
my ($entry) = entries('/run/utmp');
is($entry->{type}, $USER_PROCESS, 'utmp has her');
is($entry->{user}, 'alice', 'by name');
is($entry->{line}, "vsftpd:$broker", 'with the process as the line');
like($entry->{host}, qr/127\.0\.0\.1$/, 'and her address');
is((entries('/var/log/wtmp'))[0]{user}, 'alice', 'wtmp as well');
my $port = $c->local_port;
$c->expect('QUIT', qr/^221/, 'QUIT');
is(exit_status($t, $port), 0, 'the session ends well');
ok(is_closed(), 'the PAM session is closed');
ok(wait_until($SOON, sub { scalar(() = entries('/var/log/wtmp')) == 2 }),
    'wtmp knows that she left');
is((entries('/run/utmp'))[0]{type}, $DEAD_PROCESS, 'and utmp, too');
ok(wait_until($SOON, sub { !$t->session_processes }),
    'its keepers have gone');
is(scalar(() = notes() =~ /^close_session/mg), 1, 'having closed it once');

# However it ends.
sub closes {
    my ($name, $end, %options) = @_;
    clear();
    $t->config(%options);
    my $client = $t->client->login('alice', 'secret');
    $end->($client, process_ids($t, $client));
    ok(is_closed(), "$name: the session is closed");
    ok(wait_until($SOON,
        sub { (entries('/run/utmp'))[0]{type} == $DEAD_PROCESS }),
        "$name: and utmp knows it");
    $client->close;
    $t->config(map { $_ => undef } keys %options);
    return;
}
my @roles = qw(broker engine);
for my $which (0, 1) {
    for my $signal (qw(KILL TERM)) {
        closes("$roles[$which], SIG$signal",
            sub { kill $signal, $_[1 + $which] });
    }
}
closes('all at once, SIGKILL', sub { kill 'KILL', @_[1, 2] });
closes('the process group, SIGKILL', sub { kill '-KILL', $_[1] });
closes('a client that vanishes', sub { $_[0]->close });

# Its keepers: told to end, they do not; killed, the other one is there.
sub goes_on {
    my ($client, $name) = @_;
    $client->expect('NOOP', qr/^200/, "$name: the FTP session goes on");
    unlike(notes(), qr/^close_session/m, 'and the PAM session');
    $client->close;
    return;
}
for my $which (3, 4) {
    for my $signal (qw(KILL TERM HUP INT)) {
        closes("keeper $which, SIG$signal", sub {
            kill $signal, $_[$which];
            goes_on($_[0], "keeper $which, SIG$signal");
        });
    }
}

# A monitor that stays has no more rights with a PAM session than without.
closes('a monitor that stays, SIGKILL', sub {
    my ($client, $monitor) = @_;
    like(read_file("/proc/$monitor/status"), qr/^Uid:\s+65534\s/m,
        'a monitor that stays is nobody');
    is(scalar @_, 6, 'beside broker, engine and keepers');
    kill 'KILL', $monitor;
}, chown_uploads => 'YES', guest_enable => 'YES', guest_username => 'bob');
clear();
$t->config(user_config_dir => '/etc/passwd/nowhere', chroot_list_enable => 'YES',
    chroot_list_file => "$DIR/missing");
$c = $t->client;
$c->reply;
$c->cmd('USER alice');
$c->expect('PASS secret', qr/^500 OOPS: /, 'a fault after the password');
ok(is_closed(), 'closes the session as well');
$c->close;
$t->config(chroot_list_enable => undef, chroot_list_file => undef,
    user_config_dir => undef);

# What a module sets for the process holds for the session.
write_file('/etc/security.limits', "alice hard nofile 77\n");
$logins->pam(@UNIX, 'session required pam_limits.so conf=/etc/security.limits', $NOTING);
$c = $t->client->login('alice', 'secret');
($broker) = process_ids($t, $c);
like(read_file("/proc/$broker/limits"), qr/^Max open files\s+\d+\s+77\s/m,
    'pam_limits limits the broker');
$c->close;

# Refusals.
clear();
$logins->pam(@UNIX, $NOTING, 'session required pam_deny.so');
$c = $t->client;
$c->reply;
$c->cmd('USER alice');
$c->expect('PASS secret', qr/^530 /, 'a session that PAM refuses is no login');
$c->close;
is((entries('/run/utmp'))[0]{type}, $DEAD_PROCESS, 'and utmp has nobody');

# Not for others.
clear();
$logins->pam(@UNIX, $NOTING);
$c = $t->client->login;
is(scalar(() = process_ids($t, $c)), 2, 'anonymous users have no session');
is(notes(), '', 'none at all');
$c->close;
$t->config(session_support => 'NO');
$c = $t->client->login('alice', 'secret');
is(notes(), '', 'nor has anybody without session_support');
$c->close;

# A listener that is killed leaves sessions alone; they close by themselves.
clear();
$t->config(session_support => 'YES');
my $listener = $t->listener;
$c = $t->client->login('alice', 'secret');
$t->stop($listener, 'KILL');
$c->expect('NOOP', qr/^200/, 'the session outlives its listener');
$c->close;
ok(is_closed(), 'and closes by itself');

$t->end;
done_testing;
