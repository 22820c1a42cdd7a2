# SPDX-License-Identifier: ISC
#
# What a superserver leaves behind for what it starts (S37): descriptors and an
# environment. Neither is to be of any use to a session. What each process
# holds in each state: t/session/jailed.t.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use POSIX qw(O_RDONLY dup2);
use Test::More;

my $t = OneFTPD->new(xferlog_enable => 'YES', tcp_wrappers => 'NO');
my $SECRET = write_file("$DIR/secret", "not for the world\n", 0600);
my $LOG = '/var/log/vsftpd.log';

# A zone that TZDIR would lead to, five hours away from every clock.
mkdir "$DIR/zones" or die "zones: $!\n";
write_file("$DIR/zones/Here", "TZif2" . "\0" x 15 . pack('N6', 0, 0, 0, 0, 1, 4)
    . pack('NCC', 18_000, 0, 0) . "ABC\0"
    . "TZif2" . "\0" x 15 . pack('N6', 0, 0, 0, 0, 1, 4)
    . pack('NCC', 18_000, 0, 0) . "ABC\0\nABC-5\n");

# As a careless superserver: a secret file and directories are open, without
# close-on-exec, and the environment is somebody else's.
for my $path ($SECRET, '/', $DIR, $TREE) {
    my $fd = POSIX::open($path, O_RDONLY) // die "$path: $!\n";
    # dup2(2) leaves close-on-exec off.
    dup2($fd, $_) // die "dup2: $!\n" for 20 + $fd, 100 + $fd, 1000 + $fd;
}
%ENV = (%ENV, TZ => 'Here', TZDIR => "$DIR/zones", HOSTALIASES => $SECRET,
    LOCALDOMAIN => 'example.org', RES_OPTIONS => 'debug', PATH => $DIR,
    MALLOC_CHECK_ => 3, POSIXLY_CORRECT => 1, HOME => $DIR,
    SECRET_KEY => 'abracadabra', xferlog_enable => 'NO', LC_ALL => 'C.UTF-8',
    LISTEN_FDS => 3, LISTEN_PID => 1);
$t->inetd;
my $before = time;

# Nothing of it is open in any process, in any state.
for my $phase (phases()) {
    my $c = reach($t, $phase);
    for my $pid (process_ids($t, $c)) {
        my @open = map { readlink("/proc/$pid/fd/$_") // '' }
            map { m{/(\d+)$} } glob "/proc/$pid/fd/*";
        is(join(' ', grep { $_ eq $SECRET || $_ eq '/' || $_ eq $DIR } @open),
            '', "$phase: of what was open nothing is");
        cmp_ok(scalar @open, '<=', 9, "$phase: a handful of descriptors");
    }
    CORE::close($c->{data}) if $c->{data};
    $c->close;
}

# Of the environment TZ alone counts, and what it names is looked for where it
# always is: there is no such zone, so the time is UTC.
my ($hour, $minute) = read_file($LOG) =~ /^\w+ \w+ [ \d]\d (\d\d):(\d\d)/
    or fail('the log has a time');
my $minutes = 60 * (gmtime $before)[2] + (gmtime $before)[1];
my $off = (60 * $hour + $minute - $minutes) % 1440;
cmp_ok($off, '<=', 5, 'TZDIR is ignored');
$t->client->login->gets_file('hello.txt', "Hello, world.\n",
    'and the session is as good as any');

# What ps shows of an environment is the kernel's copy; the process has none.
$t->config(setproctitle_enable => 'YES');
my $c = $t->client->login;
my @with = grep { read_file("/proc/$_/environ") =~ /abracadabra/ }
    process_ids($t, $c);
is("@with", '', 'with process titles not even that');

$t->end;
done_testing;
