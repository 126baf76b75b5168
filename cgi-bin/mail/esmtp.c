/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libesmtp transports and nothing else; OpenSSL judges the certificate, its host
 * name too. The library says little of why it stopped, so the talk is followed:
 * what was asked last, and what the server said last. One session a process.
 */
#include <arpa/inet.h>
#include <auth-client.h>
#include <libesmtp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>
#include "base/clock.h"
#include "mail/transport.h"

/* libesmtp.h declares it only beside an OpenSSL older than 1.1. */
int smtp_starttls_set_ctx(smtp_session_t session, SSL_CTX *ctx);

struct talk {
    const struct mail_server *server;
    bool connected;
    bool tls;
    bool no_tls;      /* wanted, and not offered or refused */
    long verify;      /* why the certificate is not good, X509_V_OK if it is */
    char asked[8];    /* "AUTH" */
    int64_t heard_at; /* monotonic: the server's last sign of life */
    char denied[180]; /* what it said to user and password, if it refused them */
    char said[180];   /* the server's last line */
};
/* OpenSSL's callback is told of nobody. */
static struct talk talk;

static void drop_session(smtp_session_t *s)
{
    if (*s)
        smtp_destroy_session(*s);
}
static void drop_auth(auth_context_t *c)
{
    if (*c)
        auth_destroy_context(*c);
}
static void drop_ctx(SSL_CTX **c)
{
    SSL_CTX_free(*c);
}

/* --- following the talk --- */

static void keep(char *to, size_t room, const char *from, size_t len, const char *end)
{
    size_t n = 0;
    while (n < len && n + 1 < room && !strchr(end, from[n]))
        n++;
    memcpy(to, from, n);
    to[n] = '\0';
}

static void on_line(const char *buf, int len, int writing, void *arg)
{
    (void)arg;
    if (len <= 0 || writing == SMTP_CB_HEADERS)
        return;
    bool over = !strcmp(talk.asked, "QUIT"); /* what it says to that explains nothing */
    if (writing == SMTP_CB_READING && !over) {
        talk.heard_at = clock_monotonic();
        keep(talk.said, sizeof(talk.said), buf, (size_t)len, "\r\n");
        if (!strcmp(talk.asked, "AUTH") && buf[0] == '5')
            memcpy(talk.denied, talk.said, sizeof(talk.denied));
    } else if (writing == SMTP_CB_WRITING && buf[0] >= 'A' && buf[0] <= 'Z') {
        keep(talk.asked, sizeof(talk.asked), buf, (size_t)len, " \r\n");
    }
}

static void on_event(smtp_session_t session, int event, void *arg, ...)
{
    (void)session;
    va_list args;
    va_start(args, arg);
    switch (event) {
    case SMTP_EV_CONNECT:
        talk.connected = true;
        talk.heard_at = clock_monotonic();
        break;
    case SMTP_EV_STARTTLS_OK: talk.tls = true; break;
    case SMTP_EV_EXTNA_STARTTLS: talk.no_tls = true; break;
    case SMTP_EV_WEAK_CIPHER:
        (void)va_arg(args, long);
        *va_arg(args, int *) = 1;
        break;
    /* OpenSSL has judged it already, or was told not to */
    case SMTP_EV_INVALID_PEER_CERTIFICATE:
        (void)va_arg(args, long);
        *va_arg(args, int *) = 1;
        break;
    case SMTP_EV_NO_PEER_CERTIFICATE:
    case SMTP_EV_WRONG_PEER_CERTIFICATE:
    case SMTP_EV_UNUSABLE_CA_LIST:
    case SMTP_EV_NO_CLIENT_CERTIFICATE: *va_arg(args, int *) = 1; break;
    default: break;
    }
    va_end(args);
}

/* --- TLS --- */

static int on_verify(int good, X509_STORE_CTX *store)
{
    if (!good)
        talk.verify = X509_STORE_CTX_get_error(store);
    return good;
}

static SSL_CTX *new_ctx(const struct mail_server *s)
{
    unsigned char raw[sizeof(struct in_addr)];
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    /* TLS 1.3's tickets come when libesmtp awaits a reply: now and then it takes them for a reply
     * that never ends */
    if (!ctx || !SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) ||
        !SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION))
        bug("OpenSSL has no context");
    if (!s->check) {
        SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
        return ctx;
    }
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);
    bool address = inet_pton(AF_INET, s->host, raw) == 1;
    int named = address ? X509_VERIFY_PARAM_set1_ip_asc(param, s->host)
                        : X509_VERIFY_PARAM_set1_host(param, s->host, 0);
    if (!named || !SSL_CTX_set_default_verify_paths(ctx))
        bug("OpenSSL cannot check a certificate");
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify);
    return ctx;
}

/* A password goes over TLS or not at all, whatever the settings say. */
static bool needs_tls(const struct mail_server *s)
{
    return s->security == SMTP_STARTTLS || *s->user;
}

static bool set_tls(smtp_session_t session, const struct mail_server *s, SSL_CTX *ctx)
{
    enum starttls_option how = needs_tls(s)                          ? Starttls_REQUIRED
                               : s->security == SMTP_STARTTLS_WISHED ? Starttls_ENABLED
                                                                     : Starttls_DISABLED;
    return smtp_starttls_enable(session, how) && smtp_starttls_set_ctx(session, ctx);
}

