# SPDX-License-Identifier: ISC
#
# Who may connect at all: hosts.allow and hosts.deny, and the options that an
# address has for itself (VSFTPD_LOAD_CONF).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(xferlog_enable => 'YES');
$t->inetd;

sub greeting {
    my (%args) = @_;
    my $c = $t->client(%args);
    my $greeting = $c->reply;
    $c->close;
    return $greeting;
}

sub hosts {
    my ($allow, $deny) = @_;
    write_file('/etc/hosts.allow', $allow);
    write_file('/etc/hosts.deny', $deny);
    return;
}

hosts('', "vsftpd: 127.0.0.2\n");
like(greeting(local => '127.0.0.2'), qr/^220 /,
    'tcp_wrappers=NO: hosts.deny is not read');
$t->config(tcp_wrappers => 'YES');
like(greeting(local => '127.0.0.2'), qr/^421 /, 'who is denied gets 421');
like(greeting(), qr/^220 /, 'somebody else comes in');
wait_until(5, sub { read_file('/var/log/vsftpd.log') =~ /denial/ });
like(read_file('/var/log/vsftpd.log'),
    qr/CONNECT: Client "(?:::ffff:)?127\.0\.0\.2", "Connection refused: tcp_wrappers denial\."$/m,
    'and the log says why');

hosts('', "vsftpd: [::1]\n");
like(greeting(host => '::1'), qr/^421 /, 'IPv6');
hosts("vsftpd: 127.0.0.1: deny\n", '');
like(greeting(), qr/^421 /, 'hosts.allow can deny, too');
hosts('', "oneftpd: ALL\n");
like(greeting(), qr/^220 /, 'the name of the daemon is vsftpd');
$t->config(wrap_daemon_name => 'oneftpd');
like(greeting(), qr/^421 /, 'wrap_daemon_name: or another one');
$t->config(wrap_daemon_name => undef);

my $file = write_file("$DIR/for-some", "ftpd_banner=Hello, neighbour.\n");
hosts("vsftpd: 127.0.0.3: setenv VSFTPD_LOAD_CONF $file\n", '');
is(greeting(local => '127.0.0.3'), '220 Hello, neighbour.',
    'setenv VSFTPD_LOAD_CONF: an address has its own options');
unlike(greeting(), qr/neighbour/, 'and no other address has them');
write_file($file, "download_enable=NO\n");
my $c = $t->client(local => '127.0.0.3')->login;
$c->expect('RETR hello.txt', qr/^550 /, 'they hold after the login');
$c->close;
write_file($file, "downlod_enable=NO\n");
my $fault = greeting(local => '127.0.0.3');
like($fault, qr/^500 OOPS: .* [0-9a-f]{8}\.$/,
    'a fault in it: one line with a reference instead of the greeting');
my ($reference) = $fault =~ /([0-9a-f]{8})\.$/;
like($t->stderr, qr/\Q$reference\E: \Q$file\E:1: downlod_enable: .*download_enable/,
    'the log has the reference, file, line, option and remedy');
like(greeting(), qr/^220 /, 'the others come in as before');
$t->config(tcp_wrappers => undef);
like(greeting(local => '127.0.0.3'), qr/^220 /,
    'without tcp_wrappers nobody sets it');

{
    local $ENV{VSFTPD_LOAD_CONF} = write_file("$DIR/for-all",
        "ftpd_banner=From the environment.\n");
    $t->inetd;
    is(greeting(), '220 From the environment.',
        'the environment of the start can name the file as well');
}

# A copy of the program has no loadable objects beside it; one that is
# installed on this machine must not help.
my $program = $PROGRAM;
mkdir "$DIR/alone", 0755 or die "$DIR/alone: $!\n";
system('cp', $PROGRAM, "$DIR/alone/oneftpd") == 0 or die "cp: $?\n";
for my $installed (grep { -d } qw(/usr/local/lib/oneftpd /usr/lib/oneftpd)) {
    system('mount', '-t', 'tmpfs', 'none', $installed) == 0
        or die "mount: $?\n";
}
$PROGRAM = "$DIR/alone/oneftpd";
$t->config(tcp_wrappers => 'YES');
hosts('', '');
$t->inetd;
like(greeting(), qr/^421 /, 'libwrap cannot be loaded: everybody is refused');
like($t->stderr, qr/tcp_wrappers=YES, but libwrap cannot be loaded/,
    'and the log says what to do');
$PROGRAM = $program;

$t->end;
done_testing;
