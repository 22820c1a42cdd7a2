# SPDX-License-Identifier: ISC
#
# Virtual users in a database: pam_mysql, and a MariaDB that this test starts
# with a socket in its own folder, without a network and without accounts.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Logins;
use OneFTPD::VirtualUsers;
use Test::More;

my $SOCKET = "$DIR/mariadb.socket";
my $t = OneFTPD->new(virtual_options(), max_login_fails => 100);
$t->inetd;
my $logins = OneFTPD::Logins->new($t);

# As small as it gets: one engine, no grants, next to no buffers.
sub start_database {
    mkdir "$DIR/database" if !-d "$DIR/database";
    my $pid = $t->start(find_command('mariadbd'), '--no-defaults',
        '--user=root', "--datadir=$DIR/database", "--socket=$SOCKET",
        "--pid-file=$DIR/mariadb.pid", '--skip-networking',
        '--skip-grant-tables', '--skip-innodb', '--skip-log-bin',
        '--default-storage-engine=Aria', '--performance-schema=OFF',
        '--aria-pagecache-buffer-size=1M', '--key-buffer-size=64K');
    wait_until(30, sub { -S $SOCKET }) or die "no MariaDB:\n" . $t->stderr;
    return $pid;
}

sub sql {
    my (@statements) = @_;
    system(find_command('mariadb'), '--no-defaults', "--socket=$SOCKET",
        '-e', join ' ', map { "$_;" } @statements) == 0
        or die "mariadb: @statements\n";
    return;
}

my $hash = crypt 'explorer', '$6$abcdefgh';
my $pid = start_database();
sql('create database ftp',
    'create table ftp.users (name varchar(64) primary key, '
    . 'password varchar(128), state int default 0)',
    "insert into ftp.users (name, password) values ('dora', '$hash'), "
    . "('plain', 'explorer'), ('empty', ''), ('void', null)",
    "insert into ftp.users values ('late', '$hash', 1), ('stale', '$hash', 2)");

# One option a line, in a file that only root can read, as it has a password.
write_file("$DIR/pam_mysql.conf", <<"END", 0600);
users.host=$SOCKET
users.database=ftp
users.db_user=ftp
users.db_passwd=x
users.table=users
users.user_column=name
users.password_column=password
users.status_column=state
users.password_crypt=1
END
$logins->pam(map { "$_ required pam_mysql.so config_file=$DIR/pam_mysql.conf" }
    qw(auth account));
add_homes('dora');
is_at_home($t, 'dora', 'explorer', 'pam_mysql');
$logins->stays_out('dora', 'Explorer', 'pam_mysql: a wrong password');
$logins->stays_out('dora', '', 'pam_mysql: none');
$logins->stays_out('dora', $hash, 'pam_mysql: the hash is no password');
$logins->stays_out('boots', 'explorer', 'pam_mysql: nobody of this name');
$logins->stays_out('plain', 'explorer', 'pam_mysql: a password in the clear');
for my $name (qw(empty void)) {
    $logins->stays_out($name, $_, "pam_mysql: $name has no password \"$_\"")
        for '', 'explorer';
}
$logins->stays_out($_, 'explorer', "pam_mysql: whose account is $_")
    for qw(late stale);

# What is typed is data: no name and no password is a statement.
for my $text ("x'or'1'='1", 'x"or"1"="1', "dora'--", "dora'#", 'dora\\',
    "'union/**/select'x", '%', 'dor_') {
    $logins->stays_out($text, 'explorer', "pam_mysql: no injection by $text");
    $logins->stays_out('dora', $text, 'nor by such a password');
}
my $logged = read_file($LOG);
unlike($logged, qr/explorer/, 'no log has a password');

# A change counts from the next login on, and so does a database that is gone.
sql("update ftp.users set password = '" . crypt('backpack', '$6$abcdefgh')
    . "' where name = 'dora'");
$logins->stays_out('dora', 'explorer', 'a password that was changed');
$logins->gets_in('dora', 'backpack', 'and the new one');
my $c = $t->client->login('dora', 'backpack');
$t->stop($pid);
$c->expect('PWD', qr{^257 "/"}, 'a session goes on without the database');
$c->close;
$logins->stays_out('dora', 'backpack', 'a database that is down lets nobody in');
start_database();
$logins->gets_in('dora', 'backpack', 'and lets her in when it is back');

$t->end;
done_testing;
