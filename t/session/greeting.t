# SPDX-License-Identifier: ISC
#
# The greeting, and who is not let in.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;

my $t = OneFTPD->new;
$t->inetd;

# Everything that is sent before the client says a word.
sub greeting {
    my $c = $t->client;
    my $greeting = $c->reply;
    $c->close;
    return $greeting;
}

like(greeting(), qr/^220 \(oneftpd \S+\)$/, 'product and version');
$t->config(ftpd_banner => 'Welcome to  the (test) server. %s');
is(greeting(), '220 Welcome to  the (test) server. %s', 'ftpd_banner');
my $file = write_file("$DIR/banner", "Be good.\n\n  And read: 220 this.\nEnd");
$t->config(banner_file => $file);
is(greeting(), "220-Be good.\n220-\n220-  And read: 220 this.\n220-End\n220 ",
    'banner_file: every line of it, then an empty one');
write_file($file, "one line\n");
is(greeting(), "220-one line\n220 ", 'a file with one line');
write_file($file, join '', map { "line $_\n" } 1 .. 3000);
is(scalar(my @lines = split /\n/, greeting()), 3001, 'a long file');
write_file($file, '');
is(greeting(), '220 Welcome to  the (test) server. %s',
    'an empty file leaves the word to ftpd_banner');
write_file($file, "caf\xc3\xa9 \xff\n");
is(greeting(), "220-caf\xc3\xa9 \xff\xff\n220 ", 'FF is sent twice');
$t->config(banner_file => undef, ftpd_banner => undef);

# 421 instead of the greeting.
sub is_refused {
    my ($name, %from) = @_;
    my $c = $t->client(%from);
    $c->expect_reply(qr/^421 /, "$name is told so");
    ok($c->is_closed, 'and sent away');
    return;
}

my $pid = $t->listener('max_clients=3', 'max_per_ip=2');
my @first = map { $t->client->login } 1 .. 2;
is_refused('one too many from an address');
my $other = $t->client(local => '127.0.0.2')->login;
is_refused('one too many at all', local => '127.0.0.3');
$_->close for @first, $other;
ok(wait_until(10, sub { (() = $t->session_processes) == 0 }), 'they leave');
like(greeting(), qr/^220 /, 'and there is room again');
$t->stop($pid);

$t->end;
done_testing;
