# SPDX-License-Identifier: ISC
#
# A data connection that continues somebody else's TLS session (S1; ProFTPD
# issues 968 and 972): it gets nothing, no file is changed for it, and no new one
# stays. Whose session it is makes no difference: that of another user, another
# one of the same user, one that has ended, none; nor how the server was started.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Tls;
use Test::More;
use Time::HiRes qw(stat);

my $HOME = "$DIR/home/alice";
my $t = OneFTPD->new(tls_options(), write_enable => 'YES',
    atomic_uploads => 'NO', delete_failed_uploads => 'NO');
make_certificate('server');
system('chmod', '666', write_file("$HOME/old", "what was there\n")) == 0
    or die "chmod\n";

# All that a deed would leave behind on a file.
sub state_of {
    my ($path) = @_;
    return join ' ', (stat $path)[0 .. 7, 9, 10];
}

sub names_in_home { return join ' ', map { s{.*/}{}r } glob "$HOME/*" }

# What somebody has who has been here, with a ticket that was never used.
sub session_of {
    my ($user, $version) = @_;
    my $c = tls_login(tls_client($t, version => $version), $user);
    $c->cmd('NOOP');    # the tickets of TLS 1.3 come before this reply
    return $c;
}

sub refuses {
    my ($c, $context, $name) = @_;
    my $before = state_of("$HOME/old");
    for my $line ('STOR old', 'APPE old', 'STOR new', 'STOU new') {
        my ($first, $last) =
            tls_store($c, $line, 'stolen', context => $context);
        like($last, qr/^522 .*continue/, "$name: $line is refused");
    }
    is(state_of("$HOME/old"), $before, "$name: and nothing has touched old");
    wait_until(5, sub { names_in_home() eq 'mine.txt old' });
    is(names_in_home(), 'mine.txt old', "$name: nor is there a new file");
    for my $line ('RETR old', 'LIST') {
        my (undef, $last, $bytes) =
            tls_fetch($c, $line, context => $context);
        like($last, qr/^522 /, "$name: $line is refused");
        ok(!$bytes, "$name: $line gives no byte");
    }
    return;
}

sub tries_all {
    my ($how, $version) = @_;
    my $ended = session_of('alice', $version);
    $ended->cmd('QUIT');
    $ended->close;
    my %other = map { $_ => session_of($_, $version) } qw(alice bob);
    my $c = session_of('alice', $version);
    refuses($c, $other{bob}{context}, "$how, $version: another user's");
    refuses($c, $other{alice}{context}, "$how, $version: the same user's");
    refuses($c, $ended->{context}, "$how, $version: of one that has ended");
    refuses($c, tls_context(version => $version), "$how, $version: none");
    my (undef, $last, $bytes) = tls_fetch($c, 'RETR old');
    is($bytes, "what was there\n", "$how, $version: its own is taken");
    $_->close for $c, values %other;
    return;
}

$t->inetd;
tries_all('superserver', $_) for qw(TLSv1_2 TLSv1_3);
$t->listener;
tries_all('listener', $_) for qw(TLSv1_2 TLSv1_3);

$t->end;
done_testing;
