# SPDX-License-Identifier: ISC
#
# NLST: names alone, with the directory before them as the client named it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
mkdir "$TREE/names";
write_file("$TREE/names/$_", 'x') for qw(b a.txt .hidden), 'c d';
symlink 'a.txt', "$TREE/names/link";
mkdir "$TREE/names/dir";
mkdir "$TREE/locked", 0711;
mkdir "$TREE/group", 0750;
chown 0, (getpwnam 'ftp')[3], "$TREE/group";
write_file("$TREE/group/x", 'x');
$t->inetd;
$t->client->wants_login('NLST');

my $c = $t->client->login;

sub names_of {
    my ($line) = @_;
    my ($first, $last, $bytes) = $c->fetch($line);
    $first =~ /^150 / && $last =~ /^226 / && $bytes =~ /\A(?:.*\r\n)*\z/
        or fail("$line: $first, $last");
    return join ' ', split /\r\n/, $bytes;
}

is(names_of('NLST names'),
    'names/a.txt names/b names/c d names/dir names/link', 'a directory');
is(names_of('nlst names/'),
    'names/a.txt names/b names/c d names/dir names/link', 'no second slash');
is(names_of('NLST ./names/b'), './names/b', 'the prefix stays as it is');
is(names_of('NLST /names/b'), '/names/b', 'an absolute path');
is(names_of('NLST /hello*'), '/hello.txt', 'in the root');
is(names_of('NLST ~/names/b'), '/names/b', 'home is replaced');
is(names_of('NLST names/.*'), 'names/. names/.. names/.hidden', 'dot names');
is(names_of('NLST -F names'),
    'names/a.txt names/b names/c d names/dir/ names/link@', '-F');
like(names_of('NLST -l names/b'), qr/^-rw-r--r-- .* b$/, '-l is LIST');
$c->cmd('CWD names');
is(names_of('NLST'), 'a.txt b c d dir link', 'where one is: no prefix');
is(names_of('NLST -a'), '. .. .hidden a.txt b c d dir link', '-a');
is(names_of('NLST -r ?'), 'b', 'a pattern');
is(names_of("NLST $_"), '', "\"NLST $_\": nothing, and no failure")
    for 'missing', 'missing/x', '/locked/', '/group', '/etc/passwd', '../../etc/*';

$c->expect('NLST', qr/^425 /, 'without PASV');
$c->close;
$t->config(dirlist_enable => 'NO');
$c = $t->client->login;
$c->passive;
$c->expect('NLST', qr/^550 /, 'dirlist_enable=NO');

$t->end;
done_testing;
