# SPDX-License-Identifier: ISC
#
# AUTH: no command while ssl_enable=NO; and what it takes once that is YES.
# What comes after it: t/tls.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Tls;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->client->wants_login('AUTH TLS');
my $c = $t->client->login;
$c->expect('AUTH TLS', qr/^500 /, 'AUTH is unknown without ssl_enable');
$c->expect('FEAT', qr/\A(?!.*AUTH)/s, 'and not offered');
$c->close;

make_certificate('server');
$t->config(tls_options());
$c = $t->client;
$c->expect_reply(qr/^220/, 'a greeting in clear');
$c->expect('FEAT', qr/^ AUTH TLS$/m, 'FEAT offers AUTH TLS');
$c->expect('FEAT', qr/^ PBSZ\n PROT$/m, 'and PBSZ and PROT');
$c->expect('PBSZ 0', qr/^503 /, 'PBSZ in clear is refused');
$c->expect('PROT P', qr/^503 /, 'PROT in clear is refused');
$c->expect("AUTH$_", qr/^504 /, "AUTH$_ is unknown")
    for '', ' GSSAPI', ' TLS-X', ' TLS 1';
$c->expect('AUTH tls', qr/^234 /, 'AUTH tls');

$t->end;
done_testing;
