# SPDX-License-Identifier: ISC
#
# Two machines behind a real HAProxy, set up as doc/SCALING shows: with its own
# text, in which only addresses are others.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Neighbour;
use Test::More;

my $PAGE = read_file("$SOURCE/doc/SCALING");

my $t = OneFTPD->new(xferlog_enable => 'YES', max_per_ip => 2);
my $client = OneFTPD::Neighbour->new('client', 7);
my %machine = (one => OneFTPD::Neighbour->new('one', 8),
    two => OneFTPD::Neighbour->new('two', 9));

# The addresses of the page, as they are here.
my %HERE = ('203.0.113.10' => '10.7.0.1', '10.0.0.11' => '10.8.0.2',
    '10.0.0.12' => '10.9.0.2');

# The block of lines below this one of the page.
sub shown {
    my ($heading, %here) = @_;
    my ($block) = $PAGE =~ /^\Q$heading\E.*\n\n((?:    .*\n|\n)+)/m
        or die "doc/SCALING shows no $heading\n";
    $block =~ s/^    //mg;
    $block =~ s/\b(\d+[.]\d+[.]\d+[.]\d+)\b/$here{$1} \/\/ "?$1"/ge;
    return $block;
}

# Each machine has a configuration and a log of its own.
sub start_machine {
    my ($name, $load_balancer, $least, $most) = @_;
    my $conf = "$DIR/$name.conf";
    my $text = shown('/etc/oneftpd.conf of the first', %HERE,
        '10.0.0.1' => $load_balancer);
    $text =~ s/50000/$least/;
    $text =~ s/50499/$most/;
    write_file($conf, $text . read_file($t->conf)
        . "vsftpd_log_file=$DIR/$name.log\n");
    $machine{$name}->from_there(sub {
        $t->start($PROGRAM, $conf, '-olisten=YES', '-olisten_port=21');
        $t->wait_listening(21);
    });
    return;
}
start_machine('one', '10.8.0.1', 50000, 50499);
start_machine('two', '10.9.0.1', 50500, 50999);

write_file("$DIR/haproxy.cfg", shown('/etc/haproxy/haproxy.cfg', %HERE));
$t->start(find_command('haproxy'), '-db', '-f', "$DIR/haproxy.cfg");
$t->wait_listening(21);
ok(wait_until(20, sub {
    return read_file("$DIR/one.log") . read_file("$DIR/two.log")
        =~ /"10[.][89][.]0[.]1"/;
}), 'the load balancer looks after its machines');

sub connect_from {
    my ($host) = @_;
    return $client->from_there(sub {
        return $t->client(host => '10.7.0.1', port => 21, local => $host);
    });
}

# Which machine serves this session: that whose ports it is told.
sub machine_of {
    my ($c) = @_;
    my ($high) = $c->cmd('EPSV') =~ /\|(\d+)\|/;
    return $high < 50_500 ? 'one' : 'two';
}

my %seen;
for my $number (1 .. 4) {
    my $host = '10.7.0.' . (2 + $number % 3);
    my $c = connect_from($host)->login;
    my $machine = machine_of($c);
    $seen{$machine}++;
    $c->expect('STAT', qr/Client: \Q$host\E$/m,
        "session $number: the machine $machine knows its client");
    for my $verb (qw(PASV EPSV)) {
        my $data = $client->from_there(sub { $c->passive($verb) });
        $c->expect('RETR hello.txt', qr/^150 /, "... a file after $verb");
        is($c->read_all($data), "Hello, world.\n", '... comes');
        $c->expect_reply(qr/^226 /, '... whole');
    }
    like(read_file("$DIR/$machine.log"),
        qr/OK DOWNLOAD: Client "\Q$host\E", "\/hello[.]txt"/,
        '... and is in its log');
    push @{ $seen{open} }, $c;
}
is($seen{one}, 2, 'half of the sessions are at one machine');
is($seen{two}, 2, 'and half at the other');

$t->end;
done_testing;
