/* SPDX-License-Identifier: Apache-2.0 */
/*
 * say.c: complaints of hatchery-net, to standard error and to the host's log (see say.h).
 */
#include "say.h"

#include <stdarg.h>
#include <stddef.h>
#include <syslog.h>

void complain_open(void)
{
    openlog("hatchery-net", LOG_PERROR, LOG_DAEMON);
}

void complain(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsyslog(LOG_ERR, fmt, args);
    va_end(args);
}

const char *shown(const char *value, char out[SHOWN_SIZE])
{
    size_t n = 0;
    for (; n < SHOWN_SIZE - 1 && value[n] != '\0'; n++)
        out[n] = value[n] >= ' ' && value[n] <= '~' ? value[n] : '?';
    out[n] = '\0';
    return out;
}
