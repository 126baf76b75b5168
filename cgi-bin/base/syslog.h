/* SPDX-License-Identifier: Apache-2.0 */
/* Lines for a system log, as RFC 5424 has them: task/syslog_out.h sends them. */
#pragma once
#include "base/checks.h"
#include "base/fault.h"
#include "base/text.h"

enum { SYSLOG_LINE = 8 * 1024 };
/* Of facility 13, "log audit". */
enum syslog_level { SYSLOG_WARNING = 4, SYSLOG_NOTICE = 5 };

/* "", "/dev/log", "HOST:PORT" or "tls:HOST:PORT". */
check_fn check_syslog;
#define SYSLOG_TLS "tls:"
bool syslog_is_tls(const char *where);

/* "<109>1 2026-11-25T06:12:13.123456Z node1 hatchery - audit " */
void syslog_begin(struct text *, enum syslog_level, int64_t at, const char *msgid);
/* ` name="value"`, for a part between brackets. */
void syslog_param(struct text *, const char *name, const char *value);
