# SPDX-License-Identifier: ISC
#
# Behind a firewall that lets nothing through but port 21, and what the kernel's
# helper for FTP finds in its dialogue.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Neighbour;
use Test::More;

my $t = OneFTPD->new(connect_from_port_20 => 'YES', accept_timeout => 1,
    connect_timeout => 1);
my $wire = OneFTPD::Neighbour->new('wire', 7);

sub firewall {
    my ($rules) = @_;
    write_file("$DIR/rules", $rules);
    system(find_command('nft'), '-f', "$DIR/rules") == 0
        or die "nft: the firewall could not be set up\n";
    return;
}

firewall(<<'RULES');
table inet firewall {
    ct helper ftp {
        type "ftp" protocol tcp
    }
    chain input {
        type filter hook input priority 0; policy drop;
        iif lo accept
        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
        ct state established,related accept
        tcp dport 21 ct helper set "ftp" accept
    }
    chain output {
        type filter hook output priority 0; policy drop;
        oif lo accept
        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
        ct state established,related accept
    }
}
RULES

my $pid = $t->start($PROGRAM, $t->conf, '-olisten=YES', '-olisten_ipv6=YES',
    '-olisten_port=21');
$t->wait_listening(21);

sub fetch {
    my ($verb, $host) = @_;
    return $wire->from_there(sub {
        my $c = $t->client(host => $host, port => 21)->login;
        my $way = $verb =~ /^E?P(?:AS|S)V$/ ? 'passive' : 'active';
        my $data = eval { $c->$way($verb) };
        my $begin = $c->cmd('RETR hello.txt');
        return $begin if $begin !~ /^150/ || !$data;
        $data = $data->accept if $way eq 'active';
        return $c->read_all($data) . $c->reply;
    });
}

for my $row ([ PASV => '10.7.0.1' ], [ EPSV => '10.7.0.1' ],
    [ PORT => '10.7.0.1' ], [ EPRT => '10.7.0.1' ], [ EPSV => 'fd07::1' ],
    [ EPRT => 'fd07::1' ]) {
    my ($verb, $host) = @$row;
    like(fetch($verb, $host), qr/^Hello, world[.]\n226 /,
        "$verb to $host passes the firewall");
}

# It is the helper that lets them pass, and no hole.
firewall(<<'RULES');
flush chain inet firewall input
add rule inet firewall input iif lo accept
add rule inet firewall input ct state established accept
add rule inet firewall input tcp dport 21 accept
RULES
like(fetch('PORT', '10.7.0.1'), qr/^425 /, 'without the helper it does not');

$t->stop($pid);
$t->end;
done_testing;
