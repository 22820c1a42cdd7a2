# SPDX-License-Identifier: ISC
#
# oneftpd user on a terminal: the password is asked twice, and is not shown.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Terminal;
use OneFTPD::Users;
use POSIX qw(WNOHANG);
use Test::More;

my $t = OneFTPD->new;

my @FILE = ('--file', $USERS);
my $it = start_there('user', 'add', 'ann', '--home', '/', '--uid', 5,
    '--gid', 5, @FILE);
ok(await($it, qr/Password for ann: /, 0), 'it asks, and hides what is typed');
type($it, "secret\n");
ok(await($it, qr/The same again: /, 0), 'it asks again');
type($it, "secret\n");
ok(await($it, qr/again: \r\n/, 1), 'and shows again what is typed');
waitpid $it->{pid}, 0;
is($?, 0, 'done');
unlike($it->{said}, qr/secret/, 'the password was not shown');
my ($hash) = read_file($USERS) =~ /^ann:([^:]+):/m;
is(crypt('secret', $hash), $hash, 'and it is the password');

$it = start_there('user', 'passwd', 'ann', @FILE);
await($it, qr/Password for ann: /, 0);
type($it, "one\n");
await($it, qr/The same again: /, 0);
type($it, "two\n");
ok(await($it, qr/the two passwords differ/, 1), 'two that differ are refused');
waitpid $it->{pid}, 0;
is($? >> 8, 2, 'with status 2');
like(read_file($USERS), qr/^ann:\Q$hash\E:/m, 'and the old one stays');

$it = start_there('user', 'passwd', 'ann', @FILE);
await($it, qr/Password for ann: /, 0);
kill 'INT', $it->{pid};
ok(wait_until(30, sub { waitpid($it->{pid}, WNOHANG) > 0 }),
    'interrupted, it ends');
is($? & 127, 2, 'by that signal');
ok(is_echoing($it->{theirs}), 'and the terminal shows again what is typed');

$t->end;
done_testing;
