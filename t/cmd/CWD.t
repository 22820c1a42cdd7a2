# SPDX-License-Identifier: ISC
#
# CWD, XCWD: into another directory, and never out of the root.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
mkdir "$TREE/blank ";
mkdir "$TREE/locked", 0700;
symlink 'pub/deep', "$TREE/inside";
symlink '..', "$TREE/up";
symlink '/etc', "$TREE/etc";
$t->inetd;
$t->client->wants_login('CWD pub');
$t->client->wants_login('XCWD pub');

my $c = $t->client->login;

# CWD there, then PWD.
sub goes_to {
    my ($argument, $wanted, $name) = @_;
    $c->cmd('CWD /');
    $c->expect("CWD $argument", qr/^250 /, $name);
    $c->expect('PWD', qr/^257 "\Q$wanted\E" /, "$name: and the client is there");
    return;
}

sub stays {
    my ($argument, $name) = @_;
    $c->cmd('CWD /pub');
    $c->expect("CWD $argument", qr/^550 /, "$name: refused");
    $c->expect('PWD', qr/^257 "\/pub" /, "$name: and the client stays");
    return;
}

goes_to('pub', '/pub', 'a directory');
goes_to('pub/deep/', '/pub/deep', 'with a slash at the end');
goes_to('/pub/../pub/./deep', '/pub/deep', 'an absolute path with dots');
goes_to('..', '/', '.. at the root');
goes_to('../../../pub', '/pub', '.. above the root');
goes_to('~', '/', 'home');
goes_to('~/pub', '/pub', 'below home');
goes_to('blank ', '/blank ', 'a blank at the end of a name');
goes_to('inside', '/pub/deep', 'a symbolic link');
goes_to('inside/..', '/pub', '.. behind a symbolic link');
goes_to('up/up/up', '/', 'a symbolic link to above the root');

stays('nowhere', 'a name that does not exist');
stays('/hello.txt', 'a file');
stays('', 'no name at all');
stays(' ', 'a blank for a name');
stays('/pub ', 'a blank too many');
stays('/locked', 'a directory that the user may not enter');
stays('/etc', 'a symbolic link to outside');
stays('/etc/..', 'a way through a symbolic link to outside');
stays('/' . 'a/' x 2000, 'a path longer than the system knows');
stays('~nobody', 'the home of somebody else');

$c->expect('XCWD deep', qr/^250 /, 'XCWD is CWD');
$c->expect('xcwd /', qr/^250 /, 'in any case');

$t->end;
done_testing;
