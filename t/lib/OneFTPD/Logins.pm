# SPDX-License-Identifier: ISC
#
# Who gets in: tests of names and passwords, and of PAM's configuration.
#
#     my $logins = OneFTPD::Logins->new($t);
#     $logins->pam('auth required pam_unix.so', 'account required pam_unix.so');
#     $logins->gets_in('alice', 'secret', 'with her password');
#     $logins->stays_out('alice', 'Secret', 'with a wrong one');
package OneFTPD::Logins;

use strict;
use warnings;
use OneFTPD;
use Test::More;

sub new {
    my ($class, $t) = @_;
    return bless { t => $t }, $class;
}

# The reply that decides: that to PASS, or to USER if it is not 331.
sub answer_to {
    my ($self, $user, $password) = @_;
    my $c = $self->{t}->client;
    $c->reply;
    my $first = $c->cmd("USER $user");
    my $answer = $c->cmd("PASS $password");
    $c->close;
    return $first =~ /^331 / ? $answer : $first;
}

sub gets_in {
    my ($self, $user, $password, $name) = @_;
    return like($self->answer_to($user, $password), qr/^230 /, $name);
}

sub stays_out {
    my ($self, $user, $password, $name) = @_;
    return is($self->answer_to($user, $password),
        '530 Wrong name or password.', $name);
}

# The lines of the service "ftp".
sub pam {
    my ($self, @lines) = @_;
    write_file('/etc/pam.d/ftp', join '', map { "$_\n" } @lines);
    return;
}

1;
