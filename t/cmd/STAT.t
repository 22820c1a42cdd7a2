# SPDX-License-Identifier: ISC
#
# STAT: the session, or a listing on the control connection.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new(idle_session_timeout => 123);
write_file("$TREE/pub/.dot", '');
write_file("$TREE/pub/forged\n213 done", '');
mkdir "$TREE/group", 0750;
chown 0, (getpwnam 'ftp')[3], "$TREE/group";
write_file("$TREE/group/x", 'x');
$t->inetd;
$t->client->wants_login('STAT');

my $c = $t->client->login;
my $facts = $c->cmd('STAT');
like($facts, qr/\A211-.+\n(?:     \S.*\n)+211 .+\z/,
    'facts with five blanks before them');
like($facts, qr/^     .* \Q::ffff:127.0.0.1\E$/m, 'the client\'s address');
like($facts, qr/^     .* ftp$/m, 'the user');
like($facts, qr/^     TYPE: ASCII$/m, 'the type');
like($facts, qr/^     .*\b123\b/m, 'the idle limit');
is(join(' ', map { /^ {5}([A-Za-z]+)/ } split /\n/, $facts),
    'Client User TYPE Rate Idle Control Data oneftpd', 'in this order');
$c->cmd('TYPE I');
$c->expect('stat', qr/^     TYPE: BINARY$/m, 'the type after TYPE I');

# The lines between the first and the last.
sub listing_of {
    my ($argument) = @_;
    my ($first, @lines) = split /\n/, $c->cmd("STAT $argument");
    like($first, qr/^213-./, "STAT $argument begins with 213-");
    like(pop @lines, qr/^213 ./, 'and ends with 213');
    return @lines;
}

my ($line, @more) = listing_of('hello.txt');
is($line, '-rw-r--r--    1 0        0              14 Feb 03  2020 hello.txt',
    'a file: one line, as LIST has it');
is(scalar @more, 0, 'and no more');
is(join(' ', map { (split)[8] } listing_of('pub')), '. .. .dot deep forged?213',
    'a directory: with dot names, and none can forge a reply');
is(join(' ', map { (split)[8] } listing_of('*.bin')), 'big.bin', 'a pattern');
is(join(' ', listing_of('missing')), '', 'what does not exist: nothing');
is(join(' ', listing_of('group')), '', 'what cannot be read: nothing');
is(join(' ', listing_of('../../etc')), '', 'what is outside: nothing');
$c->expect('NOOP', qr/^200 /, 'and the session goes on');
$c->close;

# A heading stands at the front of a line, and its text is a client's choice.
$t->config(ls_recurse_enable => 'YES');
mkdir "$TREE/$_" for '213 done', '213 done/2024';
$c = $t->client->login;
is(join('|', grep { !/^d/ } listing_of('-R 213 done')),
    ' 213 done:|| 213 done/2024:', 'no heading ends the reply');
is(join('|', grep { !/^d/ } listing_of('-R ./213 done')),
    './213 done:||./213 done/2024:', '... and others are as they are');
$c->expect('NOOP', qr/^200 /, '... and nothing is left over');
$c->close;
$t->config(ls_recurse_enable => 'NO');

my $pid = $t->listener;
my @clients = map { $t->client->login } 1 .. 3;
for my $count (1 .. 3) {
    like($clients[$count - 1]->cmd('STAT'), qr/^ {5}Data .*\n {5}.*\b$count$/m,
        "under the listener: it was client number $count when it came");
}
$_->close for @clients;
$t->stop($pid);
$t->inetd;

$t->config(deny_file => '*.bin', idle_session_timeout => 0);
$c = $t->client->login;
$c->expect('STAT big.bin', qr/^550 /, 'deny_file counts');
$c->expect('STAT', qr/^     .*none$/m, 'no idle limit');
$c->close;
$t->config(dirlist_enable => 'NO');
$c = $t->client->login;
$c->expect('STAT /', qr/^550 /, 'dirlist_enable=NO');
$c->expect('STAT', qr/^211-/, 'dirlist_enable=NO: but STAT alone');

$t->end;
done_testing;
