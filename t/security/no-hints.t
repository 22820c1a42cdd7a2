# SPDX-License-Identifier: ISC
#
# Who has not got the password learns nothing: not who exists, not why a login
# is refused (S28). And a password that was right is nowhere afterwards.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Memory;
use OneFTPD::Sessions;
use Test::More;
use Time::HiRes qw(time);

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES',
    log_ftp_protocol => 'YES', delay_failed_login => 1);
$t->inetd;

my %people = (
    expired => 'is expired', nologin => 'may not log in',
    locked => 'is locked', good => 'gives a wrong password',
    nopassword => 'has none',
);
my $hash = crypt 'right', '$6$salt';
my %shadow = (expired => "$hash:1::::1:", nologin => "$hash:19000::::::",
    locked => "!$hash:19000::::::", good => "$hash:19000::::::",
    nopassword => "*:19000::::::");

sub append {
    my ($path, @lines) = @_;
    write_file($path, read_file($path) . join('', map { "$_\n" } @lines),
        $path =~ /shadow/ ? 0640 : 0644);
    return;
}
my $uid = 3000;
for my $name (sort keys %people) {
    my $shell = $name eq 'nologin' ? '/usr/sbin/nologin' : '/bin/sh';
    append('/etc/passwd', "$name:x:$uid:$uid:$name:$DIR/home/alice:$shell");
    append('/etc/shadow', "$name:$shadow{$name}");
    $uid++;
}
write_file('/etc/pam.d/ftp', <<'END');
auth required pam_unix.so nodelay
auth required pam_shells.so
account required pam_unix.so
END

# All that a client sees of a try, and that it has taken its time.
sub dialogue {
    my ($name, $password) = @_;
    my $c = $t->client;
    $c->reply;
    my @seen = $c->cmd("USER $name");
    my $began = time;
    push @seen, $c->cmd("PASS $password");
    cmp_ok(time - $began, '>=', 1, "$name: the refusal takes its time");
    push @seen, map { $c->cmd($_) } 'PASS again', 'PWD';
    $c->close;
    return join "\n", @seen;
}

my $unknown = dialogue('unknown', 'right');
like($unknown, qr/\A331 .*\n530 .*\n503 .*\n530 .*\z/, 'a stranger is refused');
is(dialogue($_, $_ eq 'good' ? 'wrong' : 'right'), $unknown,
    "somebody who $people{$_} sees the same") for sort keys %people;
is(dialogue('no such name', 'x'), $unknown, 'so does a name that cannot be');
is(dialogue('good', 'x' x 200), $unknown, 'and a password that cannot be');

# A password that is found nowhere else on the machine.
my $secret = 'Kx7-' . join '', map { chr 65 + ($_ * 11 + $$) % 26 } 1 .. 20;
append('/etc/passwd', "owner:x:3100:3100:owner:$DIR/home/alice:/bin/sh");
append('/etc/shadow', 'owner:' . crypt($secret, '$6$salt') . ':19000::::::');

# Its end is looked for: shorter commands that follow hide its beginning.
sub nowhere {
    my ($c, $password, $name) = @_;
    my $text = substr $password, -12;
    my @all = process_ids($t, $c);
SKIP: {
        skip 'a sanitizer keeps copies', 1 if is_instrumented();
        is(join(' ', grep { memory_holds($_, $text) } @all), '', $name);
    }
    return;
}

my $c = $t->client->login('owner', $secret);
$c->cmd('NOOP');
ok(memory_holds((process_ids($t, $c))[1], 'owner'), 'a name can be found in memory');
nowhere($c, $secret, 'the password is in no process after the login');
$c->close;
my $wrong = reverse $secret;
$c = $t->client;
$c->reply;
$c->cmd('USER owner');
$c->cmd("PASS $wrong");
$c->cmd('NOOP');
nowhere($c, $wrong, 'nor is a wrong one after the refusal');
$c->close;
$t->config(session_support => 'YES');
$c = $t->client->login('owner', $secret);
$c->cmd('NOOP');
is(scalar(() = process_ids($t, $c)), 4, 'a PAM session has its keepers');
nowhere($c, $secret, 'without the password, like the others');
$c->close;
my $log = read_file('/var/log/vsftpd.log');
unlike($log, qr/\Q$_\E/, 'and no log has it') for $secret, $wrong;
like($log, qr/PASS <password>|PASS \*|"PASS/, 'though PASS is logged');

$t->end;
done_testing;
