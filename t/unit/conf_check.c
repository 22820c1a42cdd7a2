/* SPDX-License-Identifier: ISC */
/* Options against each other and against this machine. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "conf/show.h"
#include "loading.h"
#include "tap.h"

static struct loading it;
static char folder[] = "/tmp/conf.XXXXXX";

/* Lines 1 and 2: accounts that any machine has, so that only the row speaks. */
#define BASE "ftp_username=root\nnopriv_user=root\n"

/* Lines 3 and 4. Any file will do, as nobody reads it here. */
#define TLS_OF(file) "ssl_enable=YES\nrsa_cert_file=" file "\n"

enum when { NEVER, SESSION, ASKED };

/*
 * When the row's configuration is complained of: already in a session, or only
 * by --check; and the beginning of what is said then ("~": a warning).
 */
static const struct {
	const char *name, *text;
	enum when when;
	const char *said;
} rows[] = {
	{ "the defaults", "", NEVER, "" },
	/* Refused outright. */
	{ "nobody may log in", "anonymous_enable=NO\n", SESSION,
	    "anonymous_enable:3: nobody may log in: write " },
	{ "only local users may", "anonymous_enable=NO\nlocal_enable=YES\n",
	    NEVER, "" },
	{ "local users in one process",
	    "one_process_model=YES\nlocal_enable=YES\n", SESSION,
	    "one_process_model:3: " },
	{ "the same as the launching user: vsftpd takes it",
	    "one_process_model=YES\nlocal_enable=YES\n"
	    "run_as_launching_user=YES\n", ASKED, "~one_process_model:3: " },
	{ "only virtual users may", "anonymous_enable=NO\nusers_file=users\n",
	    NEVER, "" },
	{ "somebody else to ask for passwords", "auth_order=users_file,ldap\n",
	    SESSION, "auth_order:3: nobody else can be asked" },
	{ "one way twice", "auth_order=pam,pam\n", SESSION, "auth_order:3: " },
	{ "no way at all", "auth_order=\n", SESSION, "auth_order:3: " },
	{ "the other order", "auth_order=pam, users_file\n", NEVER, "" },
	{ "a users file that is not asked",
	    "users_file=users\nauth_order=pam\n", ASKED,
	    "~auth_order:4: users_file is never asked" },
	{ "accounts that are not asked",
	    "local_enable=YES\nauth_order=users_file\n", ASKED,
	    "~auth_order:4: pam is never asked" },
	{ "a users file that is not there yet", "users_file=nowhere\n", ASKED,
	    "~:0: there is no such file yet" },
	{ "a folder for a users file", "users_file=others\n", ASKED,
	    ":0: this is not a file" },
	{ "a users file with faults", "users_file=faulty\n", ASKED,
	    ":2: a user has seven fields" },
	{ "a user list for virtual users", "users_file=users\n"
	    "userlist_enable=YES\nuserlist_file=nowhere\n", ASKED,
	    "userlist_file:5: " },
	{ "HTTP", "http_enable=YES\n", SESSION, "http_enable:3: " },
	{ "no HTTP", "http_enable=NO\n", NEVER, "" },
	{ "no FTP", "ftp_enable=NO\n", SESSION, "ftp_enable:3: " },
	{ "FTP", "ftp_enable=YES\n", NEVER, "" },
	{ "ptrace", "ptrace_sandbox=YES\n", SESSION, "ptrace_sandbox:3: " },
	{ "no ptrace", "ptrace_sandbox=NO\n", NEVER, "" },
	{ "a sync that there is not", "upload_fsync=sometimes\n", SESSION,
	    "upload_fsync:3: there is no such kind: write none, file or full" },
	{ "a sync", "upload_fsync=full\n", NEVER, "" },
	/* TLS. */
	{ "TLS without a certificate", "ssl_enable=YES\n", ASKED,
	    "rsa_cert_file:0: " },
	{ "a key that is not", TLS_OF("/etc/passwd")
	    "rsa_private_key_file=/none\n", ASKED, "rsa_private_key_file:5: " },
	{ "a second certificate that is not", TLS_OF("/etc/passwd")
	    "dsa_cert_file=/none\n", ASKED, "dsa_cert_file:5: " },
	{ "its key", TLS_OF("/etc/passwd") "dsa_private_key_file=/none\n",
	    ASKED, "dsa_private_key_file:5: " },
	{ "authorities that are not", TLS_OF("/etc/passwd")
	    "ca_certs_file=/none\n", ASKED, "ca_certs_file:5: " },
	{ "encrypted from the first byte, without TLS", "implicit_ssl=YES\n",
	    ASKED, "~implicit_ssl:3: this does nothing without" },
	{ "no version of TLS", TLS_OF("/etc/passwd")
	    "ssl_tlsv12=NO\nssl_tlsv13=NO\n", SESSION,
	    "ssl_tlsv12:5: no version" },
	/* Addresses and ports. */
	{ "an address", "listen_address=192.0.2.1\n", NEVER, "" },
	{ "no address", "listen_address=localhost\n", ASKED,
	    "listen_address:3: this is not an IPv4 address" },
	{ "an address as inet_aton reads it", "listen_address=127.1\n",
	    NEVER, "" },
	{ "no address, and nobody listens",
	    "listen=NO\nlisten_address=localhost\n", NEVER, "" },
	{ "an IPv6 address", "listen_ipv6=YES\nlisten_address6=::1\n", NEVER,
	    "" },
	{ "an IPv6 address on an interface",
	    "listen_ipv6=YES\nlisten_address6=fe80::1%lo\n", NEVER, "" },
	{ "an interface that is not there",
	    "listen_ipv6=YES\nlisten_address6=fe80::1%none0\n", ASKED,
	    "listen_address6:4: " },
	{ "no IPv6 address", "listen_ipv6=YES\nlisten_address6=192.0.2.1\n",
	    ASKED, "listen_address6:4: " },
	{ "far too long for an IPv6 address",
	    "listen_ipv6=YES\nlisten_address6="
	    "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111\n",
	    ASKED, "listen_address6:4: " },
	{ "an address for PASV", "pasv_address=192.0.2.1 \n", NEVER, "" },
	{ "a name for PASV", "pasv_address=example.org\n", NEVER, "" },
	{ "rules for PASV",
	    "pasv_address=10.0.0.0/8=auto, ::1=example.org, 192.0.2.1\n",
	    NEVER, "" },
	{ "an address with a mistake", "pasv_address=192.0.2.300\n", SESSION,
	    "pasv_address:3: " },
	{ "a rule for what is no network", "pasv_address=lan=192.0.2.1\n",
	    SESSION, "pasv_address:3: " },
	{ "a rule without an address", "pasv_address=10.0.0.0/8=\n", SESSION,
	    "pasv_address:3: " },
	{ "an IPv6 address for PASV", "pasv_address=2001:db8::1\n", SESSION,
	    "pasv_address:3: " },
	{ "a name for PASV, to be resolved",
	    "pasv_address=example.org\npasv_addr_resolve=YES\n", NEVER,
	    "" },
	{ "low ports", "pasv_min_port=1000\n", ASKED, "~pasv_min_port:3: " },
	{ "the lowest port", "pasv_min_port=1024\n", NEVER, "" },
	{ "ports upside down", "pasv_min_port=3000\npasv_max_port=2000\n",
	    ASKED, "~pasv_max_port:4: " },
	{ "one port", "pasv_min_port=3000\npasv_max_port=3000\n", NEVER, "" },
	{ "data from networks", "pasv_allow_from=192.0.2.0/24, ::1\n", NEVER,
	    "" },
	{ "data from what is no network", "pasv_allow_from=192.0.2.0/33\n",
	    SESSION, "pasv_allow_from:3: these are no networks" },
	{ "load balancers",
	    "proxy_protocol=YES\nproxy_allow_from=192.0.2.1,2001:db8::/64\n",
	    NEVER, "" },
	{ "load balancers that are no networks",
	    "proxy_protocol=YES\nproxy_allow_from=balancer\n", SESSION,
	    "proxy_allow_from:4: these are no networks" },
	{ "no load balancer at all", "proxy_protocol=YES\n", ASKED,
	    "~proxy_protocol:3: no load balancer is believed" },
	{ "data from anywhere", "pasv_promiscuous=YES\n", ASKED,
	    "~pasv_promiscuous:3: " },
	/* Kinds of launch. */
	{ "one process", "one_process_model=YES\n", ASKED,
	    "~one_process_model:3: " },
	{ "the launching user", "run_as_launching_user=YES\n", ASKED,
	    "~run_as_launching_user:3: " },
	{ "the background without a listener", "listen=NO\nbackground=YES\n",
	    ASKED, "~background:4: " },
	{ "the background", "listen=YES\nbackground=YES\n", NEVER, "" },
	{ "a limit under a superserver, without root",
	    "run_as_launching_user=YES\nmax_clients=5\n", ASKED,
	    "~max_clients:4: " },
	{ "a limit per address there",
	    "run_as_launching_user=YES\nmax_per_ip=5\n", ASKED,
	    "~max_per_ip:4: " },
	{ "a limit per user there",
	    "run_as_launching_user=YES\nmax_per_user=5\n", ASKED,
	    "~max_per_user:4: " },
	{ "limits under a superserver",
	    "listen=NO\nmax_clients=5\nmax_per_ip=5\nmax_per_user=5\n",
	    NEVER, "" },
	{ "limits of our own listener",
	    "listen=YES\nmax_clients=5\nmax_per_ip=5\n", NEVER, "" },
	{ "no limits", "listen=NO\nmax_clients=0\nmax_per_ip=0\n", NEVER, "" },
	/* Settings that wait for others. */
	{ "uploads without writing", "anon_upload_enable=YES\n", ASKED,
	    "~anon_upload_enable:3: this does nothing without" },
	{ "directories without writing", "anon_mkdir_write_enable=YES\n",
	    ASKED, "~anon_mkdir_write_enable:3: this does nothing without" },
	{ "changes without writing", "anon_other_write_enable=YES\n", ASKED,
	    "~anon_other_write_enable:3: this does nothing without" },
	{ "a list of the allowed without a list", "userlist_deny=NO\n", ASKED,
	    "~userlist_deny:3: this lets everybody in" },
	{ "a list of the allowed that is not read",
	    "userlist_enable=YES\nuserlist_deny=NO\n", ASKED,
	    "~userlist_deny:4: userlist_file is read only if" },
	{ "a certificate that nobody asks for",
	    "require_cert=YES\nssl_request_cert=NO\n", ASKED,
	    "~require_cert:3: this does nothing" },
	{ "a form of log without a log", "xferlog_std_format=YES\n", ASKED,
	    "~xferlog_std_format:3: " },
	{ "a form of log with both", "xferlog_std_format=YES\n"
	    "dual_log_enable=YES\nvsftpd_log_file=./a\nxferlog_file=./b\n",
	    NEVER, "" },
	{ "two greetings", "ftpd_banner=Hi\nbanner_file=list\n", ASKED,
	    "~ftpd_banner:3: " },
	{ "commands", "cmds_allowed=RETR,CWD\ncmds_denied=XCWD\n", NEVER, "" },
	{ "small commands", "cmds_allowed=RETR,cwd\n", ASKED,
	    "~cmds_allowed:3: " },
	{ "blanks among commands", "cmds_denied=DELE, RMD\n", ASKED,
	    "~cmds_denied:3: " },
	{ "a gap among commands", "cmds_denied=DELE,,RMD\n", ASKED,
	    "~cmds_denied:3: " },
	/* This machine. */
	{ "an account that is not there", "ftp_username=no.such.user\n", ASKED,
	    "ftp_username:3: there is no account \"no.such.user\"" },
	{ "which nobody needs", "ftp_username=no.such.user\n"
	    "run_as_launching_user=YES\n", ASKED, "~run_as_launching_user:4:" },
	{ "no account at all", "nopriv_user=\n", ASKED,
	    "nopriv_user:3: this is needed, but has no value" },
	{ "the owner of uploads", "chown_uploads=YES\nchown_username=nil\n",
	    ASKED, "chown_username:4: there is no account" },
	{ "the account of guests", "guest_enable=YES\nguest_username=nil\n",
	    ASKED, "guest_username:4: there is no account" },
	{ "a banner file", "banner_file=list\n", NEVER, "" },
	{ "a banner file that is not there", "banner_file=nowhere\n", ASKED,
	    "banner_file:3: nowhere: No such file" },
	{ "a folder as a banner file", "banner_file=others\n", ASKED,
	    "~banner_file:3: others is not a file" },
	{ "banned passwords", "deny_email_enable=YES\n"
	    "banned_email_file=nowhere\n", ASKED, "banned_email_file:4: " },
	{ "the only passwords", "secure_email_list_enable=YES\n"
	    "email_password_file=nowhere\n", ASKED, "email_password_file:4: " },
	{ "users", "local_enable=YES\nuserlist_enable=YES\n"
	    "userlist_file=nowhere\n", ASKED, "userlist_file:5: " },
	{ "users that are not looked at",
	    "userlist_enable=YES\nuserlist_file=nowhere\n", NEVER, "" },
	{ "users to be jailed", "local_enable=YES\nchroot_list_enable=YES\n"
	    "chroot_list_file=nowhere\n", ASKED, "chroot_list_file:5: " },
	{ "a root", "anon_root=/\n", NEVER, "" },
	{ "a root that is not there", "anon_root=/no/where\n", ASKED,
	    "anon_root:3: /no/where: No such file" },
	{ "a file for a root", "anon_root=/etc/passwd\n", ASKED,
	    "anon_root:3: /etc/passwd: Not a directory" },
	{ "an empty directory", "secure_chroot_dir=/proc/empty\n", ASKED,
	    "secure_chroot_dir:3: " },
	{ "a log in a folder", "xferlog_enable=YES\nvsftpd_log_file=./log\n",
	    NEVER, "" },
	{ "a log in no folder",
	    "xferlog_enable=YES\nvsftpd_log_file=/no/where/log\n", ASKED,
	    "vsftpd_log_file:4: /no/where: No such file" },
	{ "two addresses to listen on, one of which is none",
	    "listen=YES\nlisten_address=127.0.0.1,x\n", ASKED,
	    "listen_address:4: " },
	{ "two addresses to listen on",
	    "listen=YES\nlisten_address=127.0.0.1,127.0.0.2\n", NEVER, "" },
	{ "two addresses of IPv6, one of which is none",
	    "listen_ipv6=YES\nlisten_address6=::1,\n", ASKED,
	    "listen_address6:4: " },
	{ "one port for both kinds of TLS",
	    "ssl_enable=YES\nlisten_port_implicit=21\n", ASKED,
	    "listen_port_implicit:4: listen_port is the same" },
	{ "events in no folder", "event_log=/no/where/log\n", ASKED,
	    "event_log:3: /no/where: No such file" },
	{ "events in the journal", "event_log=journal\n", NEVER, "" },
	{ "a log that goes to syslog", "xferlog_enable=YES\n"
	    "syslog_enable=YES\nvsftpd_log_file=/no/where/log\n", NEVER, "" },
	{ "a transfer log in no folder", "xferlog_enable=YES\n"
	    "xferlog_std_format=YES\nxferlog_file=/no/where/log\n", ASKED,
	    "xferlog_file:5: /no/where: No such file" },
};

