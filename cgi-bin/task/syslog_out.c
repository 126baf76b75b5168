/* SPDX-License-Identifier: Apache-2.0 */
#include "task/syslog_out.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/clock.h"

static enum fault_code failed(struct fault *f, const struct syslog_out *out, const char *why)
{
    return fail(f, FAULT_UPSTREAM, T("The system log %s takes nothing: %s."), out->where, why);
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
        return failed(f, out, strerror(errno));
    limit(out->fd);
    return FAULT_OK;
}

/* --- TLS --- */

static const char *tls_why(int rc)
{
    if (rc == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
        return "this host does not believe its certificate, or it has another name";
    return rc == GNUTLS_E_AGAIN ? strerror(ETIMEDOUT) : gnutls_strerror(rc);
}

static enum fault_code begin_tls(struct fault *f, struct syslog_out *out)
{
    int rc = gnutls_certificate_allocate_credentials(&out->trust);
    if (rc >= 0)
        rc = gnutls_certificate_set_x509_system_trust(out->trust);
    if (rc >= 0)
        rc = gnutls_init(&out->tls, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL);
    if (rc >= 0)
        rc = gnutls_set_default_priority(out->tls);
    if (rc >= 0)
        rc = gnutls_credentials_set(out->tls, GNUTLS_CRD_CERTIFICATE, out->trust);
    if (rc < 0)
        return failed(f, out, tls_why(rc));
    (void)gnutls_server_name_set(out->tls, GNUTLS_NAME_DNS, out->host, strlen(out->host));
    gnutls_session_set_verify_cert(out->tls, out->host, 0);
    gnutls_transport_set_int(out->tls, out->fd);
    gnutls_handshake_set_timeout(out->tls, SYSLOG_SECONDS * 1000);
    do
        rc = gnutls_handshake(out->tls);
    while (rc == GNUTLS_E_INTERRUPTED || rc == GNUTLS_E_WARNING_ALERT_RECEIVED);
    return rc < 0 ? failed(f, out, tls_why(rc)) : FAULT_OK;
}

/* --- TCP --- */

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
    close(out->fd);
    out->fd = -1;
    errno = why == EINPROGRESS ? ETIMEDOUT : why;
    return false;
}

/* "HOST:PORT", "[ADDRESS]:PORT" */
static enum fault_code open_host(struct fault *f, const char *where, struct syslog_out *out)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    OWNED(drop_addresses) struct addrinfo *list = NULL;
    const char *colon = strrchr(where, ':');
    const char *from = *where == '[' ? where + 1 : where;
    size_t len = (size_t)(colon - from) - (*where == '[' && colon > from && colon[-1] == ']');
    if (len > SYSLOG_HOST)
        return failed(f, out, "the name is too long");
    memcpy(out->host, from, len);
    out->host[len] = '\0';
    int rc = getaddrinfo(out->host, colon + 1, &hints, &list);
    if (rc)
        return failed(f, out, gai_strerror(rc));
    for (const struct addrinfo *at = list; at; at = at->ai_next)
        if (try_address(at, out)) {
            out->stream = true;
            return FAULT_OK;
        }
    return failed(f, out, strerror(errno));
}

enum fault_code syslog_open(struct fault *f, const char *where, struct syslog_out *out)
{
    *out = (struct syslog_out){ .fd = -1, .where = where };
    const char *wrong = check_syslog(where);
    if (wrong || !*where)
        return failed(f, out, wrong ? wrong : "it has no name");
    if (*where == '/')
        return open_path(f, where, out);
    bool tls = syslog_is_tls(where);
    enum fault_code rc = open_host(f, tls ? where + strlen(SYSLOG_TLS) : where, out);
    return rc || !tls ? rc : begin_tls(f, out);
}

/* Why it could not be sent, NULL: it was. */
static const char *send_all(const struct syslog_out *out, const char *s, size_t len)
{
    while (len) {
        ssize_t n =
            out->tls ? gnutls_record_send(out->tls, s, len) : send(out->fd, s, len, MSG_NOSIGNAL);
        if (out->tls ? n == GNUTLS_E_INTERRUPTED : n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return out->tls ? tls_why((int)n) : strerror(errno);
        s += n;
        len -= (size_t)n;
    }
    return NULL;
}

enum fault_code syslog_send(struct fault *f, struct syslog_out *out, const char *line)
{
    char count[24];
    size_t len = strlen(line);
    int digits = snprintf(count, sizeof(count), "%zu ", len);
    const char *why = out->stream ? send_all(out, count, (size_t)digits) : NULL;
    if (!why)
        why = send_all(out, line, len);
    return why ? failed(f, out, why) : FAULT_OK;
}

static const char *late = "it does not say that it has read all";

/* rsyslog closes without a word of TLS, which is as good as one. */
static const char *end_tls(const struct syslog_out *out)
{
    char rest[256];
    ssize_t n = 0;
    int64_t until = clock_monotonic() + SYSLOG_SECONDS * 1000000;
    int rc = gnutls_bye(out->tls, GNUTLS_SHUT_WR);
    if (rc < 0)
        return tls_why(rc);
    /* "again" is also said of a session ticket that came */
    do
        n = gnutls_record_recv(out->tls, rest, sizeof(rest));
    while (n > 0 || n == GNUTLS_E_INTERRUPTED || n == GNUTLS_E_WARNING_ALERT_RECEIVED ||
           (n == GNUTLS_E_AGAIN && clock_monotonic() < until));
    if (n == 0 || n == GNUTLS_E_PREMATURE_TERMINATION)
        return NULL;
    return n == GNUTLS_E_AGAIN ? late : tls_why((int)n);
}

static const char *end_plain(const struct syslog_out *out)
{
    char rest[256];
    ssize_t n = 0;
    if (out->stream && !shutdown(out->fd, SHUT_WR)) {
        do
            n = recv(out->fd, rest, sizeof(rest), 0);
        while (n > 0 || (n < 0 && errno == EINTR));
    }
    if (n == 0)
        return NULL;
    return errno == EAGAIN ? late : strerror(errno);
}

enum fault_code syslog_end(struct fault *f, struct syslog_out *out)
{
    const char *why = out->tls ? end_tls(out) : end_plain(out);
    syslog_drop(out);
    return why ? failed(f, out, why) : FAULT_OK;
}

void syslog_drop(struct syslog_out *out)
{
    if (out->tls)
        gnutls_deinit(out->tls);
    if (out->trust)
        gnutls_certificate_free_credentials(out->trust);
    if (out->fd >= 0)
        close(out->fd);
    out->tls = NULL;
    out->trust = NULL;
    out->fd = -1;
}
