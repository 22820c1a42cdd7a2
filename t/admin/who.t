# SPDX-License-Identifier: ISC
#
# oneftpd who shows the sessions of all superservers, and oneftpd kick ends
# them; for root, and who only for the group ftpadmin (S38).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP;
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new(local_enable => 'YES', write_enable => 'YES',
    session_table => 'YES');
# It has to be there when the table is made.
write_file('/etc/group', read_file('/etc/group') . "ftpadmin:x:2300:bob\n");

is_deeply([ $t->run_program('who') ], [0, sprintf("%-8s%-13s%-20s%-6s%10s  "
    . "%-10s%8s %8s  %s\n0 sessions\n", qw(ID USER ADDRESS TLS TIME STATE BYTES
    RATE/S COMMAND)), ''], 'before the first session there is none');
is_deeply([ $t->run_program('kick', 'alice') ],
    [1 << 8, '', "oneftpd: there is no such session\n"], 'and nobody to end');

small_buffers();
$t->inetd;
my $inetd = $t->port;

sub sessions {
    my ($status, $out) = $t->run_program('who', '--json');
    is($status, 0, 'who --json succeeds');
    my $all = decode_json($out);
    is($all->{count}, scalar @{ $all->{sessions} }, 'its count is right');
    return @{ $all->{sessions} };
}

# One that has only come, one that does nothing, one that downloads; under our
# listener, a fourth.
my $silent = $t->client(local => '127.0.0.2');
$silent->reply;
my $idle = $t->client->login('alice', 'secret');
my $busy = reach($t, 'a download');
$t->listener;
my $other = $t->client(local => '127.0.0.3')->login('bob', 'secret');
$other->expect("CWD caf\xc3\xa9 \"\\ \e[31m\xff", qr/^550 /, 'an odd name');

my %by_port = map { $_->{port} => $_ } sessions();
is(scalar keys %by_port, 4, 'four sessions are seen, of inetd and listener');
my $seen = $by_port{ $silent->local_port };
is("$seen->{address} $seen->{user} $seen->{state}", '127.0.0.2  greeted',
    'one that has not logged in');
my $pid = (process_ids_of($silent, $inetd))[0];
is($seen->{id}, $pid, 'its ID is its process');
$seen = $by_port{ $idle->local_port };
is("$seen->{user} $seen->{state}", 'alice idle', 'one that does nothing');
is($seen->{command}, 'PASS <password>', 'whose password is not shown');
ok(!$seen->{encrypted}, 'in clear');
$seen = $by_port{ $busy->local_port };
is("$seen->{user} $seen->{state} $seen->{command}",
    'ftp transfer RETR big.bin', 'one that downloads, and what');
