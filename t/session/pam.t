# SPDX-License-Identifier: ISC
#
# PAM with modules that do what no module should (S32). Those that people use
# are in virtual-users.t, mariadb.t and local-login.t.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use OneFTPD;
use OneFTPD::Logins;
use OneFTPD::Sessions;
use Test::More;

my $LOG = '/var/log/vsftpd.log';
my $t = OneFTPD->new(local_enable => 'YES', guest_enable => 'YES',
    guest_username => 'bob', delay_failed_login => 0, max_login_fails => 100,
    xferlog_enable => 'YES', virtual_use_local_privs => 'YES',
    chroot_local_user => 'YES', user_sub_token => '$USER',
    local_root => "$DIR/home/\$USER");
$t->inetd;
my $logins = OneFTPD::Logins->new($t);

# Modules of our own.
sub module {
    my ($name, $body) = @_;
    my $source = write_file("$DIR/$name.c", <<"END");
#include <security/pam_modules.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define F(n) int n(pam_handle_t *p, int f, int c, const char **v)
static int talk(pam_handle_t *p, int style, const char *text, char **answer)
{
	const struct pam_conv *conv;
	struct pam_message m = { style, text };
	const struct pam_message *list = &m;
	struct pam_response *r = NULL;
	int result;
	pam_get_item(p, PAM_CONV, (const void **)&conv);
	result = conv->conv(1, &list, &r, conv->appdata_ptr);
	*answer = r != NULL ? r->resp : NULL;
	return result;
}
$body
END
    system('gcc', '-shared', '-fPIC', '-w', '-o', "$DIR/$name.so", $source,
        '-lpam') == 0
        or die "gcc: $name\n";
    return "$DIR/$name.so";
}

my $OK = 'F(pam_sm_acct_mgmt) { return PAM_SUCCESS; }
    F(pam_sm_setcred) { return PAM_SUCCESS; }';
# By the signal's own action: under sanitizers there is a handler.
my $crash = module('crash', "$OK F(pam_sm_authenticate)
    { signal(SIGSEGV, SIG_DFL); *(volatile int *)8 = 1; return PAM_SUCCESS; }");
$logins->pam("auth required $crash", "account required $crash");
$logins->stays_out('v1', 'x', 'a module that crashes refuses');
like(read_file($LOG), qr/A PAM module died of signal 11\./, 'and is logged');
my $c = $t->client;
$c->reply;
for my $try (1, 2) {
    $c->cmd('USER v1');
    $c->expect('PASS x', qr/^530 /, "the session goes on: try $try");
}
$c->close;
my $late = module('late', 'F(pam_sm_authenticate) { return PAM_SUCCESS; }
    F(pam_sm_acct_mgmt) { return PAM_SUCCESS; }
    F(pam_sm_setcred) { abort(); }');
$logins->pam("auth required $late", "account required $late");
$logins->stays_out('v1', 'x', 'one that crashes last of all refuses as well');
my $quits = module('quits', "$OK F(pam_sm_authenticate) { _exit(0); }");
$logins->pam("auth required $quits", "account required $quits");
$logins->stays_out('v1', 'x', 'one that ends its process refuses');

mkdir "$DIR/home/renamed";
my $renames = module('renames', "$OK F(pam_sm_authenticate)
    { return pam_set_item(p, PAM_USER, \"renamed\"); }");
$logins->pam("auth required $renames", "account required $renames");
$c = $t->client->login('v1', 'x');
my ($broker) = process_ids($t, $c);
is(readlink "/proc/$broker/root", "$DIR/home/renamed",
    'a name that PAM has changed is the name from then on');
$c->close;
like(read_file($LOG), qr/\[renamed\] OK LOGIN/, 'in the log, too');

my $asks = module('asks', "$OK F(pam_sm_authenticate) { char *a = NULL;
    return talk(p, PAM_PROMPT_ECHO_ON, \"Name: \", &a) == PAM_SUCCESS
    ? PAM_SUCCESS : PAM_AUTH_ERR; }");
$logins->pam("auth required $asks", "account required $asks");
$logins->stays_out('v1', 'x', 'what is asked for in the open is not answered');
my $talks = module('talks', "$OK F(pam_sm_authenticate) { char *a = NULL;
    talk(p, PAM_ERROR_MSG, \"530-You are doomed\\r\\n\", &a);
    talk(p, PAM_TEXT_INFO, \"230-Welcome\\r\\n\", &a);
    return talk(p, PAM_PROMPT_ECHO_OFF, \"Password: \", &a) == PAM_SUCCESS
    && a != NULL && strcmp(a, \"open\") == 0 ? PAM_SUCCESS : PAM_AUTH_ERR; }");
mkdir "$DIR/home/v1";
$logins->pam("auth required $talks", "account required $talks");
is($logins->answer_to('v1', 'open'), '230 You are logged in.',
    'what a module says is not sent; what it asks is answered');
$logins->stays_out('v1', 'closed', 'with the password that was given');

$t->end;
done_testing;
