# SPDX-License-Identifier: ISC
#
# Passwords and names too long for whoever is asked about them (S31): what is
# longer than any of them can be never reaches PAM, and is refused like what is
# wrong; what is longer than a line ends the session.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $MOST = 128;     # bytes of a name or a password
my $SEEN = "$DIR/seen";

my $t = OneFTPD->new(local_enable => 'YES', delay_failed_login => 0,
    max_login_fails => 1000, xferlog_enable => 'YES');
write_file("$DIR/look", <<"END_LOOK", 0755);
#!/bin/sh
printf '%s ' "\${#PAM_USER}" >>$SEEN
tr -d '\\000' | wc -c >>$SEEN
exit 1
END_LOOK
write_file('/etc/pam.d/ftp', <<"END_PAM");
auth required pam_exec.so quiet expose_authtok $DIR/look
account required pam_permit.so
END_PAM
$t->inetd;

# What PAM has been shown of a try: the lengths of name and password.
sub seen {
    my ($c, $user, $password) = @_;
    write_file($SEEN, '');
    $c->expect("USER $user", qr/^331 /, length($user) . ' bytes of a name');
    $c->expect("PASS $password", qr/^530 /,
        length($password) . ' bytes of a password are refused');
    return read_file($SEEN);
}

my $c = $t->client;
$c->reply;
is(seen($c, 'alice', 'x' x $_), "5 $_\n", '... by PAM, which sees them all')
    for 1, $MOST - 1, $MOST;
is(seen($c, 'alice', 'x' x $_), '', '... and PAM is not asked')
    for $MOST + 1, 511, 512, 513, 1024, 4089;
is(seen($c, 'a' x $_, 'x'), "$_ 1\n", '... of which PAM sees them all')
    for $MOST;
is(seen($c, 'a' x $_, 'x'), '', '... and PAM is not asked')
    for $MOST + 1, 4089;

# A line that is too long, also in pieces, and with commands behind it.
write_file($SEEN, '');
for my $verb (qw(USER PASS)) {
    for my $bytes (4092, 65_536) {
        $c = $t->client;
        my $port = $c->local_port;
        $c->reply;
        $c->cmd('USER alice');
        $c->send_line("$verb " . 'x' x $bytes . "\r\nUSER alice\r\nPASS secret");
        $c->expect_reply(qr/^500 /, "$verb of $bytes bytes is refused");
        # Bytes that nobody has read are answered with a reset.
        ok(eval { $c->reply; 1 } && $c->is_closed, '... and is the last line');
        is(exit_status($t, $port), 1, '... of a session that has failed');
    }
}
is(read_file($SEEN), '', 'PAM has seen none of it');
unlike(read_file('/var/log/vsftpd.log'), qr/x{10}/, 'nor has the log');

$t->end;
done_testing;
