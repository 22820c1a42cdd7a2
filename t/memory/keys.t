# SPDX-License-Identifier: ISC
#
# Where the private key is: in the monitor, while it may be needed, and in no
# other process of a session; under the listener with its keeper alone. A test
# takes their memory and looks for it (S37).
use strict;
use warnings;
no warnings 'portable';    # addresses of 64 bits
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Memory;
use OneFTPD::Tls;
use Test::More;

my $t = OneFTPD->new(tls_options());
my ($certificate, $file) = make_certificate('server');

# The key in the forms that memory may hold: the number, either end first, and
# a line of the file.
sub forms_of_key {
    my $text = `openssl ec -in $file -noout -text 2>/dev/null`;
    my ($hex) = $text =~ /priv:\s*((?:[0-9a-f]{2}:?\s*)+)/ or die "no key\n";
    my $number = pack 'H*', $hex =~ s/[^0-9a-f]//gr;
    $number = substr $number, -32;
    my ($line) = read_file($file) =~ /^([A-Za-z0-9+\/]{60,})$/m;
    return (number => $number, reversed => scalar reverse($number),
        line => substr $line, 8, 40);
}

my %forms = forms_of_key();

# A test: who of these has the key.
sub has_key {
    my ($wanted, $name, @processes) = @_;
    my @found;
    for my $process (@processes) {
        my $memory = memory_of($process->{pid});
        cmp_ok(length $memory, '>', 100_000, "$name: its memory was read");
        push @found, grep { index($memory, $forms{$_}) >= 0 } sort keys %forms;
    }
    return cmp_ok(scalar @found, '>', 0, "$name has the key") if $wanted;
    return is("@found", '', "$name has no key");
}

# The keeper, if there is one, and those of the session, the first one first.
sub processes {
    my ($way) = @_;
    my @all = sort { $a->{pid} <=> $b->{pid} } $t->session_processes;
    return $way eq 'inetd' ? (undef, @all) : @all;
}

for my $way (qw(inetd listener)) {
    my $pid = $way eq 'inetd' ? $t->inetd : $t->listener;
    my $c = tls_client($t);
    my ($keeper, @session) = processes($way);
    has_key(1, "$way: before login the keeper", $keeper) if $keeper;
    has_key($way eq 'inetd', "$way: the monitor", $session[0]);
    has_key(0, "$way: the engine", $session[1]);
    has_key(0, 'the listener', { pid => $pid }) if $keeper;
    tls_login($c);
    tls_fetch($c, 'RETR mine.txt');
    ($keeper, @session) = processes($way);
    has_key(0, "$way: after login each process", @session);
    is(scalar @session, 2, "$way: of which there are two");
    $c->close;
    wait_until(5, sub { (processes($way)) < 2 });
    $t->config(require_ssl_reuse => 'NO');
    if ($way eq 'inetd') {
        $c = tls_login(tls_client($t));
        tls_fetch($c, 'RETR mine.txt', context => tls_context());
        my @all = sort { $a->{pid} <=> $b->{pid} } $t->session_processes;
        is(scalar @all, 3, 'require_ssl_reuse=NO: the monitor stays');
        has_key(1, 'with the key: it', shift @all);
        has_key(0, 'neither engine nor broker', @all);
        $c->close;
        wait_until(5, sub { !$t->session_processes });
    }
    $t->config(require_ssl_reuse => undef);
    $t->stop($pid);
}

$t->end;
done_testing;
