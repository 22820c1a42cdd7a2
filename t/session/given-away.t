# SPDX-License-Identifier: ISC
#
# chown_uploads: what anonymous users upload is another's as soon as it has its
# name, however it was uploaded, and no other file ever is.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    anon_upload_enable => 'YES', anon_other_write_enable => 'YES',
    xferlog_enable => 'YES', chown_uploads => 'YES', chown_username => 'bob',
    chown_upload_mode => '0640', anon_umask => '077');
my $BOB = getpwnam 'bob';
my $FTP = getpwnam 'ftp';
my $IN = "$TREE/incoming";
$t->expect_signals;
$t->inetd;
my $c;

# As "owner mode", or "none".
sub facts {
    my ($file) = @_;
    my @facts = stat $file or return 'none';
    return sprintf '%s %o', scalar getpwuid $facts[4], $facts[2] & 07777;
}

sub session {
    my ($user, %options) = @_;
    $c->close if $c;
    $t->config(%options);
    $c = $t->client->login($user ? ($user, 'secret') : ());
    $c->cmd('TYPE I');
    return;
}

sub put {
    my ($line, $wanted, $name, $bytes) = @_;
    my ($first, $last) = $c->store($line, $bytes // 'bytes');
    like($last || $first, $wanted, $name);
    return $first;
}

sub make_file {
    my ($name, $owner, $mode) = @_;
    write_file("$IN/$name", "$owner\n", $mode);
    chown((getpwnam $owner)[2, 3], "$IN/$name");
    return;
}

sub empty { system('rm', '-rf', glob "$IN/{*,.oneftpd-*}"); return }
sub left_over { my @found = glob "$IN/.oneftpd-*"; return scalar @found }

for my $atomic (qw(NO YES)) {
    my $is = "atomic_uploads=$atomic";
    empty();
    session('', atomic_uploads => $atomic);
    put('STOR incoming/a', qr/^226 /, "$is: STOR");
    is(facts("$IN/a"), 'bob 640', '... is given away, with the mode');
    is((stat "$IN/a")[5], getgrnam('ftp'), '... and keeps its group');
    like(put('STOU incoming/a', qr/^226 /, "$is: STOU"), qr/ incoming\/a\.1$/,
        '... has another name');
    is(facts("$IN/a.1"), 'bob 640', '... is given away');
    put('APPE incoming/b', qr/^226 /, "$is: APPE of what is not there");
    is(facts("$IN/b"), 'bob 640', '... is given away');
    put('STOR incoming/empty', qr/^226 /, "$is: an empty file", '');
    is(facts("$IN/empty"), 'bob 640', '... is given away');

    # From then on it is another's.
    for my $verb (qw(STOR APPE)) {
        put("$verb incoming/a", qr/^553 /, "$is: $verb once more", 'other');
        is(read_file("$IN/a"), 'bytes', '... changes nothing');
    }
    # An upload to what is the user's own still.
    make_file('own', 'ftp', 0600);
    put('APPE incoming/own', qr/^226 /, "$is: APPE to the user's own file");
    is(facts("$IN/own"), 'bob 640', '... gives it away');
    is(read_file("$IN/own"), "ftp\nbytes", '... with what has come');
    make_file('own', 'ftp', 0600);
    put('STOR incoming/own', qr/^226 /, "$is: STOR over the user's own file");
    is(facts("$IN/own"), 'bob 640', '... gives it away');

    # What others let everybody write to, and set-id files, stay theirs.
    for my $row (['alice', 0666], ['root', 0666], ['bob', 0666],
        ['alice', 06777]) {
        my ($owner, $mode) = @$row;
        make_file('theirs', $owner, $mode);
        my $before = facts("$IN/theirs");
        for my $line ('APPE incoming/theirs', $atomic eq 'NO'
            ? 'STOR incoming/theirs' : ()) {
            put($line, qr/^553 /, "$is: $line of $before is refused");
            is(facts("$IN/theirs") . ' ' . read_file("$IN/theirs"),
                "$before $owner\n", '... and it stays as it was');
        }
    }
    # Nobody can give away what is not in a file.
    mkdir "$IN/dir";
    put('STOR incoming/dir', qr/^553 /, "$is: a directory");

    # A sticky directory of another's: whoever has no file may not rename it.
    empty();
    chown 0, 0, $IN;
    chmod 01777, $IN;
    put('STOR incoming/a', qr/^226 /, "$is: in a sticky directory");
    is(facts("$IN/a"), 'bob 640', '... it is given away');
    put('STOU incoming/a', qr/^226 /, "$is: STOU in it");
    is(facts("$IN/a.1"), 'bob 640', '... is given away');
    is(left_over(), 0, '... and nothing hidden is left');
    chmod 0777, $IN;
    chown((getpwnam 'ftp')[2, 3], $IN);
}

# What fails is given away where it has its name from the start.
sub break_off {
    my ($line, %options) = @_;
    empty();
    session('', %options);
    my $data = $c->passive;
    $c->expect($line, qr/^150 /, "$line begins");
    syswrite $data, 'half';
    wait_until(5, sub { grep { -s } glob "$IN/{*,.oneftpd-*}" });
    $c->expect('ABOR', qr/^426 /, '... and is broken off');
    $c->expect_reply(qr/^226 /, '...');
    is_logged(qr{ FAIL UPLOAD: .*"/incoming/a", 4 bytes}, '... and logged');
    close $data;
    is(left_over(), 0, '... and leaves nothing hidden');
    return facts("$IN/a");
}

for my $verb (qw(STOR STOU APPE)) {
    is(break_off("$verb incoming/a", atomic_uploads => 'NO',
        delete_failed_uploads => 'NO'), 'bob 640', 'what has come stays');
    is(break_off("$verb incoming/a", delete_failed_uploads => 'YES'), 'none',
        'delete_failed_uploads deletes it');
    is(break_off("$verb incoming/a", atomic_uploads => 'YES'), 'none',
        'atomic_uploads never shows it');
}

# Killed, the leftovers of atomic uploads are the session's own to remove.
my $data = $c->passive;
$c->expect('STOR incoming/killed', qr/^150 /, 'an upload');
syswrite $data, 'half';
wait_until(5, sub { left_over() == 1 });
kill 'KILL', (process_ids($t, $c))[2];
ok(wait_until(10, sub { !$t->session_processes }), 'whose broker is killed');
my ($left) = glob "$IN/.oneftpd-*";
ok($left, 'leaves what has come');
utime time - 3700, time - 3700, $left;
close $data;
session('');
put('STOR incoming/next', qr/^226 /, 'the next upload, after an hour');
ok(!-e $left, 'removes it');

# Whose uploads: guests with the rights of anonymous users, and no local users.
empty();
session('alice');
put("STOR $DIR/home/alice/mine", qr/^226 /, 'a local user');
is(facts("$DIR/home/alice/mine"), 'alice 600', 'keeps what she uploads');
session('alice', guest_enable => 'YES', guest_username => 'ftp',
    local_root => $TREE);
put('STOR incoming/guest', qr/^226 /, 'a guest');
is(facts("$IN/guest"), 'bob 640', 'does not');
session('alice', virtual_use_local_privs => 'YES');
put('STOR incoming/virtual', qr/^226 /, 'a guest with local privileges');
is(facts("$IN/virtual"), 'ftp 600', 'does');
$c->close;

unlike(read_file($LOG), qr/ sent |bug|denied/, 'and no rule was broken');

$t->end;
done_testing;
