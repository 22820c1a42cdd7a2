# SPDX-License-Identifier: ISC
#
# Clients whose machine has lost its power or its network, so that not even a
# reset comes: in each phase the session ends by its own time-outs, though
# nothing it says arrives, and leaves no slot and no process.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP;
use OneFTPD;
use OneFTPD::Sessions;
use OneFTPD::Tls;
use Test::More;

my $t = OneFTPD->new(tls_options(), session_table => 'YES', max_clients => 50,
    write_enable => 'YES', anon_upload_enable => 'YES', xferlog_enable => 'YES',
    delete_failed_uploads => 'YES');
make_certificate('server');
small_buffers();
$t->inetd;

sub upload_has_begun {
    my ($name) = @_;
    my $c = $t->client->login;
    $c->{data} = $c->passive;
    $c->cmd("STOR incoming/$name") =~ /^150/ or $c->fail_with('no upload');
    syswrite $c->{data}, 'the first half';
    return $c;
}

sub handshake_has_begun {
    my $c = $t->client;
    $c->reply;
    $c->cmd('AUTH TLS') =~ /^234/ or $c->fail_with('no AUTH');
    $c->send_bytes(substr OneFTPD::Tls::first_flight(), 0, 20);
    return $c;
}

sub active_is_asked_for {
    my $c = $t->client->login;
    $c->{data} = $c->active;
    return $c;
}

my %more = (
    'an upload' => sub { upload_has_begun('half') },
    'a handshake' => \&handshake_has_begun,
    'over TLS' => sub { tls_login(tls_client($t), 'alice') },
    'EPRT' => \&active_is_asked_for,
);

# All of them at once, so that it takes no longer than one: name => client. The
# time-outs are long enough to get them all there.
$t->config(map { $_ => 8 } qw(idle_session_timeout data_connection_timeout
    accept_timeout));
my %clients = map { $_ => reach($t, $_) } phases();
$clients{$_} = $more{$_}->() for sort keys %more;
my %ports = map { $_ => $clients{$_}->local_port } keys %clients;

write_file("$DIR/rules", "table inet gone {\n chain input {\n"
    . "  type filter hook input priority 0; policy accept;\n"
    . "  meta l4proto tcp drop\n }\n}\n");
system(find_command('nft'), '-f', "$DIR/rules") == 0
    or die "nft: the rules could not be set up\n";

ok(wait_until(40, sub { !$t->session_processes }),
    'a network that loses everything: all sessions have ended')
    or diag(join ' ', map { "$_->{name} $_->{pid}" } $t->session_processes);
is(exit_status($t, $ports{$_}), 1, "$_: the session has failed")
    for sort keys %ports;
my (undef, $out) = $t->run_program('who', '--json');
is(decode_json($out)->{count}, 0, 'no slot is left');
ok(!-e "$TREE/incoming/half", 'delete_failed_uploads counts');
my $log = read_file('/var/log/vsftpd.log');
like($log, qr/ FAIL UPLOAD: .*half/, 'and the log says that it has failed');
unlike($log, qr/ OK (?:UP|DOWN)LOAD/, 'nothing has arrived, says the log');
$t->end;
done_testing;
