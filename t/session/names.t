# SPDX-License-Identifier: ISC
#
# Users by name: in listings (text_userdb_names), and as ~user.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new(text_userdb_names => 'YES');
open my $passwd, '>>', '/etc/passwd' or die "passwd: $!\n";
print {$passwd} "ann:x:4001:4002::/home/ann:/bin/sh\n"
    . "averylongname:x:4003:4003::/:/bin/sh\n";
close $passwd or die "passwd: $!\n";
open my $group, '>>', '/etc/group' or die "group: $!\n";
print {$group} "staffs:x:4002:\n";
close $group or die "group: $!\n";
chown 4001, 4002, write_file("$TREE/anns", '');
chown 4003, 4999, write_file("$TREE/long", '');
chown 4998, 0, write_file("$TREE/nobodys", '');
$t->inetd;

sub line_of {
    my ($c, $name) = @_;
    my ($line) = grep { / \Q$name\E\r?$/ } split /\n/,
        ($c->fetch('LIST'))[2];
    return $line // '';
}

my $c = $t->client->login;
like(line_of($c, 'anns'), qr/^-rw-r--r--    1 ann      staffs          0 /,
    'user and group by name');
like(line_of($c, 'long'), qr/    1 averylongname 4999            0 /,
    'a long name pushes the rest; a group without a name');
like(line_of($c, 'nobodys'), qr/    1 4998     root            0 /,
    'a user without a name');
like($c->cmd('STAT anns'), qr/ ann      staffs /, 'STAT, too');
$c->close;

$t->config(hide_ids => 'YES');
$c = $t->client->login;
like(line_of($c, 'anns'), qr/    1 ftp      ftp             0 /,
    'hide_ids hides names, too');
$c->close;
$t->config(hide_ids => 'NO', text_userdb_names => 'NO');
$c = $t->client->login;
like(line_of($c, 'anns'), qr/    1 4001     4002            0 /,
    'text_userdb_names=NO: numbers');

# ~user, as the session's own /etc/passwd has it.
mkdir "$TREE/etc";
write_file("$TREE/etc/passwd", "short:x\nann:x:1:2::/pub/deep:/bin/sh\n"
    . "up:x:1:2::/../../..:/bin/sh\nnone:x:1:2:::/bin/sh\n");
mkdir "$TREE/~bob";
write_file("$TREE/~bob/file", "bob's\n");
$c->expect('CWD ~ann', qr/^550 /, '~user is a name while it is switched off');
$c->gets_file('~bob/file', "bob's\n", '... like any other');
$c->close;
$t->config(tilde_user_enable => 'YES');
$c = $t->client->login;
$c->expect('CWD ~ann', qr/^250 /, 'tilde_user_enable: CWD ~ann');
$c->expect('PWD', qr{^257 "/pub/deep" }, '... is her home');
$c->gets_file('~ann/file.txt', "deep\n", 'a file in it');
$c->expect('SIZE ~ann/file.txt', qr/^213 5$/, '... and its size');
like(($c->fetch('LIST ~ann'))[2], qr/ file\.txt\r$/m, '... and the list of it');
is(($c->fetch('NLST ~ann'))[2], "/pub/deep/file.txt\r\n",
    'NLST names the files by their real path');
$c->gets_file('~/hello.txt', "Hello, world.\n", '~ is where it began');
$c->expect('CWD ~', qr/^250 /, '... to which CWD goes back');
$c->gets_file('~bob/file', "bob's\n", 'who is nobody is a name');
$c->expect("CWD ~$_", qr/^550 /, "~$_: no home") for qw(none short root);
$c->expect('CWD ~up', qr/^250 /, 'a home above the root');
$c->expect('PWD', qr{^257 "/" }, '... is the root');

$t->end;
done_testing;
