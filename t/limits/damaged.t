# SPDX-License-Identifier: ISC
#
# A session table that is damaged, foreign or a trap is replaced or refused; it
# is never believed, and never written through (S38).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use POSIX qw(mkfifo);
use Test::More;

my $TABLE = '/run/oneftpd/sessions';
my $SLOTS_AT = 64;
my $SLOT = 48;
my $LOG = '/var/log/vsftpd.log';

my $t = OneFTPD->new(max_clients => 2, local_enable => 'YES',
    xferlog_enable => 'YES');
my ($alice, $group) = (getpwnam 'alice')[2, 3];
$t->inetd;

sub greeting {
    my $c = $t->client;
    my $reply = $c->reply;
    $c->close;
    return $reply;
}

sub all_have_left {
    return wait_until(10, sub { !$t->session_processes })
        || fail('they leave');
}

# Exactly two are let in: the table counts again, and is root's own.
sub counts_again {
    my ($name) = @_;
    my @two = map { $t->client } 1 .. 2;
    my @said = map { $_->reply } @two;
    is(scalar(grep { /^220/ } @said), 2, "$name: two clients are let in")
        || diag("@said");
    like(greeting(), qr/^421 /, 'and the third is not');
    my @facts = lstat $TABLE;
    is(sprintf('%o %d %d', @facts[2, 4, 3]), '100600 0 1',
        "the table is root's own file");
    $_->close for @two;
    return all_have_left();
}

# It says what is wrong with the table, or sees that nobody is there.
sub who_is_not_misled {
    my ($name) = @_;
    my ($status, $out, $errors) = $t->run_program('who');
    return ok($status == 0 ? $out =~ /^0 sessions$/m
        : $errors =~ /is damaged|is not root's own|cannot open/,
        "$name: who is not misled") || diag("$status\n$out$errors");
}

sub put_bytes {
    my ($at, $bytes) = @_;
    open my $out, '+<:raw', $TABLE or die "$TABLE: $!\n";
    seek $out, $at, 0;
    print {$out} $bytes;
    close $out or die "$TABLE: $!\n";
    return;
}

my $slot = sub { pack 'L l q a16 Q S x6', @_ };
my $PRECIOUS = "$DIR/precious";
my @damages = (
    ['a file that is not there' => sub { unlink $TABLE }],
    ['an empty file' => sub { truncate $TABLE, 0 }],
    ['a file of zeros' => sub { put_bytes(0, "\0" x 4096) }],
    ['a file of ones' => sub { put_bytes(0, "\xff" x 100_000) }],
    ['another form' => sub { put_bytes(28, '2') }],
    ['a file cut behind the header' => sub { truncate $TABLE, 64 }],
    ['a file cut before its pages' => sub { truncate $TABLE, 4 << 20 }],
    ['more slots than there can be' => sub { put_bytes(32, pack 'L', 70_000) }],
    ['more slots than the file has' => sub { put_bytes(32, pack 'L', 5000) }],
    ['a slot in an unknown state' => sub { put_bytes($SLOTS_AT, pack 'L', 7) }],
    ['slots of the first process' => sub {
        put_bytes($SLOTS_AT, $slot->(1, 1, 1, '', 0, 0) x 2) }],
    ['slots of a negative process' => sub {
        put_bytes($SLOTS_AT, $slot->(1, -1, 1, '', 0, 0) x 2) }],
    ['slots of the future' => sub {
        put_bytes($SLOTS_AT, $slot->(1, $$ + 1, 1 << 60, '', 0, 0) x 2) }],
    ['slots before the start of the machine' => sub {
        put_bytes($SLOTS_AT, $slot->(1, $$ + 1, -5, '', 0, 0) x 2) }],
    ['a file of another user' => sub { chown $alice, $group, $TABLE }],
    ['a file that its group may write to' => sub { chmod 0620, $TABLE }],
    ['a file that everybody may write to' => sub { chmod 0602, $TABLE }],
    ['a file with two names' => sub {
        unlink "$DIR/second"; link $TABLE, '/run/oneftpd/second' or die $! }],
    ['a link to a file of root' => sub {
        unlink $TABLE; symlink $PRECIOUS, $TABLE or die $! }],
    ['a link to nothing' => sub {
        unlink $TABLE; symlink "$DIR/nothing", $TABLE or die $! }],
    ['a FIFO' => sub { unlink $TABLE; mkfifo($TABLE, 0600) or die $! }],
    ['a trap for the new file' => sub {
        unlink $TABLE; symlink $PRECIOUS, "$TABLE.new" or die $! }],
);
write_file($PRECIOUS, "precious\n");
greeting();
all_have_left();
for my $damage (@damages) {
    my ($name, $deed) = @$damage;
    $deed->();
    who_is_not_misled($name);
    counts_again($name);
}
is(read_file($PRECIOUS), "precious\n", 'what the links led to is as it was');
ok(!-e "$DIR/nothing", 'and nothing was made');

# A process that has the number of a dead session is not that session.
my ($uptime) = read_file('/proc/uptime') =~ /^(\d+)/;
my $sleeper = $t->start('/bin/sleep', 1000);
put_bytes(32, pack 'L', 2);
put_bytes($SLOTS_AT, $slot->(1, $sleeper, ($uptime - 3600) * 1_000_000 > 0
    ? ($uptime - 3600) * 1_000_000 : 1, '', 0, 0) x 2);
counts_again('numbers that others have now');

# Where root cannot have a table of its own, there is none.
my @refusals = (
    ['a directory in its place' => sub {
        unlink $TABLE; mkdir $TABLE or die $! }, sub { rmdir $TABLE }],
    ['a place that everybody can write to' => sub {
        unlink $TABLE; chmod 0777, '/run/oneftpd' },
        sub { chmod 0755, '/run/oneftpd' }],
    ["a place that is alice's" => sub {
        unlink $TABLE; chown $alice, $group, '/run/oneftpd' },
        sub { chown 0, 0, '/run/oneftpd' }],
    ['a place that is a link' => sub {
        system('rm', '-r', '/run/oneftpd');
        symlink $DIR, '/run/oneftpd' or die $! },
        sub { unlink '/run/oneftpd' }],
);
for my $refusal (@refusals) {
    my ($name, $deed, $undo) = @$refusal;
    $deed->();
    like(greeting(), qr/^500 OOPS: /, "$name: no session, with a limit written");
    ok(wait_until(10, sub { read_file($LOG) =~
        /session table cannot be used, so that limits would not hold/ }),
        'the log says why');
    $t->config(max_clients => undef, session_table => 'YES');
    like(greeting(), qr/^220 /, 'only for who to see them there is one');
    like(read_file($LOG), qr/who does not know this session: \S.*oneftpd/,
        'and the log says what is missing');
    $t->config(max_clients => 2, session_table => undef);
    $undo->();
    unlink $LOG;
    all_have_left();
}
ok(!-e "$DIR/sessions.new", 'nothing was made behind the link');
counts_again('and all is well again');

$t->end;
done_testing;
