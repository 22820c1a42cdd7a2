# SPDX-License-Identifier: ISC
#
# MDTM: when a file was changed last: fourteen digits.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
system('mkfifo', "$TREE/fifo") == 0 or die 'mkfifo';
utime 0, 0, write_file("$TREE/old.txt", '');
utime 4_102_444_799, 4_102_444_799, write_file("$TREE/future.txt", '');
$t->inetd;
$t->client->wants_login('MDTM hello.txt');

my $c = $t->client->login;
$c->expect('MDTM hello.txt', qr/^213 20200203040506$/);
$c->expect('mdtm /pub/deep/file.txt', qr/^213 20200203040506$/);
$c->expect('MDTM a b.txt', qr/^213 20200203040506$/, 'a name with a blank');
$c->expect('MDTM link.txt', qr/^213 20200203040506$/, 'a symbolic link');
$c->expect('MDTM ~/hello.txt', qr/^213 20200203040506$/, 'from home');
$c->expect('MDTM private.txt', qr/^213 20200203040506$/,
    'a file that cannot be read');
$c->expect('MDTM old.txt', qr/^213 19700101000000$/, 'the first second');
$c->expect('MDTM future.txt', qr/^213 20991231235959$/, 'the future');

for my $bad ('pub', '', 'missing.txt', ' hello.txt', 'fifo', 'outside') {
    $c->expect("MDTM $bad", qr/^550 /, "\"MDTM $bad\" is refused");
}
$c->expect('MDTM 20210101000000 hello.txt', qr/^550 /, 'it sets no time');
is((stat "$TREE/hello.txt")[9], $MTIME, 'and none has been set');
$c->close;

$ENV{TZ} = 'XXX-5:30';
$t->config(use_localtime => 'YES');
$t->inetd;
$c = $t->client->login;
$c->expect('MDTM hello.txt', qr/^213 20200203093506$/, 'use_localtime=YES');
$c->close;
$t->config(use_localtime => 'NO', deny_file => 'hello*');
$c = $t->client->login;
$c->expect('MDTM hello.txt', qr/^550 /, 'deny_file counts');
$c->expect('MDTM unix.txt', qr/^213 20200203040506$/, 'UTC, whatever TZ says');

$c->close;

# A zone that only /etc/localtime knows, an hour east and two in summer, as the
# jail does not let anybody read it again.
write_file("$DIR/zone", <<'END');
Rule  EU  1980  max  -  Mar  lastSun  1:00u  1:00  S
Rule  EU  1980  max  -  Oct  lastSun  1:00u  0     -
Zone  East  1:00  EU  C%sT
END
system('zic', '-d', "$DIR/zones", "$DIR/zone") == 0 or die 'zic';
unlink '/etc/localtime';
symlink "$DIR/zones/East", '/etc/localtime' or die "localtime: $!\n";
delete $ENV{TZ};
chown((getpwnam 'ftp')[2, 3], write_file("$TREE/incoming/file", ''));
$t->config(use_localtime => 'YES', deny_file => undef, write_enable => 'YES',
    anon_other_write_enable => 'YES', xferlog_enable => 'YES');
$t->inetd;
$c = $t->client->login;
for my $row (['20200115120000', 1_579_086_000, 'winter'],
    ['20200715120000', 1_594_807_200, 'summer']) {
    my ($text, $seconds, $season) = @$row;
    $c->expect("MDTM $text incoming/file", qr/^213 /, "a local time in $season");
    is((stat "$TREE/incoming/file")[9], $seconds, 'is set');
    $c->expect('MDTM incoming/file', qr/^213 $text$/, 'and told as it was');
}
unlike(read_file('/var/log/vsftpd.log'), qr/DEBUG/,
    'no process has tried what its jail denies');

$t->end;
done_testing;
