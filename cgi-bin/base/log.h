/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line a message on standard error; the supervisor's logger adds the time.
 * Control characters are escaped, so no input can forge a line. Never pass a
 * secret.
 */
#pragma once
#include "base/attr.h"

/* The word that begins each line: the program's name. */
void log_name(const char *name);
enum { LOG_REQUEST_MAX = 64 };
/* The number of the request in hand, in each line until NULL; what is no such number is none. */
void log_request(const char *id);
/* It, "" for none: what is asked for in its course keeps it. */
const char *log_request_now(void);
void log_info(const char *fmt, ...) PRINTF_LIKE(1, 2);
void log_warn(const char *fmt, ...) PRINTF_LIKE(1, 2);
void log_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
