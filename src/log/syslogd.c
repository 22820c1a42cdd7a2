/* SPDX-License-Identifier: ISC */
/*
 * Lines to the syslog daemon: see syslogd.h. Monitor and broker, in its jail;
 * the text is harmless already (log/harmless.c).
 */
#include "log/syslogd.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>

#include "base/buf.h"
#include "base/deadline.h"
#include "log/sink.h"

#define PATIENCE_MS 500

/* Connecting --------------------------------------------------------------- */

static int
connect_by(int type)
{
	const struct sockaddr_un address = {
		.sun_family = AF_UNIX, .sun_path = _PATH_LOG,
	};
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd != NO_FD && connect(fd, (const struct sockaddr *)&address,
	    sizeof(address)) == -1)
		fd_close(&fd);
	return fd;
}

void
syslogd_connect(struct syslogd *syslogd)
{
	if (syslogd->is_tried)
		return;
	syslogd->is_tried = true;
	syslogd->fd = connect_by(SOCK_DGRAM);
	if (syslogd->fd != NO_FD)
		return;
	/* Some daemons listen for streams. */
	syslogd->fd = connect_by(SOCK_STREAM);
	syslogd->is_stream = true;
}

/* Sending ------------------------------------------------------------------ */

/* As RFC 3164 has it, and libc writes it: "<94>Nov 23 21:31:35 vsftpd[12]: " */
static void
put_head(struct buf *head, const struct syslog_name *name, int level)
{
	buf_put_char(head, '<');
	buf_put_u64(head, (unsigned)(LOG_FTP | level));
	buf_put_char(head, '>');
	native_put_moment(head, time(NULL));
	buf_put_char(head, ' ');
	buf_put_text(head, name->ident);
	buf_put_char(head, '[');
	buf_put_u64(head, (unsigned)name->pid);
	buf_put_text(head, "]: ");
}

/* All of it or nothing, now. */
static bool
is_taken(struct syslogd *syslogd, const struct msghdr *packet)
{
	size_t whole = 0;
	ssize_t sent = sendmsg(syslogd->fd, packet,
	    MSG_NOSIGNAL | MSG_DONTWAIT);

	for (size_t i = 0; i < packet->msg_iovlen; i++)
		whole += packet->msg_iov[i].iov_len;
	if (sent == -1 || (size_t)sent == whole)
		return sent != -1;
	/* The rest of a stream would be read as the end of this line. */
	fd_close(&syslogd->fd);
	errno = EPIPE;
	return false;
}

static bool
is_taken_in_time(struct syslogd *syslogd, const struct msghdr *packet)
{
	struct deadline deadline =
	    deadline_in_ms(syslogd->is_stuck ? 0 : PATIENCE_MS);
	struct pollfd daemon = { .fd = syslogd->fd, .events = POLLOUT };

	while (!is_taken(syslogd, packet)) {
		int left_ms = deadline_left_ms(deadline);
		const struct timespec left = {
			.tv_nsec = left_ms * 1000000L,
		};

		if ((errno != EAGAIN && errno != EINTR) || left_ms == 0)
			return false;
		(void)ppoll(&daemon, 1, &left, NULL);
	}
	return true;
}

/* sendmsg(2) only reads the parts. */
static bool
send_parts(struct syslogd *syslogd, struct span head, struct span text)
{
	char end = '\0';
	struct iovec parts[] = {
		{ (void *)(uintptr_t)head.at, head.len },
		{ (void *)(uintptr_t)text.at, text.len },
		{ &end, sizeof(end) },
	};
	const struct msghdr packet = {
		.msg_iov = parts, .msg_iovlen = syslogd->is_stream ? 3 : 2,
	};

	syslogd->is_stuck = !is_taken_in_time(syslogd, &packet);
	return !syslogd->is_stuck;
}

static bool
send_line(struct syslogd *syslogd, const struct syslog_name *name, int level,
    struct span text)
{
	char storage[256];
	struct buf head = BUF_OVER(storage);

	put_head(&head, name, level);
	return send_parts(syslogd, buf_span(&head), text);
}

static bool
tell_of_losses(struct syslogd *syslogd, const struct syslog_name *name)
{
	char storage[128];
	struct buf text = BUF_OVER(storage);

	buf_put_u64(&text, syslogd->lost);
	buf_put_text(&text, syslogd->lost == 1 ? " line was" : " lines were");
	buf_put_text(&text, " lost: syslog did not take more in time.");
	return send_line(syslogd, name, LOG_WARNING, buf_span(&text));
}

void
syslogd_tell(struct syslogd *syslogd, const struct syslog_name *name,
    int level, struct span text)
{
	bool is_told;

	if (syslogd->fd == NO_FD)
		return;
	is_told = syslogd->lost == 0 || tell_of_losses(syslogd, name);
	if (is_told)
		syslogd->lost = 0;
	if (!is_told || !send_line(syslogd, name, level, text))
		syslogd->lost++;
}
