/* SPDX-License-Identifier: ISC */
/* Configuration files: what each line comes to, and what is said about it. */
#include <stdlib.h>
#include <sys/stat.h>

#include "loading.h"
#include "tap.h"

static struct loading it;

/*
 * `said` is the beginning of the first report: "NAME:LINE:" of a fault,
 * "~NAME:LINE:" of a warning, "" if nothing must be said.
 */
static const struct {
	const char *name, *text, *option, *want, *said;
} rows[] = {
	/* Lines. */
	{ "a line without its end", "listen_port=2121",
	    "listen_port", "2121", "" },
	{ "a comment", "#listen_port=1\n", "listen_port", "21", "" },
	{ "a comment after blanks", "  # a=b\n\t# c\n",
	    "listen_port", "21", "" },
	{ "empty and blank lines", "\n \t\v\f\r\n\r\nlisten_port=1\n",
	    "listen_port", "1", "" },
	{ "blanks before the name", " \tlisten_port=1\n",
	    "listen_port", "1", "" },
	{ "blanks around the equals sign", "write_enable = YES\n",
	    "write_enable", "YES", "" },
	{ "a value with an equals sign", "ftpd_banner=a=b=\n",
	    "ftpd_banner", "a=b=", "" },
	{ "the last one counts", "listen_port=1\nlisten_port=2\n",
	    "listen_port", "2", "~listen_port:2: line 1 " },
	{ "a byte order mark", "\xef\xbb\xbflisten_port=1\n",
	    "listen_port", "1", "" },
	{ "a byte order mark elsewhere", "\n\xef\xbb\xbflisten_port=1\n",
	    "listen_port", "21", "\xef\xbb\xbflisten_port:2:" },
	{ "a comment after a value", "write_enable=YES # yes\n",
	    "write_enable", "NO", "write_enable:1:" },
	/* Names. */
	{ "a misspelt name", "wirte_enable=YES\n", "write_enable", "NO",
	    "wirte_enable:1: there is no such option: write write_enable " },
	{ "a name in capitals", "WRITE_ENABLE=YES\n", "write_enable", "NO",
	    "WRITE_ENABLE:1: there is no such option: write write_enable " },
	{ "a name with hyphens", "write-enable=YES\n", "write_enable", "NO",
	    "write-enable:1: there is no such option: write write_enable " },
	{ "a name like no other", "colour_of_the_sky=blue\n",
	    "write_enable", "NO",
	    "colour_of_the_sky:1: there is no such option: take " },
	{ "a line that is no setting", "hello\n", "write_enable", "NO",
	    "hello:1: there is no such option" },
	{ "no name", "=YES\n", "write_enable", "NO",
	    ":1: there is no option before" },
	{ "Red Hat's name", "ssl_tlsv1_1=YES\n", "ssl_tlsv11", "YES", "" },
	{ "two spellings of one option", "ssl_tlsv11=NO\nssl_tlsv1_1=YES\n",
	    "ssl_tlsv11", "YES", "~ssl_tlsv11:2: line 1 " },
	{ "control bytes are not shown", "a\x1b[2Jb=1\n", "write_enable", "NO",
	    "a?[2Jb:1:" },
	/* Booleans. */
	{ "yes", "write_enable=yes\n", "write_enable", "YES", "" },
	{ "True", "write_enable=True\n", "write_enable", "YES", "" },
	{ "1", "write_enable=1\n", "write_enable", "YES", "" },
	{ "nO", "listen=nO\n", "listen", "NO", "" },
	{ "FALSE", "listen=FALSE\n", "listen", "NO", "" },
	{ "0", "listen=0\n", "listen", "NO", "" },
	{ "on", "write_enable=on\n", "write_enable", "NO",
	    "write_enable:1: \"on\" is neither YES nor NO: write " },
	{ "y", "write_enable=y\n", "write_enable", "NO", "write_enable:1:" },
	{ "10", "write_enable=10\n", "write_enable", "NO", "write_enable:1:" },
	{ "a boolean in quotes", "write_enable=\"YES\"\n",
	    "write_enable", "YES", "~write_enable:1: the quotes" },
	{ "a boolean with blanks", "write_enable= YES \n",
	    "write_enable", "YES", "" },
	{ "a boolean with CR", "write_enable=YES\r\n",
	    "write_enable", "YES", "" },
	{ "a boolean without value", "write_enable=\n", "write_enable", "NO",
	    "write_enable:1: the value is missing: write write_enable=" },
	{ "a boolean without equals sign", "write_enable\n",
	    "write_enable", "NO", "write_enable:1: the value is missing" },
	/* Numbers, as vsftpd reads them. */
	{ "octal", "local_umask=022\n", "local_umask", "022", "" },
	{ "octal for a time", "idle_session_timeout=0300\n",
	    "idle_session_timeout", "192", "~idle_session_timeout:1: the " },
	{ "decimal for a mode", "local_umask=22\n", "local_umask", "026",
	    "~local_umask:1: 22 without a leading zero is decimal" },
	{ "one digit for a mode", "local_umask=7\n", "local_umask", "07", "" },
	{ "a blank before octal: decimal", "local_umask= 022\n",
	    "local_umask", "026", "~local_umask:1: 22 without" },
	{ "blanks on both sides of the sign: octal", "local_umask = 022\n",
	    "local_umask", "022", "" },
	{ "octal digits only", "idle_session_timeout=09\n",
	    "idle_session_timeout", "0", "~idle_session_timeout:1: \"09\"" },
	{ "no hexadecimal", "idle_session_timeout=0x12\n",
	    "idle_session_timeout", "0", "~idle_session_timeout:1: \"0x12\"" },
	{ "octal and more", "idle_session_timeout=01022\n",
	    "idle_session_timeout", "530", "~idle_session_timeout:1:" },
	{ "nought", "idle_session_timeout=0\n",
	    "idle_session_timeout", "0", "" },
	{ "a mode of nought", "local_umask=0\n", "local_umask", "0", "" },
	{ "a trailing comment", "max_clients=50   # note\n",
	    "max_clients", "50", "~max_clients:1: \"50   # note\"" },
	{ "words", "max_clients=abc\n", "max_clients", "0",
	    "~max_clients:1: \"abc\" is not a plain number and counts as 0" },
	{ "a CR", "listen_port=21\r\n", "listen_port", "21", "" },
	{ "trailing blanks", "listen_port=2121 \t\n",
	    "listen_port", "2121", "" },
	{ "less than nothing", "max_clients=-1\n", "max_clients", "4294967295",
	    "~max_clients:1: \"-1\"" },
	{ "a plus sign", "max_clients=+5\n", "max_clients", "5",
	    "~max_clients:1:" },
	{ "a sign alone", "max_clients=-\n", "max_clients", "0",
	    "~max_clients:1:" },
	{ "the largest number", "max_clients=4294967295\n",
	    "max_clients", "4294967295", "" },
	{ "beyond 32 bits", "max_clients=4294967297\n", "max_clients", "1",
	    "~max_clients:1:" },
	{ "beyond 64 bits", "max_clients=99999999999999999999999\n",
	    "max_clients", "4294967295", "~max_clients:1:" },
	{ "octal beyond 32 bits", "max_clients=0777777777777\n",
	    "max_clients", "4294967295", "~max_clients:1:" },
	{ "a number in quotes", "local_umask='022'\n", "local_umask", "022",
	    "~local_umask:1: the quotes" },
	{ "a number of blanks", "max_clients= \n", "max_clients", "0",
	    "~max_clients:1: \"\" is not" },
	{ "a number without value", "max_clients=\n", "max_clients", "2000",
	    "max_clients:1: the value is missing" },
	{ "a port that is none", "listen_port=67832\n",
	    "listen_port", "67832", "~listen_port:1: 67832 is out of bounds" },
	/* Texts. */
	{ "a text", "ftp_username=anon\n", "ftp_username", "anon", "" },
	{ "blanks at the ends of a text", "ftpd_banner=  Hi there. \r\n",
	    "ftpd_banner", "Hi there.", "" },
	{ "a text without value is unset", "ftp_username=\n",
	    "ftp_username", "", "" },
	{ "a text without equals sign is unset", "message_file\n",
	    "message_file", "", "" },
	{ "a text of blanks is unset", "message_file= \t\r\n",
	    "message_file", "", "" },
	{ "a text in quotes", "deny_file=\"*.mp3\"\n", "deny_file", "*.mp3",
	    "~deny_file:1: the quotes" },
	{ "blanks within quotes", "user_sub_token=' x '\n",
	    "user_sub_token", "\" x \"", "~user_sub_token:1: the quotes" },
	{ "a path in quotes", "anon_root='/srv/f t p'\n",
	    "anon_root", "/srv/f t p", "~anon_root:1: the quotes" },
	{ "one quote is a byte", "deny_file=\"\n", "deny_file", "\"", "" },
	{ "unlike quotes are bytes", "deny_file=\"a'\n",
	    "deny_file", "\"a'", "" },
	{ "quotes of a greeting are shown", "ftpd_banner=\"Hi\"\n",
	    "ftpd_banner", "\"Hi\"", "" },
	{ "no comment within a text", "ftpd_banner=a # b\n",
	    "ftpd_banner", "a # b", "" },
	{ "bytes above ASCII", "ftpd_banner=Gr\xc3\xbc\xc3\x9f \xff\n",
	    "ftpd_banner", "Gr\xc3\xbc\xc3\x9f \xff", "" },
};

