# SPDX-License-Identifier: ISC
#
# Each system call that a role may make fails, in a session that does a little
# of everything: the first one of it, the second, or all. What the client is
# told is true then, nobody is left, nothing crashes, and no file is where it
# should not be. The calls are those of the roles' calls.def.
#
# ONEFTPD_FAULTS=all tries each of them, which takes minutes; otherwise chance
# picks some. ONEFTPD_SEED=number repeats a run.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Errno qw(EACCES EIO ENOMEM);
use OneFTPD;
use OneFTPD::Output;
use OneFTPD::Sessions;
use Test::More;

my $FAULT = "$ENV{ONEFTPD_BUILD}/t/fault";
my $SOME = 20;
my $SEED = $ENV{ONEFTPD_SEED} // int(rand 1_000_000);
my $ALL = ($ENV{ONEFTPD_FAULTS} // '') eq 'all';
my $REPORT = "$DIR/fault-report";

# Those that cannot fail: they do not come back, or have nothing to say no to.
# close(2) closes, whatever it says afterwards; a filter would keep it from it.
my %never = map { $_ => 1 } qw(exit exit_group rt_sigreturn restart_syscall
    getpid gettid time gettimeofday clock_gettime rt_sigprocmask close);

my $FILE = substr $BIG, 0, 100_000;
my $SENT = substr $BIG, 200_000, 100_000;
my $HOME = "$DIR/home/alice";
my %work;       # kind of session => its folder
my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    anon_upload_enable => 'YES', anon_other_write_enable => 'YES',
    anon_mkdir_write_enable => 'YES', chown_username => 'bob',
    chroot_local_user => 'YES', local_root => "$HOME/work",
    anon_root => "$TREE/incoming", xferlog_enable => 'YES', idle_session_timeout => 5, accept_timeout => 2,
    connect_timeout => 2, data_connection_timeout => 2);
$t->expect_signals;

sub make_work {
    my ($dir, $owner) = @_;
    mkdir $dir or die "$dir: $!\n" if !-d $dir;
    unlink glob "$dir/*";
    rmdir "$dir/d";
    write_file("$dir/data", $FILE);
    chown((getpwnam $owner)[2, 3], $dir, "$dir/data");
    return $dir;
}

# All that there is beside the folder in which something may change.
sub surroundings {
    my ($work) = @_;
    return output_of('find', $HOME, $TREE, '/etc', '-path', $work, '-prune',
        '-o', '-printf', '%p %M %u %s %T@\n');
}

# --- The session -----------------------------------------------------------

# Of the session that is on.
my @lies;
my ($successes, $listed);

# What the one line of a listing is, and that it may be missing: entries of which
# the kernel tells nothing are left out, as if they had vanished.
my $ENTRY = qr/-.* data\r\n/;
my $may_vanish;
my $UNREADABLE = qr/could not be read/;

sub is_true {
    my ($what, $holds) = @_;
    push @lies, $what if !$holds;
    return;
}

# The client has been told of a success.
sub claim {
    my ($what, $is_so) = @_;
    $successes++;
    return is_true($what, $is_so);
}

# What a reply of success claims: [line, code, is that so?].
sub commands {
    my ($work) = @_;
    return (['SIZE data', 213, sub { $_[0] eq '213 100000' }],
        ['PWD', 257, sub { 1 }],
        ['MKD d', 257, sub { -d "$work/d" }],
        ['CWD d', 250, sub { 1 }], ['CDUP', 250, sub { 1 }],
        ['RMD d', 250, sub { !-e "$work/d" }],
        ['MDTM 20200203040506 data', 213,
            sub { (stat "$work/data")[9] == $MTIME }],
        ['SITE CHMOD 640 data', 200,
            sub { ((stat "$work/data")[2] & 0777) == 0640 }],
        ['SITE UMASK 022', 200, sub { 1 }], ['ALLO 5', 200, sub { 1 }],
        ['RNFR sent', 350, sub { -e "$work/sent" }],
        ['RNTO moved', 250, sub { -e "$work/moved" && !-e "$work/sent" }],
        ['DELE moved', 250, sub { !-e "$work/moved" }]);
}

