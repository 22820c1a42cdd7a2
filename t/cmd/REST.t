# SPDX-License-Identifier: ISC
#
# REST: where the next download starts.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('REST 7');

my $c = $t->client->login;
$c->cmd('TYPE I');
my %offset = (0 => 0, 7 => 7, '007' => 7, 999_999_999_999_999 => undef,
    '' => 0, '-1' => 0, '+1' => 0, ' 7' => 0, '7 ' => 0, '7x' => 0, 'x' => 0,
    '1' x 16 => 0, '1' x 60 => 0);
for my $text (sort keys %offset) {
    my $wanted = $offset{$text} // $text;
    $c->expect("REST $text", qr/^350 .*\($wanted\)/, "REST \"$text\"");
}

# The bytes of hello.txt from REST on, after what the test does in between.
sub rest_of_hello {
    my ($offset, @between) = @_;
    $c->cmd("REST $offset");
    $c->cmd($_) for @between;
    return ($c->fetch('RETR hello.txt'))[2];
}

is(rest_of_hello(7), "world.\n", 'the download starts there');
is(($c->fetch('RETR hello.txt'))[2], "Hello, world.\n", 'the next one does not');
is(rest_of_hello(7, 'REST 3'), "lo, world.\n", 'the last REST counts');
is(rest_of_hello(7, 'REST x'), "Hello, world.\n", 'a bad one is 0');
is(rest_of_hello(7, 'NOOP', 'PASV', 'TYPE I', 'SIZE hello.txt', 'CWD pub',
    'CDUP'), "world.\n", 'other commands leave it');
is(rest_of_hello(7, 'RETR hello.txt'), "Hello, world.\n",
    'RETR without PASV takes it away');

$c->cmd('REST 7');
$c->fetch('LIST');
is(($c->fetch('RETR hello.txt'))[2], "world.\n", 'LIST leaves it');
$c->cmd('REST 7');
$c->passive;
$c->expect('RETR missing.txt', qr/^550 /, 'a download that fails');
is(($c->fetch('RETR hello.txt'))[2], "Hello, world.\n", 'takes it away');

my ($first, $last, $bytes) = ($c->cmd('REST 14'), undef, undef);
($first, $last, $bytes) = $c->fetch('RETR hello.txt');
is($bytes, '', 'at the end of the file there is nothing');
like($last, qr/^226 /, 'which is a success');
$c->cmd('REST 5000');
($first, $last, $bytes) = $c->fetch('RETR hello.txt');
like($first, qr/^150 .*\(14 bytes\)/, 'beyond the end: the size is the file\'s');
is($bytes, '', 'nothing is sent');
like($last, qr/^226 /, 'which is a success, too');

$c->cmd('TYPE A');
$c->cmd('REST 7');
$c->passive;
$c->expect('RETR hello.txt', qr/^550 /, 'in ASCII it is refused');
is(($c->fetch('RETR hello.txt'))[2], "Hello, world.\n", 'once');
$c->cmd('REST 7');
$c->cmd('TYPE I');
is(($c->fetch('RETR hello.txt'))[2], "world.\n", 'the type at RETR counts');

$t->end;
done_testing;
