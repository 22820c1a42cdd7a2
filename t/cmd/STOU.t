# SPDX-License-Identifier: ISC
#
# STOU: a file under a name that nobody has, which the client is told.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home/alice";

my $t = OneFTPD->new(local_enable => 'YES');
$t->inetd;
$t->client->wants_login('STOU');

my $c = $t->client->login;
$c->passive;
$c->expect($_, qr/^550 /, "write_enable=NO: $_ is refused")
    for 'STOU', 'STOU incoming/new.txt', 'stou';
is(join(' ', glob "$TREE/incoming/*"), '', 'no file was made');
$c->close;

sub stores {
    my ($line, $wanted, $name) = @_;
    my ($first, $last) = $c->store($line, "for $wanted");
    like("$first\n$last", qr/\A150 FILE: \Q$wanted\E\n226 /, $name);
    return is(read_file("$HOME/$wanted"), "for $wanted", 'and is there');
}

$t->config(write_enable => 'YES');
mkdir "$HOME/sub", 0777;
chmod 0777, "$HOME/sub";
$c = $t->client->login('alice', 'secret');
stores('STOU', 'STOU.1', 'without a name: a number');
stores('STOU', "STOU.$_", "the next: $_") for 2 .. 20;
stores('STOU a', 'a', 'a name that is free: that name');
stores('STOU a', 'a.1', 'one that is not: a number');
stores('STOU sub/a', 'sub/a', 'in another directory');
stores('STOU sub/a', 'sub/a.1', 'too');
stores('STOU sub', 'sub.1', 'the name of a directory is not free');
symlink 'gone', "$HOME/dangling";
stores('STOU dangling', 'dangling.1', 'nor is that of a link to nothing');
$c->cmd('REST 100');
stores('STOU r', 'r', 'whatever REST says');
$c->expect('STOU b', qr/^425 /, 'without PASV');
ok(!-e "$HOME/b", 'no file was made');
my ($first) = $c->store('STOU missing/x', 'x');
like($first, qr/^553 /, 'no such directory');

# Many of them: it must not try each.
write_file("$HOME/many", '');
write_file("$HOME/many.$_", '') for 1 .. 300;
($first) = $c->store('STOU many', 'x');
my ($number) = $first =~ /^150 FILE: many\.(\d+)$/;
ok(defined $number && $number > 300, 'after some tries the number is random');
is(read_file("$HOME/many.$number"), 'x', 'and the file is there');
$c->close;

$t->config(deny_file => '*.3');
$c = $t->client->login('alice', 'secret');
write_file("$HOME/d", '');
write_file("$HOME/d.$_", '') for 1, 2;
($first) = $c->store('STOU d', 'x');
like($first, qr/^550 /, 'deny_file counts for the name that is chosen');
$c->close;

$t->config(deny_file => undef, better_stou => 'YES');
$c = $t->client->login('alice', 'secret');
($first) = $c->store('STOU', 'x');
like($first, qr/^150 FILE: STOU\.[A-Za-z0-9]{6}$/, 'better_stou: six letters');
($first) = $c->store('STOU a', 'x');
like($first, qr/^150 FILE: a\.[A-Za-z0-9]{6}$/, 'behind any name');
$c->close;

$t->config(better_stou => undef, anon_upload_enable => 'YES');
$c = $t->client->login;
($first) = $c->store('STOU incoming/x', 'one');
like($first, qr{^150 FILE: incoming/x$}, 'anonymous users, too');
($first) = $c->store('STOU incoming/x', 'two');
like($first, qr{^150 FILE: incoming/x\.1$}, 'and never over another');
is(read_file("$TREE/incoming/x"), 'one', 'which is as it was');

$t->end;
done_testing;
