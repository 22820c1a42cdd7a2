# SPDX-License-Identifier: ISC
#
# How bytes of the control connection become commands.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new;
mkdir "$TREE/$_" for "a\rb", "tab\t", "f\xff", "caf\xc3\xa9";
$t->inetd;

# Bytes as they are, and the replies that come.
sub answers {
    my ($c, $bytes, $wanted, $name) = @_;
    $c->send_bytes($bytes);
    $c->expect_reply($_, $name)
        for ref $wanted eq 'ARRAY' ? @$wanted : $wanted;
    return;
}

sub line_ends {
    my ($c) = @_;
    answers($c, "NOOP\r\n", qr/^200 /, 'CR LF ends a line');
    answers($c, "NOOP\n", qr/^200 /, 'so does LF');
    answers($c, "NOOP\r\r\r\r\n", qr/^200 /, 'and any number of CRs before it');
    answers($c, "CWD a\rb\r\n", qr/^250 /, 'a CR within the line is kept');
    answers($c, "CWD /\r\0\r\n", qr/^550 /, 'also one before a NUL');
    answers($c, "NOOP\0\r\n", qr/^500 /, 'NUL is a line feed within the line');
    answers($c, "\r\n\n\r\r\nNOOP\r\n", qr/^200 /, 'empty lines say nothing');
    answers($c, " \r\n", qr/^500 /, 'a blank is not an empty line');
    return;
}

sub words {
    my ($c) = @_;
    answers($c, "CWD /\r\n", qr/^250 /, 'a blank ends the command');
    answers($c, "CWD\t/\r\n", qr/^500 /, 'a tab does not');
    answers($c, " CWD /\r\n", qr/^500 /, 'nothing may stand before it');
    answers($c, "CWD  /\r\n", qr/^550 /, 'a second blank is the argument\'s');
    answers($c, "CWD tab\t\r\n", qr/^250 /, 'so is a tab at its end');
    answers($c, "cWd /\r\n", qr/^250 /, 'case does not matter');
    answers($c, "CWD caf\xc3\xa9\r\n", qr/^250 /, 'UTF-8 is passed through');
    answers($c, "PWD\r\n", qr/^257 "\/caf\xc3\xa9"/, 'both ways');
    return;
}

# RFC 854; clients quote FF, and some send negotiation.
sub telnet {
    my ($c) = @_;
    answers($c, "\xff\xfb\x01NOOP\r\n", qr/^200 /, 'WILL is removed');
    answers($c, "NO\xff\xfd\x06OP\r\n", qr/^200 /, 'DO is, within a line');
    answers($c, "NOOP\xff\xfc\x01\r\n", qr/^200 /, 'WONT is, at its end');
    answers($c, "\xff\xf4\xff\xf2NOOP\r\n", qr/^200 /, 'IP and DM are');
    answers($c, "CWD /f\xff\xff\r\n", qr/^250 /, 'FF is sent twice');
    answers($c, "PWD\r\n", qr/^257 "\/f\xff\xff"/, 'and comes back twice');
    answers($c, "\xffNOOP\r\n", qr/^500 /, 'a single FF stays what it is');
    answers($c, "NOOP\xff\r\n", qr/^500 /, 'at the end, too');
    answers($c, "\xff\xfb\r\nNOOP\r\n", qr/^200 /,
        'negotiation that is cut off eats no line');
    return;
}

sub segments {
    my ($c) = @_;
    answers($c, "CWD /\r\nPWD\r\nTYPE I\r\nNOOP\r\n",
        [qr/^250 /, qr/^257 /, qr/^200 /, qr/^200 /],
        'several lines in one segment, answered in their order');
    for my $piece (split //, 'NOOP') {
        $c->send_bytes($piece);
        select undef, undef, undef, 0.01;
    }
    answers($c, "\r\nNO", qr/^200 /, 'a line in many segments');
    answers($c, "OP\r\n", qr/^200 /, 'and one that began with another\'s end');
    $c->send_bytes("NOOP\r\n" x 3000);
    is(scalar(grep { $c->reply =~ /^200 / } 1 .. 3000), 3000,
        'three thousand lines at once');
    return;
}

# A line may have 4096 bytes with its LF, wherever it begins in the buffer.
sub lengths {
    for my $before ('', "NOOP\r\n", "NOOP\r\n" x 500) {
        my $c = $t->client->login;
        $c->send_bytes($before . 'NOOP ' . 'x' x 4090 . "\n");
        my $count = () = $before =~ /\n/g;
        is(scalar(grep { $c->reply =~ /^200 / } 0 .. $count), $count + 1,
            "4096 bytes are a line ($count before it)");
        my $port = $c->local_port;
        $c->send_bytes($before . 'NOOP ' . 'x' x 4091 . "\n" . "NOOP\r\n");
        $c->reply for 1 .. $count;
        $c->expect_reply(qr/^500 /, '4097 are not');
        ok($c->is_closed, 'and end the session');
        is(exit_status($t, $port), 1, 'which has failed');
    }
    my $c = $t->client;
    $c->reply;
    $c->send_bytes('x' x 4096);
    $c->expect_reply(qr/^500 /, '4096 bytes without an end are enough');
    ok($c->is_closed, 'before login as well');
    return;
}

my $c = $t->client->login;
line_ends($c);
words($c);
telnet($c);
segments($c);
lengths();

$c = $t->client;
$c->reply;
answers($c, "\r\n" x 50 . "USER ftp\r\n\r\nPASS x\r\n", [qr/^331 /, qr/^230 /],
    'empty lines are not counted before login');
answers($t->client, "USER ftp\r\nPASS x\r\nPWD\r\nQUIT\r\n",
    [qr/^220 /, qr/^331 /, qr/^230 /, qr/^257 /, qr/^221 /],
    'a client that waits for nothing is served');

$t->end;
done_testing;
