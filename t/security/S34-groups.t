# SPDX-License-Identifier: ISC
#
# Rights that a session inherits or keeps (S34; elsewhere CVE-2024-48651: group
# 0 stayed). The superserver here has groups of its own. Each process of each
# kind of session is looked at in each state; what else it holds: t/session/
# jailed.t.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES');
my @GROUPS = (0, 4, 27, 2200, 54_321);
$) = "0 @GROUPS";
small_buffers();
$t->inetd;

sub facts_of {
    my ($pid) = @_;
    my %all = read_file("/proc/$pid/status") =~ /^(\w+):[ \t]*(.*?)[ \t]*$/mg;
    s/\s+/ /g for values %all;
    return \%all;
}

# A test: all four ids, exactly these groups, these capabilities, and no way up.
sub has_rights {
    my ($pid, $user, $groups, $capabilities, $name) = @_;
    my ($uid, $gid) = (getpwnam $user)[2, 3];
    my $is = facts_of($pid);
    my %wanted = (Uid => join(' ', ($uid) x 4), Gid => join(' ', ($gid) x 4),
        Groups => $groups, NoNewPrivs => 1, Seccomp => 2,
        map({ $_ => '0' x 16 } qw(CapInh CapAmb)),
        map({ $_ => sprintf '%016x', $capabilities } qw(CapPrm CapEff)));
    is(join(', ', map { "$_: $is->{$_}" } sort keys %wanted),
        join(', ', map { "$_: $wanted{$_}" } sort keys %wanted), $name);
    is((stat "/proc/$pid/mem")[4], 0, 'and nobody may look inside');
    return;
}

my $silent = reach($t, 'greeting');
my ($first) = process_ids($t, $silent);
is(facts_of($first)->{Groups}, join(' ', @GROUPS),
    'the superserver has given its groups to what it starts');
$silent->close;

for my $phase (grep { $_ ne 'greeting' } phases()) {
    my $c = reach($t, $phase);
    my ($broker, $engine) = process_ids($t, $c);
    has_rights($engine, 'nobody', '', 0, "$phase: the engine");
    has_rights($broker, 'ftp', '2100', 0, "$phase: the broker")
        if $phase !~ /name/;
    CORE::close($c->{data}) if $c->{data};
    $c->close;
}

# Who has groups keeps them; who is mapped to another account has that one's.
sub session_of {
    my ($user, $as, $groups, $name) = @_;
    my $c = $t->client->login($user, 'secret');
    my ($broker, $engine) = process_ids($t, $c);
    has_rights($engine, 'nobody', '', 0, "$name: the engine");
    has_rights($broker, $as, $groups, 0, "$name: the broker");
    return;
}

session_of('alice', 'alice', '2101 2200', 'a local user with two groups');
session_of('bob', 'bob', '2102', 'a local user with one');
$t->config(guest_enable => 'YES', guest_username => 'alice');
session_of('bob', 'alice', '2101 2200', 'a guest');
$t->config(guest_enable => undef, guest_username => undef,
    nopriv_user => 'ftpsecure');
my $c = $t->client->login;
has_rights((process_ids($t, $c))[1], 'ftpsecure', '', 0, 'nopriv_user');
$t->config(nopriv_user => undef);

# A low port takes no right once the client has logged in.
$t->config(connect_from_port_20 => 'YES');
session_of('alice', 'alice', '2101 2200', 'connect_from_port_20');
$t->config(connect_from_port_20 => undef);

# A monitor that stays has its one capability, and no more.
$t->config(chown_uploads => 'YES', chown_username => 'bob');
$c = $t->client->login;
my ($monitor, @others) = process_ids($t, $c);
has_rights($monitor, 'nobody', '', 1, 'chown_uploads: the monitor');
my %user_of = map { (split / /, facts_of($_)->{Uid})[0] => $_ } @others;
has_rights($user_of{2100}, 'ftp', '2100', 0, 'chown_uploads: the broker');
has_rights($user_of{65_534}, 'nobody', '', 0, 'chown_uploads: the engine');

$t->end;
done_testing;
