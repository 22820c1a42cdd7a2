# SPDX-License-Identifier: ISC
#
# Who gets in as an anonymous user, and how often one may try.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Sessions;
use Test::More;
use Time::HiRes qw(time);

my $t = OneFTPD->new(delay_failed_login => 0);
$t->inetd;

# The codes that a dialogue of lines gets, the greeting left out.
sub codes {
    my (@lines) = @_;
    my $c = $t->client;
    $c->reply;
    my $codes = join ' ', map { substr $c->cmd($_), 0, 3 } @lines;
    $c->close;
    return $codes;
}

sub lets_in {
    my ($password, $name) = @_;
    return is(codes('USER ftp', "PASS $password"), '331 230', $name);
}

sub refuses {
    my ($password, $name) = @_;
    return is(codes('USER ftp', "PASS $password"), '331 530', $name);
}

sub emails {
    my $list = write_file("$DIR/emails", "bad\@example.org\nx y\n\nlast");
    $t->config(deny_email_enable => 'YES', banned_email_file => $list);
    refuses($_, "deny_email_enable: \"$_\" is listed")
        for 'bad@example.org', 'x y', '', 'last';
    lets_in($_, "deny_email_enable: \"$_\" is not")
        for 'good@example.org', 'BAD@example.org', 'x y ', 'bad';
    $t->config(secure_email_list_enable => 'YES',
        email_password_file => write_file("$DIR/good", "letme\nin\nbad"));
    lets_in('letme', 'secure_email_list_enable: a line of the list');
    refuses($_, "secure_email_list_enable: \"$_\" is none")
        for 'x', '', "letme\0in";
    write_file("$DIR/good", '');
    lets_in('anything', 'an empty list is none');
    write_file("$DIR/good", "x\n" x 49_999 . "1\nlate\n");
    lets_in('1', 'the 100000th byte of a list counts');
    refuses('late', 'and none after it');
    $t->config(secure_email_list_enable => undef, deny_email_enable => undef);
    return;
}

sub without_password {
    $t->config(no_anon_password => 'YES');
    is(codes('USER anonymous', 'PWD'), '230 257', 'no_anon_password');
    is(codes('USER alice', 'PWD'), '530 530', 'but no other name');
    $t->config(no_anon_password => undef);
    return;
}

sub disabled {
    $t->config(anonymous_enable => 'NO', local_enable => 'YES');
    is(codes('USER ftp', 'PASS x'), '331 530', 'anonymous_enable=NO');
    $t->config(anonymous_enable => undef, local_enable => undef);
    return;
}

sub user_list {
    $t->config(userlist_enable => 'YES', local_enable => 'YES',
        userlist_file => write_file("$DIR/users", "ftp\n bob\nroot"));
    is(codes('USER ftp', 'PASS x'), '530 503', 'the user list has ftp');
    is(codes('USER root', 'PASS x'), '530 503', 'and root');
    is(codes('USER FTP', 'PASS x'), '331 230', 'not FTP');
    is(codes('USER bob'), '331', 'nor bob');
    $t->config(userlist_deny => 'NO');
    is(codes('USER ftp', 'PASS x'), '331 230', 'userlist_deny=NO: only those');
    is(codes('USER anonymous', 'PASS x'), '530 503', 'and no others');
    $t->config(userlist_deny => undef);
    is(codes(('USER ftp') x 3), '530 530 530', 'each one counts');
    my $c = $t->client;
    $c->reply;
    $c->cmd('USER ftp') for 1 .. 3;
    ok($c->is_closed, 'as a failed login: the third is the last');
    $t->config(userlist_enable => undef, local_enable => undef);
    return;
}

# One client, which is sent away after so many failures.
sub tries {
    my ($most) = @_;
    my $c = $t->client;
    my $port = $c->local_port;
    $c->reply;
    for my $try (1 .. $most) {
        $c->expect('USER ftp', qr/^331 /, "try $try");
        $c->expect('PASS bad', qr/^530 /, 'is refused');
    }
    ok($c->is_closed, "$most failures end the session");
    is(exit_status($t, $port), 1, 'which has failed');
    return;
}

sub failures {
    $t->config(deny_email_enable => 'YES',
        banned_email_file => write_file("$DIR/emails", "bad\n"));
    tries(3);
    $t->config(max_login_fails => 1);
    tries(1);
    $t->config(max_login_fails => 0);
    tries(1);
    $t->config(max_login_fails => 2);
    is(codes('USER alice', 'USER bob', 'USER carol', 'USER ftp', 'PASS x'),
        '530 530 530 331 230', 'names that are not anonymous do not count');
    is(codes('USER ftp', 'PASS bad', 'USER ftp', 'PASS good'),
        '331 530 331 230', 'one failure leaves another try');
    return;
}

sub delays {
    $t->config(delay_failed_login => 1);
    my $began = time;
    refuses('bad', 'delay_failed_login');
    cmp_ok(time - $began, '>=', 1, 'a refusal takes its time');
    $t->config(userlist_enable => 'YES', userlist_deny => 'NO');
    $began = time;
    is(codes('USER ftp'), '530', 'a name that is not in the list');
    cmp_ok(time - $began, '>=', 1, '... is refused after that time, too');
    $t->config(userlist_enable => undef, userlist_deny => undef);
    $t->config(delay_failed_login => 0, delay_successful_login => 1);
    $began = time;
    lets_in('good', 'delay_successful_login');
    cmp_ok(time - $began, '>=', 1, 'so does a welcome');
    return;
}

lets_in('me@example.org', 'an address');
lets_in('', 'nothing');
emails();
without_password();
disabled();
user_list();
failures();
delays();
$t->end;
done_testing;
