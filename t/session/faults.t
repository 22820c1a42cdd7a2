# SPDX-License-Identifier: ISC
#
# A server that is not set up correctly says so in one line, which tells a
# stranger nothing but a reference; its administrator finds the rest beside it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;

# Greeting or login end with the fault; the reason is on standard error.
sub is_faulty {
    my ($option, $value, $reason) = @_;
    $t->config($option => $value);
    my $c = $t->client;
    my $port = $c->local_port;
    $c->send_bytes("USER ftp\r\nPASS x\r\n");
    my ($answer, @more) = ('');
    while (length(my $next = $c->reply)) { push @more, $answer = $next }
    like($answer, qr/^500 OOPS: /, "$option=$value: 500 OOPS");
    is(scalar(grep { /OOPS/ } @more), 1, 'said once');
    unlike($answer, qr/\Q$value\E|\//, 'without the cause');
    my ($reference) = $answer =~ /\b([0-9a-f]{8})\b/;
    $reference //= 'none';
    ok(wait_until(5, sub { $t->stderr =~ /\b$reference\b.*$reason/ }),
        "the log has the reason beside $reference") || diag($t->stderr);
    is(exit_status($t, $port), 2, 'the status is 2');
    $t->config($option => undef);
    return;
}

is_faulty('nopriv_user', 'nosuchuser', qr/nosuchuser/);
is_faulty('ftp_username', 'nosuchuser', qr/nosuchuser/);
is_faulty('banner_file', '/no/such/file', qr{/no/such/file});
is_faulty('secure_chroot_dir', '/no/such/dir', qr{/no/such/dir});
mkdir "$DIR/jail" or die "jail: $!\n";
my ($nobody, $its_group) = (getpwnam 'nobody')[2, 3];
for my $row ([0777, 0, 0], [0755, $nobody, 0], [0775, 0, $its_group]) {
    my ($mode, @owner) = @$row;
    chown @owner, "$DIR/jail";
    chmod $mode, "$DIR/jail";
    is_faulty('secure_chroot_dir', "$DIR/jail",
        qr{nopriv_user may write to \Q$DIR\E/jail});
}
is_faulty('pasv_address', '192.0.2.300', qr{pasv_address: .*cannot be announced});
is_faulty('anon_root', '/no/such/dir', qr{/no/such/dir});
is_faulty('no_such_option', 'YES', qr/no_such_option/);
is_faulty('hide_ids', 'perhaps', qr/hide_ids/);
$t->client->login->gets_file('hello.txt', "Hello, world.\n",
    'once that is mended people are served');
$t->end;
done_testing;