static void
lines(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bool faulty = rows[i].said[0] != '\0' &&
		    rows[i].said[0] != '~';
		int result;

		begin_loading(&it);
		result = load_text(&it, rows[i].text);
		is_text(value_of(&it, rows[i].option), rows[i].want,
		    "%s: %s", rows[i].name, rows[i].option);
		is_num(result, faulty ? -1 : 0, "%s: %s", rows[i].name,
		    faulty ? "a fault" : "accepted");
		it.said[rows[i].said[0] == '\0' ? it.said_len
		    : strlen(rows[i].said)] = '\0';
		is_text(it.said, rows[i].said, "%s: what is said",
		    rows[i].name);
	}
}

static void
nul_bytes(void)
{
	static const char text[] =
	    "ftpd_banner=a\0b\nlisten_port=1\n\0x=y\nanon\0ymous_enable=NO\n";

	begin_loading(&it);
	is_num(load_bytes(&it, text, sizeof(text) - 1), -1,
	    "a name that a NUL byte cuts short is not known");
	is_text(value_of(&it, "ftpd_banner"), "a",
	    "a NUL byte ends a value");
	is_text(value_of(&it, "listen_port"), "1",
	    "the next line is read as ever");
	is_num(it.load.faults, 1, "a line that begins with one is empty");
	is_num(it.warnings, 3, "each of them is warned of");
}

