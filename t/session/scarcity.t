# SPDX-License-Identifier: ISC
#
# Started with too little of something: memory, descriptors, processes. Step by
# step, from too little to enough, a session serves or ends: nothing is called
# done that is not, no process dies of a signal, and nothing is left.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Tls;
use Test::More;

my $t = OneFTPD->new(tls_options(), write_enable => 'YES',
    anon_upload_enable => 'YES', allow_anon_ssl => 'YES',
    anon_world_readable_only => 'NO', delete_failed_uploads => 'YES');
make_certificate('server');

# Each session begins with the shell's line in this file.
my $LIMIT = "$DIR/limit";
my $listener = IO::Socket::IP->new(LocalHost => '::', V6Only => 0, Listen => 8,
    LocalPort => $t->{port} = $t->new_port) or die "listener: $@\n";
$t->start_code('limited', sub {
    $t->serve($listener, '/bin/sh', '-c', ". $LIMIT; exec \"\$0\" \"\$@\"",
        $PROGRAM, $t->conf);
});

my @wrong;

# A session that does everything, or as much as it can. True if it could.
sub is_served {
    my ($encrypted) = @_;
    my ($fetch, $store) = $encrypted ? (\&tls_fetch, \&tls_store)
        : (sub { $_[0]->fetch($_[1]) }, sub { $_[0]->store(@_[1, 2]) });
    my $c = $encrypted ? tls_client($t) : $t->client;
    return 0 if !$c;
    $encrypted ? tls_login($c, 'ftp') : $c->login;
    $c->cmd('TYPE I');
    my (undef, $listed, $names) = $fetch->($c, 'LIST');
    push @wrong, 'LIST' if $listed =~ /^226/ && $names !~ /big.*unix\.txt\r\n/s;
    my (undef, $got, $bytes) = $fetch->($c, 'RETR big.bin');
    push @wrong, 'RETR' if $got =~ /^226/ && $bytes ne $BIG;
    my (undef, $stored) = $store->($c, 'STOR incoming/new', $BIG);
    push @wrong, 'STOR'
        if $stored =~ /^226/ && read_file("$TREE/incoming/new") ne $BIG;
    $c->cmd('QUIT');
    return 3 == grep { /^226/ } $listed, $got, $stored;
}

# A test for each amount, which the line of shell has in the place of %d; so is
# that the first is too little and the last enough.
sub with {
    my ($what, $line, $encrypted, @amounts) = @_;
    my @served;
    local $SIG{PIPE} = 'IGNORE';
    for my $amount (@amounts) {
        @wrong = ();
        unlink "$TREE/incoming/new";
        write_file($LIMIT, sprintf "$line\n", $amount);
        push @served, eval { is_served($encrypted) } ? 1 : 0;
        push @wrong, 'a process'
            if !wait_until(5, sub { !$t->session_processes });
        push @wrong, 'half a file' if -e "$TREE/incoming/new"
            && read_file("$TREE/incoming/new") ne $BIG;
        is("@wrong", '', "$amount $what: " . ($served[-1] ? 'served' : 'ends'));
    }
    ok(!$served[0] && $served[-1], "$what: from too little to enough");
    return;
}

with('descriptors', 'ulimit -n %d', 0, 4 .. 10, 24);
with('descriptors, TLS', 'ulimit -n %d', 1, 6 .. 10, 24);
# The run-time library of a sanitizer maps terabytes.
if (qx(nm -D '$PROGRAM') !~ /__asan_init/) {
    with('kB of memory', 'ulimit -v %d', 0, map { $_ << 10 } 8 .. 16, 64);
    with('kB of memory, TLS', 'ulimit -v %d', 1, map { $_ << 10 } 10 .. 18, 64);
}

$t->end;
done_testing;
