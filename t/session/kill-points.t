# SPDX-License-Identifier: ISC
#
# Sessions that log in, list, download, upload, rename and remove, and one
# process of each killed at a random moment: the others end at once, nothing
# that was not done is called done, files are as oneftpd.conf(5) says, and
# nothing is left. ONEFTPD_KILLS=500 for that many moments rather than a sample;
# ONEFTPD_SEED for the same ones again.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP;
use OneFTPD;
use OneFTPD::Tls;
use Test::More;
use Time::HiRes qw(sleep time);

my $KILLS = $ENV{ONEFTPD_KILLS} // 24;
my $SOON = 3;
my $OLD = 'the old one';
my $seed = srand($ENV{ONEFTPD_SEED} // time);

my $t = OneFTPD->new(tls_options(), session_table => 'YES', max_clients => 2,
    write_enable => 'YES', delete_failed_uploads => 'YES',
    anon_upload_enable => 'YES', anon_other_write_enable => 'YES',
    anon_world_readable_only => 'NO', allow_anon_ssl => 'YES',
    force_local_logins_ssl => 'NO', force_local_data_ssl => 'NO');
$t->expect_signals;
make_certificate('server');

# Each kind of session, and the folder it works in: name => options, user, way.
my %kinds = (
    'monitor become broker' => [{}, 'alice', 'inetd'],
    'monitor that stays' => [{ chown_uploads => 'YES',
        chown_username => 'bob' }, 'ftp', 'inetd'],
    'TLS' => [{}, 'alice', 'inetd', 'encrypted'],
    'TLS, with a keeper' => [{}, 'alice', 'listener', 'encrypted'],
);
my %folders = (alice => "$DIR/home/alice", ftp => "$TREE/incoming");
my %uids = map { $_ => scalar getpwnam $_ } keys %folders;

# --- What a client does, and what it is told ---------------------------------

sub connect_to {
    my ($user, $encrypted) = @_;
    my $c = $encrypted ? tls_login(tls_client($t), $user)
        : $t->client->login($user, 'secret');
    $c->cmd('CWD incoming') if $user eq 'ftp';
    $c->cmd('TYPE I');
    return $c;
}

# Deed => true as soon as the client is told that it is done. A client that has
# bytes for which it was told 226 and that are not all of them says so.
sub play {
    my ($user, $encrypted, $told) = @_;
    my ($fetch, $store) = $encrypted ? (\&tls_fetch, \&tls_store)
        : (sub { $_[0]->fetch($_[1]) }, sub { $_[0]->store(@_[1, 2]) });
    my $c = connect_to($user, $encrypted);
    my (undef, $last, $bytes) = $fetch->($c, 'LIST');
    $told->{'short listing'} = 1
        if $last =~ /^226/ && $bytes !~ /gone\r\n.*old\r\n/s;
    (undef, $last, $bytes) = $fetch->($c, 'RETR big');
    $told->{'short download'} = 1 if $last =~ /^226/ && $bytes ne $BIG;
    $told->{old} = ($store->($c, 'STOR old', $BIG))[1] =~ /^226/;
    $told->{up} = ($store->($c, 'STOR up', $BIG))[1] =~ /^226/;
    $c->cmd('RNFR up');
    $told->{kept} = $c->cmd('RNTO kept') =~ /^250/;
    $told->{gone} = $c->cmd('DELE gone') =~ /^250/;
    $c->cmd('QUIT');
    $told->{all} = 1;
    return;
}

# --- The kill ----------------------------------------------------------------

sub roles {
    return grep { $_->{name} eq 'oneftpd' && !OneFTPD::is_keeper($_) }
        $t->session_processes;
}

# In a process of its own: kills one after so long, and leaves the uid of that
# one, and whether the others have ended while the client was still there.
sub kill_after {
    my ($delay, $luck) = @_;
    unlink "$DIR/killed";
    return $t->start_code('killer', sub {
        sleep $delay;
        my @all = roles() or POSIX::_exit(0);
        my $one = $all[$luck * @all]{pid};
        my ($uid) = read_file("/proc/$one/status") =~ /^Uid:\s+(\d+)/m;
        kill 'KILL', $one or POSIX::_exit(0);
        my $ended = wait_until($SOON, sub { !roles() });
        write_file("$DIR/killed", "$uid $ended") if defined $uid;
        POSIX::_exit(0);
    });
}

sub set_up {
    my ($folder, $user) = @_;
    unlink glob "$folder/* $folder/.oneftpd-*";
    my %files = (big => $BIG, old => $OLD, gone => $OLD);
    chown +(getpwnam $user)[2, 3], write_file("$folder/$_", $files{$_})
        for keys %files;
    return;
}

# --- What is left ------------------------------------------------------------

sub is_front { return substr($BIG, 0, length $_[0]) eq $_[0] }

# Everything that is wrong with the files, in words. An upload in place may
# be cut where nobody was left to remove it: the broker was killed.
sub wrong_files {
    my ($folder, $atomic, $broker_killed, $told) = @_;
    my %is = map { m{([^/]+)$} => read_file($_) }
        glob "$folder/* $folder/.oneftpd-*";
    my @wrong;
    my $check = sub { push @wrong, $_[1] if !$_[0] };
    my $old = delete $is{old} // '';
    $check->($old eq $BIG || !$told->{old}, 'a wrong 226');
    $check->($old eq $OLD || $old eq $BIG || !$atomic && is_front($old),
        'the old file');
    my $up = delete $is{up};
    my $kept = delete $is{kept};
    $check->(!defined $up || !defined $kept, 'two names of one file');
    $check->(defined($up // $kept) || !$told->{up}, 'an upload is lost');
    $check->(defined $kept || !$told->{kept}, 'a wrong 250: RNTO');
    $check->(($kept // $BIG) eq $BIG, 'a half file is renamed');
    $check->(($up // $BIG) eq $BIG || !$told->{up} && !$atomic
        && $broker_killed && is_front($up), 'a half file');
    my $gone = delete $is{gone};
    $check->(!defined $gone || !$told->{gone}, 'a wrong 250: DELE');
    $check->(delete $is{big} eq $BIG, 'a file that nobody wrote to');
    delete @is{ grep { /^[.]/ } keys %is } if $atomic && $broker_killed;
    $check->(!%is, "left: @{[ sort keys %is ]}");
    $check->(!$told->{$_}, $_) for 'short listing', 'short download';
    return @wrong;
}

# --- All of it, at so many moments -------------------------------------------

my $killed = 0;

# One session; the kill is somewhere in the time that one takes, or a bit later.
sub one_moment {
    my ($kind, $lasts) = @_;
    my (undef, $user, undef, $encrypted) = @{ $kinds{$kind} };
    my $folder = $folders{$user};
    set_up($folder, $user);
    my $killer = kill_after(rand(1.1) * $lasts, rand);
    my %told;
    local $SIG{PIPE} = 'IGNORE';
    my $refused = !eval { play($user, $encrypted, \%told); 1 }
        && $@ =~ /421 There are too many/;
    $t->finish($killer);
    my ($uid, $ended) = split ' ', read_file("$DIR/killed");
    $killed++ if defined $uid;
    my @wrong = wrong_files($folder, $t->{options}{atomic_uploads} eq 'YES',
        ($uid // -1) == $uids{$user}, \%told);
    push @wrong, 'a slot is left' if $refused;
    push @wrong, 'the others stay' if defined $uid && !$ended;
    push @wrong, 'not done, and nobody was killed'
        if !defined $uid && !$told{all};
    push @wrong, 'a process is left' if !wait_until($SOON, sub { !roles() });
    return @wrong;
}

# The shortest of three, so that most moments are within.
sub duration {
    my ($user, $encrypted) = @_;
    my @took;
    for (1 .. 3) {
        set_up($folders{$user}, $user);
        my $began = time;
        play($user, $encrypted, {});
        push @took, time - $began;
        wait_until($SOON, sub { !roles() });
    }
    return (sort { $a <=> $b } @took)[0];
}

for my $kind (sort keys %kinds) {
    my ($options, $user, $way, $encrypted) = @{ $kinds{$kind} };
    for my $atomic (qw(YES NO)) {
        $t->config(chown_uploads => undef, %$options,
            atomic_uploads => $atomic);
        my $server = $t->$way;
        my $lasts = duration($user, $encrypted);
        my $moments = int $KILLS / (2 * keys %kinds);
        my @wrong = map { one_moment($kind, $lasts) } 1 .. $moments;
        is(join(', ', @wrong), '', sprintf 'seed %s, %s, atomic_uploads=%s: '
            . '%d moments of %.3f s', $seed, $kind, $atomic, $moments, $lasts);
        $t->stop($server);
    }
}

cmp_ok($killed, '>=', $KILLS / 2, 'most kills have met somebody');
my ($status, $out) = $t->run_program('who', '--json');
is(decode_json($out)->{count}, 0, 'no slot is left');
$t->end;
done_testing;