sub transfers {
    my ($c, $work) = @_;
    $c->cmd('TYPE I');
    my (undef, $last, $bytes) = eval { $c->fetch('RETR data', 'EPSV') };
    claim('RETR', $bytes eq $FILE) if ($last // '') =~ /^226/;
    (undef, $last, $bytes) = eval { $c->fetch('LIST', 'EPSV') };
    claim('LIST', $bytes =~ /\A$ENTRY\z/ || ($may_vanish && $bytes eq ''))
        if ($last // '') =~ /^226/ && $last !~ $UNREADABLE;
    $listed = $last // '';
    (undef, $last) = eval { $c->store('STOR sent', $SENT, 'EPSV') };
    claim('STOR', read_file("$work/sent") eq $SENT)
        if ($last // '') =~ /^226/;
    return;
}

# To a listener of the client's; a server that does not come has said why.
sub active_download {
    my ($c) = @_;
    my $listener = $c->active('PORT');
    return if $c->cmd('RETR data') !~ /^150/;
    my $bytes = $c->read_all($listener->accept // die "nobody came\n");
    my $last = $c->reply;
    claim('RETR after PORT', $bytes eq $FILE) if $last =~ /^226/;
    return;
}

# Its whole life; it may be refused anything, and may end at any time.
sub play {
    my ($c, $work, $user, $password) = @_;
    $c->login($user, $password);
    transfers($c, $work);
    eval { active_download($c) };
    for my $command (commands($work)) {
        my ($line, $code, $is_so) = @$command;
        my $reply = $c->cmd($line);
        return if $reply eq '';
        claim($line, $is_so->($reply)) if $reply =~ /^$code/;
    }
    $c->cmd('QUIT');
    return;
}

# --- The faults ------------------------------------------------------------

# The first session under a superserver that starts it with such a fault.
sub session_with {
    my ($role, $call, $error, $when) = @_;
    my @user = $role eq 'monitor' ? ('ftp', 'x') : ('alice', 'secret');
    my $work = $role eq 'monitor' ? make_work("$TREE/incoming", 'ftp')
        : make_work("$HOME/work", 'alice');
    my $port = $t->new_port;
    my $listener = IO::Socket::IP->new(LocalHost => '127.0.0.1',
        LocalPort => $port, Listen => 4, ReuseAddr => 1) or die "port: $@\n";
    my $before = surroundings($work);
    my $errors = length $t->stderr;
    my $log = length read_file('/var/log/vsftpd.log');
    unlink $REPORT;
    @lies = ();
    $successes = 0;
    $may_vanish = $call eq 'newfstatat';
    $t->{port} = $port;
    my $inetd = $t->start_code('inetd', sub {
        local $ENV{FAULT_REPORT} = $REPORT;
        $t->serve($listener, $FAULT, $role, $call, $error, $when, '--',
            $PROGRAM, $t->conf);
    });
    close $listener;
    my $c = $t->client;
    my $client_port = $c->local_port;
    eval { play($c, $work, @user); 1 } or $@ !~ /in time/
        or is_true("no hang ($@)", 0);
    $c->close;
    my $status = exit_status($t, $client_port);
    is_true("nobody left ($status)",
        wait_until(3, sub { !grep { $_->{name} ne 'fault' }
            $t->session_processes }));
    is_true("no crash ($status)", $status =~ /^[012]$/);
    my $said = substr read_file('/var/log/vsftpd.log'), $log;
    is_true("no crash of another process ($said)",
        $said !~ /died of signal|bug:/);
    is_true('nothing elsewhere', surroundings($work) eq $before);
    my @odd = grep { !m{/(?:data|sent|moved|d)$} } glob "$work/* $work/.[!.]*";
    is_true("no odd file (@odd)", !@odd);
    $t->stop($inetd);
    return -e $REPORT ? int read_file($REPORT) : 0;
}

my %rows = map { $_ => 1 } split /\n/, output_of($FAULT, 'list');
my @calls = grep { !$never{ $_->[1] } } map { [split] } sort keys %rows;
cmp_ok(scalar @calls, '>', 80, 'roles have calls that can fail');
my @faults = map { my $call = $_; map { [@$call, EIO, $_] } 1, 2, 0 } @calls;
if (!$ALL) {
    note("ONEFTPD_SEED=$SEED");
    srand $SEED;
    my @errors = (EIO, ENOMEM, EACCES);
    $_->[2] = $errors[rand @errors] for @faults;
    @faults = map { splice @faults, rand @faults, 1 } 1 .. $SOME;
}

mkdir "$HOME/work" or die "work: $!\n";
make_work("$TREE/incoming", 'ftp');
is(session_with('engine', 'sendfile', EIO, 99), 2,
    'a session without a fault has two downloads');
is("@lies", '', '... is told the truth');
is($successes, 4 + (() = commands('')), '... and does it all');
session_with('broker', 'getdents64', EIO, 1);
like($listed, qr/^451 /, 'a folder that cannot be read is no success');
my $reached = 0;
for my $fault (@faults) {
    my ($role, $call, $error, $when) = @$fault;
    $t->config(chown_uploads => $role eq 'monitor' ? 'YES' : undef);
    my $seen = session_with(@$fault);
    $reached++ if $seen >= ($when || 1);
    note("$role never calls $call") if $seen == 0;
    is(join(', ', @lies), '', sprintf '%s: %s %s fails with %d', $role,
        ('all of', 'the first', 'the second')[$when], $call, $error);
}
cmp_ok($reached, '>', @faults / 5, "$reached of " . @faults . ' calls were made');

$t->end;
done_testing;
