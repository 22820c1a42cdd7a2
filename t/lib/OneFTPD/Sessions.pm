# SPDX-License-Identifier: ISC
#
# The points of its life at which a session stays for a while, and how it
# ended: for tests that do something to it at each of them.
#
#     small_buffers();
#     for my $phase (phases()) {
#         my $c = reach($t, $phase);
#         ...
#         is(exit_status($t, $c->local_port), 1);
#     }
package OneFTPD::Sessions;

use strict;
use warnings;
use OneFTPD;

use Exporter qw(import);
use IO::Select;

our @EXPORT = qw(phases reach small_buffers process_ids exit_status);

# What a client does, after its connection, to get the session there.
my @phases = (
    ['greeting' => sub { $_[0]->reply }],
    ['a name given' => sub { $_[0]->reply; $_[0]->cmd('USER ftp') }],
    ['logged in' => sub { $_[0]->login }],
    ['a download' => sub { start_transfer($_[0], 'RETR big.bin') }],
    ['a listing' => sub { start_transfer($_[0], 'LIST crowd') }],
    ['waiting for data' => sub {
        $_[0]->login->passive_port;
        $_[0]->send_line('RETR hello.txt');
    }],
);

sub phases { return map { $_->[0] } @phases }

sub start_transfer {
    my ($c, $line) = @_;
    $c->{data} = $c->login->passive;
    $c->cmd('TYPE I');
    $c->cmd($line) =~ /^150/ or $c->fail_with('no transfer');
    IO::Select->new($c->{data})->can_read(10) or $c->fail_with('no bytes');
    return;
}

# A client in that phase; its data connection, if any, is in {data}, unread.
sub reach {
    my ($t, $phase) = @_;
    my ($step) = map { $_->[1] } grep { $_->[0] eq $phase } @phases;
    make_crowd() if !-d "$TREE/crowd";
    my $c = $t->client;
    $step->($c);
    return $c;
}

# So many names that their listing does not fit into any buffer.
sub make_crowd {
    mkdir "$TREE/crowd" or die "crowd: $!\n";
    write_file("$TREE/crowd/name$_", '') for 1 .. 6000;
    return;
}

# A transfer that nobody reads stops after a few hundred kilobytes.
sub small_buffers {
    for my $which (qw(rmem wmem)) {
        open my $out, '>', "/proc/sys/net/ipv4/tcp_$which"
            or die "tcp_$which: $!\n";
        print {$out} "4096 16384 16384\n";
        close $out or die "tcp_$which: $!\n";
    }
    return;
}

# The processes of a session, the one that was started first at the front.
sub process_ids {
    my ($t, $client) = @_;
    return map { $_->{pid} } $t->processes_of($client);
}

# What inetd() sees as the end of the session that had this port: its exit
# status, or the signal as text.
sub exit_status {
    my ($t, $port) = @_;
    my $pid = $t->session_of_port($port);
    my $status;
    wait_until(10, sub {
        ($status) = map { $_->[1] } grep { $_->[0] == $pid } $t->exits;
        return defined $status;
    }) or return 'still there';
    return $status & 127 ? 'signal ' . ($status & 127) : $status >> 8;
}

1;
