# SPDX-License-Identifier: ISC
#
# Another protocol on this port (S10): a web page makes its reader's browser
# send a request here, with FTP commands in it, or makes the browser take our
# replies for a page. What TLS adds to this is tested with TLS.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new;
my $MARKER = 'x9mark<script>alert(1)</script>';
mkdir "$TREE/HTTP" or die "HTTP: $!\n";
write_file("$TREE/HTTP/1.1", "a file\n");
$t->inetd;

my @states = (
    ['first thing', sub { $_[0]->reply }],
    ['behind other commands', sub {
        $_[0]->reply;
        $_[0]->cmd($_) for 'FEAT', 'NOOP', 'USER ftp';
    }],
    ['in a session', sub { $_[0]->login }],
    ['behind a transfer', sub {
        $_[0]->login;
        $_[0]->fetch('RETR hello.txt');
    }],
);

# A request, with commands for whoever would go on reading.
sub ends_session {
    my ($state, $request) = @_;
    my ($when, $step) = @$state;
    my $c = $t->client;
    $step->($c);
    my $port = $c->local_port;
    $c->send_bytes("$request\r\nHost: $MARKER\r\n\r\nUSER ftp\r\nPASS x\r\n"
        . "SIZE hello.txt\r\n");
    my $answer = $c->reply;
    like($answer, qr/^500 /, "$request, $when, is refused");
    unlike($answer, qr/x9mark/, 'without an echo');
    ok($c->is_closed, 'and nothing behind it is looked at');
    is(exit_status($t, $port), 1, 'the session has failed');
    return;
}

for my $state (@states) {
    ends_session($state, $_) for 'GET / HTTP/1.1', 'POST / HTTP/1.0',
        "get /$MARKER", 'CONNECT', "TRACE /$MARKER HTTP/1.1",
        'PROPFIND / HTTP/1.1', 'DELETE /a HTTP/1.1', 'x HTTP/1.';
}

# A verb of FTP stays one, whatever it is asked for.
my $c = $t->client->login;
$c->gets_file('HTTP/1.1', "a file\n", 'a file may be called so');
$c->expect('HELP HTTP/1.1', qr/^214/, 'so may anything be');

# What a page puts into a request does not come back as part of a page.
my @texts = map { "$_ $MARKER" } '', 'XYZZY', 'USER', 'PASS', 'CWD', 'RETR',
    'STOR', 'SIZE', 'MDTM', 'TYPE', 'STRU', 'MODE', 'PORT', 'EPRT', 'EPSV',
    'OPTS', 'AUTH', 'PBSZ', 'PROT', 'SITE', 'ALLO', 'ACCT', 'SMNT', 'REIN',
    'DELE', 'RMD', 'RNFR', 'RNTO', 'MLST', 'CLNT', 'HELP', $MARKER;
$c = $t->client;
$c->reply;
my @echoes = grep { $c->cmd($_) =~ /x9mark/ } @texts[0 .. 8];
is("@echoes", '', 'before login no reply repeats what was sent');
$c = $t->client->login;
@echoes = grep { $c->cmd($_) =~ /x9mark/ } @texts;
is("@echoes", '', 'nor does one after login');

# A protocol of lines that are all unknown is not listened to for long.
$c = $t->client;
$c->reply;
$c->send_bytes(join '', map { "X-Header-$_: value\r\n" } 1 .. 50);
is(join(' ', map { substr $c->reply, 0, 3 } 1 .. 11), '530 ' x 10 . '500',
    'ten unknown lines are refused');
ok($c->is_closed, 'and the next one ends the session');

$t->end;
done_testing;
