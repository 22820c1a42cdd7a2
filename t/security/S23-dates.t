# SPDX-License-Identifier: ISC
#
# S23: dates that there are and dates that there are not, set with MDTM: each is
# set to the second and told as it was, or refused and nothing has changed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;
use Time::Local qw(timegm_modern);

my $FILE = "$DIR/home/alice/file";
my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    xferlog_enable => 'YES');
chown((getpwnam 'alice')[2, 3], write_file($FILE, 'text'));
utime 7, $MTIME, $FILE;
$t->inetd;
my $c = $t->client->login('alice', 'secret');

sub sets {
    my ($text, $told, $seconds) = @_;
    $c->expect("MDTM $text file", qr/^213 /, "MDTM $text");
    is((stat $FILE)[9], $seconds, '... is set');
    is((stat $FILE)[8], 7, '... and the time of the last access is as it was');
    $c->expect('MDTM file', qr/^213 $told$/, '... it is told as it was');
    utime 7, $MTIME, $FILE;
    return;
}

# What 32 bits hold ends in 1901, 2038 and 2106; leap days; the epoch.
for my $text (qw(19700101000000 19691231235959 19011213204551 20380119031407
    20380119031408 21060207062815 21060207062816 20000229120000 20240229235959
    21000228235959 22620411234716)) {
    my ($year, @rest) = unpack 'A4 (A2)5', $text;
    my ($month, $day, $hour, $minute, $second) = @rest;
    sets($text, $text, timegm_modern($second, $minute, $hour, $day, $month - 1,
        $year));
}
sets('20240229', '20240229000000', timegm_modern(0, 0, 0, 29, 1, 2024));
sets('20240229010203.987654321', '20240229010203',
    timegm_modern(3, 2, 1, 29, 1, 2024));

# Years whose seconds a file system may not have: it says so, or keeps them.
for my $text (qw(00000101000000 00010101000000 16010101000000 99991231235959)) {
    my $reply = $c->cmd("MDTM $text file");
    like($reply, qr/^(?:213|501|550) /, "MDTM $text is answered");
    if ($reply =~ /^213/) {
        $c->expect('MDTM file', qr/^213 $text$/, '... told as it was');
    } else {
        is((stat $FILE)[9], $MTIME, '... and changes nothing');
    }
    utime 7, $MTIME, $FILE;
}

# None at all.
for my $text (qw(20010001000000 20011301000000 20010100000000 20010132000000
    20010431000000 20010229000000 21000229000000 19000229000000 20010101240000
    20010101006000 20010101000061 20019999999999 2001010100000x 2001x101000000
    20010229 20011301 20010101000000.x 20010101000000.5x)) {
    $c->expect("MDTM $text file", qr/^501 /, "MDTM $text is no date");
    is((stat $FILE)[9], $MTIME, '... and changes nothing');
}
# Other lengths are names, of files that are not there.
for my $text (qw(2001 200101010000 2001010100000 200101010000000 +2001010100000
    -2001010100000), "20010101000000.", '') {
    $c->expect("MDTM $text file", qr/^5(?:01|50) /, "MDTM $text file");
    is((stat $FILE)[9], $MTIME, '... changes nothing');
}
unlike(read_file('/var/log/vsftpd.log'), qr/MDTM|DEBUG/,
    'and nothing of it is logged');

$t->end;
done_testing;
