/* SPDX-License-Identifier: Apache-2.0 */
/* smtps: alone. libcurl checks certificate and host name against this host's authorities. */
#include <curl/curl.h>
#include <string.h>
#include "mail/transport.h"

struct source {
    const char *left;
    size_t len;
};

static size_t read_message(char *to, size_t size, size_t count, void *ctx)
{
    struct source *s = ctx;
    size_t n = size * count < s->len ? size * count : s->len;
    memcpy(to, s->left, n);
    s->left += n;
    s->len -= n;
    return n;
}

static void drop_curl(CURL **c)
{
    curl_easy_cleanup(*c);
}
static void drop_list(struct curl_slist **l)
{
    curl_slist_free_all(*l);
}

/* The server's last line, for its words. */
static size_t keep_line(char *line, size_t size, size_t count, void *ctx)
{
    char *said = ctx;
    size_t len = size * count;
    size_t n = 0;
    while (n < len && n < 179 && line[n] != '\r' && line[n] != '\n')
        n++;
    memcpy(said, line, n);
    said[n] = '\0';
    return len;
}

static enum mail_reason reason_of(CURLcode code, long reply)
{
    switch (code) {
    case CURLE_OK: return mail_reason_of((int)reply);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return REASON_CONNECT;
    case CURLE_OPERATION_TIMEDOUT: return REASON_SLOW;
    case CURLE_PEER_FAILED_VERIFICATION: return REASON_CERTIFICATE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_USE_SSL_FAILED: return REASON_NO_TLS;
    case CURLE_LOGIN_DENIED: return REASON_SIGNIN;
    default: return reply >= 400 ? mail_reason_of((int)reply) : REASON_BROKE_OFF;
    }
}

static bool set_server(CURL *c, const struct mail_server *s)
{
    char url[400];
    snprintf(url, sizeof(url), "smtps://%s:%d/%s", s->host, s->port, s->own_name);
    bool ok = !curl_easy_setopt(c, CURLOPT_URL, url) &&
              !curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtps") &&
              !curl_easy_setopt(c, CURLOPT_PROXY, "") &&
              !curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) &&
              !curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)s->seconds) &&
              !curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
              !curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, s->check ? 1L : 0L) &&
              !curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, s->check ? 2L : 0L);
    if (ok && *s->user)
        ok = !curl_easy_setopt(c, CURLOPT_USERNAME, s->user) &&
             !curl_easy_setopt(c, CURLOPT_PASSWORD, s->password);
    return ok;
}

static void send_message(const struct mail_server *s, const struct mail_parcel *p,
                         struct mail_result *out)
{
    OWNED(drop_curl) CURL *c = curl_easy_init();
    OWNED(drop_list) struct curl_slist *to = curl_slist_append(NULL, p->to);
    struct source source = { p->message, strlen(p->message) };
    char said[180] = "";
    char why[CURL_ERROR_SIZE] = "";
    long reply = 0;
    bool ready = c && to && set_server(c, s) && !curl_easy_setopt(c, CURLOPT_UPLOAD, 1L) &&
                 !curl_easy_setopt(c, CURLOPT_MAIL_FROM, p->from) &&
                 !curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to) &&
                 !curl_easy_setopt(c, CURLOPT_READFUNCTION, read_message) &&
                 !curl_easy_setopt(c, CURLOPT_READDATA, &source) &&
                 !curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, keep_line) &&
                 !curl_easy_setopt(c, CURLOPT_HEADERDATA, said) &&
                 !curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
    if (!ready)
        bug("libcurl takes no session");
    CURLcode code = curl_easy_perform(c);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &reply);
    *out = (struct mail_result){ .reason = reason_of(code, reply) };
    if (out->reason != REASON_NONE)
        mail_failed(out, out->reason, s, reply >= 400 && *said ? said : why);
}

const struct mail_transport mail_by_curl = { "curl", send_message };
