# SPDX-License-Identifier: ISC
#
# Who is locked in where, and where the session starts: each row of the table
# of chroot_local_user, chroot_list_enable and the list, and each kind of home.
# t/compat/jails.t has all combinations.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $HOME = "$DIR/home/alice";
my $SRV = "$DIR/srv";
my $t = OneFTPD->new(local_enable => 'YES', xferlog_enable => 'YES');
mkdir $_ for $SRV, "$SRV/alice", "$HOME/sub";
write_file("$DIR/list-with", "bob\nalice\n");
write_file("$DIR/list-without", "bob\n alice\nAlice\n#alice\n");
$t->inetd;

sub set_home {
    my ($home) = @_;
    my $text = read_file('/etc/passwd');
    $text =~ s{^(alice:.*:)[^:]*(:[^:]*)$}{$1$home$2}m;
    write_file('/etc/passwd', $text);
    return;
}

# (root, where it starts, as PWD has it), or the refusal.
sub place {
    my $c = $t->client;
    $c->reply;
    $c->cmd('USER alice');
    my $answer = $c->cmd('PASS secret');
    return ($answer, '') if $answer !~ /^230/;
    my ($broker) = process_ids($t, $c);
    my @place = (readlink "/proc/$broker/root", $c->cmd('PWD') =~ /"(.*)"/);
    $c->close;
    return @place;
}

# chroot_local_user, chroot_list_enable, is she in the list => locked in?
my @table = (
    ['NO', 'NO', 'without', 0],
    ['NO', 'NO', 'with', 0],
    ['YES', 'NO', 'without', 1],
    ['YES', 'NO', 'with', 1],
    ['NO', 'YES', 'without', 0],
    ['NO', 'YES', 'with', 1],
    ['YES', 'YES', 'without', 1],
    ['YES', 'YES', 'with', 0],
);

# home in passwd, options => where she is if not locked in; the root and the
# start if she is.
my @homes = (
    [$HOME, {}, $HOME, $HOME, '/'],
    ["$HOME/./sub", {}, "$HOME/sub", "$HOME/sub", '/'],
    ["$HOME/./sub", { passwd_chroot_enable => 'YES' },
        "$HOME/sub", $HOME, '/sub'],
    ["$HOME/./missing", { passwd_chroot_enable => 'YES' }, $HOME, $HOME, '/'],
    ["$HOME/./sub", { passwd_chroot_enable => 'YES', local_root => $SRV },
        "$HOME/sub", $HOME, '/sub'],
    [$HOME, { passwd_chroot_enable => 'YES' }, $HOME, $HOME, '/'],
    [$HOME, { local_root => $SRV }, $SRV, $SRV, '/'],
    [$HOME, { local_root => 'sub' }, "$HOME/sub", "$HOME/sub", '/'],
    [$HOME, { local_root => "$SRV/\@", user_sub_token => '@' },
        "$SRV/alice", "$SRV/alice", '/'],
    ["$SRV/\@", { user_sub_token => '@' }, "$SRV/alice", "$SRV/alice", '/'],
);

# All homes for the first who is not locked in, and the first who is.
my %seen;
for my $row (@table) {
    my ($all, $list, $which, $jailed) = @$row;
    for my $kind ($seen{$jailed}++ ? $homes[2] : @homes) {
        my ($home, $options, $free, $root, $start) = @$kind;
        set_home($home);
        $t->config(local_root => undef, user_sub_token => undef,
            passwd_chroot_enable => undef, chroot_local_user => $all,
            chroot_list_enable => $list,
            chroot_list_file => "$DIR/list-$which", %$options);
        is(join(' ', place()), $jailed ? "$root $start" : "/ $free",
            "chroot_local_user=$all, chroot_list_enable=$list, in the list: "
            . "$which; home $home"
            . join '', map { ", $_=$options->{$_}" } sort keys %$options);
    }
}

# What cannot be entered.
$t->config(chroot_local_user => 'NO', chroot_list_enable => 'NO',
    local_root => "$SRV/missing", user_sub_token => undef,
    passwd_chroot_enable => undef);
set_home($HOME);
is(join(' ', place()), "/ $HOME",
    'a local_root that is missing leaves her at home');
$t->config(chroot_local_user => 'YES');
like((place())[0], qr/^500 OOPS: /, 'unless she is to be locked in there');
like(read_file('/var/log/vsftpd.log'), qr/cannot enter \Q$SRV\E\/missing/,
    'and the log says so');
$t->config(local_root => $SRV);
set_home("$DIR/home/missing");
like((place())[0], qr/^500 OOPS: /, 'a home that is missing is a fault');
chmod 0700, $SRV;
$t->config(local_root => undef);
set_home("$SRV/alice");
like((place())[0], qr/^500 OOPS: /, 'so is one that she cannot reach');
chmod 0755, $SRV;
$t->config(chroot_list_enable => 'YES', chroot_list_file => "$DIR/none");
like((place())[0], qr/^500 OOPS: /, 'and a list that cannot be read');
$t->config(chroot_list_enable => 'NO');

# A root that its user can write to.
set_home($HOME);
is(join(' ', place()), "$HOME /", 'a writable root is safe in a whole jail');
$t->config(allow_writeable_chroot => 'NO');
like((place())[0], qr/^500 OOPS: /, 'allow_writeable_chroot=NO refuses it');
chown 0, 0, $HOME;
is(join(' ', place()), "$HOME /", 'but not one that is not writable');
chown 2101, 2101, $HOME;
$t->config(chroot_local_user => 'NO');
is(join(' ', place()), "/ $HOME", 'and whoever is not locked in has none');

# No way out, by whatever spelling.
$t->config(chroot_local_user => 'YES', allow_writeable_chroot => undef);
symlink '/etc/passwd', "$HOME/out";
my $c = $t->client->login('alice', 'secret');
for my $path ('/etc/passwd', '../../../../etc/passwd', 'out', '~/../../etc') {
    like(($c->fetch("RETR $path"))[0], qr/^550 /, "locked in: no $path");
}
$c->close;

$t->end;
done_testing;
