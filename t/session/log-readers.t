# SPDX-License-Identifier: ISC
#
# What others' programs make of our logs: fail2ban sees each refused login,
# whichever log it reads and with the filter that it has for vsftpd, too; a log
# analyser counts each transfer.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Log;
use OneFTPD::Output;
use OneFTPD::Sessions;
use Test::More;

my $PEERS = $ENV{ONEFTPD_PEERS} // "$SOURCE/build/peers";
my $t = OneFTPD->new(dual_log_enable => 'YES', local_enable => 'YES',
    write_enable => 'YES', delay_failed_login => 0, max_login_fails => 99,
    deny_email_enable => 'YES', banned_email_file => '/etc/banned',
    userlist_enable => 'YES', userlist_log => 'YES');
write_file('/etc/banned', "bad\n");
write_file('/etc/vsftpd.user_list', "bob\n");
$t->inetd;

# Names that pretend to be the rest of a line, among them.
my @refused = (['alice', 'wrong'], ['nobody-of-that-name', 'x'], ['ftp', 'bad'],
    ['x] FAIL LOGIN: Client "192.0.2.9"', 'x'], ["caf\xc3\xa9", 'x'],
    ['[brackets]', 'x'], ['a b', 'x']);
my $c = $t->client;
$c->reply;
for my $login (@refused) {
    $c->cmd("USER $login->[0]");
    $c->cmd("PASS $login->[1]");
}
$c->cmd('USER bob');                    # by the list, and at once
$c->cmd('USER alice');
$c->expect('PASS secret', qr/^230 /, 'who knows the password is let in');
$c->cmd('TYPE I');
$c->store("STOR up $_", $_) for qw(one three);
$c->fetch('RETR up one');
$c->fetch('RETR none');
$c->expect('QUIT', qr/^221 /);
$c->close;

# --- fail2ban ----------------------------------------------------------------

# The addresses that it finds in the log, with the filter.
sub found_by {
    my ($filter, $log) = @_;
    local $ENV{PYTHONPATH} = "$PEERS/usr/lib/python3/dist-packages";
    my $config = "$DIR/fail2ban";
    if (!-d $config) {
        system('cp', '-r', "$PEERS/etc/fail2ban", $config) == 0 or die "cp\n";
        system('cp', "$SOURCE/conf/fail2ban/filter.d/oneftpd.conf",
            "$config/filter.d") == 0 or die "cp\n";
    }
    my $said = output_of('/usr/bin/python3', "$PEERS/usr/bin/fail2ban-regex",
        '-c', $config, '-o', 'ip', $log, "$config/filter.d/$filter.conf");
    return sort split /\n/, $said;
}

my $native = '/var/log/vsftpd.log';
my @wanted = ('127.0.0.1') x (@refused + 1);
for my $filter (qw(vsftpd oneftpd)) {
    is_deeply([found_by($filter, $native)], \@wanted,
        "fail2ban's filter $filter finds each refused login, and no other");
}

# As syslog daemons write them.
my @texts = map { /^.*? \[pid (\d+)\] (.*)$/ ? [$1, $2] : () }
    split /\n/, read_file($native);
for my $ident (qw(oneftpd vsftpd)) {
    write_file("$DIR/syslog", join '', map {
        "Nov 23 21:31:35 host $ident\[$_->[0]]: $_->[1]\n" } @texts);
    is_deeply([found_by('oneftpd', "$DIR/syslog")], \@wanted,
        "and in syslog, as $ident");
}

# --- An analyser -------------------------------------------------------------

mkdir "$DIR/webalizer" or die "webalizer: $!\n";
{
    my ($libraries) = glob "$PEERS/usr/lib/*-linux-gnu";
    local $ENV{LD_LIBRARY_PATH} = $libraries;
    my $said = output_of("$PEERS/usr/bin/webalizer", qw(-F ftp -n host -o),
        "$DIR/webalizer", '/var/log/xferlog');
    like($said, qr/^4 records in /m, 'webalizer reads each line of the xferlog')
        or diag($said);
    unlike($said, qr/bad/, '... and finds nothing wrong with any');
}
my ($page) = glob "$DIR/webalizer/usage_*.html";
like(read_file($page), qr{/home/alice/up_three}, '... and knows the files');

$t->end;
done_testing;
