# SPDX-License-Identifier: ISC
#
# Who is let in: anonymous users, local ones and guests, in every mixture, with
# every kind of user list and list of passwords; what they are told step by
# step, and how often they may try. In vsftpd and in oneftpd.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Beside;
use OneFTPD::Shape;
use Test::More;

begin();
write_file("$DIR/some", "alice\nanonymous\n");
write_file("$DIR/nobody", '');
write_file("$DIR/mails", "bad\@example.org\n\n");
# Guests are locked in there, and vsftpd refuses a root that they can write to.
chown 0, 0, "$DIR/home/bob" or die "chown: $!\n";
start_listeners(tcp_wrappers => 'YES', max_login_fails => 20);

# [what it is called, options] of each.
my @mixtures = map { my ($anonymous, $local, $guest) = @$_;
    ["anonymous_enable=$anonymous local_enable=$local guest_enable=$guest",
        { anonymous_enable => $anonymous, local_enable => $local,
            guest_enable => $guest, guest_username => 'bob' }] }
    [qw(YES NO NO)], [qw(YES YES NO)], [qw(NO YES NO)], [qw(YES YES YES)],
    [qw(NO YES YES)];
my @user_lists = (['no user list', {}], map { my ($deny, $file) = @$_;
    ["userlist_deny=$deny, $file are listed", { userlist_enable => 'YES',
        userlist_deny => $deny, userlist_file => "$DIR/$file" }] }
    [qw(YES some)], [qw(YES nobody)], [qw(NO some)], [qw(NO nobody)]);
my @mail_lists = (['no_anon_password', { no_anon_password => 'YES' }],
    ['banned addresses', { deny_email_enable => 'YES',
        banned_email_file => "$DIR/mails" }],
    ['known passwords', { secure_email_list_enable => 'YES',
        email_password_file => "$DIR/mails" }],
    ['an empty list of passwords', { secure_email_list_enable => 'YES',
        email_password_file => "$DIR/nobody" }],
    ['both lists', { secure_email_list_enable => 'YES',
        email_password_file => "$DIR/mails", deny_email_enable => 'YES',
        banned_email_file => "$DIR/mails" }],
    ['no_anon_password and both lists', { secure_email_list_enable => 'YES',
        email_password_file => "$DIR/mails", deny_email_enable => 'YES',
        banned_email_file => "$DIR/nobody", no_anon_password => 'YES' }]);
my @tries = map { ["max_login_fails=$_", { max_login_fails => $_,
    local_enable => 'YES' }] } 0 .. 2;

# What each line is answered with, until the server has had enough.
sub says {
    my (@lines) = @_;
    return sub {
        my ($client) = @_;
        my @said = shape($client->reply);
        for my $line (@lines) {
            last if $said[-1] eq 'closed';
            $client->send_line($line);
            push @said, shape($client->reply);
        }
        return join ' ', @said;
    };
}

my %said;
sub compare {
    my ($rows, @lines) = @_;
    my %options = map { %{ $_->[1] } } @$rows;
    my ($theirs, $ours) =
        map { answers_of($_, \%options, says(@lines)) } servers();
    is($ours, $theirs, join ': ', map({ $_->[0] } @$rows),
        join ' ', map { s/USER |PASS //r } @lines);
    $said{$ours}++;
    return;
}

# Tries that fail, names that look alike, and then those that may succeed.
for my $mixture (@mixtures) {
    for my $list (@user_lists) {
        my @row = ($mixture, $list);
        compare(\@row, 'USER alice', 'PASS wrong', 'USER nobody-there',
            'PASS secret', 'USER ALICE', 'PASS secret', 'USER anonymous',
            'PASS me@example.org', 'PWD');
        compare(\@row, 'USER ANONYMOUS', 'PASS x', 'USER alice', 'PASS secret',
            'PWD');
    }
}
for my $list (@mail_lists) {
    for my $password ('me@example.org', 'bad@example.org', '') {
        compare([$list], 'USER ftp', "PASS $password", 'PWD', 'USER ftp',
            'PASS BAD@EXAMPLE.ORG', 'PWD');
    }
}
for my $tries (@tries) {
    compare([$tries], 'USER alice', 'PASS x', 'USER anonymous', 'USER alice',
        'PASS x', 'NOOP');
    compare([$tries, $user_lists[1]], 'USER alice', 'USER alice', 'USER ftp',
        'PASS x', 'PWD');
}
cmp_ok(scalar keys %said, '>=', 20, 'there are many answers')
    || diag(explain \%said);
finish();
