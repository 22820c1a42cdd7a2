# SPDX-License-Identifier: ISC
#
# oneftpd user: what an administrator does with the users of a users file, and
# what the file looks like then.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Logins;
use OneFTPD::Users;
use Test::More;

my $HOMES = "$DIR/homes";
my $t = OneFTPD->new(users_file => $USERS, delay_failed_login => 0);
mkdir $HOMES;
my $logins = OneFTPD::Logins->new($t);

# oneftpd user @words, with this on standard input: (status, all it said).
sub user_command {
    my ($input, @words) = @_;
    my $errors = "$DIR/said";
    write_file("$DIR/input", $input);
    my $pid = fork // die "fork: $!\n";
    if ($pid == 0) {
        open STDIN, '<', "$DIR/input" or die "input: $!\n";
        open STDOUT, '>', $errors or die "$errors: $!\n";
        open STDERR, '>&', \*STDOUT or die "stderr: $!\n";
        exec { $PROGRAM } $PROGRAM, 'user', @words or POSIX::_exit(127);
    }
    waitpid $pid, 0;
    return ($? >> 8, read_file($errors));
}

# A test: the command ends with this status and says this.
sub says {
    my ($status, $wanted, $name, $input, @words) = @_;
    my ($got, $said) = user_command($input, @words);
    is($got, $status, "$name: status $status") or diag($said);
    return like($said, $wanted, "$name: what is said");
}

my @IN = ('--password-stdin', '--file', $USERS);

# The first user, in a file that is not there yet.
says(0, qr/\A\z/, 'add', "secret\n", 'add', 'ann', '--home', "$HOMES/ann",
    '--create-home', '--uid', 5001, '--gid', 5002, @IN);
like(read_file($USERS), qr{\Aann:\$y\$[^:]+:5001:5002::$HOMES/ann:[^:]*\n\z},
    'the line has seven fields and a yescrypt hash');
is((stat $USERS)[2] & 07777, 0600, 'nobody else may read the file');
is(sprintf('%o %d %d', ((stat "$HOMES/ann")[2] & 07777),
    (stat _)[4, 5]), '700 5001 5002', 'the home is hers');
$t->inetd;
$logins->gets_in('ann', 'secret', 'and she can log in');

# More, and refusals.
says(1, qr/there is a user "ann" already/, 'add a name twice', "x\n", 'add',
    'ann', '--home', '/x', '--uid', 5, '--gid', 5, @IN);
says(0, qr/note: there is no \Q$HOMES\E\/ben yet/, 'add without a home',
    "secret", 'add', 'ben', "--home=$HOMES/ben", @IN, '--hash', 'sha512');
like(read_file($USERS), qr{^ben:\$6\$[^:]+:2100:2100::}m,
    'his ids are those of guest_username, his hash as it was asked for');
says(0, qr//, 'bcrypt', "secret\r\nnot this\n", 'add', 'cat', '--home',
    $TREE, @IN, '--hash=bcrypt', '--comment', 'A cat.');
like(read_file($USERS), qr{^cat:\$2b\$11\$[^:]+:\d+:\d+:A cat\.:}m, 'is bcrypt');
$logins->gets_in('cat', 'secret', 'the first line of input is the password');
chmod 0640, $USERS;
chown 0, 2200, $USERS;
says(0, qr/\A\z/, 'passwd', "other\n", 'passwd', 'cat', @IN);
$logins->gets_in('cat', 'other', 'the new password is seen by the next login');
$logins->stays_out('cat', 'secret', 'and not the old one');
is(sprintf('%o %d', ((stat $USERS)[2] & 07777), (stat _)[5]), '640 2200',
    'the file keeps its mode and owner');
says(0, qr/^ann +5001 +5002 active +\Q$HOMES\E\/ann\nben .*\ncat .*\n\z/,
    'list', '', 'list', '--file', $USERS);
says(0, qr/\A\z/, 'del', '', 'del', 'cat', '--file', $USERS);
$logins->stays_out('cat', 'other', 'who is deleted is out');
says(1, qr/there is no user "cat"/, 'del again', '', 'del', 'cat', '--file',
    $USERS);
says(1, qr/there is no user "cat"/, 'passwd of nobody', "x\n", 'passwd', 'cat',
    @IN);