static void
all_faults_at_once(void)
{
	begin_loading(&it);
	is_num(load_text(&it, "listen=maybe\nno_option=1\nlisten_port=\n"
	    "write_enable=YES\nanonymous_enable\n"), -1, "a faulty file");
	is_num(it.load.faults, 4, "all its faults are reported");
	ok(strstr(it.said, "listen:1:") && strstr(it.said, "no_option:2:") &&
	    strstr(it.said, "listen_port:3:") &&
	    strstr(it.said, "anonymous_enable:5:"), "each with its line");
	ok(it.conf.write_enable, "lines without fault count nevertheless");
	ok(!conf_is_written(&it.load, "listen"),
	    "a faulty line does not count as written");
}

static void
origins(void)
{
	begin_loading(&it);
	ok(!conf_is_written(&it.load, "listen"), "a default is not written");
	ok(load_text(&it, "\nlisten=YES\nftp_username=\n") == 0 &&
	    conf_is_written(&it.load, "listen"),
	    "a value that equals the default is written all the same");
	ok(conf_is_written(&it.load, "ftp_username"), "so is one of nothing");
	is_num(conf_load_setting(&it.load, span_of(" listen=NO")), 0,
	    "a setting of the command line, even with a blank before it");
	ok(!it.conf.listen, "which counts, as it comes later");
	is_num(conf_load_setting(&it.load, span_of("ftpd_banner=a\nb")), -1,
	    "a setting has one line only");
	is_num(conf_load_setting(&it.load, span_of("")), -1,
	    "-o by itself is a fault");
	is_num(conf_load_setting(&it.load, span_of("#x=1")), -1,
	    "a setting is no comment");
}

/* 100000 bytes: `fill` of them are a comment, then comes the text. */
static int
load_long(size_t fill, const char *text)
{
	static char bytes[100100];

	memset(bytes, '#', fill);
	bytes[fill - 1] = '\n';
	strcpy(bytes + fill, text);
	begin_loading(&it);
	return load_bytes(&it, bytes, fill + strlen(text));
}

