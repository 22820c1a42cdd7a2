# SPDX-License-Identifier: ISC
#
# Real clients that encrypt, in each version of TLS, explicit and implicit:
#
#     my $clients = OneFTPD::Encrypted->new;
#     $clients->try('curl', sub {
#         my ($way) = @_;
#         ...
#     });
#     $clients->end;
#
# The code is called for each way. It fetches the files @{ $way->{down} } of the
# server's folder $way->{name}/down into $GOT/$way->{name}/in, and sends the
# files @{ $way->{up} } of .../out into the server's .../up, as alice, whose
# password is "secret". What arrived is compared by checksum, and the log tells
# whether each data connection continued the session of its control connection,
# without which the server refuses it (require_ssl_reuse=YES).
#
# In explicit TLS there are many files, in implicit a few. A way is also
# { port, implicit => 0 or 1, version => 'TLSv1.2' or 'TLSv1.3' }; the server
# speaks no other version there. The certificate, $CERTIFICATE, is for
# 127.0.0.1 and to be verified.
package OneFTPD::Encrypted;

use strict;
use warnings;
use OneFTPD;
use OneFTPD::Clients;
use OneFTPD::Tls;

use Exporter qw(import);
use Test::More;

our @EXPORT = qw($CERTIFICATE);

our $CERTIFICATE = "$DIR/server.pem";

my $HOME = "$DIR/home/alice";
my %VERSIONS = ('TLSv1.2' => 'ssl_tlsv13', 'TLSv1.3' => 'ssl_tlsv12');
my @FEW = ('empty', 'two words', "\xc3\xa9t\xc3\xa9.bin");

# --- Servers ---------------------------------------------------------------

# A server for each way, with a log of its own.
sub new {
    my ($class, %options) = @_;
    my $t = OneFTPD->new(tls_options(), write_enable => 'YES',
        xferlog_enable => 'YES', debug_ssl => 'YES', %options);
    make_certificate('server');
    @ENV{qw(HOME LC_ALL)} = ("$DIR/home/bob", 'C.UTF-8');
    mkdir $GOT or die "$GOT: $!\n";
    my @ways;
    for my $version (sort keys %VERSIONS) {
        push @ways, map { serve($t, $version, $_) } 0, 1;
    }
    return bless { server => $t, ways => \@ways }, $class;
}

sub serve {
    my ($t, $version, $implicit) = @_;
    my $name = $version . ($implicit ? '-implicit' : '-explicit');
    my $log = "$DIR/$name.log";
    $t->inetd("-o$VERSIONS{$version}=NO", "-ovsftpd_log_file=$log",
        '-oimplicit_ssl=' . ($implicit ? 'YES' : 'NO'));
    return { name => $name, port => $t->port, log => $log,
        version => $version, implicit => $implicit };
}

sub server { return $_[0]{server} }
sub end { return $_[0]{server}->end }

# --- Files -----------------------------------------------------------------

# Files with these names, each with a text of its own, but for two: one has
# nothing in it, and one a lot.
sub fill {
    my ($folder, @names) = @_;
    system('mkdir', '-p', $folder) == 0 or die "mkdir\n";
    write_file("$folder/$_", "$_ in $folder\n" x 40) for @names;
    write_file("$folder/empty", '');
    write_file("$folder/$names[-1]", $BIG);
    return;
}

sub some_names {
    my ($count) = @_;
    return [@FEW, map { sprintf 'file%03d', $_ } @FEW + 1 .. $count];
}

# As many as the client is to fetch and to send.
sub prepare {
    my ($way, $down, $up) = @_;
    my ($there, $here) = ("$HOME/$way->{name}", "$GOT/$way->{name}");
    @$way{qw(down up)} = map { some_names($way->{implicit} ? 0 : $_) }
        $down, $up;
    fill("$there/down", @{ $way->{down} });
    fill("$here/out", @{ $way->{up} });
    system('mkdir', '-p', "$there/up", "$here/in") == 0 or die "mkdir\n";
    system('chown', '-R', 'alice:', $there) == 0 or die "chown\n";
    write_file($way->{log}, '');
    return;
}

# Tests: what arrived is what was sent.
sub is_same {
    my ($wanted, $got, $name) = @_;
    my ($all, $found) = (sums_of($wanted), sums_of($got));
    my @bad = grep { ($all->{$_} // '') ne ($found->{$_} // '') }
        sort keys %{ { %$all, %$found } };
    return is(join(' ', @bad), '', $name);
}

# --- What the log says -----------------------------------------------------

# Tests: all of it was encrypted, in this version, and each data connection continued the
# session of the control connection.
sub are_encrypted {
    my ($client, $way, $least) = @_;
    my $name = "$client, $way->{name}";
    my $resumed = qr/"Data connection: \Q$way->{version}\E, \w\S+, resumed, /;
    ok(wait_until(10, sub {
        $least <= (() = read_file($way->{log}) =~ /$resumed/g);
    }), "$name: $least data connections at least");
    my @others = grep { !/$resumed/ && /"Data connection: /
        || /"Control connection: (?!\Q$way->{version}\E, )/ }
        split /\n/, read_file($way->{log});
    return is(join("\n", @others), '',
        "$name: all in $way->{version}, all in the session");
}

# A whole test of a client. down, up: how many files; all => 1: the code is
# called once, with all ways.
sub try {
    my ($self, $client, $deed, %args) = @_;
    my @ways = @{ $self->{ways} };
    prepare($_, $args{down} // 100, $args{up} // 100) for @ways;
    $args{all} ? $deed->(@ways) : map { $deed->($_) } @ways;
    for my $way (@ways) {
        my ($there, $here) = ("$HOME/$way->{name}", "$GOT/$way->{name}");
        is_same("$there/down", "$here/in", "$client, $way->{name}: downloads");
        is_same("$here/out", "$there/up", "$client, $way->{name}: uploads");
        are_encrypted($client, $way, @{ $way->{down} } + @{ $way->{up} });
        system('rm', '-rf', $there, $here);
    }
    return;
}

1;
