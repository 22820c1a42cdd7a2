# SPDX-License-Identifier: ISC
#
# RNTO: what RNFR has named gets another name.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $HOME = "$DIR/home/alice";

my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES');
$t->inetd;
$t->client->wants_login('RNTO new.txt');

my $c = $t->client->login;
$c->expect($_, qr/^550 /, "write_enable=NO: $_ is refused")
    for 'RNTO new.txt', 'RNTO';
$c->close;

sub renames {
    my ($from, $to, $wanted, $name) = @_;
    $c->expect("RNFR $from", qr/^350 /, "$name: $from");
    return $c->expect("RNTO $to", $wanted, "$name: to $to");
}

$t->config(write_enable => 'YES');
mkdir "$HOME/$_", 0777 for qw(dir full locked);
chmod 0777, "$HOME/$_" for qw(dir full);
chmod 0755, "$HOME/locked";
write_file("$HOME/$_", $_) for qw(a b full/x);
symlink 'b', "$HOME/link";
$c = $t->client->login('alice', 'secret');
$c->expect('RNTO x', qr/^503 /, 'RNFR comes first');
renames('a', 'c', qr/^250 /, 'a file');
is(read_file("$HOME/c"), 'a', 'is there under its new name');
ok(!-e "$HOME/a", 'and not under the old one');
$c->expect('RNTO d', qr/^503 /, 'an RNFR is used up');
renames('c', 'dir/c', qr/^250 /, 'into a directory');
is(read_file("$HOME/dir/c"), 'a', 'it is there');
renames('dir/c', 'b', qr/^250 /, 'over a file');
is(read_file("$HOME/b"), 'a', 'it takes its place');
renames('link', 'link2', qr/^250 /, 'a link');
is(readlink "$HOME/link2", 'b', 'is renamed itself');
renames('dir', 'dir2/', qr/^250 /, 'a directory');
ok(-d "$HOME/dir2", 'with a slash, if one likes');
$c->cmd('RNFR b');
$c->cmd($_) for 'NOOP', 'PWD', 'TYPE I', 'SIZE b';
$c->expect('RNTO b2', qr/^250 /, 'other commands may come between');
my %bad = ('b2' => ['full', 'missing/x', '', '/etc/x', 'locked/x', 'b3/', '.'],
    'dir2' => ['full', 'dir2/in', 'b2'], 'locked' => ['/etc/x']);
for my $from (sort keys %bad) {
    renames($from, $_, qr/^550 /, 'refused') for @{ $bad{$from} };
    ok(-e "$HOME/$from", "$from is where it was");
}
$c->expect('RNTO x', qr/^503 /, 'a failed RNTO uses the RNFR up, too');
my $log = read_file('/var/log/vsftpd.log');
like($log, qr{OK RENAME: Client "[^"]+", "/run/t/home/alice/a /run/t/home/alice/c"$}m,
    'both names are logged');
like($log, qr{FAIL RENAME: Client "[^"]+", "/run/t/home/alice/b2 /etc/x"$}m,
    'and so is a refusal');
my $path = join '/', ('dir2/..') x 500;
ok($c->cmd("RNFR $path/b2") =~ /^350 / && $c->cmd("RNTO $path/b4") =~ /^250 /,
    'the longest names');
ok(read_file('/var/log/vsftpd.log') =~ m{OK RENAME: .*/b4"$}m, 'are logged');
$c->close;

$t->config(anon_other_write_enable => 'YES', deny_file => 'secret');
write_file("$TREE/incoming/$_", $_) for qw(x secret);
$c = $t->client->login;
renames('incoming/x', 'incoming/secret', qr/^550 /, 'deny_file counts');
renames('incoming/x', 'incoming/./secret', qr/^550 /, 'deny_file counts');
$c->expect('RNTO incoming/y', qr/^250 /, 'the RNFR is kept then');
is(read_file("$TREE/incoming/secret"), 'secret', 'the other is as it was');
renames('incoming/y', '/etc/y', qr/^550 /, 'nothing leaves the root');
renames('incoming/y', '../../../y', qr/^550 /, 'by dots');
symlink '/etc', "$TREE/incoming/etc";
renames('incoming/y', 'incoming/etc/y', qr/^550 /, 'or by a link');
renames('hello.txt', 'incoming/y', qr/^550 /, 'the system still counts');
is(read_file("$TREE/incoming/y"), 'x', 'after all that it is there');

$t->end;
done_testing;
