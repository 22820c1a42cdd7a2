# SPDX-License-Identifier: ISC
#
# Started by itself: the built-in listener and its options.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Client qw(reset_connection);
use Test::More;

# Can a connection be made there?
sub answers {
    my ($t, $host) = @_;
    my $c = eval { $t->client(host => $host) } or return 0;
    $c->reply;
    $c->close;
    return 1;
}

sub on_ipv4 {
    my ($t) = @_;
    my $pid = $t->listener('listen_ipv6=NO');
    $t->serves_files('listen=YES');
    ok(answers($t, '127.0.0.2'), 'on every address of this machine');
    ok(!answers($t, '::1'), 'but not over IPv6');
    $t->stop($pid);
    return;
}

sub on_ipv6 {
    my ($t) = @_;
    my $pid = $t->listener('listen=NO', 'listen_ipv6=YES');
    $t->serves_files('listen_ipv6=YES', host => '::1');
    $t->serves_files('listen_ipv6=YES takes IPv4 too');
    $t->stop($pid);
    return;
}

sub on_both {
    my ($t) = @_;
    my $pid = $t->listener('listen=YES', 'listen_ipv6=YES');
    $t->serves_files('both families, IPv4');
    $t->serves_files('both families, IPv6', host => '::1');
    $t->stop($pid);
    return;
}

sub on_one_address {
    my ($t) = @_;
    my $pid = $t->listener('listen_address=127.0.0.2');
    $t->serves_files('listen_address', host => '127.0.0.2');
    ok(!answers($t, '127.0.0.1'), 'listen_address: no other address');
    $t->stop($pid);

    $pid = $t->listener('listen_address=127.0.0.2,127.0.0.3');
    for my $host (qw(127.0.0.2 127.0.0.3)) {
        $t->serves_files('one of two', host => $host);
    }
    ok(!answers($t, '127.0.0.1'), 'listen_address: two, and no other');
    $t->stop($pid);
    my ($status, undef, $errors) = $t->run_program($t->conf, '-olisten=YES',
        '-olisten_address=127.0.0.2,127.0.0.x');
    isnt($status, 0, 'listen_address: a wrong one among them');
    like($errors, qr/listen_address: .*not an IPv4 address/, '... is named');

    $pid = $t->listener('listen=NO', 'listen_ipv6=YES', 'listen_address6=::1');
    $t->serves_files('listen_address6', host => '::1');
    ok(!answers($t, '127.0.0.1'), 'listen_address6: no other address');
    $t->stop($pid);
    return;
}

sub on_the_usual_port {
    my ($t) = @_;
    my $pid = $t->start($PROGRAM, $t->conf, '-olisten=YES');
    $t->wait_listening(21);
    $t->serves_files('listen_port is 21 where nothing is said');
    $t->stop($pid);
    return;
}

# listen_port is in the file here, so that it can be reloaded.
sub in_the_background {
    my ($t) = @_;
    my $port = $t->new_port;
    $t->config(listen => 'YES', listen_port => $port, background => 'YES');
    my ($status) = $t->run_program($t->conf);
    is($status, 0, 'background=YES: the command ends at once, with success');
    ok(OneFTPD::is_listening($port), 'and by then the port is open');
    $t->wait_listening($port);
    $t->serves_files('in the background');

    ($status) = $t->run_program($t->conf);
    isnt($status, 0, 'a second one fails: the port is taken');

    # Sessions and the second listener may still be on their way out.
    my @listener;
    ok(wait_until(3, sub { 1 == (@listener = $t->session_processes) }),
        'when the sessions have ended, the listener is left');
    kill 'TERM', map { $_->{pid} } @listener;
    ok(wait_until(3, sub { !$t->session_processes }),
        'SIGTERM ends it');
    ok(!OneFTPD::is_listening($port), 'and the port is closed');
    $t->config(listen => undef, listen_port => undef, background => undef);
    return;
}

sub banner_of {
    my ($t) = @_;
    my $c = $t->client;
    my $greeting = $c->reply;
    $c->close;
    return $greeting;
}

sub signals {
    my ($t) = @_;
    $t->config(ftpd_banner => 'Before.');
    my $pid = $t->listener;
    is(banner_of($t), '220 Before.', 'the greeting that was configured');
    my $c = $t->client->login;

    $t->config(ftpd_banner => 'After.');
    kill 'HUP', $pid;
    ok(wait_until(3, sub { banner_of($t) eq '220 After.' }),
        'after SIGHUP new sessions have the new settings');
    $c->gets_file('hello.txt', "Hello, world.\n",
        'a session that was there goes on');
    $c->expect('QUIT', qr/^221/);

    write_file($t->conf, "no_such_option=YES\n");
    kill 'HUP', $pid;
    ok(wait_until(3, sub { $t->stderr =~ /no_such_option/ }),
        'SIGHUP with a faulty file is complained of');
    is(banner_of($t), '220 After.', 'and the old settings stay');

    $t->config(ftpd_banner => undef);
    is($t->stop($pid, 'TERM') & 127, 0,
        'SIGTERM ends the listener in good order');
    ok(!OneFTPD::is_listening($t->port), 'and its port is closed');
    return;
}

# Only to see whether the port is open: nothing to complain of.
sub port_scans {
    my ($t) = @_;
    my $pid = $t->listener;
    reset_connection($t->client->socket) for 1 .. 20;
    my $c = $t->client->login;
    $c->expect('QUIT', qr/^221/, 'after connections that only knock');
    $t->stop($pid);
    unlike($t->stderr, qr/gone|connect/, '... nobody is told of a fault');
    return;
}

my $t = OneFTPD->new;
port_scans($t);
on_ipv4($t);
on_ipv6($t);
on_both($t);
on_one_address($t);
on_the_usual_port($t);
in_the_background($t);
signals($t);
$t->end;
done_testing;
