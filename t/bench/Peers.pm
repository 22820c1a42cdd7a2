# SPDX-License-Identifier: ISC
#
# What t/bench/run needs before it enters its namespace, in which there is no
# network: Debian's servers, unpacked and not installed, with the libraries
# that they want; and the bare programs of this folder, compiled.
package Peers;

use strict;
use warnings;
use Exporter qw(import);

our @EXPORT_OK = qw(fetch_peers compile_tools versions library_path command
    @PEERS);

# Servers that are compared in every row in which they can take part.
our @PEERS = qw(vsftpd proftpd pure-ftpd);

# package => what it is here for.
my %PACKAGES = (
    'vsftpd' => 'server',
    'proftpd-core' => 'server',
    'pure-ftpd' => 'server',
    'inetutils-ftpd' => 'server',
    'proftpd-mod-crypto' => 'TLS of proftpd',
    map { $_ => 'library of proftpd or pure-ftpd' } qw(libhashkit2 libhiredis0.14
        libmemcached11 libmemcachedutil2 libpcre2-posix3 libsodium23),
);

# program of this folder => libraries.
my %TOOLS = (
    measure => [],
    spawn => [],
    bare => [],
    greeter => [],
    stack => ['-lpam'],
    bare_tls => [qw(-lssl -lcrypto)],
);

sub command {
    my (@command) = @_;
    system(@command) == 0 or die "@command: failed\n";
    return;
}

sub fetch_package {
    my ($build, $package) = @_;
    return if -e "$build/.$package";
    command('sh', '-euc', <<'SH', 'sh', $build, $package);
        cd "$1"
        apt-get -q -o APT::Sandbox::User=root download "$2"
        dpkg -x "$2"_*.deb .
        dpkg-deb -f "$2"_*.deb Version > ".$2"
SH
    return;
}

sub fetch_peers {
    my ($build) = @_;
    fetch_package($build, $_) for sort keys %PACKAGES;
    return;
}

sub compile_tools {
    my ($from, $build) = @_;
    command(qw(cc -std=gnu17 -D_GNU_SOURCE -O2 -o), "$build/$_", "$from/$_.c",
        @{ $TOOLS{$_} }) for sort keys %TOOLS;
    return;
}

# "package version" of each server.
sub versions {
    my ($build) = @_;
    return map {
        open my $in, '<', "$build/.$_" or die "$build/.$_: $!\n";
        chomp(my $version = <$in> // '');
        "$_ $version";
    } grep { $PACKAGES{$_} eq 'server' } sort keys %PACKAGES;
}

sub library_path { return join ':', glob "$_[0]/usr/lib/*-linux-gnu*" }

1;
