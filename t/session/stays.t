# SPDX-License-Identifier: ISC
#
# A monitor that stays after login, where an option needs privilege later on:
# what it keeps, and that the three processes of the session end together.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(xferlog_enable => 'YES');
$t->expect_signals;
$t->inetd;

my $SOON = 3;
my @roles = qw(monitor engine broker);

sub processes_with {
    my (%options) = @_;
    $t->config(connect_from_port_20 => undef, chown_uploads => undef,
        chown_username => undef, %options);
    my $c = $t->client->login;
    return ($c, process_ids($t, $c));
}

sub stays_with {
    my (%options) = @_;
    my ($c, @all) = processes_with(%options);
    my $name = join ' ', map { "$_=$options{$_}" } sort keys %options;
    is(scalar @all, 3, "$name: the monitor stays") or return;
    my %status = read_file("/proc/$all[0]/status")
        =~ /^(\w+):[ \t]*(.*?)[ \t]*$/mg;
    is($status{$_}, "65534\t65534\t65534\t65534", "$name: as nobody ($_)")
        for qw(Uid Gid);
    is($status{$_}, '0000000000000001', "$name: with CAP_CHOWN ($_)")
        for qw(CapEff CapPrm);
    is("@status{qw(Groups CapInh CapAmb NoNewPrivs Seccomp)}",
        join(' ', '', ('0' x 16) x 2, 1, 2), "$name: and no more");
    my $root = readlink "/proc/$all[0]/root";
    is(join(' ', glob "$root/* $root/.[!.]*"), '', "$name: in an empty root");
    is((stat "/proc/$all[0]/mem")[4], 0, "$name: nobody may look inside");
    $c->gets_file('hello.txt', "Hello, world.\n", "$name: files arrive");
    my $port = $c->local_port;
    $c->expect('QUIT', qr/^221/, "$name: QUIT");
    is(exit_status($t, $port), 0, "$name: the session ends well");
    return;
}

sub leaves_with {
    my (%options) = @_;
    my ($c, @all) = processes_with(%options);
    my $name = join ' ', map { "$_=$options{$_}" } sort keys %options;
    is(scalar @all, 2, "$name: no monitor stays");
    $c->close;
    return;
}

stays_with(chown_uploads => 'YES');
stays_with(connect_from_port_20 => 'YES', chown_uploads => 'YES');
leaves_with(connect_from_port_20 => 'NO');
leaves_with(connect_from_port_20 => 'YES');

sub is_alive {
    my ($pid) = @_;
    return read_file("/proc/$pid/stat") =~ /^\d+ \(.*\) [^ZX]/s;
}

# Whoever is killed, the others go, and the client is told or hung up on.
sub kill_one {
    my ($which, $signal, $log) = @_;
    my ($c, @all) = processes_with(chown_uploads => 'YES');
    my $port = $c->local_port;
    my $name = "$roles[$which] killed with $signal";
    unlink '/var/log/vsftpd.log';
    kill $signal, $all[$which];
    ok(wait_until($SOON, sub { !grep { is_alive($_) } @all }),
        "$name: all have ended");
    my $words = eval { $c->read_line } // '';
    like($words, qr/\A(?:421 .*)?\z/s, "$name: the client sees 421 or the end");
    isnt(exit_status($t, $port), 0, "$name: the session has failed");
    return;
}

for my $which (0 .. 2) {
    kill_one($which, $_) for qw(KILL TERM);
}
for my $which (1, 2) {
    my ($c, @all) = processes_with(chown_uploads => 'YES');
    kill 'KILL', $all[$which];
    my $said = qr/"The $roles[$which] died of signal 9\."/;
    ok(wait_until(10, sub { read_file('/var/log/vsftpd.log') =~ $said }),
        "the log says that the $roles[$which] was killed");
    $c->close;
}

# A fault on the broker's way into its jail is told as ever.
$t->config(chown_uploads => 'YES', allow_writeable_chroot => 'NO');
chmod 0777, $TREE;
my $c = $t->client;
$c->reply;
$c->cmd('USER ftp');
$c->expect('PASS x', qr/^500 OOPS: /, 'a root that may not be is a fault');
ok($c->is_closed, 'that ends the session');
chmod 0755, $TREE;
$t->config(allow_writeable_chroot => undef, chown_uploads => 'YES',
    chown_username => 'missing');
like($t->client->reply, qr/^500 OOPS: /, 'chown_username must exist');

$t->end;
done_testing;
