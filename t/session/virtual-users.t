# SPDX-License-Identifier: ISC
#
# Virtual users as wikis describe them: names and passwords in a file that
# openssl or htpasswd has made, or in a Berkeley database. Those in a MariaDB
# have a test of their own.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Logins;
use OneFTPD::VirtualUsers;
use Test::More;

my $t = OneFTPD->new(virtual_options(), max_login_fails => 100);
$t->inetd;
my $logins = OneFTPD::Logins->new($t);

# What a program prints, without the line's end.
sub printed_by {
    my (@command) = @_;
    open my $out, '-|', @command or die "$command[0]: $!\n";
    my $line = <$out> // '';
    close $out or die "@command: failed\n";
    chomp $line;
    return $line;
}

# A line for a file of pam_pwdfile.
sub openssl {
    my ($kind, $name) = @_;
    return "$name:" . printed_by('openssl', 'passwd', $kind, '-salt',
        'abcdefgh', "pass of $name");
}

sub htpasswd {
    my ($kind, $name) = @_;
    return printed_by('htpasswd', '-nb', $kind, $name, "pass of $name");
}

# pam_pwdfile. DES, of which only eight bytes count, is not for new files.
my %lines = (
    md5 => openssl('-1', 'md5'), sha256 => openssl('-5', 'sha256'),
    sha512 => openssl('-6', 'sha512'), bcrypt => htpasswd('-B', 'bcrypt'),
    'ht-sha256' => htpasswd('-2', 'ht-sha256'),
    'ht-sha512' => htpasswd('-5', 'ht-sha512'),
);
my @usable = sort keys %lines;
write_file("$DIR/passwords", join "\n", values %lines, 'star:*', 'bang:!',
    'lonely', '', htpasswd('-m', 'apache'), htpasswd('-s', 'sha'), '');
add_homes(@usable);
$logins->pam("auth required pam_pwdfile.so nodelay pwdfile $DIR/passwords",
    'account required pam_permit.so');
is_at_home($t, 'bcrypt', 'pass of bcrypt', 'pam_pwdfile');
for my $name (@usable) {
    $logins->gets_in($name, "pass of $name", "pam_pwdfile: a hash, $name");
    $logins->stays_out($name, "pass of $name ",
        'pam_pwdfile: not another password');
}
for my $name (qw(star bang lonely missing)) {
    $logins->stays_out($name, $_,
        "pam_pwdfile: \"$name\" has no password \"$_\"")
        for '', '*', '!', 'x';
}
$logins->stays_out($_, "pass of $_",
    "pam_pwdfile: $_, which crypt(3) does not know") for qw(apache sha);
like((curl($t, 'md5', 'wrong', ''))[0], qr/^67$/,
    'curl calls a wrong password a login that is denied');

# A user's own file restricts one of them.
mkdir "$DIR/users";
write_file("$DIR/users/sha256", "write_enable=NO\n");
$t->config(user_config_dir => "$DIR/users");
my $file = write_file("$DIR/upload", "x\n");
isnt((curl($t, 'sha256', 'pass of sha256', 'x', '-T', $file))[0], 0,
    'user_config_dir: a virtual user who may not write');
is((curl($t, 'sha512', 'pass of sha512', 'x', '-T', $file))[0], 0,
    'and one who may');
$t->config(user_config_dir => undef);

# Without virtual_use_local_privs they have the rights of anonymous users.
$t->config(virtual_use_local_privs => undef);
isnt((curl($t, 'md5', 'pass of md5', 'x', '-T', $file))[0], 0,
    'virtual_use_local_privs=NO: no uploads');
$t->config(anon_upload_enable => 'YES');
is((curl($t, 'md5', 'pass of md5', 'x', '-T', $file))[0], 0,
    'but for anon_upload_enable=YES');
$t->config(virtual_use_local_privs => 'YES', anon_upload_enable => undef);

# pam_userdb, from a database that db_load has made.
sub db_load {
    my (@words) = @_;
    open my $in, '|-', 'db_load', '-T', '-t', 'hash', "$DIR/users.db"
        or die "db_load: $!\n";
    print {$in} map { "$_\n" } @words;
    close $in or die "db_load: failed\n";
    return;
}
db_load(dora => 'explorer', tico => 'squirrel');
add_homes('dora');
$logins->pam("auth required pam_userdb.so db=$DIR/users",
    "account required pam_userdb.so db=$DIR/users");
is_at_home($t, 'dora', 'explorer', 'pam_userdb');
$logins->stays_out('dora', 'squirrel', 'pam_userdb: a password of another');
$logins->stays_out('dora', 'EXPLORER', 'pam_userdb: case counts');
$logins->stays_out('boots', 'explorer', 'pam_userdb: nobody of this name');
like($logins->answer_to('tico', 'squirrel'), qr/^500 OOPS: /,
    'who has no directory is told to ask');

# With hashes in it.
unlink "$DIR/users.db";
db_load(dora => crypt 'backpack', '$6$abcdefgh');
$logins->pam("auth required pam_userdb.so crypt=crypt db=$DIR/users",
    "account required pam_userdb.so db=$DIR/users");
$logins->gets_in('dora', 'backpack', 'pam_userdb: a hash');
$logins->stays_out('dora', 'explorer', 'pam_userdb: another password');

# Names of this machine are no virtual users, whatever their passwords.
$logins->stays_out('alice', 'secret', 'alice is no virtual user');
$logins->pam(map { "$_ required pam_unix.so nodelay" } qw(auth account));
add_homes('alice');
is_at_home($t, 'alice', 'secret', 'pam_unix');

$t->end;
done_testing;
