# SPDX-License-Identifier: ISC
#
# What sslscan finds (S39): no version before TLS 1.2, no suite that is weak or
# without forward secrecy, no renegotiation; explicit and implicit, with either
# kind of key. (Debian's cannot ask for compression.)
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Output;
use OneFTPD::Tls;
use Test::More;

my $SCANNER = find_command('sslscan');
my $t = OneFTPD->new(tls_options(), dsa_cert_file => "$DIR/rsa.pem",
    dsa_private_key_file => "$DIR/rsa.key");
make_certificate('server');
make_certificate('rsa', 'rsa');

sub scan {
    my ($name, @arguments) = @_;
    my $found = output_of($SCANNER, '--no-colour', @arguments,
        '127.0.0.1:' . $t->port);
    is($?, 0, "$name: sslscan is content") || diag($found);
    my ($preferred) = $found =~ /^Preferred +(\S+)/m;
    is($preferred, 'TLSv1.3', "$name: it speaks TLS, and 1.3 first")
        || diag($found);
    my %is = $found =~ /^((?:SSL|TLS)v\S+) +(enabled|disabled)$/mg;
    is(join(' ', map { "$_=$is{$_}" } sort keys %is),
        'SSLv2=disabled SSLv3=disabled TLSv1.0=disabled TLSv1.1=disabled '
        . 'TLSv1.2=enabled TLSv1.3=enabled', "$name: the versions");
    my @suites = $found =~ /^(?:Accepted|Preferred) +(\S+ +\d+ bits +\S+)/mg;
    my @weak = grep { !/TLSv1[.]3 .* TLS_(?:AES|CHACHA20)_/
        && !/TLSv1[.]2 .* ECDHE-(?:ECDSA|RSA)-\w+-(?:GCM|POLY1305)/ } @suites;
    cmp_ok(scalar @suites, '>', 3, "$name: suites are found");
    is(join("\n", @weak), '', "$name: and each of them is strong");
    for my $key (qw(ECDSA RSA)) {
        ok(scalar(grep { /TLSv1[.]2 .* ECDHE-$key-/ } @suites),
            "$name: TLS 1.2 with a key of $key");
    }
    like($found, qr/^Session renegotiation not supported$/m,
        "$name: no renegotiation");
    like($found, qr/^TLSv1[.]3 not vulnerable to heartbleed$/m,
        "$name: no heartbeat");
    return;
}

$t->listener;
scan('explicit', '--starttls-ftp');
$t->listener('implicit_ssl=YES');
scan('implicit');

$t->end;
done_testing;