# What the command line may not be.
my $before = read_file($USERS);
my @ADD = ('add', 'dora', '--home', '/x', '--uid', 5, '--gid', 5);
for my $row (
    ['nothing', qr/Usage: oneftpd user add/, ''],
    ['another verb', qr/no "user rename"/, '', 'rename', 'ann'],
    ['no name', qr/which user/, '', 'del'],
    ['two names', qr/"ben" is one word too many/, '', 'del', 'ann', 'ben'],
    ['a name for list', qr/"ann" is one word/, '', 'list', 'ann'],
    ['an option of another verb', qr/unknown option --home/, '', 'del', 'ann',
        '--home', '/x'],
    ['an option without its value', qr/--home wants a value/, '', 'add', 'ann',
        '--home'],
    ['a value that is not wanted', qr/--create-home has no value/, '', @ADD,
        '--create-home=yes'],
    ['a uid alone', qr/belong together/, '', 'add', 'dora', '--home', '/x',
        '--uid', 5, @IN],
    ['uid 0', qr/the uid must be/, "x\n", 'add', 'dora', '--home', '/x',
        '--uid', 0, '--gid', 5, @IN],
    ['gid 0', qr/the gid must be/, "x\n", 'add', 'dora', '--home', '/x',
        '--uid', 5, '--gid', 0, @IN],
    ['no home', qr/Write --home DIR/, "x\n", 'add', 'dora', '--uid', 5,
        '--gid', 5, @IN],
    ['a relative home', qr/the home must be/, "x\n", 'add', 'dora', '--home',
        'x', '--uid', 5, '--gid', 5, @IN],
    ['a colon in the name', qr/seven fields/, "x\n", 'add', 'do:ra', @ADD[2 .. 7],
        @IN],
    ['a line feed in the home', qr/bytes in it/, "x\n", 'add', 'dora',
        '--home', "/x\nroot", @ADD[4 .. 7], @IN],
    ['a comment mark for a name', qr/is no name/, "x\n", 'add', '#dora',
        @ADD[2 .. 7], @IN],
    ['another method', qr/no method "md5"/, "x\n", @ADD, @IN, '--hash', 'md5'],
    ['no password', qr/an empty password/, "\n", @ADD, @IN],
    ['no input', qr/an empty password/, '', @ADD, @IN],
    ['a password that FTP cannot send', qr/cannot send/, "a\0b\n", @ADD, @IN],
    ['one that is too long', qr/too long/, 'x' x 129, @ADD, @IN],
    ['one that is far too long', qr/too long/, 'x' x 5000, @ADD, @IN],
    ['no terminal', qr/with --password-stdin/, "x\n", @ADD, '--file', $USERS],
    ['a file that others may write to', qr/others may write/, "x\n", @ADD,
        '--password-stdin', '--file', write_file("$DIR/open", '', 0666)],
    ['no folder for the file', qr/No such file/, "x\n", @ADD,
        '--password-stdin', '--file', '/no/where/users'],
    ['no file configured', qr/no users_file is configured/, '', 'list'],
    ['no such configuration', qr/No such file/, '', 'list', '--config',
        '/no/where'],
) {
    my ($name, $wanted, @rest) = @$row;
    says(2, $wanted, $name, @rest);
}
is(read_file($USERS), $before, 'none of this has changed the file');
ok(!-e '/etc/oneftpd.users', 'nor made one');
says(0, qr/Usage: oneftpd user/, '--help', '', '--help');

# Where the file is looked for.
write_file('/etc/vsftpd.conf', "users_file=$USERS\n");
says(0, qr/^ann /, 'the file of /etc/vsftpd.conf', '', 'list');
write_file("$DIR/others", "zoe:*:1:1::/:\n", 0600);
write_file('/etc/oneftpd.conf', "users_file=$DIR/others\n");
says(0, qr/\Azoe +1 +1 locked +\/\n\z/, 'first that of /etc/oneftpd.conf', '',
    'list');
write_file('/etc/oneftpd.conf', "anonymous_enable=YES\n");
says(0, qr/^ann /, 'if that names one', '', 'list');
says(0, qr/^zoe /, '--config names another', '', 'list', '--config',
    write_file("$DIR/conf", "users_file=$DIR/others\n"));

# Faulty lines are told, and stay.
write_file("$DIR/others", "#\nbad\nold:\$1\$salt\$hash:1:1::/:\n"
    . "web:\$apr1\$x:1:1::/:\n", 0600);
says(2, qr{\Q$DIR\E/others:2: a user has seven fields}, 'list a faulty line',
    '', 'list', '--file', "$DIR/others");
says(0, qr//, 'add beside one', "x\n", @ADD, '--password-stdin',
    '--file', "$DIR/others");
like(read_file("$DIR/others"), qr/\A#\nbad\nold:.*\nweb:.*\ndora:\$y\$/,
    'which stays');
my (undef, $said) = user_command('', 'list', '--file', "$DIR/others");
like($said, qr/^old .* weak .*\nweb .* unknown /m, 'list tells kinds of hashes');
symlink "$DIR/others", "$DIR/link";
says(0, qr//, 'del through a symbolic link', '', 'del', 'dora', '--file',
    "$DIR/link");
ok(-l "$DIR/link" && read_file("$DIR/others") !~ /dora/,
    'changes what it leads to');

# Ten at once: each is in the file, and a reader never sees half of it.
write_file("$DIR/many", '', 0600);
write_file("$DIR/input", "x\n");
my @children = map {
    my $name = "user$_";
    my $pid = fork // die "fork: $!\n";
    if ($pid == 0) {
        open STDIN, '<', "$DIR/input" or die "input: $!\n";
        exec { $PROGRAM } $PROGRAM, 'user', 'add', $name, '--home', '/',
            '--uid', 7, '--gid', 7, '--password-stdin', '--file',
            "$DIR/many" or POSIX::_exit(127);
    }
    $pid;
} 1 .. 10;
my $torn = 0;
while (@children) {
    $torn++ if read_file("$DIR/many") =~ /[^\n]\z/;
    waitpid shift @children, 0;
}
is($torn, 0, 'nobody sees half a line');
is(scalar(() = read_file("$DIR/many") =~ /^user\d+:/mg), 10,
    'of ten who are added at once none is lost');
is(join(' ', grep { /many/ } glob "$DIR/*"), "$DIR/many", 'and nothing is left');

# One that died in the middle.
write_file("$DIR/many.new", "half\n");
says(0, qr/\A\z/, 'what one has left that died does not matter', '', 'del',
    'user1', '--file', "$DIR/many");
ok(!-e "$DIR/many.new", 'it is gone');

$t->end;
done_testing;
