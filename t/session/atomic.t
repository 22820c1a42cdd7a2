# SPDX-License-Identifier: ISC
#
# atomic_uploads and upload_fsync: the old file, or the new one, and never a
# part of either.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Client qw(reset_connection);
use OneFTPD::Sessions;
use Test::More;

my $HOME = "$DIR/home/alice";
my $LOG = '/var/log/vsftpd.log';

my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    atomic_uploads => 'YES', local_umask => '022', xferlog_enable => 'YES');
my @ALICE = (getpwnam 'alice')[2, 3];
$t->expect_signals;
$t->inetd;

sub own_file {
    my ($name, $bytes, $mode) = @_;
    chown @ALICE, write_file("$HOME/$name", $bytes, $mode // 0644);
    return "$HOME/$name";
}

sub hidden { my @found = glob "$HOME/.oneftpd-*"; return @found }

# An upload that has begun and is not complete: (session, data connection).
sub begin {
    my ($line, @who) = @_;
    my $c = $t->client->login(@who ? @who : ('alice', 'secret'));
    $c->cmd('TYPE I');
    my $data = $c->passive;
    $c->expect($line, qr/^150 /, "$line begins");
    syswrite $data, 'half';
    return ($c, $data);
}

# In place of a file, step by step.
my $inode = (stat own_file('old', 'the old one', 0640))[1];
my ($c, $data) = begin('STOR old');
ok(wait_until(5, sub { hidden() == 1 && -s((hidden())[0]) == 4 }),
    'the bytes go to a hidden file');
like((hidden())[0], qr{/\.oneftpd-[0-9a-f]{16}$}, 'whose name is recognisable');
is(read_file("$HOME/old"), 'the old one', 'meanwhile the old file is whole');
my $other = $t->client->login('alice', 'secret');
for my $line ('LIST', 'LIST -a', 'NLST -a') {
    my (undef, undef, $listing) = $other->fetch($line);
    like($listing, qr/\bold\b/, "$line shows the old file");
    unlike($listing, qr/oneftpd/, 'and no hidden one');
}
$other->gets_file('old', 'the old one', 'nobody waits for the old file');
close $data;
$c->expect_reply(qr/^226 /, 'it is received');
is(read_file("$HOME/old"), 'half', 'then the new one is there');
isnt((stat "$HOME/old")[1], $inode, 'it is another file');
is((stat "$HOME/old")[2] & 07777, 0640, 'with the mode of the old one');
is((getpwuid((stat "$HOME/old")[4]))[0], 'alice', 'the user\'s');
is(scalar(hidden()), 0, 'and nothing hidden is left');
like(read_file($LOG), qr{OK UPLOAD: .*"$HOME/old", 4 bytes}, 'which is logged');

# A new name, STOU, and what goes on in a file.
$c->store('STOR new', 'new');
is(read_file("$HOME/new"), 'new', 'a new name');
is((stat "$HOME/new")[2] & 07777, 0644, 'with the mode of a new file');
my ($first) = $c->store('STOU new', 'unique');
like($first, qr/^150 FILE: new\.1$/, 'STOU');
is(read_file("$HOME/new.1"), 'unique', 'too');
$c->store('APPE new', '+');
is(read_file("$HOME/new"), 'new+', 'APPE adds to the file');
$c->cmd('REST 1');
$c->store('STOR new', 'EW');
is(read_file("$HOME/new"), 'nEW+', 'REST goes on in it');
symlink 'new', "$HOME/link";
$c->store('STOR link', 'through');
ok(-l "$HOME/link", 'a symbolic link stays one');
is(read_file("$HOME/new"), 'through', 'and leads to what has come');
for my $path ('x/', '.', 'missing/x', '', '/etc/x') {
    ($first) = $c->store("STOR $path", 'x');
    like($first, qr/^553 /, "STOR \"$path\" is refused");
}
own_file('readonly', 'keep', 0444);
($first) = $c->store('STOR readonly', 'x');
like($first, qr/^553 /, 'who may not write to a file must not replace it');
mkdir "$HOME/dir";
($first) = $c->store('STOR dir', 'x');
like($first, qr/^553 /, 'nor a directory');
$c->cmd('EPSV');
close $c->active;
$c->expect('STOR old', qr/^425 /, 'no data connection');
$c->expect('NOOP', qr/^200 /, 'and on');
is(read_file("$HOME/old"), 'half', 'leaves the old file');
is(scalar(hidden()), 0, 'and nothing hidden');
$c->close;

# What is broken off, in each way.
my %ways = (
    'ABOR' => sub { $_[0]->cmd('ABOR'); $_[0]->reply },
    'a reset of the data connection' => sub {
        reset_connection($_[1]);
        $_[0]->reply;
    },
    'a kill of the engine' => sub {
        kill 'KILL', (process_ids($t, $_[0]))[1];
        $_[0]->is_closed;
    },
);
for my $how (sort keys %ways) {
    for my $line ('STOR old', 'STOR none', 'STOU none') {
        ($c, $data) = begin($line);
        wait_until(5, sub { hidden() == 1 && -s((hidden())[0]) });
        $ways{$how}->($c, $data);
        ok(wait_until(5, sub { hidden() == 0 && !-e "$HOME/none" }),
            "$how: nothing is left of $line");
        is(read_file("$HOME/old"), 'half', 'and the old file is whole');
        $c->close;
        close $data;
    }
}
like(read_file($LOG), qr{FAIL UPLOAD: .*"$HOME/none", 4 bytes},
    'each is logged as failed, with its bytes');

# Nobody is left to tidy up after the broker: the next upload does it.
($c, $data) = begin('STOR old');
wait_until(5, sub { hidden() == 1 && -s((hidden())[0]) });
kill 'KILL', (process_ids($t, $c))[0];
$c->expect_reply(qr/^421 /, 'the broker is killed');
close $data;
is(read_file("$HOME/old"), 'half', 'and the old file is whole');
my ($left) = hidden();
ok($left, 'what had come is left over');
sub stores_next {
    my $session = $t->client->login('alice', 'secret');
    my (undef, $last) = $session->store('STOR next', 'x');
    $session->close;
    return like($last, qr/^226 /, 'another upload');
}
stores_next();
ok(-e $left, 'leaves it for an hour');
utime time - 3700, time - 3700, $left;
my $not_ours = own_file('.oneftpd-readme', 'x');
utime 1, 1, $not_ours;
stores_next();
ok(!-e $left, 'and removes it then');
my @swept = read_file($LOG)
    =~ m{ DEBUG: Client "[^"]+", "(Leftovers of killed uploads .*)"$}mg;
is("@swept", "Leftovers of killed uploads beside $HOME/next: 1 removed.",
    'which is in the log (SWEPT), once');
ok(-e $not_ours, 'but nothing of another name');

# One that is old because its client is slow is not left over.
($c, $data) = begin('STOR old');
wait_until(5, sub { hidden() == 1 && -s((hidden())[0]) });
my ($slow) = grep { $_ ne $not_ours } hidden();
utime time - 3700, time - 3700, $slow;
stores_next();
ok(-e $slow, 'nor is one that is still being received removed');
syswrite $data, ' and whole';
close $data;
$c->expect_reply(qr/^226 /, 'it is received');
is(read_file("$HOME/old"), 'half and whole', 'and is there');
$c->close;
unlink $not_ours;

# Anonymous users replace nothing, not even what comes meanwhile.
$t->config(anon_upload_enable => 'YES');
($c, $data) = begin('STOR incoming/a', 'ftp', 'x@y');
write_file("$TREE/incoming/a", 'first');
close $data;
$c->expect_reply(qr/^451 /, 'who comes second');
is(read_file("$TREE/incoming/a"), 'first', 'does not replace the first');
($first) = $c->store('STOR incoming/a', 'x');
like($first, qr/^553 /, 'nor later');
is(join(' ', glob "$TREE/incoming/.oneftpd*"), '', 'and nothing is left');
$c->close;

# chown_uploads.
$t->config(chown_uploads => 'YES', chown_username => 'bob',
    chown_upload_mode => '0640');
$c = $t->client->login;
$c->store('STOR incoming/b', 'bytes');
is((getpwuid((stat "$TREE/incoming/b")[4]))[0], 'bob', 'chown_uploads');
is((stat _)[2] & 07777, 0640, 'with chown_upload_mode');
$c->close;

# upload_fsync, atomic or not.
for my $atomic (qw(YES NO)) {
    for my $sync (qw(none file full)) {
        $t->config(upload_fsync => $sync, atomic_uploads => $atomic);
        $c = $t->client->login('alice', 'secret');
        for my $name ('sync', "sync-$atomic-$sync") {
            my (undef, $last) = $c->store("STOR $name", $sync);
            like($last, qr/^226 /, "atomic_uploads=$atomic, $sync");
            is(read_file("$HOME/$name"), $sync, 'is there');
        }
        $c->close;
    }
}
mkdir "$HOME/drop" or die "drop: $!\n";
chown @ALICE, "$HOME/drop";
chmod 0333, "$HOME/drop";
for my $row (['file', qr/^226 /], ['full', qr/^451 /]) {
    my ($sync, $wanted) = @$row;
    $t->config(upload_fsync => $sync);
    $c = $t->client->login('alice', 'secret');
    my (undef, $last) = $c->store("STOR drop/$sync", 'x');
    like($last, $wanted, "upload_fsync=$sync where directories cannot be read");
    $c->close;
}
unlike(read_file($LOG), qr/DEBUG.*denied|bug/, 'and no jail was in the way');

$t->end;
done_testing;
