# SPDX-License-Identifier: ISC
#
# APPE: bytes go to the end of a file, and nowhere else.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home/alice";

my $t = OneFTPD->new(local_enable => 'YES');
$t->inetd;
$t->client->wants_login('APPE hello.txt');

my $c = $t->client->login;
$c->passive;
$c->expect($_, qr/^550 /, "write_enable=NO: $_ is refused")
    for 'APPE hello.txt', 'APPE incoming/new.txt', 'appe hello.txt', 'APPE';
is(read_file("$TREE/hello.txt"), "Hello, world.\n", 'no file has grown');
is(join(' ', glob "$TREE/incoming/*"), '', 'and none was made');
$c->close;

$t->config(write_enable => 'YES');
$c = $t->client->login('alice', 'secret');
$c->cmd('TYPE I');
sub appends {
    my ($path, $bytes, $wanted, $name) = @_;
    my ($first, $last) = $c->store("APPE $path", $bytes);
    like("$first\n$last", qr/\A150 .*\n226 /, "$name: is received");
    return ok(read_file("$HOME/$path") eq $wanted, "$name: and is there");
}
appends('log', 'one', 'one', 'a new file');
appends('log', 'two', 'onetwo', 'a file that is there');
appends('log', $BIG, "onetwo$BIG", 'a lot');
$c->cmd('REST 1');
appends('log', 'end', "onetwo${BIG}end", 'whatever REST says');
$c->expect('APPE log', qr/^425 /, 'without PASV');
my ($first) = $c->store('APPE missing/x', 'x');
like($first, qr/^553 /, 'no such directory');

# Two at a time, where locks do not keep one of them waiting.
$t->config(lock_upload_files => 'NO');
my $one = $t->client->login('alice', 'secret');
my $two = $t->client->login('alice', 'secret');
my %data;
for my $session ($one, $two) {
    $data{$session} = $session->passive;
    like($session->cmd('APPE both'), qr/^150 /, 'two append to one file');
}
for my $round (1 .. 50) {
    syswrite $data{$_}, $_ == $one ? "1\n" : "2\n" for $one, $two;
}
close $data{$_} for $one, $two;
$_->expect_reply(qr/^226 /, 'both are received') for $one, $two;
my $both = read_file("$HOME/both");
is(scalar(() = $both =~ /1\n/g), 50, 'and nothing of one is lost');
is(scalar(() = $both =~ /2\n/g), 50, 'nor of the other');
$_->close for $one, $two, $c;

$t->config(anon_upload_enable => 'YES');
$c = $t->client->login;
$c->store('STOR incoming/log', 'one');
($first) = $c->store('APPE incoming/log', 'two');
like($first, qr/^550 /, 'anonymous users need anon_other_write_enable');
is(read_file("$TREE/incoming/log"), 'one', 'so nothing has grown');
$c->close;
$t->config(anon_upload_enable => 'NO', anon_other_write_enable => 'YES');
$c = $t->client->login;
(undef, my $last) = $c->store('APPE incoming/log', 'two');
like($last, qr/^226 /, 'and nothing else');
is(read_file("$TREE/incoming/log"), 'onetwo', 'so it has grown');

$t->end;
done_testing;
