# SPDX-License-Identifier: ISC
#
# lock_upload_files: a file that another program is writing is not sent before
# it is whole, and one that is being sent is not written to. Whoever waits for a
# lock still listens.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Fcntl qw(F_SETLK F_RDLCK F_WRLCK F_UNLCK SEEK_SET);
use Test::More;

my $t = OneFTPD->new;
small_buffers();
write_file("$TREE/written", 'half');
$t->inetd;

# Record locks of this process, as any program takes them.
sub lock_is_had {
    my ($file, $type) = @_;
    return fcntl $file, F_SETLK,
        pack 's s x4 q q l x4', $type, SEEK_SET, 0, 0, 0;
}

open my $file, '+<', "$TREE/written" or die "written: $!\n";
ok(lock_is_had($file, F_WRLCK), 'another program writes to a file');

# It waits while the others here do, and its end is looked for at the end.
write_file("$TREE/kept", 'never released');
open my $kept, '+<', "$TREE/kept" or die "kept: $!\n";
ok(lock_is_had($kept, F_WRLCK), '... and to one for ever');
my $patient = $t->client->login;
$patient->cmd('TYPE I');
$patient->passive;
$patient->send_line('RETR kept');
my $asked = time;

sub waits_for_lock {
    my $c = $t->client->login;
    $c->cmd('TYPE I');
    $c->{data} = $c->passive;
    $c->send_line('RETR written');
    ok(!IO::Select->new($c->socket)->can_read(0.3),
        'its download waits, without a word');
    return $c;
}

my $c = waits_for_lock();
$c->expect('NOOP', qr/^200 /, '... but NOOP is answered');
$c->expect('STAT', qr/^211-/, '... and so is STAT');
$c->expect('ABOR', qr/^425 /, '... and ABOR ends it');
$c->expect_reply(qr/^226 /, '... with a reply of its own');
$c->gets_file('hello.txt', "Hello, world.\n", '... and the session goes on');
$c->close;

$c = waits_for_lock();
my $port = $c->local_port;
$c->close;
is(exit_status($t, $port), 1, '... and a client that goes ends it, too');

$c = waits_for_lock();
syswrite $file, 'the whole';
lock_is_had($file, F_UNLCK);
$c->expect_reply(qr/^150 .*\(9 bytes\)/, 'it begins when that is done');
is($c->read_all($c->{data}), 'the whole', '... and has it all');
$c->expect_reply(qr/^226 /, '... with a reply of its own');
$c->close;

lock_is_had($file, F_RDLCK);
$c = $t->client->login;
$c->gets_file('written', 'the whole', 'who only reads it hinders nobody');
lock_is_had($file, F_WRLCK);
$t->config(lock_upload_files => 'NO');
$c = $t->client->login;
$c->gets_file('written', 'the whole', 'lock_upload_files=NO: no lock counts');
$c->close;

$t->config(lock_upload_files => 'YES');
$c = reach($t, 'a download');
open my $big, '+<', "$TREE/big.bin" or die "big.bin: $!\n";
ok(!lock_is_had($big, F_WRLCK), 'what is being sent is locked for writers');
ok(lock_is_had($big, F_RDLCK), '... and for them only');
lock_is_had($big, F_UNLCK);
$c->send_line('ABOR');
$c->expect_reply(qr/^$_ /, "... until it ends: $_") for 426, 226;
ok(lock_is_had($big, F_WRLCK), '... and then no longer');
$c->close;

# A lease (fcntl(2)), as file servers take them: 450, and not 550, since another
# try may succeed.
my $F_SETLEASE = 1024;
close $_ for $file, $big;
open my $leased, '<', "$TREE/written" or die "written: $!\n";
local $SIG{IO} = 'IGNORE';
ok(fcntl($leased, $F_SETLEASE, F_WRLCK), 'another program has a lease');
$c = $t->client->login;
$c->passive_port;
$c->expect('RETR written', qr/^450 /, 'a download of it is to be tried again');
ok(fcntl($leased, $F_SETLEASE, F_UNLCK), 'once it is given back');
$c->gets_file('written', 'the whole', '... it succeeds');

# Half a minute, so that a client does not take the server for dead.
ok(IO::Select->new($patient->socket)->can_read(60), 'no lock is waited for long');
cmp_ok(time - $asked, '>=', 29, '... but for half a minute');
$patient->expect_reply(qr/^450 /, '... and then it is to be tried again');
$patient->gets_file('hello.txt', "Hello, world.\n",
    '... and the session goes on');

$t->end;
done_testing;
