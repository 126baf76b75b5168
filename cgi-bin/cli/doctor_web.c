/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The panel's own answer, asked for as a browser would at the address that hatchery.conf says: is
 * it there, does it call itself healthy, does it have the headers that protect a page, and how
 * long is its certificate good? Whether the certificate is believed is looked at, too.
 */
#include <errno.h>
#include <inttypes.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include "base/file.h"
#include "cli/doctor.h"

enum { WAIT_S = 10, ANSWER_MAX = 64 * 1024, EXPIRES_BAD = 3, EXPIRES_WARN = 20, DAY_S = 86400 };

struct way {
    struct doctor *d;
    const char *host; /* without its port */
    const char *port;
    bool tls;
    SSL_CTX *ctx;
    SSL *ssl;
    int fd;
};

static void close_way(struct way *w)
{
    SSL_free(w->ssl);
    SSL_CTX_free(w->ctx);
    file_close(&w->fd);
}

/* "panel.example.com:8443" or "[::1]:80" */
static void split_host(struct arena *a, struct way *w)
{
    const char *given = w->d->c->conf.host;
    bool literal = given[0] == '[';
    const char *end = literal ? strchr(given, ']') : NULL;
    const char *colon = strrchr(end ? end : given, ':');
    const char *from = literal ? given + 1 : given;
    const char *to = end ? end : colon ? colon : given + strlen(given);
    w->host = arena_strndup(a, from, (size_t)(to - from));
    w->port = colon ? colon + 1 : w->tls ? "443" : "80";
}

static bool reach(struct way *w)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    struct addrinfo *all = NULL;
    struct timeval wait = { .tv_sec = WAIT_S };
    int rc = getaddrinfo(w->host, w->port, &hints, &all);
    if (rc) {
        doctor_bad(w->d, "address", T("let the panel's name resolve, here too"), T("%s: %s"),
                   w->host, gai_strerror(rc));
        return false;
    }
    int error = 0;
    for (const struct addrinfo *at = all; at && w->fd < 0; at = at->ai_next) {
        w->fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, 0);
        if (w->fd >= 0 && (setsockopt(w->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) ||
                           setsockopt(w->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) ||
                           connect(w->fd, at->ai_addr, at->ai_addrlen))) {
            error = errno;
            file_close(&w->fd);
        }
    }
    freeaddrinfo(all);
    if (w->fd >= 0)
        return true;
    doctor_bad(w->d, "nginx", T("systemctl status nginx; nginx -t"), T("%s port %s: %s"), w->host,
               w->port, strerror(error));
    return false;
}

static void look_at_expiry(struct way *w, const X509 *cert)
{
    int days = 0;
    int seconds = 0;
    const char *mend = T("renew it: systemctl status certbot.timer, or the file of `certificate`");
    if (!ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(cert)))
        return;
    if (days < 0 || seconds < 0)
        doctor_bad(w->d, "certificate", mend, T("it expired %d days ago"), -days);
    else if (days < EXPIRES_BAD)
        doctor_bad(w->d, "certificate", mend, T("it expires in %d days"), days);
    else if (days < EXPIRES_WARN)
        doctor_warn(w->d, "certificate", mend, T("it expires in %d days"), days);
    else
        doctor_well(w->d, "certificate", T("it is good for %d days"), days);
}

static bool speak_tls(struct way *w)
{
    w->ctx = SSL_CTX_new(TLS_client_method());
    w->ssl = w->ctx ? SSL_new(w->ctx) : NULL;
    if (!w->ssl || !SSL_CTX_set_default_verify_paths(w->ctx) || !SSL_set_fd(w->ssl, w->fd) ||
        !SSL_set_tlsext_host_name(w->ssl, w->host) || !SSL_set1_host(w->ssl, w->host))
        bug("OpenSSL: %s", ERR_reason_error_string(ERR_get_error()));
    if (SSL_connect(w->ssl) != 1) {
        const char *why = ERR_reason_error_string(ERR_get_error());
        doctor_bad(w->d, "nginx", T("nginx -t; journalctl -u nginx"), T("no TLS: %s"),
                   why ? why : strerror(errno));
        return false;
    }
    const X509 *cert = SSL_get0_peer_certificate(w->ssl);
    long verdict = SSL_get_verify_result(w->ssl);
    if (verdict != X509_V_OK)
        doctor_warn(w->d, "certificate", T("set certificate=, or acme_mail=, with hatchery-setup"),
                    T("browsers do not believe it: %s"), X509_verify_cert_error_string(verdict));
    look_at_expiry(w, cert);
    return true;
}