cmp_ok($seen->{bytes}, '>', 0, 'bytes that have gone');
cmp_ok($seen->{seconds}, '<', 600, 'for some time');
$seen = $by_port{ $other->local_port };
is($seen->{user}, 'bob', "the listener's");
is($seen->{command}, 'CWD caf' . chr(0xe9) . q( "\\ \\x1B[31m\\xFF),
    'what cannot be shown is escaped');

sub process_ids_of {
    my ($client, $port) = @_;
    local $t->{port} = $port;
    return process_ids($t, $client);
}

# For people.
my ($status, $out) = $t->run_program('who');
like($out, qr/^$pid +- +127[.]0[.]0[.]2 +no +00:0\d:\d\d  greeted/m,
    'a line for each session');
like($out, qr/^\d+ +ftp +127[.]0[.]0[.]1 .* transfer .* RETR big[.]bin$/m,
    'with what it transfers');
like($out, qr/^4 sessions$/m, 'and their number');
unlike($out, qr/[\e\xff]/, 'no byte of a name reaches the terminal');

# For Prometheus: lines as its text format has them.
($status, $out) = $t->run_program('who', '--prometheus');
my @odd = grep { !/^# (?:HELP|TYPE) \w+ .+$|^\w+(?:\{\w+="[^"\\]*"\})? \d+$/ }
    split /\n/, $out;
is("@odd", '', 'metrics and nothing else');
like($out, qr/^oneftpd_sessions\{state="transfer"\} 1$/m, 'transfers');
like($out, qr/^oneftpd_sessions\{state="idle"\} 2$/m, 'idle ones');
like($out, qr/^oneftpd_sessions_from\{address="127[.]0[.]0[.]1"\} 2$/m,
    'sessions by address');
like($out, qr/^oneftpd_sessions_encrypted 0$/m, 'encrypted ones');

# Wrong words.
like(($t->run_program('who', '--xml'))[2], qr/^Usage: /, 'an unknown form');
like(($t->run_program('who', '--help'))[1], qr/^Usage: /, 'who --help');
like(($t->run_program('kick'))[2], qr/^Usage: /, 'kick without a name');
like(($t->run_program('kick', '--help'))[1], qr/^Usage: /, 'kick --help');
like(($t->run_program('who', '--watch'))[2], qr/wants a terminal/,
    'who --watch without a terminal');

# Others may not; the group may see.
sub run_as {
    my ($user, $gid, @words) = @_;
    my $errors = $t->error_file('as');
    my $place = "$DIR/bin";
    if (!-d $place) {
        mkdir $place or die "$place: $!\n";
        system('cp', '-r', $PROGRAM, $place) == 0 or die "cp: $?\n";
        chmod 0755, $place, "$place/oneftpd";
    }
    my @command = (find_command('setpriv'), '--clear-groups', "--reuid=$user",
        "--regid=$gid", '--', "$place/oneftpd", @words);
    my $out = `@command 2>$errors`;
    return ($? >> 8, $out, read_file($errors));
}
my @is = run_as('alice', 2101, 'who');
is("$is[0] $is[1]", '2 ', 'another user sees nothing');
like($is[2], qr/only root and the group ftpadmin may ask/, 'and is told so');
is((run_as('alice', 2101, 'kick', 'bob'))[0], 2, 'nor ends anything');
@is = run_as('bob', 2300, 'who');
like($is[1], qr/^4 sessions$/m, 'a member of ftpadmin sees all');
@is = run_as('bob', 2300, 'kick', 'alice');
is($is[0], 2, 'but only root ends sessions');
$idle->expect('NOOP', qr/^200 /, 'and alice goes on');

# The end: by ID, by name, by address.
@is = $t->run_program('kick', $pid);
is_deeply([ @is[0, 1] ], [0, "ended $pid: nobody yet, from 127.0.0.2\n"],
    'kick ID');
like($silent->reply, qr/^421 /, 'its client is told 421');
ok($silent->is_closed, 'and it has ended');
@is = $t->run_program('kick', 'alice');
like("@is[0, 1]", qr/^0 ended \d+: alice, from 127[.]0[.]0[.]1\n$/, 'kick USER');
like($idle->reply, qr/^421 /, 'who is told so');
@is = $t->run_program('kick', '127.0.0.3');
like("@is[0, 1]", qr/^0 ended \d+: bob, from 127[.]0[.]0[.]3\n$/,
    'kick ADDRESS');
like($other->reply, qr/^421 /, 'under the listener as well');
$by_port{$_->{port}} = $_ for my @left = sessions();
is(scalar @left, 1, 'one is left');
@is = $t->run_program('kick', 'ftp');
is($is[0], 0, 'kick, during a transfer');
ok(wait_until(10, sub { !$t->session_processes }), 'ends that, too');
is(scalar sessions(), 0, 'nobody is left');
like(($t->run_program('kick', 'ftp'))[2], qr/no such session/, 'nobody to end');

# Nobody is entered who need not be.
$t->{port} = $inetd;
$t->config(session_table => undef);
my $unseen = $t->client->login;
is(scalar sessions(), 0, 'without any limit a session is in no table');
$t->config(max_per_ip => 3);
my $counted = $t->client->login;
is(scalar sessions(), 1, 'with one that is written out it is');

$t->end;
done_testing;
