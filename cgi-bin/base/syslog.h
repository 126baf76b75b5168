/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines for a system log, as RFC 5424 has them, with a word whether they arrived. To a socket of
 * this host ("/dev/log") each is a datagram, which is there once it was taken. To a collector
 * ("logs.example:601") they go over TCP, each with its length before it (RFC 6587); it has read
 * them once it has closed its end after ours. syslog(3) would lose what nobody takes, and not say.
 */
#pragma once
#include "base/checks.h"
#include "base/fault.h"
#include "base/text.h"

enum { SYSLOG_SECONDS = 5, SYSLOG_LINE = 8 * 1024 };
/* Of facility 13, "log audit". */
enum syslog_level { SYSLOG_WARNING = 4, SYSLOG_NOTICE = 5 };

struct syslog_out {
    int fd; /* -1: closed */
    bool stream;
    const char *where; /* the caller's, which outlives it */
};
/* "", "/dev/log" or "HOST:PORT". */
check_fn check_syslog;

enum fault_code syslog_open(struct fault *, const char *where, struct syslog_out *) MUST_CHECK;
/* "<109>1 2026-11-25T06:12:13.123456Z node1 hatchery - audit " */
void syslog_begin(struct text *, enum syslog_level, int64_t at, const char *msgid);
/* ` name="value"`, for a part between brackets. */
void syslog_param(struct text *, const char *name, const char *value);
enum fault_code syslog_send(struct fault *, const struct syslog_out *, const char *line) MUST_CHECK;
/* All that was sent is there. */
enum fault_code syslog_end(struct fault *, struct syslog_out *) MUST_CHECK;
void syslog_drop(struct syslog_out *);