/* --- signing in: never in clear --- */

static int on_ask(auth_client_request_t request, char **result, int fields, void *arg)
{
    const struct mail_server *s = arg;
    if (!talk.tls)
        return 0;
    for (int i = 0; i < fields; i++) {
        const char *value = request[i].flags & AUTH_USER   ? s->user
                            : request[i].flags & AUTH_PASS ? s->password
                                                           : "";
        result[i] = (char *)(uintptr_t)value; /* read alone */
    }
    return 1;
}

static bool set_auth(smtp_session_t session, const struct mail_server *s, auth_context_t auth)
{
    if (!*s->user)
        return true;
    return auth && auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0) &&
           auth_set_interact_cb(auth, on_ask, (void *)(uintptr_t)s) &&
           smtp_auth_set_context(session, auth);
}

/* --- the session --- */

static bool set_times(smtp_session_t session, int seconds)
{
    static const int all[] = { Timeout_GREETING, Timeout_ENVELOPE, Timeout_DATA, Timeout_TRANSFER,
                               Timeout_DATA2 };
    for (size_t i = 0; i < countof(all); i++)
        if (smtp_set_timeout(session, all[i] | Timeout_OVERRIDE_RFC2822_MINIMUM, seconds * 1000L) <=
            0)
            return false;
    return true;
}

/* A step's limit and a lost connection are the same to libesmtp. */
static bool was_slow(const struct mail_server *s)
{
    return talk.connected && clock_monotonic() - talk.heard_at >= s->seconds * INT64_C(950000);
}

/* What stopped it before the server judged the message. */
static enum mail_reason stopped(const struct mail_server *s, bool slow)
{
    if (talk.verify != X509_V_OK)
        return REASON_CERTIFICATE;
    if (slow)
        return REASON_SLOW;
    if (!talk.connected)
        return REASON_CONNECT;
    if (talk.no_tls || (needs_tls(s) && !talk.tls && !strcmp(talk.asked, "STARTTL")))
        return REASON_NO_TLS;
    bool no = talk.said[0] == '4' || talk.said[0] == '5';
    return mail_reason_of(no ? (talk.said[0] - '0') * 100 : 0);
}

static void judge(const struct mail_server *s, int sent, int rcpt, int from,
                  struct mail_result *out)
{
    char why[160] = "";
    int error = smtp_errno();
    bool slow = was_slow(s);
    bool refused = rcpt && rcpt != 250 && rcpt != 251; /* whatever was said to the message */
    if (sent == 250 && !refused) {
        *out = (struct mail_result){ .reason = REASON_NONE };
        return;
    }
    int reply = refused ? rcpt : sent ? sent : from >= 400 ? from : 0;
    if (*talk.denied) { /* libesmtp goes on without */
        mail_failed(out, REASON_SIGNIN, s, talk.denied);
        return;
    }
    enum mail_reason reason = reply && !slow ? mail_reason_of(reply) : stopped(s, slow);
    if (reason == REASON_CERTIFICATE)
        mail_failed(out, reason, s, X509_verify_cert_error_string(talk.verify));
    else if (reason == REASON_CONNECT || !talk.said[0])
        mail_failed(out, reason, s, smtp_strerror(error, why, sizeof(why)) ? why : "");
    else
        mail_failed(out, reason, s, talk.said);
}

static void send_message(const struct mail_server *s, const struct mail_parcel *p,
                         struct mail_result *out)
{
    auth_client_init();
    OWNED(drop_ctx) SSL_CTX *ctx = new_ctx(s);
    OWNED(drop_auth) auth_context_t auth = auth_create_context();
    OWNED(drop_session) smtp_session_t session = smtp_create_session();
    smtp_message_t message = session ? smtp_add_message(session) : NULL;
    smtp_recipient_t to = message ? smtp_add_recipient(message, p->to) : NULL;
    char where[300];
    talk = (struct talk){ .server = s, .verify = X509_V_OK };
    snprintf(where, sizeof(where), "%s:%d", s->host, s->port);
    bool ready = to && smtp_set_server(session, where) && smtp_set_hostname(session, s->own_name) &&
                 smtp_option_require_all_recipients(session, 1) &&
                 smtp_set_reverse_path(message, p->from) &&
                 smtp_set_messagecb(message, _smtp_message_str_cb, (void *)(uintptr_t)p->message) &&
                 smtp_set_eventcb(session, on_event, NULL) &&
                 smtp_set_monitorcb(session, on_line, NULL, 0) && set_times(session, s->seconds) &&
                 set_tls(session, s, ctx) && set_auth(session, s, auth);
    if (!ready)
        bug("libesmtp takes no session");
    (void)smtp_start_session(session); /* what it returns says little */
    judge(s, smtp_message_transfer_status(message)->code, smtp_recipient_status(to)->code,
          smtp_reverse_path_status(message)->code, out);
}

const struct mail_transport mail_by_esmtp = { "esmtp", send_message };
