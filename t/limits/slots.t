# SPDX-License-Identifier: ISC
#
# A session that ends, in whichever way, is counted no longer.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(max_clients => 1, local_enable => 'YES',
    xferlog_enable => 'YES');
$t->expect_signals;
small_buffers();
$t->inetd;

sub is_let_in {
    my ($name) = @_;
    my $c = $t->client;
    like($c->reply, qr/^220 /, $name);
    $c->close;
    # A client that leaves takes its session with it, but not at once.
    wait_until(10, sub { !$t->session_processes });
    return;
}

# Killed, the session's first process frees the slot at once; whichever other
# one is killed, the first ends soon.
for my $phase (phases()) {
    my $c = reach($t, $phase);
    my $other = $t->client;
    like($other->reply, qr/^421 /, "$phase: there is no room for another one");
    $other->close;
    my @pids = process_ids($t, $c);
    kill 'KILL', $pids[0];
    is_let_in("$phase: the slot is free as soon as kill -9 returns");
    CORE::close($c->{data}) if $c->{data};
    $c->close;
    next if @pids < 2;
    $c = reach($t, $phase);
    @pids = process_ids($t, $c);
    kill 'KILL', $pids[1];
    ok(wait_until(5, sub { exit_status($t, $c->local_port) ne 'still there' }),
        "$phase: the engine is killed");
    is_let_in("$phase: and the slot is free");
    CORE::close($c->{data}) if $c->{data};
    $c->close;
}

# One that nobody has waited for yet has ended nevertheless; the number of one
# that has is given to others.
my $port = $t->new_port;
{
    my $listener = IO::Socket::IP->new(LocalHost => '::', LocalPort => $port,
        V6Only => 0, Listen => 8, ReuseAddr => 1) or die "listener: $@\n";
    $t->start_code('careless', sub {
        while (my $socket = $listener->accept) {
            next if fork;
            POSIX::dup2(fileno $socket, $_) for 0, 1;
            exec { $PROGRAM } $PROGRAM, $t->conf;
        }
    });
    $t->{port} = $port;
}
for my $turn (1 .. 3) {
    my $c = $t->client;
    $c->reply;
    $c->send_line('QUIT');
    like($c->reply, qr/^221 /, 'a superserver that waits for nobody');
    $c->close;
    my $next;
    ok(wait_until(10, sub {
        my $one = $t->client;
        $next = $one->reply;
        $one->close;
        return $next =~ /^220 /;
    }), 'its dead sessions do not count');
}
wait_until(10, sub { !$t->session_processes });

# Sessions of a user.
$t->config(max_clients => 0, max_per_user => 2, max_per_ip => 0);
$t->inetd;
my @two = map { $t->client->login('alice', 'secret') } 1 .. 2;
my $third = $t->client;
$third->reply;
$third->cmd('USER alice');
$third->expect('PASS secret', qr/^421 Too many sessions of this user/,
    'max_per_user: the third session of alice is refused with 421');
ok($third->is_closed, 'and ended');
ok(wait_until(10, sub { read_file('/var/log/vsftpd.log') =~
    /\[alice\] FAIL LOGIN: Client "::ffff:127[.]0[.]0[.]1", "Too many sessions/ }),
    'which is logged, with the reason');
is(scalar(() = read_file('/var/log/vsftpd.log') =~ /OK LOGIN/g) >= 2, 1,
    'and not as a login');
ok(my $bob = $t->client->login('bob', 'secret'), 'bob may come');
ok($t->client->login, 'and anonymous users, of whom there are many');
ok($t->client->login, 'and many');
ok($t->client->login, 'and many more');
(my $first) = process_ids($t, $two[0]);
kill 'KILL', $first;
ok($t->client->login('alice', 'secret'), 'a session that was killed is gone');
$_->close for @two;
mkdir "$DIR/users" or die "users: $!\n";
write_file("$DIR/users/bob", "max_per_user=1\n");
$t->config(user_config_dir => "$DIR/users");
my $again = $t->client;
$again->reply;
$again->cmd('USER bob');
$again->expect('PASS secret', qr/^421 /, "a user's own file may say how many");

$t->end;
done_testing;
