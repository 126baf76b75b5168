/* SPDX-License-Identifier: Apache-2.0 */
#include "base/syslog.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/clock.h"

enum { FACILITY = 13, HOST_MAX = 255 };

static bool is_path(const char *where)
{
    return *where == '/';
}

const char *check_syslog(const char *where)
{
    long long port = 0;
    const char *colon = strrchr(where, ':');
    if (!*where)
        return NULL;
    if (is_path(where))
        return strlen(where) < sizeof(((struct sockaddr_un *)NULL)->sun_path)
                   ? NULL
                   : T("A socket's path has less than 108 bytes.");
    for (const char *p = where; *p; p++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]", *p))
            colon = NULL;
    if (!colon || colon == where || !parse_i64(colon + 1, 1, 65535, &port))
        return T(
            "A system log is /dev/log, or a host and port such as logs.nordlicht.example:601.");
    return NULL;
}

static enum fault_code failed(struct fault *f, const char *where, const char *why)
{
    return fail(f, FAULT_UPSTREAM, T("The system log %s takes nothing: %s."), where, why);
}

static void limit(int fd)
{
    const struct timeval most = { .tv_sec = SYSLOG_SECONDS };
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most));
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
}

static enum fault_code open_path(struct fault *f, const char *path, struct syslog_out *out)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
    out->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (out->fd < 0 || connect(out->fd, (const struct sockaddr *)&to, sizeof(to)))
        return failed(f, path, strerror(errno));
    limit(out->fd);
    return FAULT_OK;
}

static void drop_addresses(struct addrinfo **list)
{
    if (*list)
        freeaddrinfo(*list);
}

/* The send timeout holds for connect(), too. */
static bool try_address(const struct addrinfo *at, struct syslog_out *out)
{
    out->fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (out->fd < 0)
        return false;
    limit(out->fd);
    if (!connect(out->fd, at->ai_addr, at->ai_addrlen))
        return true;
    int why = errno;
    syslog_drop(out);
    errno = why == EINPROGRESS ? ETIMEDOUT : why;
    return false;
}

static enum fault_code open_host(struct fault *f, const char *where, struct syslog_out *out)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    OWNED(drop_addresses) struct addrinfo *list = NULL;
    char host[HOST_MAX + 1];
    const char *colon = strrchr(where, ':');
    const char *from = *where == '[' ? where + 1 : where;
    size_t len = (size_t)(colon - from) - (*where == '[' && colon > from && colon[-1] == ']');
    if (len > HOST_MAX)
        return failed(f, where, "the name is too long");
    memcpy(host, from, len);
    host[len] = '\0';
    int rc = getaddrinfo(host, colon + 1, &hints, &list);
    if (rc)
        return failed(f, where, gai_strerror(rc));
    for (const struct addrinfo *at = list; at; at = at->ai_next)
        if (try_address(at, out)) {
            out->stream = true;
            return FAULT_OK;
        }
    return failed(f, where, strerror(errno));
}

enum fault_code syslog_open(struct fault *f, const char *where, struct syslog_out *out)
{
    *out = (struct syslog_out){ .fd = -1, .where = where };
    const char *wrong = check_syslog(where);
    if (wrong || !*where)
        return failed(f, where, wrong ? wrong : "it has no name");
    return is_path(where) ? open_path(f, where, out) : open_host(f, where, out);
}

void syslog_begin(struct text *t, enum syslog_level level, int64_t at, const char *msgid)
{
    char host[HOST_MAX + 1] = "";
    char *stamp = clock_sql(t->arena, at);
    stamp[strcspn(stamp, " ")] = 'T';
    (void)gethostname(host, sizeof(host) - 1);
    text_addf(t, "<%d>1 %sZ %s hatchery - %s ", FACILITY * 8 + (int)level, stamp,
              *host ? host : "-", msgid);
}

void syslog_param(struct text *t, const char *name, const char *value)
{
    text_addf(t, " %s=\"", name);
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\' || *p == ']')
            text_add(t, "\\");
        text_addn(t, (unsigned char)*p < 0x20 || *p == 0x7f ? "?" : p, 1);
    }
    text_add(t, "\"");
}

static bool send_all(int fd, const char *s, size_t len)
{
    while (len) {
        ssize_t n = send(fd, s, len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        s += n;
        len -= (size_t)n;
    }
    return true;
}

enum fault_code syslog_send(struct fault *f, const struct syslog_out *out, const char *line)
{
    char count[24];
    size_t len = strlen(line);
    int digits = snprintf(count, sizeof(count), "%zu ", len);
    if (out->stream && !send_all(out->fd, count, (size_t)digits))
        return failed(f, out->where, strerror(errno));
    return send_all(out->fd, line, len) ? FAULT_OK : failed(f, out->where, strerror(errno));
}

enum fault_code syslog_end(struct fault *f, struct syslog_out *out)
{
    char rest[256];
    ssize_t n = 0;
    if (out->stream && !shutdown(out->fd, SHUT_WR)) {
        do
            n = recv(out->fd, rest, sizeof(rest), 0);
        while (n > 0 || (n < 0 && errno == EINTR));
    }
    int why = errno;
    syslog_drop(out);
    return n < 0 ? failed(f, out->where,
                          why == EAGAIN ? "it does not say that it has read all" : strerror(why))
                 : FAULT_OK;
}

void syslog_drop(struct syslog_out *out)
{
    if (out->fd >= 0)
        close(out->fd);
    out->fd = -1;
}
