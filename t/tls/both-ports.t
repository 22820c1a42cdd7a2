# SPDX-License-Identifier: ISC
#
# listen_port_implicit: one listener for clients that say AUTH and for clients
# that encrypt from the first byte.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Tls;
use Test::More;

my $t = OneFTPD->new(tls_options());
make_certificate('server');
write_file("$DIR/home/alice/mine.txt", 'mine');
my $implicit = $t->new_port;
my $listener = $t->listener("listen_port_implicit=$implicit");
my $c = tls_login(tls_client($t));
my (undef, undef, $bytes) = tls_fetch($c, 'RETR mine.txt');
is($bytes, 'mine', 'AUTH TLS on the one port');
$c->close;
$c = $t->client;
like($c->reply, qr/^220/, '... where clients may stay in clear');
$c->close;

$t->wait_listening($implicit);
$c = tls_client($t, port => $implicit, implicit => 1);
like($c->reply, qr/^220/, 'a handshake first, on the other');
(undef, undef, $bytes) = tls_fetch(tls_login($c), 'RETR mine.txt');
is($bytes, 'mine', '... and a download');
$c->close;
$c = $t->client(port => $implicit);
$c->send_line('USER ftp');
1 while eval { $c->fill };
unlike($c->{unread}, qr/^[2-5]\d\d/m, '... and not a word in clear');
$c->close;

$t->stop($listener);
$t->end;
done_testing;
