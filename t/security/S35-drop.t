# SPDX-License-Identifier: ISC
#
# A call that gives up a right and fails (S35; elsewhere CVE-2023-40303: the
# result was not looked at). The kernel refuses each of them in turn, by a
# filter that the superserver of this test puts on itself, or claims to have
# done it. A session ends then, with a word to the administrator, and nothing
# was served.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use POSIX qw(EPERM);
use Test::More;

# Numbers of system calls: on x86-64, and everywhere else.
my $IS_X86 = (POSIX::uname())[4] eq 'x86_64';
my %number = (
    setresuid => [117, 147], setresgid => [119, 149], setgroups => [116, 159],
    setfsuid => [122, 151], chroot => [161, 51], chdir => [80, 49],
    capset => [126, 91], prctl => [157, 167], setrlimit => [160, 164],
    prlimit64 => [302, 261],
);
my ($PR_SET_NO_NEW_PRIVS, $PR_SET_SECCOMP, $SECCOMP_MODE_FILTER) = (38, 22, 2);
my ($ALLOW, $ERRNO) = (0x7fff_0000, 0x0005_0000);

# If the call is this one (and an argument that one, the first unless another
# is said, from 0): the error.
sub filter_against {
    my ($call, $error, $argument, $position) = @_;
    my $offset = 16 + 8 * ($position // 0);
    my $is_not = defined $argument ? 3 : 1;
    my @program = (
        [0x20, 0, 0, 0],
        [0x15, 0, $is_not, $number{$call}[$IS_X86 ? 0 : 1]],
        defined $argument ? ([0x20, 0, 0, $offset], [0x15, 0, 1, $argument]) : (),
        [0x06, 0, 0, $ERRNO | $error],
        [0x06, 0, 0, $ALLOW],
    );
    return join '', map { pack 'SCCL', @$_ } @program;
}

sub apply_filter {
    my ($filter) = @_;
    my $program = pack 'S x6 P', length($filter) / 8, $filter;
    syscall($number{prctl}[$IS_X86 ? 0 : 1], $PR_SET_SECCOMP,
        $SECCOMP_MODE_FILTER, $program) == 0 or die "seccomp: $!\n";
    return;
}

my $t = OneFTPD->new(write_enable => 'YES');

# A superserver under such a filter. Its port becomes the test's.
sub inetd_under {
    my ($filter) = @_;
    my $port = $t->new_port;
    my $listener = IO::Socket::IP->new(LocalHost => '127.0.0.1',
        LocalPort => $port, Listen => 8, ReuseAddr => 1) or die "port: $@\n";
    $t->{port} = $port;
    return $t->start_code('inetd', sub {
        apply_filter($filter) if defined $filter;
        $t->serve($listener, $PROGRAM, $t->conf);
    });
}

# Everything that a client gets who asks for all at once.
sub answers {
    my ($c) = @_;
    $c->send_bytes("USER ftp\r\nPASS x\r\nPWD\r\nEPSV\r\nSTAT .\r\n"
        . "SIZE hello.txt\r\nQUIT\r\n");
    my $all = '';
    while (length(my $reply = eval { $c->reply } // '')) { $all .= "$reply\n" }
    return $all;
}

sub serves_nothing {
    my ($name, $reason, @against) = @_;
    my $inetd = inetd_under(filter_against(@against));
    my $c = $t->client;
    my $port = $c->local_port;
    my $answers = answers($c);
    unlike($answers, qr/^(?:1|2[^2]|22[19])/m, "$name: nothing is served");
    unlike($answers, qr/hello|$against[0]|:.*\//, "$name: nor is it told why");
    is(exit_status($t, $port), 2, "$name: the session has failed");
    ok(wait_until(5, sub { $t->stderr =~ /: .*$reason/ }),
        "$name: the administrator is told why") || diag($t->stderr);
    ok(wait_until(3, sub { (() = $t->session_processes) == 0 }),
        "$name: no process is left");
    $t->stop($inetd);
    return;
}

# Without a filter the same client gets all of it.
my $inetd = inetd_under(undef);
like(answers($t->client), qr/^230 .*^257 .*^229 .*^213-.*^213 14$/ms,
    'on a good day it is served');
$t->stop($inetd);

serves_nothing("$_ fails", qr/$_/, $_, EPERM)
    for qw(setgroups setresgid setresuid setfsuid chroot);
serves_nothing('chdir fails', qr/cannot enter/, 'chdir', EPERM);
serves_nothing('PR_SET_NO_NEW_PRIVS fails', qr/NO_NEW_PRIVS/, 'prctl', EPERM,
    $PR_SET_NO_NEW_PRIVS);
serves_nothing('PR_SET_DUMPABLE fails', qr/DUMPABLE/, 'prctl', EPERM, 4);
serves_nothing('PR_SET_PDEATHSIG fails', qr/PDEATHSIG/, 'prctl', EPERM, 1);
# Not of all resources: the sanitizers ask for some at their start.
serves_nothing('RLIMIT_NPROC fails', qr/rlimit/, 'prlimit64', EPERM, 6, 1);
serves_nothing('setresuid only claims to have worked', qr/way back/,
    'setresuid', 0);

# A monitor that stays: with its capability or not at all.
$t->config(chown_uploads => 'YES', chown_username => 'alice',
    anon_upload_enable => 'YES');
serves_nothing("$_ fails in a monitor that stays", qr/$_/, $_, EPERM)
    for qw(capset setresuid);

$t->end;
done_testing;
