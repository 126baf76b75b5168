/* SPDX-License-Identifier: Apache-2.0 */
/* Civil time by gmtime_r only: the panel's processes have no time zone of their own. */
#include "base/clock.h"
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t clock_now(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_monotonic(void)
{
    return read_clock(CLOCK_BOOTTIME);
}

void clock_sleep_ms(int ms)
{
    struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000L };
    nanosleep(&ts, NULL);
}

static char *civil(struct arena *a, int64_t moment, const char *fmt)
{
    time_t t = (time_t)(moment / 1000000);
    struct tm tm;
    char buf[64];
    gmtime_r(&t, &tm);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    strftime(buf, sizeof(buf), fmt, &tm);
#pragma GCC diagnostic pop
    return arena_strdup(a, buf);
}

char *clock_iso(struct arena *a, int64_t moment)
{
    return civil(a, moment, "%Y-%m-%dT%H:%M:%S+00:00");
}

char *clock_words(struct arena *a, int64_t moment)
{
    return civil(a, moment, "%-d %b %H:%M");
}

char *clock_seconds_words(struct arena *a, int64_t moment)
{
    return arena_printf(a, "%s.%02d", civil(a, moment, "%H:%M:%S"),
                        (int)(moment % 1000000 / 10000));
}

char *clock_took(struct arena *a, int64_t us)
{
    if (us < 100000)
        return arena_printf(a, "%.2f s", (double)us / 1e6);
    if (us < 100 * 1000000LL)
        return arena_printf(a, "%.1f s", (double)us / 1e6);
    return arena_printf(a, "%lld min", (long long)(us / 60000000));
}