static bool exchange(struct way *w, const char *ask, char *answer)
{
    int len = (int)strlen(ask);
    size_t got = 0;
    if (w->tls ? SSL_write(w->ssl, ask, len) != len : write(w->fd, ask, (size_t)len) != len)
        return false;
    while (got < ANSWER_MAX) {
        ssize_t n = w->tls ? SSL_read(w->ssl, answer + got, (int)(ANSWER_MAX - got))
                           : read(w->fd, answer + got, ANSWER_MAX - got);
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    answer[got] = '\0';
    return got > 0;
}

/* Has the head of an answer a header of that name whose value holds `words`? */
static bool has_header(const char *head, const char *name, const char *words)
{
    size_t len = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, name, len) || line[2 + len] != ':')
            continue;
        const char *end = strstr(line + 2, "\r\n");
        const char *at = strstr(line + 2, words);
        if (at && (!end || at < end))
            return true;
    }
    return false;
}

static void look_at_headers(struct way *w, const char *head)
{
    static const struct {
        const char *name;
        const char *words;
        bool tls; /* with TLS alone */
    } wanted[] = {
        { "Content-Security-Policy", "frame-ancestors 'none'", false },
        { "X-Content-Type-Options", "nosniff", false },
        { "Referrer-Policy", "same-origin", false },
        { "X-Request-Id", "", false },
        { "Strict-Transport-Security", "max-age=", true },
    };
    int64_t before = w->d->count;
    for (size_t i = 0; i < countof(wanted); i++)
        if ((w->tls || !wanted[i].tls) && !has_header(head, wanted[i].name, wanted[i].words))
            doctor_bad(w->d, "headers", T("hatchery-setup writes nginx's site anew"),
                       T("answers lack %s"), wanted[i].name);
    if (has_header(head, "Server", "/"))
        doctor_warn(w->d, "headers", T("hatchery-setup writes nginx's site anew"),
                    T("answers name the web server's version"));
    if (w->d->count == before)
        doctor_well(w->d, "headers", T("answers have what protects a page"));
}

static void look_at_answer(struct way *w, char *answer)
{
    char *body = strstr(answer, "\r\n\r\n");
    if (!body) {
        doctor_bad(w->d, "nginx", T("journalctl -u nginx"), T("it answers with no HTTP"));
        return;
    }
    *body = '\0';
    body += 4;
    body[strcspn(body, "\r\n")] = '\0';
    if (strncmp(answer, "HTTP/1.1 200", 12))
        doctor_bad(w->d, "healthz", T("see the other lines"), T("%s/healthz says: %s"),
                   w->d->c->conf.url, *body ? body : answer);
    else
        doctor_well(w->d, "healthz", T("%s/healthz says ok"), w->d->c->conf.url);
    look_at_headers(w, answer);
}

void doctor_web(struct doctor *d)
{
    struct arena *a = d->c->arena;
    const char *url = d->c->conf.url;
    OWNED(close_way) struct way w = { .d = d, .tls = !strncmp(url, "https:", 6), .fd = -1 };
    char *answer = arena_alloc(a, ANSWER_MAX + 1);
    const char *ask =
        arena_printf(a, "GET /healthz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
                     d->c->conf.host);
    signal(SIGPIPE, SIG_IGN); /* nginx hung up: a finding */
    split_host(a, &w);
    if (!w.tls && strncmp(w.host, "127.", 4) && strcmp(w.host, "::1") &&
        strcmp(w.host, "localhost"))
        doctor_warn(d, "certificate", T("hatchery-setup url=https://… acme_mail=…"),
                    T("the panel is reached without TLS: passwords and tokens go in clear"));
    if (!reach(&w) || (w.tls && !speak_tls(&w)))
        return;
    if (exchange(&w, ask, answer))
        look_at_answer(&w, answer);
    else
        doctor_bad(d, "nginx", T("journalctl -u nginx"), T("it does not answer"));
}
