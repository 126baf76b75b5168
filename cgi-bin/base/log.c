/* SPDX-License-Identifier: Apache-2.0 */
/* Each line is written by one write(), so lines of several processes do not mix. */
#include "base/log.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *program = "hatchery";

void log_name(const char *name)
{
    program = name;
}

static char request[LOG_REQUEST_MAX + 4]; /* " id", or nothing */

void log_request(const char *id)
{
    size_t len =
        id ? strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") : 0;
    request[0] = '\0';
    if (len && len <= LOG_REQUEST_MAX && !id[len])
        snprintf(request, sizeof(request), " %s", id);
}

const char *log_request_now(void)
{
    return request[0] ? request + 1 : "";
}

static void log_line(const char *level, const char *fmt, va_list args)
{
    char raw[1024];
    char line[2200];
    vsnprintf(raw, sizeof(raw), fmt, args);
    size_t n = (size_t)snprintf(line, 200, "%s[%d]%s %s: ", program, (int)getpid(), request, level);
    for (const char *p = raw; *p && n + 5 < sizeof(line); p++) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x20 || c == 0x7f)
            n += (size_t)snprintf(line + n, 5, "\\x%02x", c);
        else
            line[n++] = *p;
    }
    line[n++] = '\n';
    ssize_t done = write(STDERR_FILENO, line, n);
    (void)done; /* nowhere left to say it */
}

void log_info(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    log_line("info", fmt, args);
    va_end(args);
}

void log_warn(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    log_line("warn", fmt, args);
    va_end(args);
}

void log_error(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    log_line("error", fmt, args);
    va_end(args);
}
