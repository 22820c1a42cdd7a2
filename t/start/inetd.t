# SPDX-License-Identifier: ISC
#
# Started by a superserver: the connection is standard input and output.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;
$t->serves_files('IPv4');
$t->serves_files('IPv6', host => '::1');

my $c = $t->client->login;
my @processes = $t->processes_of($c);
cmp_ok(scalar @processes, '<=', 2, 'a session is at most two processes');
$c->close;

$c = $t->client;
$c->expect_reply(qr/^220 /, 'a client that goes without a word is greeted');
$c->close;

my ($status, $out, $errors) = $t->run_program($t->conf, '-olisten=NO');
isnt($status, 0, 'without a connection a session cannot start');
like($out . $errors, qr/listen/, 'and it says what to do');

$t->end;
done_testing;
