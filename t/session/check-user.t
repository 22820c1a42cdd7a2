# SPDX-License-Identifier: ISC
#
# oneftpd --check --user NAME tells what a login comes to. So each answer is
# compared with the login: is it let in, where is it locked in, where does it
# start, what may it do?
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Logins;
use OneFTPD::Sessions;
use OneFTPD::Users;
use Test::More;

my $HOME = "$DIR/home/alice";
my $FILES = "$DIR/users";
my $t = OneFTPD->new(delay_failed_login => 0);
$t->inetd;
my $logins = OneFTPD::Logins->new($t);
$logins->pam(map { "$_ required pam_unix.so nodelay" } qw(auth account));
mkdir $_ or die "$_: $!\n" for $FILES, "$DIR/srv", "$HOME/sub";
write_file("$FILES/alice", "download_enable=NO\nchroot_local_user=YES\n");
write_file("$FILES/bob", "guest_enable=YES\nguest_username=alice\n"
    . "write_enable=YES\nanon_upload_enable=YES\n");
write_file("$DIR/bobs", "bob\n");
write_file("$DIR/empty-list", '');

my %outcome = (230 => 0, 530 => 1, 500 => 2);

# What is told: (exit status, label => text, and the rest under '').
sub told {
    my ($name) = @_;
    my ($status, $out) = $t->run_program('--check', '--user', $name, $t->conf);
    my ($steps) = $out =~ /\ANo faults found\.\n\n(.*)\z/s;
    my %told = ($steps // '') =~ /^([A-Z]\w*(?: \w+)?) {2,}(.*)$/mg;
    return ($status >> 8, %told, '' => $out);
}

# What happens: (code, root, where it starts, what STOR says).
sub happens {
    my ($name, $password) = @_;
    my $c = $t->client;
    $c->reply;
    my $code = substr $c->cmd("USER $name"), 0, 3;
    $code = substr $c->cmd("PASS $password"), 0, 3 if $code eq '331';
    my ($broker) = $code eq '230' ? process_ids($t, $c) : ();
    my ($pwd) = $broker ? $c->cmd('PWD') =~ /"(.*)"/ : ();
    my %may = $broker ? map { $_->[0] => $c->cmd($_->[1]) !~ /^550 Perm/ }
        (['download', 'RETR none'], ['mkdir', 'MKD /none/none'],
            ['delete', 'DELE none']) : ();
    my $root = $broker ? readlink "/proc/$broker/root" : undef;
    $c->close;
    return ($code, $root, $pwd, \%may);
}

# Changes options, asks, and logs in.
sub agrees {
    my ($name, $title, %options) = @_;
    my %before = map { $_ => undef } keys %options;
    $t->config(%options);
    my ($status, %told) = told($name);
    my ($code, $root, $start, $may) = happens($name, 'secret');
    $t->config(%before);
    is($status, $outcome{$code}, "$title: the outcome is that of a login")
        || diag($told{''});
    return %told if $code ne '230';
    my $told_root = $told{'Locked in'} eq 'no' ? '/' : $told{'Locked in'};
    is("$told_root $told{'Starts in'}", "$root $start", "$title: the places");
    my @may = grep { $may->{$_} } sort keys %$may;
    is(join(' ', sort grep { exists $may->{$_} } split / /, $told{May}),
        "@may", "$title: what may be done");
    return %told;
}

my %LOCAL = (local_enable => 'YES');
my %told = agrees('anonymous', 'an anonymous user');
like($told{User}, qr/^anonymous, as ftp$/, 'who they are');
is($told{May}, 'download list passive active enter size', 'and may do');
%told = agrees('alice', 'a local user without local_enable');
is($told{Refused}, 'local_enable is NO', 'and why');
%told = agrees('alice', 'a local user', %LOCAL, write_enable => 'YES');
like($told{Account}, qr/^alice, uid 2101, gid 2101$/, 'the account');
like($told{''}, qr/^  local_enable=YES  # \Q@{[$t->conf]}\E:\d+$/m,
    'what is set is told, and where');
unlike($told{''}, qr/anon_umask/, 'and nothing else');
agrees('alice', 'locked in', %LOCAL, chroot_local_user => 'YES');
agrees('alice', 'locked in elsewhere', %LOCAL, chroot_local_user => 'YES',
    local_root => "$DIR/srv");
agrees('alice', 'a list', %LOCAL, chroot_list_enable => 'YES',
    chroot_list_file => "$DIR/bobs");
agrees('bob', 'in the list', %LOCAL, chroot_list_enable => 'YES',
    chroot_list_file => "$DIR/bobs");
%told = agrees('alice', 'a list that is missing', %LOCAL,
    chroot_list_enable => 'YES', chroot_list_file => "$DIR/none");
like($told{''}, qr/chroot_list_file: .*\Q$DIR\E\/none/, 'is told');
%told = agrees('alice', 'a root that she can write to', %LOCAL,
    chroot_local_user => 'YES', allow_writeable_chroot => 'NO');
like($told{Fault}, qr/^500 OOPS: .*can write/, 'is told');
agrees('alice', 'a directory that is missing', %LOCAL,
    chroot_local_user => 'YES', local_root => "$DIR/none");
agrees('alice', 'a mark in a home', %LOCAL, passwd_chroot_enable => 'YES',
    chroot_local_user => 'YES');
agrees('alice', 'a guest', %LOCAL, guest_enable => 'YES',
    guest_username => 'bob');
agrees('alice', 'a guest with local rights', %LOCAL, guest_enable => 'YES',
    guest_username => 'bob', virtual_use_local_privs => 'YES',
    write_enable => 'YES');

# Own files.
%told = agrees('alice', 'a file of her own', %LOCAL,
    user_config_dir => $FILES);
is($told{'Own file'}, "$FILES/alice", 'it is named');
like($told{''}, qr/^  download_enable=NO  # \Q$FILES\E\/alice:1$/m,
    'and which value came from it');
like($told{''}, qr/^  chroot_local_user=YES  # .*alice:2, too late/m,
    'and which comes too late');
%told = agrees('bob', 'a guest by his own file', %LOCAL,
    user_config_dir => $FILES);
like($told{Account}, qr/^alice, .*, a guest$/, 'is alice');
write_file("$FILES/alice", "no_such=1\n");
%told = agrees('alice', 'a fault in it', %LOCAL, user_config_dir => $FILES);
like($told{''}, qr{^\Q$FILES\E/alice:1: no_such: }m, 'is told');
unlink "$FILES/alice";

# Users of users_file.
my %VIRTUAL = (users_file => $USERS);
users(user('vera', hash_of('secret'), 5001, 5002, "$DIR/srv"),
    user('locked', '!' . hash_of('secret'), 5001, 5002, "$DIR/srv"),
    user('alice', hash_of('secret'), 5001, 5002, "$DIR/srv"));
%told = agrees('vera', 'a virtual user', %VIRTUAL);
is($told{User}, 'virtual, of users_file', 'is told');
is($told{Account}, 'vera, uid 5001, gid 5002', 'with ids of the file');
agrees('vera', 'one who is not locked in', %VIRTUAL,
    chroot_local_user => 'NO');
agrees('alice', 'who is in the file and an account', %VIRTUAL, %LOCAL);
agrees('alice', 'the same in another order', %VIRTUAL, %LOCAL,
    auth_order => 'pam,users_file');
mkdir "$DIR/srv/in";
agrees('vera', 'a directory to start in', %VIRTUAL, local_initial_dir => '/in');
agrees('vera', 'one without the whole path', %VIRTUAL,
    local_initial_dir => 'in', chroot_local_user => 'NO');
my %HOMES = (%VIRTUAL, create_home => 'YES', user_sub_token => '@',
    local_root => "$DIR/\@");
$t->config(%HOMES);
my ($home_status, %homeless) = told('vera');
is($home_status, 0, 'a home that will be made');
is($homeless{Missing}, "$DIR/vera, which the first login makes", 'is told');
ok(!-e "$DIR/vera", 'and not made by the question');
$t->config(map { $_ => undef } keys %HOMES);
%told = agrees('locked', 'who is locked', %VIRTUAL);
is($told{Locked}, 'in users_file', 'is told');
like($told{Refused}, qr/^users_file has no user of this name/, 'and refused');
agrees('carol', 'who is in no file', %VIRTUAL);

# Who may not.
for my $deny (qw(YES NO)) {
    for my $name (qw(alice bob)) {
        agrees($name, "userlist_deny=$deny, $name", %LOCAL,
            userlist_enable => 'YES', userlist_deny => $deny,
            userlist_file => "$DIR/bobs");
    }
}
%told = agrees('anonymous', 'in clear', ssl_enable => undef,
    deny_email_enable => 'YES', banned_email_file => "$DIR/empty-list");
is($told{Password}, 'any that is not in banned_email_file',
    'a list of passwords is named');
my ($status, %odd) = told('-alice');
is($status, 1, 'a name that cannot be');
is($odd{Refused}, 'no user can have such a name', 'is told');
%told = agrees('carol', 'whom nobody knows', %LOCAL);
like($told{Refused}, qr/^PAM, service ftp, by its account rules: \S/,
    'PAM says why');
my $shadow = read_file('/etc/shadow');
write_file('/etc/shadow', $shadow =~ s/^(alice:.*):19000::::::$/$1:19000::::1:/mr,
    0640);
agrees('alice', 'an account that has expired', %LOCAL);
write_file('/etc/shadow', $shadow, 0640);
$logins->pam('auth required pam_permit.so', 'account required pam_permit.so');
%told = agrees('carol', 'whom PAM lets in without an account', %LOCAL);
like($told{Fault}, qr/there is no account "carol"/, 'is told');

# A file for the client's address, and questions that make no sense.
{
    local $ENV{VSFTPD_LOAD_CONF} = write_file("$DIR/near", "local_enable=YES\n");
    $t->inetd;
    %told = agrees('alice', 'a file for an address');
    is($told{'Host file'}, "$DIR/near", 'it is named');
    like($told{''}, qr{^  local_enable=YES  # \Q$DIR\E/near:1$}m,
        'and what came from it');
}
my ($code, $out, $errors) = $t->run_program('--user', 'alice', $t->conf);
is($code >> 8, 2, '--user is a question of --check');
like($errors, qr/--user goes with --check/, 'which it says');
($code, $out, $errors) = $t->run_program('--check', '--user');
like($errors, qr/--user wants a name/, 'and takes a name');
$t->config(no_such => 1);
($code, $out) = $t->run_program('--check', '--user', 'ftp', $t->conf);
is($code >> 8, 2, 'a configuration with faults');
unlike($out, qr/^User/m, 'leads nowhere');

$t->end;
done_testing;
