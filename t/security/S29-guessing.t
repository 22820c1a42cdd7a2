# SPDX-License-Identifier: ISC
#
# Guesses faster than the delay allows (S29): who hangs up instead of waiting
# for the refusal has to wait all the same, since the session keeps its place
# until the delay is over; and the guess is in the log before that. How many
# guesses one session has: t/session/login.t.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;
use Time::HiRes qw(time);

my $DELAY = 1;      # seconds
my $AT_ONCE = 2;    # sessions of an address
my $LOG = '/var/log/vsftpd.log';

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES',
    delay_failed_login => $DELAY, max_per_ip => $AT_ONCE);
write_file('/etc/pam.d/ftp', "auth required pam_deny.so\n");

sub failures { return scalar(() = read_file($LOG) =~ /FAIL LOGIN/g) }

# The time of a guess whose answer nobody waits for.
sub guess {
    my ($hang_up) = @_;
    my $before = failures();
    my $c = $t->client;
    $c->reply =~ /^220 / or $c->fail_with('no room');
    $c->cmd('USER alice');
    my $began = time;
    $c->send_line('PASS wrong');
    wait_until(5, sub { failures() > $before });
    $hang_up->($c);
    return $began;
}

sub greeting {
    my $c = $t->client;
    my $reply = $c->reply;
    $c->close;
    return $reply;
}

sub guesses_wait {
    my ($name, $hang_up) = @_;
    write_file($LOG, '');
    my ($first) = map { guess($hang_up) } 1 .. $AT_ONCE;
    is(failures(), $AT_ONCE, "$name: guesses are logged at once");
    like(greeting(), qr/^421 /, '... and keep their places');
    ok(wait_until(10, sub { !$t->session_processes }), '... not for ever');
    cmp_ok(time - $first, '>=', $DELAY, '... but until the delay is over');
    like(greeting(), qr/^220 /, '... and then there is room');
    wait_until(10, sub { !$t->session_processes });
    return;
}

for my $start (qw(inetd listener)) {
    my $server = $t->$start;
    guesses_wait("$start, after a reset", sub { $_[0]->reset });
    guesses_wait("$start, after a close", sub { $_[0]->close })
        if $start eq 'inetd';
    $t->stop($server) if $start eq 'inetd';
}

$t->end;
done_testing;