static void
long_files(void)
{
	is_num(load_long(99986, "listen_port=1\n"), 0, "100000 bytes");
	is_text(value_of(&it, "listen_port"), "1", "all of them count");
	is_num(it.warnings, 0, "without complaint");
	is_num(load_long(99985, "ftp_username=ab"), 0,
	    "the hundred thousandth");
	is_text(value_of(&it, "ftp_username"), "ab", "is read");
	is_num(load_long(99986, "ftp_username=ab"), 0, "the one after it");
	is_text(value_of(&it, "ftp_username"), "a",
	    "is not: a text that is cut there is short");
	is_num(it.warnings, 1, "which is warned of");
	is_num(load_long(99986, "write_enable=YES\n"), -1,
	    "a boolean that is cut there is a fault");
}

static void
files(void)
{
	char path[] = "/tmp/conf.XXXXXX";
	int fd = mkstemp(path);

	if (fd == NO_FD)
		exit(99);
	begin_loading(&it);
	is_num(conf_load_file(&it.load, "/nowhere/at.all"), -1,
	    "a file that is not there");
	is_num(conf_load_file(&it.load, ""), -1, "the file without a name");
	is_num(conf_load_file(&it.load, "/proc/self"), -1, "a directory");
	is_num(conf_load_file(&it.load, "/dev/null"), -1, "a device");
	is_num(conf_load_file(&it.load, path), 0, "an empty file is fine");
	is_num(chmod(path, 0777), 0, "a file that all may write:");
	is_num(conf_load_file(&it.load, path), 0, "vsftpd takes it, so do we");
	if (geteuid() == 0 && chown(path, 1, 0) == 0)
		is_num(conf_load_file(&it.load, path), -1,
		    "a file of somebody else is refused");
	(void)unlink(path);
	is_num(mkfifo(path, 0600), 0, "a FIFO that nobody writes to:");
	is_num(conf_load_file(&it.load, path), -1,
	    "is refused without waiting");
	(void)unlink(path);
	fd_close(&fd);
}

static void
memory_is_short(void)
{
	struct arena small;

	if (arena_init(&small, 4096) == -1)
		exit(99);
	begin_loading(&it);
	it.load.arena = &small;
	small.used = 4090;
	is_num(load_text(&it, "listen_port=1\n"), -1,
	    "no room for the path is a fault");
	small.used = 4000;
	is_num(load_text(&it, "deny_file="
	    "ooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooo"
	    "ooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooo"
	    "\n"), -1, "no room for a text is a fault, and not a shorter text");
	is_text(value_of(&it, "deny_file"), "", "which leaves it unset");
}

static void
what_roles_see(void)
{
	const char *anon_root, *banner;

	begin_loading(&it);
	(void)!load_text(&it, "anon_root=/srv/hidden\nftpd_banner=Hi\n"
	    "listen_port=2121\nno_anon_password=YES\nwrap_daemon_name=x\n");
	anon_root = it.conf.anon_root;
	banner = it.conf.ftpd_banner;
	conf_keep_only(&it.conf, SEES_ENGINE);
	ok(it.conf.ftpd_banner == banner && strcmp(banner, "Hi") == 0,
	    "the engine has the greeting");
	ok(it.conf.no_anon_password, "and knows that no password is needed");
	ok(it.conf.anon_root == NULL, "it has no path to the files");
	is_text(anon_root, "", "and the bytes of that path are gone");
	is_num(it.conf.listen_port, 0, "nor has it numbers of others");
	ok(it.conf.secure_chroot_dir == NULL,
	    "nor defaults, which are constants that nobody can wipe");
	begin_loading(&it);
	(void)!load_text(&it, "ftp_username=anon\nsyslog_ident=us\n");
	conf_keep_only(&it.conf, SEES_BROKER);
	is_text(it.conf.ftp_username, "anon",
	    "the broker knows as whom it serves");
	is_text(it.conf.syslog_ident, "us", "and the name it logs under");
}

int
main(void)
{
	lines();
	nul_bytes();
	all_faults_at_once();
	origins();
	long_files();
	files();
	memory_is_short();
	what_roles_see();
	return done_testing();
}
