/* SPDX-License-Identifier: Apache-2.0 */
#include "base/syslog.h"
#include <string.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/clock.h"

enum { FACILITY = 13, HOST_MAX = 255 };

bool syslog_is_tls(const char *where)
{
    return !strncmp(where, SYSLOG_TLS, strlen(SYSLOG_TLS));
}

const char *check_syslog(const char *where)
{
    long long port = 0;
    if (!*where)
        return NULL;
    if (*where == '/')
        return strlen(where) < sizeof(((struct sockaddr_un *)NULL)->sun_path)
                   ? NULL
                   : T("A socket's path has less than 108 bytes.");
    where += syslog_is_tls(where) ? strlen(SYSLOG_TLS) : 0;
    const char *colon = strrchr(where, ':');
    for (const char *p = where; *p; p++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]", *p))
            colon = NULL;
    if (!colon || colon == where || !parse_i64(colon + 1, 1, 65535, &port))
        return T("A system log is /dev/log, or a host and port such as "
                 "logs.nordlicht.example:601; in TLS tls:logs.nordlicht.example:6514.");
    return NULL;
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
