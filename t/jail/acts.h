/* SPDX-License-Identifier: ISC */
/*
 * What somebody might try who has taken over a process of a session, and what
 * its role needs: each act is one thing, and returns -1 with errno as a system
 * call does. They are done in a cell (cell.h).
 */
#ifndef T_JAIL_ACTS_H
#define T_JAIL_ACTS_H

#include <arpa/inet.h>
#include <limits.h>
#include <linux/openat2.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/statfs.h>
#include <sys/uio.h>

#include "jail/cell.h"

static inline long
open_passwd(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static inline long
open_with(const char *path, uint64_t flags, uint64_t resolve)
{
	struct open_how how = { .flags = flags | O_CLOEXEC,
		.resolve = resolve };
	long fd = -1;

	if ((flags & O_CREAT) != 0)
		how.mode = 0644;
	/* EAGAIN: something was renamed on this machine meanwhile. */
	for (int i = 0; i < 100; i++) {
		fd = syscall(SYS_openat2,
		    cell.root_fd != NO_FD ? cell.root_fd : AT_FDCWD, path,
		    &how, sizeof(how));
		if (fd != -1 || errno != EAGAIN)
			break;
	}
	return fd;
}

static inline long
openat2_file(void)
{
	return open_with("file", O_RDONLY, RESOLVE_IN_ROOT);
}

static inline long
openat2_root(void)
{
	return open_with("/", O_RDONLY | O_DIRECTORY, RESOLVE_IN_ROOT);
}

static inline long
openat2_passwd(void)
{
	return open_with("/etc/passwd", O_RDONLY, 0);
}

static inline long
openat2_above(void)
{
	return open_with("../../etc/passwd", O_RDONLY, 0);
}

static inline long
openat2_link_out(void)
{
	return open_with("way-out", O_RDONLY, 0);
}

static inline long
openat2_link_in_root(void)
{
	return open_with("way-out", O_RDONLY, RESOLVE_IN_ROOT);
}

static inline long
openat2_parent(void)
{
	return open_with("..", O_RDONLY | O_DIRECTORY, 0);
}

static inline long
create_file(void)
{
	return open_with("new", O_CREAT | O_WRONLY, RESOLVE_IN_ROOT);
}

static inline long
open_file_for_writing(void)
{
	return open_with("file", O_WRONLY, RESOLVE_IN_ROOT);
}

static inline long
truncate_file(void)
{
	return open_with("file", O_RDONLY | O_TRUNC, RESOLVE_IN_ROOT);
}

static inline long
make_directory(void)
{
	return mkdirat(cell.root_fd, "dir", 0755);
}

static inline long
remove_directory(void)
{
	return unlinkat(cell.root_fd, "dir", AT_REMOVEDIR);
}

static inline long
remove_file(void)
{
	return unlinkat(cell.root_fd, "file", 0);
}

static inline long
remove_new_file(void)
{
	return unlinkat(cell.root_fd, "new", 0);
}

static inline long
rename_file(void)
{
	return renameat(cell.root_fd, "file", cell.root_fd, "new");
}

static inline long
open_memory_of_another(void)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/mem", (int)cell.victim);
	return open_with(path, O_RDWR, 0);
}

