# SPDX-License-Identifier: ISC
#
# ./bootstrap serve, as root and as an ordinary user. Building is left out: it
# is what has led here.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Basename qw(dirname);
use OneFTPD;
use Test::More;

my $PORT = 2121;    # said in bootstrap, and printed by it

# A copy that the user can reach, wherever this tree lies.
sub copy_program {
    my ($dir) = @_;
    mkdir "$DIR/$dir" or die "$dir: $!\n";
    for my $from ("$SOURCE/bootstrap", "$SOURCE/LICENSE", $PROGRAM,
        grep { -e } dirname($PROGRAM) . '/modules') {
        system('cp', '-r', $from, "$DIR/$dir/") == 0 or die "cp: $from\n";
    }
    system('chmod', '-R', 'a+rX', "$DIR/$dir") == 0 or die "chmod: $dir\n";
    return "$DIR/$dir";
}

sub serving {
    my ($t, $who, @folder) = @_;
    my @identity = $who eq 'root' ? ()
        : (qw(setpriv --clear-groups), "--reuid=$who", "--regid=$who", '--');
    my $from = -d "$DIR/copy" ? "$DIR/copy" : copy_program('copy');
    my $seen = length $t->stderr;
    my $pid = $t->start(@identity ? find_command('setpriv') : 'env',
        @identity ? @identity[1 .. $#identity] : (),
        'env', "ONEFTPD=$from/oneftpd", 'TMPDIR=/run/t/tmp',
        "$from/bootstrap", 'serve', @folder);
    $t->wait_listening($PORT);
    return ($pid, sub { substr $t->stderr, $seen });
}

sub try_as {
    my ($t, $who) = @_;
    my ($pid, $printed) = serving($t, $who, $TREE);
    ok(wait_until(3, sub { $printed->() =~ m{ftp://127\.0\.0\.1:$PORT/} }),
        "$who is told the address");
    like($printed->(), qr{curl ftp://127\.0\.0\.1:$PORT/\S}, 'and what to try');
    $t->serves_files("$who serves a folder");
    $t->serves_files("$who serves a folder, IPv6", host => '::1');
    my $c = $t->client->login;
    $c->expect('MKD new', qr/^550/, "$who serves it read-only");
    $c->expect('CWD /run/t', qr/^550/, 'and nothing beside it');
    ok(wait_until(3, sub { $printed->() =~ /OK DOWNLOAD.*big\.bin/ }),
        'the log of the sessions is shown');

    $t->stop($pid, 'INT');
    ok(!OneFTPD::is_listening($PORT), "Ctrl-C of $who closes the port");
    $c->expect_reply(qr/^421 /, 'its clients are told');
    ok($c->is_closed, 'and sent away');
    is(join(' ', glob '/run/t/tmp/*'), '', 'and no file is left behind');
    return;
}

sub sample {
    my ($t) = @_;
    my ($pid) = serving($t, 'alice');
    my $c = $t->client->login;
    my ($first, $last, $text) = $c->fetch('RETR welcome.txt');
    like($text, qr{\./bootstrap serve DIR}, 'without a folder: a sample');
    $t->stop($pid, 'INT');
    return;
}

my $t = OneFTPD->new;
mkdir "$DIR/tmp";
chmod 01777, "$DIR/tmp";
try_as($t, 'root');
try_as($t, 'alice');
sample($t);
$t->end;
done_testing;
