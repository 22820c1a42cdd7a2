# SPDX-License-Identifier: ISC
#
# LIST: long lines over a data connection.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
mkdir "$TREE/names";
write_file("$TREE/names/$_", 'x') for qw(b a.txt B .hidden), 'c d', "new\nline";
symlink 'a.txt', "$TREE/names/link";
mkdir "$TREE/names/dir", 0755;
mkdir "$TREE/locked", 0711;
mkdir "$TREE/group", 0750;
chown 0, (getpwnam 'ftp')[3], "$TREE/group";
write_file("$TREE/group/x", 'x');
utime $MTIME, $MTIME, map { "$TREE/names/$_" } qw(b a.txt B dir);
utime $MTIME + 9, $MTIME + 9, "$TREE/names/b";
$t->inetd;
$t->client->wants_login('LIST');

my $c = $t->client->login;

# The lines of a listing.
sub lines_of {
    my ($line) = @_;
    my ($first, $last, $bytes) = $c->fetch($line);
    $first =~ /^150 / && $last =~ /^226 / && $bytes =~ /\A(?:.*\r\n)*\z/
        or fail("$line: $first, $last");
    return split /\r\n/, $bytes;
}

sub names_of {
    my ($line) = @_;
    return join ' ', map { substr $_, 56 } lines_of($line);
}

is((lines_of('LIST names/a.txt'))[0],
    '-rw-r--r--    1 0        0               1 Feb 03  2020 a.txt', 'a file');
my ($dir) = lines_of('LIST names/dir');
is($dir, undef, 'an empty directory has no lines');
like((lines_of('LIST names'))[4], qr/^drwxr-xr-x    2 0        0 .* dir$/,
    'a directory in a directory');
like((lines_of('LIST names/link'))[0], qr/^lrwxrwxrwx .* link -> a\.txt$/,
    'a symbolic link is shown as one');
my ($second, $minute, $hour, $day, $month) = gmtime((stat "$TREE/locked")[9]);
my $name = (qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec))[$month];
like((lines_of('LIST lock*'))[0],
    qr/ $name @{[ sprintf '%02d %02d:%02d', $day, $hour, $minute ]} locked$/,
    'a new name has a time instead of the year');

is(names_of('LIST names'), 'B a.txt b c d dir link -> a.txt new?line',
    'sorted by their bytes, without dot names; no line feed gets through');
is(names_of('list -a names'),
    '. .. .hidden B a.txt b c d dir link -> a.txt new?line', '-a');
is(names_of('LIST -r names/?'), 'b B', '-r and a pattern');
is(names_of('LIST -t names/{a.txt,b}'), 'b a.txt', '-t');
is(names_of('LIST -F names/d*'), 'dir/', '-F');
is(names_of('LIST -la names/.h*'), '.hidden', 'letters together');
is(names_of('LIST -l -a names'), '', 'a second group is no option');
is(names_of('LIST names/c d'), 'c d', 'a name with a blank');
is(names_of('LIST names/[ab]'), 'b', 'a class of letters');
is(names_of("LIST names/new\0line"), 'new?line', 'a name with a line feed');
is(names_of('LIST ~/names/b'), 'b', 'from home');
$c->cmd('CWD names');
is(names_of('LIST'), 'B a.txt b c d dir link -> a.txt new?line', 'where one is');
is(names_of('LIST ../names/b'), 'b', 'through the directory above');
is(names_of("LIST $_"), '', "\"LIST $_\": nothing, and no failure")
    for 'missing', 'missing/x', '/locked/', '/group', '/empty', '/outside/', '/etc/*';
$c->cmd('CWD /');
is(names_of('LIST ..'), names_of('LIST /'), 'above the root is the root');

$c->expect('LIST', qr/^425 /, 'without PASV');
my $data = $c->passive;
CORE::close($data);
like($c->cmd('LIST names'), qr/^150 /, 'a client that hangs up');
$c->expect_reply(qr/^(?:226|426) /, 'is answered');
$c->close;

$t->config(ls_recurse_enable => 'YES', hide_ids => 'YES', hide_file => '{b,B}',
    deny_file => 'pub');
$c = $t->client->login;
like(join("\n", lines_of('LIST -R names')),
    qr/\Anames:\n-rw.* ftp      ftp  .* a\.txt\n.*\n\nnames\/dir:\z/s,
    '-R, hide_ids and hide_file');
$data = $c->passive;
$c->expect('LIST pub', qr/^550 /, 'deny_file counts');
$c->expect('LIST empty', qr/^150 /, 'and the port is still there');
$c->expect_reply(qr/^226 /, 'for the next one');
$c->close;

$t->config(dirlist_enable => 'NO');
$c = $t->client->login;
$c->passive;
$c->expect('LIST', qr/^550 /, 'dirlist_enable=NO');

$t->end;
done_testing;