static inline long
tcp_socket(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static inline long
tcp6_socket(void)
{
	return socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static inline long
udp_socket(void)
{
	return socket(AF_INET, SOCK_DGRAM, 0);
}

static inline long
raw_socket(void)
{
	return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static inline long
unix_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static inline long
channel_of_its_own(void)
{
	int ends[2];

	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

static inline long
netlink_socket(void)
{
	return socket(AF_NETLINK, SOCK_RAW, 0);
}

static inline long
other_stream_protocol(void)
{
	return socket(AF_INET, SOCK_STREAM, 262);	/* multipath TCP */
}

static const struct sockaddr_in loopback = {
	.sin_family = AF_INET, .sin_addr.s_addr = 0x0100007f,
};

static inline long
bind_tcp(void)
{
	return bind(cell.tcp, (const struct sockaddr *)&loopback,
	    sizeof(loopback));
}

static inline long
change_mask(void)
{
	return syscall(SYS_umask, 022);
}

static inline long
sync_file(void)
{
	return fsync(cell.file);
}

static inline long
copy_descriptor(void)
{
	return dup(cell.file);
}

static inline long
end_connection(void)
{
	return shutdown(cell.tcp, SHUT_RDWR) == -1 && errno == ENOTCONN
	    ? 0 : -1;
}

static inline long
ask_for_room(void)
{
	struct statfs room;

	return fstatfs(cell.root_fd, &room);
}

static inline long
connect_tcp(void)
{
	struct sockaddr_in there = loopback;

	there.sin_port = htons(9);
	return connect(cell.tcp, (struct sockaddr *)&there, sizeof(there));
}

static inline long
connect_abstract(void)
{
	return connect((int)unix_socket(), (struct sockaddr *)&cell.abstract,
	    sizeof(cell.abstract));
}

static inline long
passive_port(void)
{
	int fd = (int)tcp_socket(), on = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(fd, (const struct sockaddr *)&loopback,
	    sizeof(loopback)) == -1)
		return -1;
	return listen(fd, 1);
}

static inline long
data_socket_options(void)
{
	int v4 = (int)tcp_socket(), v6 = (int)tcp6_socket(), on = 1;

	if (setsockopt(v4, IPPROTO_IP, IP_TOS, &on, sizeof(on)) == -1 ||
	    setsockopt(v6, IPPROTO_IPV6, IPV6_TCLASS, &on, sizeof(on)) == -1 ||
	    setsockopt(v4, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) == -1)
		return -1;
	return setsockopt(v4, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on,
	    sizeof(on));
}

static inline long
other_socket_option(void)
{
	int size = 4096;

	return setsockopt(cell.stream[0], SOL_SOCKET, SO_RCVBUF, &size,
	    sizeof(size));
}

static inline long
fork_process(void)
{
	return fork();
}

static inline long
clone_thread(void)
{
	return syscall(SYS_clone, CLONE_VM | CLONE_FS | CLONE_FILES |
	    CLONE_SIGHAND | CLONE_THREAD, 0, 0, 0, 0);
}

static inline long
execute_program(void)
{
	char *const arguments[] = { NULL };

	return execve("/bin/true", arguments, arguments);
}

static inline long
attach_to_another(void)
{
	return ptrace(PTRACE_SEIZE, cell.victim, 0, 0);
}

static inline long
read_memory_of_another(void)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { &cell, 1 };

	return process_vm_readv(cell.victim, &here, 1, &there, 1, 0);
}

static inline long
kill_another(void)
{
	return kill(cell.victim, SIGKILL);
}

static inline long
kill_everybody(void)
{
	return kill(-1, 0);
}

static inline long
become_root(void)
{
	return setuid(0);
}

static inline long
leave_groups(void)
{
	return setgroups(0, NULL);
}

static inline long
change_root_again(void)
{
	return chroot(".");
}

static inline long
mount_something(void)
{
	return mount("none", "/", "tmpfs", 0, NULL);
}

static inline long
new_namespace(void)
{
	return unshare(CLONE_NEWUSER);
}

static inline long
map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static inline long
map_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static inline long
map_file(void)
{
	return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, cell.file, 0) ==
	    MAP_FAILED ? -1 : 0;
}

static char page[2 * 65536] __attribute__((aligned(65536)));

static inline long
make_memory_executable(void)
{
	return mprotect(page, sizeof(page), PROT_READ | PROT_EXEC);
}

static inline long
allow_core_dumps(void)
{
	return prctl(PR_SET_DUMPABLE, 1);
}

static inline long
raise_limit(void)
{
	const uint64_t limit[] = { 100, 100 };

	return syscall(SYS_prlimit64, 0, RLIMIT_NPROC, limit, NULL);
}

static inline long
make_nonblocking(void)
{
	return fcntl(cell.stream[0], F_SETFL, O_NONBLOCK);
}

static inline long
lock_log(void)
{
	struct flock all = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	return fcntl(cell.file, F_SETLK, &all);
}

static inline long
wait_for_lock(void)
{
	struct flock all = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	return fcntl(cell.file, F_SETLKW, &all);
}

static inline long
push_terminal_input(void)
{
	return ioctl(0, TIOCSTI, "x");
}

static inline long
ask_what_is_unsent(void)
{
	int count;

	return ioctl(cell.stream[0], SIOCOUTQ, &count);
}

static inline long
other_convention(void)
{
	return syscall(0x40000000, 0);	/* read, the x32 way */
}

static inline long
send_file(void)
{
	off_t at = 0;

	return sendfile(cell.stream[0], cell.file, &at, 4) == 4 ? 0 : -1;
}

static inline long
splice_file(void)
{
	off_t at = 0;

	return splice(cell.file, &at, cell.pipe[1], NULL, 4, 0) == 4 &&
	    splice(cell.pipe[0], NULL, cell.stream[0], NULL, 4, 0) == 4
	    ? 0 : -1;
}

static inline long
talk_and_wait(void)
{
	char bytes[8];
	struct pollfd one = { .fd = cell.stream[1], .events = POLLIN };

	if (send(cell.stream[0], "NOOP", 4, MSG_NOSIGNAL) != 4 ||
	    poll(&one, 1, 1000) != 1 ||
	    recv(cell.stream[1], bytes, sizeof(bytes), 0) != 4 ||
	    shutdown(cell.stream[0], SHUT_WR) == -1)
		return -1;
	return 0;
}

static inline long
give_memory_back(void)
{
	return madvise(page, sizeof(page), MADV_DONTNEED);
}

static inline long
use_large_pages(void)
{
	return madvise(page, sizeof(page), MADV_HUGEPAGE);
}

static inline long
read_memory_ahead(void)
{
	return madvise(page, sizeof(page), MADV_WILLNEED);
}

static inline long
list_pipe(void)
{
	int ends[2];

	return pipe2(ends, O_CLOEXEC);
}

static inline long
widen_pipe(void)
{
	return fcntl(cell.pipe[1], F_SETPIPE_SZ, 1 << 20);
}

static inline long
give_file_away(void)
{
	return fchown(cell.file, 0, (gid_t)-1);
}

static inline long
name_the_place(void)
{
	char name[PATH_MAX];

	return fchdir(cell.root_fd) == -1 || getcwd(name, sizeof(name)) == NULL
	    ? -1 : 0;
}

#endif
