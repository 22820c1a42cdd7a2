# SPDX-License-Identifier: ISC
#
# What changes names, modes and times, in an anonymous session that may.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use Test::More;

my $t = OneFTPD->new(write_enable => 'YES', anon_upload_enable => 'YES',
    anon_mkdir_write_enable => 'YES', anon_other_write_enable => 'YES',
    anon_umask => '027', xferlog_enable => 'YES');
my ($uid, $gid) = (getpwnam 'ftp')[2, 3];
mkdir "$TREE/in" or die "in: $!\n";
chown $uid, $gid, "$TREE/in";
symlink '../../../../etc', "$TREE/in/out";
$t->inetd;

sub make {
    my ($name, $bytes) = @_;
    my $file = write_file("$TREE/in/$name", $bytes // "$name\n");
    chown $uid, $gid, $file;
    return $file;
}

my $c = $t->client->login;

# MKD, RMD.
$c->expect('MKD in/new', qr{^257 "/in/new" }, 'MKD');
ok(-d "$TREE/in/new", '... makes a directory');
is((stat "$TREE/in/new")[2] & 07777, 0750, '... 0777 less the umask');
is_logged(qr{OK MKDIR: Client "\S+", "/in/new"$}, '... and is logged');
$c->expect('MKD in/new', qr/^550 /, 'MKD of what is there');
is_logged(qr{FAIL MKDIR: Client "\S+", "/in/new"$}, '... is logged');
$c->expect('MKD no/such/new', qr/^550 /, 'MKD where nothing is');
$c->expect('MKD /outside', qr/^550 /, 'MKD where the user may not');
$c->expect("MKD in/$_", qr/^550 /, "MKD \"$_\"") for '.', '..', '';
$c->cmd('CWD in');
$c->expect('MKD say "hi"', qr{^257 "/in/say ""hi""" }, 'quotes are doubled');
$c->expect('XMKD ./x/', qr{^257 "/in/\./x/" }, 'the words are the client\'s');
$c->expect('MKD ~/in/home', qr{^257 "/in/home" }, 'but a tilde is explained');
$c->expect('MKD /in/y', qr{^257 "/in/y" }, 'an absolute path');
$c->expect('RMD y', qr/^250 /, 'RMD');
ok(!-e "$TREE/in/y", '... removes it');
is_logged(qr{OK RMDIR: Client "\S+", "/in/y"$}, '... and is logged');
$c->expect('XRMD x/', qr/^250 /, 'XRMD with a slash at the end');
make('new/file');
$c->expect('RMD new', qr/^550 /, 'RMD of one with a file in it');
$c->expect('RMD nothing', qr/^550 /, 'RMD of nothing');
$c->expect('RMD new/file', qr/^550 /, 'RMD of a file');
$c->expect('RMD out', qr/^550 /, 'RMD of a link');
$c->expect("RMD $_", qr/^550 /, "RMD $_") for '.', '..', '/';

# DELE.
$c->expect('DELE new/file', qr/^250 /, 'DELE');
ok(!-e "$TREE/in/new/file", '... deletes it');
is_logged(qr{OK DELETE: Client "\S+", "/in/new/file"$}, '... logged');
$c->expect('DELE new/file', qr/^550 /, 'DELE of nothing');
is_logged(qr{FAIL DELETE: .*"/in/new/file"$}, '... is logged');
$c->expect('DELE new', qr/^550 /, 'DELE of a directory');
$c->expect('DELE /hello.txt', qr/^550 /, 'DELE where the user may not');
ok(-e "$TREE/hello.txt", '... leaves it');
symlink '/etc/passwd', "$TREE/in/link";
$c->expect('DELE link', qr/^250 /, 'DELE of a link');
ok(!-l "$TREE/in/link" && -e '/etc/passwd', '... takes the link');
$c->expect('DELE out/passwd', qr/^550 /, 'nothing outside is reached');

# RNFR, RNTO.
make('old', 'old bytes');
make('taken', 'taken');
$c->expect('RNTO new/name', qr/^503 /, 'RNTO without RNFR');
$c->expect('RNFR nothing', qr/^550 /, 'RNFR of nothing');
is_logged(qr{FAIL RENAME: .*"/in/nothing"$}, '... is logged');
$c->expect('RNTO new/name', qr/^503 /, '... and leaves nothing to rename');
$c->expect('RNFR old', qr/^350 /, 'RNFR');
$c->expect('NOOP', qr/^200 /, 'something in between');
$c->expect('RNTO new/name', qr/^250 /, 'RNTO');
is(read_file("$TREE/in/new/name"), 'old bytes', '... moves it');
is_logged(qr{OK RENAME: .*"/in/old /in/new/name"$}, '... logged');
$c->expect('RNTO again', qr/^503 /, 'RNFR is used up');
$c->cmd('RNFR new/name');
$c->expect('RNTO taken', qr/^250 /, 'RNTO over a file');
is(read_file("$TREE/in/taken"), 'old bytes', '... replaces it');
$c->cmd('RNFR taken');
$c->expect('RNTO no/such/name', qr/^550 /, 'RNTO where nothing is');
is_logged(qr{FAIL RENAME: .*"/in/taken /in/no/such/name"$}, '... logged');
$c->expect('RNTO name', qr/^503 /, '... uses RNFR up');
symlink 'nowhere', "$TREE/in/dangling";
$c->expect('RNFR dangling', qr/^350 /, 'RNFR of a link to nothing');
$c->expect('RNTO moved', qr/^250 /, '... which is renamed');
is(readlink "$TREE/in/moved", 'nowhere', '... as it is');
$c->cmd('RNFR taken');
$c->expect('RNTO out/x', qr/^550 /, 'nothing outside is reached');
$c->expect('RNFR new', qr/^350 /, 'a directory');
$c->expect('RNTO renamed', qr/^250 /, '... is renamed, too');
$c->cmd('RNFR renamed');
$c->expect('RNTO renamed/within', qr/^550 /, '... but not into itself');

# MDTM with a time.
my $file = make('timed');
utime 5, 5, $file;
$c->expect('MDTM 20010203040506 timed', qr/^213 /, 'MDTM with a time');
is((stat $file)[9], 981_173_106, '... sets it, in UTC');
is((stat $file)[8], 5, '... and leaves the time of the last access');
$c->expect('MDTM timed', qr/^213 20010203040506$/, '... which MDTM tells');
$c->expect('MDTM 20010203 timed', qr/^213 /, 'a date alone');
$c->expect('MDTM timed', qr/^213 20010203000000$/, '... is its midnight');
$c->expect('MDTM 20380119031408.25 timed', qr/^213 /, 'a fraction, and 2038');
$c->expect('MDTM timed', qr/^213 20380119031408$/, '... is left out');
$c->expect('MDTM 19690101000000 timed', qr/^213 /, 'before 1970');
$c->expect('MDTM timed', qr/^213 19690101000000$/, '... is a time, too');
$c->expect("MDTM $_ timed", qr/^501 /, "MDTM $_: 501") for '20011303040506',
    '20010003040506', '20010230040506', '20010203250506', '20010203046006',
    '20010203040561', '2001020304050x', '2001-203040506', '20010203 0 ' x 0
    . '00000000000000', '20010200';
$c->expect('MDTM 20010203040506 nothing', qr/^550 /, 'of nothing');
$c->expect('MDTM 20010203040506 renamed', qr/^550 /, 'of a directory');
$c->expect('MDTM 20010203040506 /hello.txt', qr/^550 /, 'of another\'s');
make('20010203040506 timed');
$c->expect('MDTM 20010203040506 timed', qr/^213 \d{14}$/,
    'a file that is called so comes first');

# SITE is for local users, ALLO for everybody who stores.
$c->expect("SITE $_", qr/^550 /, "SITE $_ in an anonymous session")
    for 'CHMOD 777 timed', 'UMASK 0', 'HELP', 'EXEC id';
$c->expect('ALLO 1000', qr/^200 /, 'ALLO: there is room');
$c->expect('ALLO 1000 R 80', qr/^200 /, '... for records, too');
$c->expect('ALLO 9000000000000000000', qr/^552 /, '... but not for so much');
$c->expect("ALLO $_", qr/^501 /, "ALLO \"$_\"") for '', 'x', '-1', '1' x 30;
$c->close;

# Each right by itself.
my %needs = (
    anon_upload_enable => ['STOR in/s', 'STOU in/s'],
    anon_mkdir_write_enable => ['MKD in/m', 'XMKD in/n'],
    anon_other_write_enable => ['APPE in/a', 'DELE in/timed', 'RMD in/renamed',
        'XRMD in/renamed', 'RNFR in/timed', 'RNTO in/r'],
);
for my $right (sort keys %needs) {
    $t->config($right => 'NO');
    my $client = $t->client->login;
    $client->cmd('EPSV');
    $client->expect($_, qr/^550 /, "$right=NO: $_") for @{ $needs{$right} };
    $client->close;
    $t->config($right => 'YES');
}
$t->config(write_enable => 'NO');
my $client = $t->client->login;
$client->cmd('EPSV');
$client->expect($_, qr/^550 /, "write_enable=NO: $_")
    for map { @$_ } values %needs;
$client->expect('MDTM 20010203040506 in/dangling', qr/^550 /,
    'write_enable=NO: MDTM with a time');
$client->expect('ALLO 1000', qr/^202 /, 'write_enable=NO: ALLO is nothing');
$client->close;
$t->config(write_enable => 'YES', cmds_denied => 'DELE,RNTO,XMKD,STOU');
$client = $t->client->login;
$client->expect("$_ in/x", qr/^550 /, "cmds_denied: $_")
    for qw(DELE RNTO XMKD STOU);
$client->expect('MKD in/mm', qr/^257 /, '... leaves MKD');
$client->close;

# Without anon_other_write_enable a file that is there is another's.
$t->config(cmds_denied => undef, anon_other_write_enable => 'NO');
$client = $t->client->login;
$client->cmd('TYPE I');
my ($first) = $client->store('STOR in/timed', 'x');
like($first, qr/^553 /, 'STOR over a file');
$client->cmd('REST 1');
($first) = $client->store('STOR in/timed', 'x');
like($first, qr/^553 /, '... nor with REST');
is(read_file($file), "timed\n", '... which is as it was');
(undef, my $last) = $client->store('STOR in/fresh', 'x');
like($last, qr/^226 /, '... but a new one may be made');
($first) = $client->store('STOR in/fresh', 'y');
like($first, qr/^553 /, '... once');
$client->close;

# mdtm_write, deny_file, upload_file.
$t->config(anon_other_write_enable => 'YES', mdtm_write => 'NO',
    deny_file => '*.secret', upload_file => '*.{jpg,png}');
$client = $t->client->login;
$client->cmd('TYPE I');
$client->expect('MDTM 20020203040506 in/dangling', qr/^550 /, 'mdtm_write=NO');
$client->expect("$_ in/x.secret", qr/^550 /, "deny_file: $_")
    for qw(MKD RMD DELE RNFR);
$client->cmd('RNFR in/fresh');
$client->expect('RNTO in/x.secret', qr/^550 /, 'deny_file: RNTO');
$client->expect('RNTO in/ok', qr/^250 /, '... leaves RNFR for another name');
for my $name ('in/x.secret', 'in/x.txt', 'in/jpg', 'in/x.jpg.txt') {
    ($first) = $client->store("STOR $name", 'x');
    like($first, qr/^550 /, "upload_file and deny_file: $name");
}
(undef, $last) = $client->store('STOR in/x.jpg', 'x');
like($last, qr/^226 /, 'upload_file: in/x.jpg');
($first) = $client->store('STOU in/x.txt', 'x');
like($first, qr/^550 /, 'upload_file: STOU of another name');
$client->close;

$t->config(better_stou => 'YES', upload_file => undef, deny_file => undef);
$client = $t->client->login;
($first) = $client->store('STOU in/pic', 'x');
like($first, qr{^150 FILE: in/pic\.[0-9A-Za-z]{6}$}, 'better_stou');
($first) = $client->store('STOU', 'x');
like($first, qr/^553 /, '... where the user may not');
$client->close;

$t->config(file_open_mode => '0777', chown_uploads => 'YES',
    chown_username => 'nobody', chown_upload_mode => '0640');
$client = $t->client->login;
$client->store('STOR in/given', 'x');
is((stat "$TREE/in/given")[4], (getpwnam 'nobody')[2], 'chown_uploads: the owner');
is((stat "$TREE/in/given")[2] & 07777, 0640, '... and the mode');
$client->close;
$t->config(chown_uploads => 'NO');
$client = $t->client->login;
$client->store('STOR in/program', 'x');
is((stat "$TREE/in/program")[2] & 07777, 0750, 'file_open_mode');

$t->end;
done_testing;
