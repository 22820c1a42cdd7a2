# SPDX-License-Identifier: ISC
#
# Neither passwords nor hashes are in any process of a session, once a login has
# been answered, nor in its log.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Logins;
use OneFTPD::Memory;
use OneFTPD::Sessions;
use OneFTPD::Users;
use Test::More;

my $t = OneFTPD->new(xferlog_enable => 'YES', log_ftp_protocol => 'YES',
    delay_failed_login => 0);
$t->inetd;

# A password and hashes that are found nowhere else on the machine.
my $secret = 'Kx7-' . join '', map { chr 65 + ($_ * 11 + $$) % 26 } 1 .. 20;
my $wrong = reverse $secret;
my $hash = hash_of($secret);
my $others = hash_of('x', '$6$rounds=1000$other');

# PAM has the password from /etc/shadow, and a users file from itself.
sub keep_in_shadow {
    write_file('/etc/passwd', read_file('/etc/passwd')
        . "owner:x:3100:3100:owner:$DIR/home/alice:/bin/sh\n");
    write_file('/etc/shadow', read_file('/etc/shadow')
        . "owner:$hash:19000::::::\nother:$others:19000::::::\n", 0640);
    OneFTPD::Logins->new($t)->pam('auth required pam_unix.so nodelay',
        'account required pam_unix.so');
    return (local_enable => 'YES', users_file => undef);
}

sub keep_in_users_file {
    users(map { user($_->[0], $_->[1], 2101, 2101, "$DIR/home/alice") }
        ['owner', $hash], ['other', $others]);
    return (local_enable => undef, users_file => $USERS);
}

# A test: the end of each text is looked for, since shorter commands that follow
# hide a beginning.
sub nothing_is_left {
    my ($c, $name) = @_;
    $c->cmd('NOOP');
    my @all = map { memory_of($_) } process_ids($t, $c);
    my %texts = (password => $secret, 'wrong password' => $wrong,
        hash => $hash, 'hash of somebody else' => $others);
    for my $what (sort keys %texts) {
        my $end = substr $texts{$what}, -12;
        is(scalar(grep { index($_, $end) >= 0 } @all), 0, "$name: no $what");
    }
    return $c;
}

for my $way (['shadow', \&keep_in_shadow], ['users file', \&keep_in_users_file]) {
    my ($name, $keep) = @$way;
    $t->config($keep->());
    my $c = $t->client->login('owner', $secret);
    $c->cmd('NOOP');
    cmp_ok(index(memory_of((process_ids($t, $c))[1]), 'owner'), '>=', 0,
        "$name: the user's name can be found in memory");
    nothing_is_left($c, "$name: after a login")->close;
    $c = $t->client;
    $c->reply;
    $c->cmd('USER owner');
    $c->expect("PASS $wrong", qr/^530 /, "$name: a wrong password");
    nothing_is_left($c, "$name: after the refusal")->close;
}

# With a PAM session there are keepers, who were forked from the monitor.
$t->config(keep_in_shadow(), session_support => 'YES');
my $c = $t->client->login('owner', $secret);
is(scalar(() = process_ids($t, $c)), 4, 'a PAM session has its keepers');
nothing_is_left($c, 'with keepers')->close;

my $log = read_file($LOG);
unlike($log, qr/\Q$_\E/, 'no log has it') for $secret, $wrong, $hash;
like($log, qr/PASS <password>|PASS \*|"PASS/, 'though PASS is logged');

$t->end;
done_testing;