static int
check(const char *text, bool thorough)
{
	char all[1024];

	(void)snprintf(all, sizeof(all), BASE "%s", text);
	begin_loading(&it);
	(void)!load_text(&it, all);
	/* What the lines themselves lead to is tested in conf.c. */
	it.said_len = it.warnings = it.load.faults = 0;
	it.said[0] = '\0';
	return conf_check(&it.load, thorough);
}

/* Does a line of what was said begin with the text? */
static bool
was_said(const char *text)
{
	const char *at = it.said;

	while (at != NULL && *at != '\0') {
		if (strncmp(at, text, strlen(text)) == 0)
			return true;
		at = strchr(at, '\n');
		if (at != NULL)
			at++;
	}
	return false;
}

static void
each_row(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bool fault = rows[i].said[0] != '\0' && rows[i].said[0] != '~';
		const char *name = rows[i].name;

		is_num(check(rows[i].text, false),
		    rows[i].when == SESSION ? -1 : 0, "%s: in a session", name);
		if (rows[i].when != SESSION)
			is_text(it.said, "", "%s: nothing is said there", name);
		is_num(check(rows[i].text, true), fault ? -1 : 0,
		    "%s: when asked", name);
		if (rows[i].when == NEVER)
			is_text(it.said, "", "%s: nothing is said then", name);
		else
			ok(was_said(rows[i].said),
			    "%s: it is said where and what", name);
	}
}

