# SPDX-License-Identifier: ISC
#
# FTP bounce (CVE-1999-0017): a client makes the server connect to somebody
# else, or to a service. The client here is another host, so that the server's
# own addresses are not the client's.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Select;
use IO::Socket::IP;
use OneFTPD;
use OneFTPD::Neighbour;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
my $wire = OneFTPD::Neighbour->new('wire', 7);

# Victims: nobody may ever come to any of them.
my $select = IO::Select->new;
sub victim {
    my ($host, $port) = @_;
    my $victim = IO::Socket::IP->new(LocalHost => $host, LocalPort => $port,
        Listen => 8, V6Only => 1) or die "$host:$port: $@\n";
    $select->add($victim);
    return;
}
victim('0.0.0.0', $_) for 21, 1023, 5000;
victim('::', $_) for 21, 1023, 5000;
$wire->from_there(sub { victim($_, 5000) for '10.7.0.3', 'fd07::3' });
$wire->from_there(sub { victim('10.7.0.2', 1023) });

sub client {
    my ($server, $local) = @_;
    return $wire->from_there(sub {
        $t->client(host => $server, local => $local)->login;
    });
}

# A mode is in force, and the refusal takes it away.
sub refuses {
    my ($c, $line) = @_;
    $c->passive_port;
    $c->expect($line, qr/^50[01] /, "$line is refused");
    $c->expect('LIST', qr/^425 /, '... and no mode is left');
    return;
}

my $c = client('10.7.0.1', '10.7.0.2');
my $high = '19,136';    # 5000
refuses($c, "PORT $_") for "127,0,0,1,$high", "10,7,0,1,$high",
    "10,7,0,3,$high", "0,0,0,0,$high", "255,255,255,255,$high",
    '10,7,0,2,0,0', '10,7,0,2,0,21', '10,7,0,2,3,255',
    "10,7,0,258,$high", "266,7,0,2,$high", "10,7,0,02,$high", "012,7,0,2,$high",
    "10,7,0,2,019,136", "10,7,0,2,19", "10,7,0,2,$high,0", "10,7,0,2,19,392",
    "10.7.0.2,$high", "0x0a,7,0,2,$high", "168230914,$high", "10,7,2,$high",
    "10,7,0,2,-1,136", "10,7,0,2,65536,136", "+10,7,0,2,$high";
refuses($c, "EPRT $_") for '|1|127.0.0.1|5000|', '|1|10.7.0.3|5000|',
    '|1|10.7.0.2|1023|', '|1|10.7.0.2|0|', '|1|10.7.0.2|70536|',
    '|2|::ffff:10.7.0.3|5000|', '|2|::ffff:127.0.0.1|5000|',
    '|2|::10.7.0.2|5000|', '|2|64:ff9b::10.7.0.2|5000|', '|2|::1|5000|',
    '|2|fd07::3|5000|', '|1|167772162|5000|', '|1|10.7.2|5000|',
    '|1|0x0a.7.0.2|5000|', '|1|10.7.0.02|5000|', '|1|ftp.example.net|5000|';
$c->close;

$c = client('fd07::1', 'fd07::2');
refuses($c, "EPRT $_") for '|2|fd07::1|5000|', '|2|fd07::3|5000|',
    '|2|::1|5000|', '|2|::|5000|', '|2|fe80::2|5000|', '|2|fd07::2|21|',
    '|2|::ffff:10.7.0.2|5000|', '|1|10.7.0.2|5000|', '|2|ff02::1|5000|';
refuses($c, "PORT 10,7,0,2,$high");
$c->close;

# What the client may have: a port of its own, under each name for itself.
sub serves {
    my ($server, $own, $line) = @_;
    my $session = client($server, $own);
    my $listener = $wire->from_there(sub {
        IO::Socket::IP->new(LocalHost => $own, LocalPort => 5000, Listen => 1,
            ReuseAddr => 1, Timeout => 5);
    }) or die "no listener: $@\n";
    $session->expect($line, qr/^200 /, "$line is the client's own");
    $session->expect('LIST', qr/^150 /, '... and is gone to');
    like($session->read_all($listener->accept), qr/hello\.txt/,
        '... with the listing');
    $session->expect_reply(qr/^226 /, '... to its end');
    $session->close;
    return;
}
serves('10.7.0.1', '10.7.0.2', "PORT 10,7,0,2,$high");
serves('10.7.0.1', '10.7.0.2', 'EPRT |2|::ffff:10.7.0.2|5000|');
serves('fd07::1', 'fd07::2', 'EPRT |2|fd07:0:0:0::2|5000|');
serves('fe80::1%wire', 'fe80::2%wire', 'EPRT |2|fe80::2|5000|');
serves('fe80::1%wire', 'fe80::2%wire', 'EPRT |2|fe80::2%eth9|5000|');

# port_promiscuous gives every address away, but no service.
$t->config(port_promiscuous => 'YES');
$c = client('10.7.0.1', '10.7.0.2');
refuses($c, $_) for 'PORT 127,0,0,1,3,255', 'PORT 10,7,0,3,0,21',
    'EPRT |1|10.7.0.3|1023|', 'EPRT |1|10.7.0.3|0|';
$c->close;

is(scalar(my @visited = $select->can_read(0.2)), 0, 'nobody has come to a victim');

$t->end;
done_testing;
