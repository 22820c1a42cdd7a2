# SPDX-License-Identifier: ISC
#
# A name that opens a door (S40; elsewhere a release had one for names with a
# smile in them). Names of all kinds, that one among them, open no listening
# socket, start no process and let nobody in. Fifty thousand, not a million:
# a door for one name in a million would be found by neither number, and what
# makes sure that there is none is looked at as well: listen(2) is called in two
# places, and neither can be reached before a login.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $COUNT = 50_000;
my $BATCH = 250;
my $t = OneFTPD->new(local_enable => 'YES', delay_failed_login => 0,
    max_login_fails => 1_000_000, userlist_enable => 'YES',
    userlist_deny => 'NO', userlist_file => "$DIR/list");
write_file("$DIR/list", "ftp\n");
$t->inetd;

sub listening {
    return join ' ', sort map { /^\s*\d+: (\S+) \S+ 0A /m ? $1 : () }
        map { split /\n/, read_file($_) } qw(/proc/net/tcp /proc/net/tcp6);
}

# Any bytes but those that end a line or a name that is on the list.
sub random_name {
    my ($pick) = @_;
    my @alphabet = $pick % 3 ? (map { chr } 0x21 .. 0x7e)
        : (map { chr } 0x01 .. 0x09, 0x0b, 0x0c, 0x0e .. 0xfe);
    my $name = 'n' . join '', map { $alphabet[rand @alphabet] }
        1 .. 1 + rand 30;
    return $pick % 5 ? $name : "$name:)";
}

srand 40;
my $before = listening();
my $c = $t->client;
$c->reply;
my ($refused, $seen) = (0, 0);
my %processes;
for my $batch (1 .. $COUNT / $BATCH) {
    my @names = map { random_name($_) } 1 .. $BATCH - 3;
    push @names, ':)', 'root:)', ':-)';
    $c->send_bytes(join '', map { "USER $_\r\n" } @names);
    $refused += grep { $c->reply =~ /^530 / } @names;
    $seen += @names;
    $processes{ join ' ', process_ids($t, $c) }++ if $batch % 20 == 1;
    is(listening(), $before, "after $seen names nobody listens anew")
        if $batch % 20 == 0;
}
is($refused, $seen, "$seen names are refused, each by one line");
is(scalar keys %processes, 1, 'and start no process');

# With a password: these reach the monitor, and get no further.
for my $name (':)', 'x:)', "\x01:)", "a b:)", ':)' x 64) {
    my $door = $t->client;
    $door->reply;
    $t->config(userlist_enable => undef, local_enable => 'YES');
    $door->cmd("USER $name");
    unlike($door->cmd('PASS :)'), qr/^2/, "\"$name\" is not let in");
    is(listening(), $before, 'and opens nothing');
}
$t->config(userlist_enable => 'YES');

# Who could: the symbols of each role's archive.
my %calls;
for my $role (qw(monitor engine broker listener base)) {
    my $archive = "$ENV{ONEFTPD_BUILD}/lib$role.a";
    my @objects = `nm -A -u '$archive' 2>/dev/null` =~ m{:(\w+\.o):\s+U listen\b}g;
    $calls{$role} = "@objects" if @objects;
}
is(join(', ', map { "$_: $calls{$_}" } sort keys %calls),
    'broker: passive.o, listener: sockets.o',
    'listen(2) is called where data is waited for, and by the listener');

$t->end;
done_testing;