/* Effects ------------------------------------------------------------------ */

static const char *
effective_value(const struct option_row *row)
{
	switch (row->kind) {
	case KIND_BOOL:
		return "YES";
	case KIND_NUM:
	case KIND_OCTAL:
		return "0123";
	default:
		return "x";
	}
}

static void
effects(void)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		char text[128], never[128];

		(void)snprintf(never, sizeof(never),
		    "~%s:3: nothing depends on this", row->name);
		(void)snprintf(text, sizeof(text), "%s=%s\n", row->name,
		    effective_value(row));
		(void)!check(text, true);
		ok(was_said(never) == (row->effect == NO_EFFECT),
		    "%s: is it said that nobody needs it", row->name);
	}
	(void)!check("ssl_enable=NO\nanon_max_rate=0\nlocal_root=\n", true);
	is_num(it.warnings, 0, "what asks for nothing is not complained of");
	(void)!check("isolate=NO\n", true);
	is_num(it.warnings, 1, "a default that is taken away is");
}

/* What is printed ---------------------------------------------------------- */

static void
is_printed(const struct conf_fault *fault, const char *want)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		exit(99);
	show_fault(out, fault);
	(void)fclose(out);
	is_text(text, want, "a report: %.*s", (int)strcspn(want, "\n"), want);
	free(text);
}

