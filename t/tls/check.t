# SPDX-License-Identifier: ISC
#
# --check reads certificates and keys before a client does.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Tls;
use IO::Socket::SSL::Utils;
use Test::More;

# openssl makes none that has ended.
sub make_ended {
    my ($name) = @_;
    my ($certificate, $key) = CERT_create(subject => { CN => $name },
        not_before => time - 86_400, not_after => time - 60);
    PEM_cert2file($certificate, "$DIR/$name.pem");
    PEM_key2file($key, "$DIR/$name.key");
    return;
}

my $t = OneFTPD->new(tls_options());
make_certificate('server');
make_certificate('soon', 'ec', 14);
make_certificate('later', 'ec', 17);
make_ended('today');
make_certificate('tomorrow', 'ec', 1);
write_file("$DIR/empty.pem", '');

sub asked {
    my (%options) = @_;
    $t->config(rsa_cert_file => "$DIR/server.pem",
        rsa_private_key_file => "$DIR/server.key", %options);
    my ($status, $said) = $t->run_program('--check', $t->conf);
    return ($status, $said);
}

sub pair {
    my ($certificate, $key) = @_;
    return (rsa_cert_file => "$DIR/$certificate.pem",
        rsa_private_key_file => "$DIR/$key.key");
}

my ($status, $said) = asked();
is($status, 0, 'a good pair');
unlike($said, qr/certificate/, '... is worth no word');
($status, $said) = asked(pair('later', 'later'));
is($status, 0, 'one that lasts for more than two weeks');
unlike($said, qr/certificate/, '... neither');
($status, $said) = asked(pair('soon', 'soon'));
is($status, 0, 'one that lasts for less is no fault');
like($said, qr/rsa_cert_file: .*soon\.pem ends in 1[34] days: get a new one/,
    '... but said');
($status, $said) = asked(pair('today', 'today'));
like($said, qr/rsa_cert_file: .*today\.pem ends today, or has ended/,
    'so is the last day');
($status, $said) = asked(pair('tomorrow', 'tomorrow'));
like($said, qr/tomorrow\.pem ends (?:today|in 1 day:)/, 'and the one before');
($status, $said) = asked(pair('server', 'soon'));
isnt($status, 0, 'a key that is another\'s is a fault');
like($said, qr{soon\.key.*the key is not that of the certificate},
    '... and named');
($status, $said) = asked(rsa_cert_file => "$DIR/empty.pem");
isnt($status, 0, 'so is a file without a certificate');
like($said, qr{rsa_cert_file: .*empty\.pem}, '... which is named');
($status, $said) = asked(rsa_private_key_file => "$DIR/gone.key");
isnt($status, 0, 'a missing key is a fault');
is(scalar(() = $said =~ /gone\.key/g), 1, '... once');
($status, $said) = asked(dsa_cert_file => "$DIR/soon.pem",
    dsa_private_key_file => "$DIR/soon.key");
like($said, qr/dsa_cert_file: .*ends in 1[34] days/, 'the second one counts too');
# Doubtful combinations of options, with a certificate.
my %anonymous = (force_anon_data_ssl => 'YES', dsa_cert_file => undef,
    dsa_private_key_file => undef);
($status, $said) = asked(%anonymous);
like($said, qr/force_anon_data_ssl: warning: anonymous users may not encrypt/,
    'encrypted anonymous data, which nobody may send');
($status, $said) = asked(%anonymous, allow_anon_ssl => 'YES');
unlike($said, qr/warning/, 'the same, and they may');
($status, $said) = asked(force_anon_data_ssl => undef, allow_anon_ssl => undef,
    validate_cert => 'YES');
like($said, qr/validate_cert: warning: without authorities/,
    'certificates that nobody vouches for');

($status, $said) = asked(pair('server', 'soon'), ssl_enable => 'NO');
is($status, 0, 'without ssl_enable nothing is asked of them');

$t->end;
done_testing;
