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

# Each way to write a client, and what comes of it.
my @rules = (
    # hosts.allow, hosts.deny, from where, is it let in?
    ['', 'ALL: ALL', '127.0.0.1', 0, 'everybody is denied'],
    ['vsftpd: 127.0.0.1', 'ALL: ALL', '127.0.0.1', 1, 'who is allowed'],
    ['vsftpd: 127.0.0.1', 'ALL: ALL', '127.0.0.2', 0, 'and who is not'],
    ['vsftpd: 127.0.0.', 'ALL: ALL', '127.0.0.2', 1, 'the beginning of an address'],
    ['vsftpd: 127.0.0.0/255.255.255.252', 'ALL: ALL', '127.0.0.3', 1, 'a network'],
    ['vsftpd: 127.0.0.0/30', 'ALL: ALL', '127.0.0.3', 1, 'a network by its length'],
    ['vsftpd: 127.0.0.0/30', 'ALL: ALL', '127.0.0.4', 0, 'and not beyond it'],
    ['vsftpd: ALL EXCEPT 127.0.0.2', 'ALL: ALL', '127.0.0.1', 1, 'EXCEPT: another'],
    ['vsftpd: ALL EXCEPT 127.0.0.2', 'ALL: ALL', '127.0.0.2', 0, 'EXCEPT'],
    ['vsftpd: localhost', 'ALL: ALL', '127.0.0.1', 1, 'a name'],
    ['vsftpd: localhost', 'ALL: ALL', '127.0.0.2', 0, 'and another'],
    ["vsftpd: $DIR/near", 'ALL: ALL', '127.0.0.1', 1, 'a file of addresses'],
    ["vsftpd: $DIR/near", 'ALL: ALL', '127.0.0.2', 0, 'that has not got this one'],
    ['sshd: ALL', 'ALL: ALL', '127.0.0.1', 0, 'a rule for others'],
    ['vsftpd: [::1]', 'ALL: ALL', '::1', 1, 'IPv6'],
    ['vsftpd: [::]/127', 'ALL: ALL', '::1', 1, 'a network of IPv6'],
    ['vsftpd: 127.0.0.1', 'ALL: ALL', '::1', 0, 'which is not IPv4'],
    ['vsftpd: [::ffff:127.0.0.1]', 'ALL: ALL', '127.0.0.1', 0,
        'an IPv4 client is one over IPv6, too, and written so'],
    ['vsftpd: ALL: severity local3.notice: allow', 'ALL: ALL', '127.0.0.1', 1,
        'severity'],
    ['vsftpd: ALL: severity local3.notice: deny', '', '127.0.0.1', 0,
        'severity, and deny'],
    ['vsftpd: ALL: severity no.such: allow', '', '127.0.0.1', 0,
        'a rule with a fault lets nobody in'],
    ['vsftpd: ALL: no_such_option', '', '127.0.0.1', 0, 'nor does this one'],
    ['vsftpd: ALL: keepalive: linger 5: nice 1', 'ALL: ALL', '127.0.0.1', 1,
        'what there is for sockets'],
);
write_file("$DIR/near", "127.0.0.1\n");
$t->config(tcp_wrappers => 'YES');
for my $rule (@rules) {
    my ($allow, $deny, $from, $is_let_in, $name) = @$rule;
    hosts("$allow\n", "$deny\n");
    my $code = $is_let_in ? '220' : '421';
    like(greeting($from eq '::1' ? (host => '::1') : (local => $from)),
        qr/^$code /, "$name: $code");
}

# What a rule does beside that. IPv4 clients of these servers are mapped.
my $MAPPED = qr/(?:::ffff:)/;
sub rule_does {
    my ($how) = @_;
    hosts("vsftpd: 127.0.0.4: spawn (/bin/echo %d %a >$DIR/spawned)\n", '');
    like(greeting(local => '127.0.0.4'), qr/^220 /, "$how: spawn lets in");
    my $wanted = qr/^vsftpd $MAPPED?127[.]0[.]0[.]4$/;
    ok(wait_until(5, sub { read_file("$DIR/spawned") =~ $wanted }),
        'and starts a program') || diag(read_file("$DIR/spawned"));
    unlink "$DIR/spawned";
    hosts('', "vsftpd: 127.0.0.4: twist /bin/echo '421-Go away, %a.\r';"
        . " /bin/echo '421 And stay there.\r'\n");
    like(greeting(local => '127.0.0.4'),
        qr/\A421-Go away, $MAPPED?127[.]0[.]0[.]4[.]\n421 And stay there[.]\z/,
        "$how: twist: a program answers");
    like(greeting(), qr/^220 /, 'but not to others');
    return;
}
rule_does('inetd');
my $listener = $t->listener;
rule_does('the listener');
$t->stop($listener);
mkdir "$DIR/banners" or die "banners: $!\n";
write_file("$DIR/banners/vsftpd", "421-No service to %a.\n");
hosts('', "vsftpd: 127.0.0.5: banners $DIR/banners\n");
$t->inetd;
like(greeting(local => '127.0.0.5'), qr/\A421-No service to $MAPPED?127\.0\.0\.5\.\n421 /,
    'banners: a text before the refusal');
hosts("vsftpd: 127.0.0.5: aclexec /bin/false\nvsftpd: ALL: aclexec /bin/true\n",
    "ALL: ALL\n");
like(greeting(local => '127.0.0.5'), qr/^421 /, 'aclexec: a program says no');
like(greeting(), qr/^220 /, 'aclexec: or yes');

# Who is refused has options of his own as well; a fault in them comes first.
write_file($file, "no_such=1\n");
hosts("vsftpd: 127.0.0.3: setenv VSFTPD_LOAD_CONF $file: deny\n", '');
like(greeting(local => '127.0.0.3'), qr/^500 OOPS: /,
    'a fault in the file of somebody who is denied');
write_file($file, "tcp_wrappers=NO\n");
like(greeting(local => '127.0.0.3'), qr/^421 /,
    'which cannot take the refusal back');
hosts('', '');

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
$t->listener;
like(greeting(), qr/^421 /, 'by a listener as well');
$PROGRAM = $program;

$t->end;
done_testing;