static void
reports(void)
{
	is_printed(&(struct conf_fault){ true, "a.conf", 3, "listen", "bad" },
	    "a.conf:3: listen: bad\n");
	is_printed(&(struct conf_fault){ false, "a.conf", 3, "listen", "odd" },
	    "a.conf:3: listen: warning: odd\n");
	is_printed(&(struct conf_fault){ true, "a.conf", 0, NULL, "gone" },
	    "a.conf: gone\n");
	is_printed(&(struct conf_fault){ true, NULL, 0, "listen", "bad" },
	    "listen: bad\n");
	is_printed(&(struct conf_fault){ true, "a\x1b", 1, NULL, "bad" },
	    "a?:1: bad\n");
}

/* The shipped file: whatever its machine lacks, its lines are right. */
static void
example(void)
{
	static char text[16384];
	int fd = open("conf/oneftpd.conf", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd != NO_FD ? fd_read_up_to(fd, text, sizeof(text)) : -1;

	begin_loading(&it);
	/* By its bytes, since the tree may belong to somebody else. */
	ok(len > 0 && load_bytes(&it, text, (size_t)len) == 0,
	    "the example that is shipped is right");
	fd_close(&fd);
	is_num(conf_check(&it.load, false), 0, "a session can be served by it");
	is_num(it.warnings, 0, "there is nothing to warn of");
	ok(it.conf.anonymous_enable && !it.conf.local_enable &&
	    !it.conf.write_enable, "it lets anybody read, and nobody write");
	is_text(it.conf.wrap_daemon_name, "oneftpd", "it says its own name");
}

static void
leave_folder(void)
{
	if (chdir("/") == 0 && chdir(folder) == 0) {
		(void)unlink("root");
		(void)unlink("list");
		(void)unlink("users");
		(void)unlink("faulty");
		(void)rmdir("others");
		(void)rmdir(folder);
	}
}

static void
make_file(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd == NO_FD || fd_write_all(fd, span_of(text)) == -1)
		exit(99);
	fd_close(&fd);
}

/* A folder with own options for root, a list, and a folder without options. */
static void
enter_folder(void)
{
	if (mkdtemp(folder) == NULL || chdir(folder) == -1 ||
	    mkdir("others", 0755) == -1 || mknod("root", 0600, 0) == -1 ||
	    mknod("list", 0600, 0) == -1)
		exit(99);
	make_file("users", "ann:*:1:1::/:\n");
	make_file("faulty", "ann:*:1:1::/:\nbob:x:1:1:/\n");
	(void)atexit(leave_folder);
}

int
main(void)
{
	example();
	enter_folder();
	each_row();
	effects();
	reports();
	return done_testing();
}
