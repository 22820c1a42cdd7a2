# SPDX-License-Identifier: ISC
#
# logrotate(8) with the file that we install: logs are renamed, or copied and
# cut, while sessions write to them. No line is lost, none is written twice or
# cut, and no session ends or has to be told.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(dual_log_enable => 'YES');
$t->inetd;
my ($NATIVE, $XFERLOG) = ('/var/log/vsftpd.log', '/var/log/xferlog');
my $LOGROTATE = find_command('logrotate');
my $state = "$DIR/logrotate.state";

# Our file, with other words where the test has to see what it does.
sub rotate {
    my (@instead) = @_;
    my $rules = read_file("$SOURCE/conf/logrotate.d/oneftpd");
    while (my ($from, $to) = splice @instead, 0, 2) {
        $rules =~ s/^\s*\Q$from\E\n/$to/m or die "$from is not in the file\n";
    }
    my $file = write_file("$DIR/logrotate.conf", $rules);
    my $errors = "$DIR/logrotate.errors";
    my $status = system "$LOGROTATE --force --state $state $file 2>$errors";
    is($status, 0, 'logrotate succeeds') || diag(read_file($errors));
    return;
}

# One download, with a name that only it has; the log has it then.
my $count = 0;
sub download {
    my ($c) = @_;
    my $name = sprintf 'file%04d', ++$count;
    write_file("$TREE/$name", 'x');
    my (undef, $last) = $c->fetch("RETR $name");
    $last =~ /^226/ or fail("$name arrives");
    return $name;
}

# The names of downloads in these logs, in their order.
sub logged_in {
    return map { m{/(file\d+)\b}g } map { read_file($_) } @_;
}

sub by_rename {
    my $c = $t->client->login;
    my @old = map { download($c) } 1 .. 3;
    rotate();
    push @old, download($c);
    my $new = $t->client->login;
    my @new = map { download($new) } 1 .. 2;
    push @old, download($c);
    for my $log ($NATIVE, $XFERLOG) {
        is(join(' ', logged_in("$log.1")), "@old",
            "$log: a session goes on in the file that it opened");
        is(join(' ', logged_in($log)), "@new",
            "$log: one that comes later writes to the new one");
        is((stat $log)[2] & 07777, 0600, "$log: the new one is root's alone");
    }
    rotate();
    push @new, download($new);
    is(join(' ', logged_in("$NATIVE.1")), "@new",
        'the second time the newer file is not yet compressed');
    like(`gzip -dc $NATIVE.2.gz`, qr/\Q$old[-1]\E/, 'and the older one is');
    $_->cmd('QUIT') for $c, $new;
    return;
}

sub by_copy {
    unlink glob('/var/log/*');
    unlink $state;
    my $c = $t->client->login;
    my @first = map { download($c) } 1 .. 3;
    rotate('create 0600 root root' => "copytruncate\n", compress => '',
        delaycompress => '');
    my @then = map { download($c) } 1 .. 2;
    for my $log ($NATIVE, $XFERLOG) {
        is(join(' ', logged_in("$log.1")), "@first",
            "$log: copytruncate keeps what was there");
        is(join(' ', logged_in($log)), "@then",
            "$log: and the session goes on from the beginning");
        unlike(read_file($log), qr/\0/, "$log: without a hole in front");
    }
    $c->cmd('QUIT');
    return;
}

# Many sessions write while the log is renamed again and again.
sub in_traffic {
    unlink glob('/var/log/*');
    unlink $state;
    my @wanted;
    for my $round (1 .. 4) {
        my @clients = map { $t->client->login } 1 .. 4;
        push @wanted, map { download($_) } @clients;
        rotate(compress => '', delaycompress => '');
        push @wanted, map { download($_) } @clients;
        $_->cmd('QUIT') for @clients;
    }
    my @logs = map { ($_, glob "$_.*") } $NATIVE;
    is(join(' ', sort(logged_in(@logs))), join(' ', sort @wanted),
        'of all sessions each download is in one log, once');
    my @lines = map { split /^/, read_file($_) } @logs;
    is(join('', grep { !/^\w{3} \w{3} .* 20\d\d \[pid \d+\] .*\n$/ } @lines),
        '', 'in whole lines');
    return;
}

# Without a lock lines are still whole: each is one write that appends.
sub without_lock {
    unlink glob('/var/log/*');
    $t->config(no_log_lock => 'YES');
    my @clients = map { $t->client->login } 1 .. 6;
    my $c = shift @clients;
    $_->send_bytes("RETR none\r\n" x 40) for @clients;
    for my $client (@clients) {
        $client->reply for 1 .. 40;
    }
    download($c);
    my @lines = split /^/, read_file($NATIVE);
    is(join('', grep { !/^\w{3} \w{3} .* 20\d\d \[pid \d+\] .*\n$/ } @lines),
        '', 'no_log_lock: lines are whole as well');
    $t->config(no_log_lock => undef);
    return;
}

by_rename();
by_copy();
in_traffic();
without_lock();
$t->end;
done_testing;
