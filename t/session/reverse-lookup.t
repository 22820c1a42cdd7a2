# SPDX-License-Identifier: ISC
#
# reverse_lookup_enable: PAM is told the client's host name. Whoever owns an
# address decides what it is called, and whether an answer ever comes.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Logins;
use Test::More;
use Time::HiRes qw(time);

my $CLIENT = '127.0.0.9';       # what /etc/hosts knows nothing of
my ($TOLD, $ASKED, $ZONE) = map { "$DIR/$_" } qw(told asked zone);
my ($A, $PTR) = (1, 12);

# --- A name service --------------------------------------------------------

sub labels { return join '', map({ pack 'C/a*', $_ } @{ $_[0] }), "\0" }

# What the zone says: "PTR label label" and "A 127.0.0.9".
sub record {
    my ($type) = @_;
    my ($word, @data) = split ' ', (grep { /^$type / }
        split /\n/, read_file($ZONE))[0] // return '';
    my $bytes = $type eq 'A' ? pack 'C4', split /[.]/, $data[0]
        : labels(\@data);
    return pack 'n n n N n/a*', 0xc00c, $type eq 'A' ? $A : $PTR, 1, 1, $bytes;
}

# Notes each question, and answers it, or is silent.
sub serve_names {
    my ($socket) = @_;
    while (1) {
        $socket->recv(my $packet, 512) // next;
        my $end = index($packet, "\0", 12) + 5;
        my $type = unpack 'n', substr $packet, $end - 4, 2;
        open my $out, '>>', $ASKED or die "$ASKED: $!\n";
        syswrite $out, "$type\n";
        close $out or die "$ASKED: $!\n";
        next if read_file($ZONE) eq 'silence';
        my $answer = record({ $A => 'A', $PTR => 'PTR' }->{$type} // 'none');
        $socket->send(substr($packet, 0, 2)
            . pack('n5', 0x8580, 1, length $answer ? 1 : 0, 0, 0)
            . substr($packet, 12, $end - 12) . $answer);
    }
    return;
}

# --- Logins ----------------------------------------------------------------

my $t = OneFTPD->new(local_enable => 'YES', delay_failed_login => 0);
my $script = write_file("$DIR/tell", "#!/bin/sh\necho \$PAM_RHOST >>$TOLD\n",
    0755);
OneFTPD::Logins->new($t)->pam("auth required pam_exec.so quiet $script",
    'auth required pam_unix.so nodelay', 'account required pam_unix.so');
unlink '/etc/resolv.conf';
write_file('/etc/resolv.conf', "nameserver 127.0.0.1\n");
write_file('/etc/nsswitch.conf', "passwd: files\ngroup: files\nshadow: files\n"
    . "hosts: files dns\n");
my $socket = IO::Socket::IP->new(LocalHost => '127.0.0.1', LocalPort => 53,
    Proto => 'udp') or die "no name service: $@\n";
$t->start_code('names', sub { serve_names($socket) });
$t->inetd;

sub prepare {
    my ($zone) = @_;
    write_file($ZONE, $zone);
    write_file($_, '') for $TOLD, $ASKED;
    return;
}

# What PAM is told when alice comes from there, with this zone.
sub is_told {
    my ($zone, $wanted, $name, %from) = @_;
    prepare($zone);
    ok(eval { $t->client(%from)->login('alice', 'secret') },
        "$name: alice is let in") || diag($@);
    return like(read_file($TOLD), qr/\A$wanted\n\z/, $name);
}

sub questions { return scalar grep { $_ == $PTR } split /\n/, read_file($ASKED) }

my @there = (local => $CLIENT);
my $address = qr/(?:::ffff:)?\Q$CLIENT\E/;
my $good = "PTR client example\nA $CLIENT\n";

is_told($good, $address, 'without the option PAM is told the address', @there);
$t->config(reverse_lookup_enable => 'NO');
is_told($good, $address, 'so with NO', @there);
is(read_file($ASKED), '', 'and nobody asks for a name');

$t->config(reverse_lookup_enable => 'YES');
is_told($good, 'client[.]example', 'with YES it is the name', @there);
is_told($good, 'localhost', 'of an IPv6 client, too', host => '::1');
is_told("PTR client example\nA 192.0.2.1\n", $address,
    'a name that leads elsewhere is not told', @there);
is_told("PTR client example\n", $address, 'nor one that leads nowhere', @there);
is_told("A $CLIENT\n", $address, 'an address may have no name', @there);
is_told("PTR \$(id) x\nA $CLIENT\n", $address,
    'a name that is none is not told', @there);
is_told("PTR 127 0 0 1\nA $CLIENT\n", $address,
    'an address for a name, neither', @there);

prepare($good);
my $c = $t->client(@there);
$c->reply;
for my $password ('wrong', 'wrong') {
    $c->cmd('USER alice');
    $c->expect("PASS $password", qr/^530 /, 'a wrong password');
}
is(read_file($TOLD), "client.example\n" x 2, 'PAM is told each time');
is(questions(), 1, 'the name service is asked once');
$c->close;

prepare($good);
$t->client(@there)->login;
is(read_file($ASKED), '', 'for an anonymous user it is not asked');

# --- A name service that is silent -----------------------------------------

prepare('silence');
my $began = time;
$c = $t->client(@there);
$c->reply;
$c->cmd('USER alice');
$c->send_line('PASS secret');
wait_until(10, sub { questions() }) or die "nobody asks\n";
my ($asking) = grep { /^Uid:\s+65534\t65534\t65534\t65534$/m && /^Groups:\s*$/m }
    map { read_file("/proc/$_->{pid}/status") } grep { $_->{name} eq 'oneftpd' }
    $t->processes_of($c);
like($asking, qr/^CapPrm:\s+0+$/m, 'who asks has no privilege');
$c->expect_reply(qr/^230 /, 'a silent name service keeps nobody out');
cmp_ok(time - $began, '<', 10, 'nor for long');
like(read_file($TOLD), qr/\A$address\n\z/, 'and the address is told');

$c = $t->client(@there);
$c->reply;
$c->cmd('USER alice');
$c->send_line('PASS secret');
wait_until(10, sub { questions() > 1 }) or die "nobody asks\n";
$c->close;
ok(wait_until(10, sub { !$t->session_processes }),
    'a client that leaves meanwhile leaves nothing behind');

$t->end;
done_testing;
