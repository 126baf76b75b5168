/* SPDX-License-Identifier: Apache-2.0 */
/* What machines read is UTC; what people read is in the reader's zone. */
#include "base/clock.h"
#include <time.h>
#include "base/figures.h"
#include "base/words.h"
#include "base/zone.h"

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

static const char *two_digits(struct arena *a, int n)
{
    return arena_printf(a, "%02d", n);
}

static char *fill_civil(struct arena *a, const char *sentence, const struct tm *tm,
                        const char *second)
{
    static const char *const months[] = { T("Jan"), T("Feb"), T("Mar"), T("Apr"),
                                          T("May"), T("Jun"), T("Jul"), T("Aug"),
                                          T("Sep"), T("Oct"), T("Nov"), T("Dec") };
    char buf[128];
    const struct words_value values[] = { { "day", arena_printf(a, "%d", tm->tm_mday) },
                                          { "month", tr(months[tm->tm_mon]) },
                                          { "year", arena_printf(a, "%d", tm->tm_year + 1900) },
                                          { "hour", two_digits(a, tm->tm_hour) },
                                          { "minute", two_digits(a, tm->tm_min) },
                                          { "second", second },
                                          { "zone", tm->tm_zone } };
    words_fill(buf, sizeof(buf), sentence, values, countof(values));
    return arena_strdup(a, buf);
}

char *clock_sql(struct arena *a, int64_t moment)
{
    return arena_printf(a, "%s.%06d", civil(a, moment, "%Y-%m-%d %H:%M:%S"),
                        (int)(moment % 1000000));
}

bool clock_from_civil(int year, int month, int day, int hour, int minute, int64_t *out)
{
    struct tm tm = { .tm_year = year - 1900,
                     .tm_mon = month - 1,
                     .tm_mday = day,
                     .tm_hour = hour,
                     .tm_min = minute };
    if (year < 1970 || year > 9999 || hour > 23 || minute > 59)
        return false;
    *out = (int64_t)timegm(&tm) * 1000000;
    return tm.tm_mday == day && tm.tm_mon == month - 1; /* timegm makes 31 April 1 May */
}

static char *dated(struct arena *a, int64_t moment, const char *this_year, const char *other_year)
{
    struct tm then;
    struct tm now;
    zone_civil(moment, &then);
    zone_civil(clock_now(), &now);
    return fill_civil(a, tr(then.tm_year == now.tm_year ? this_year : other_year), &then, "");
}

char *clock_words(struct arena *a, int64_t moment)
{
    return dated(a, moment, T("{{day}} {{month}} {{hour}}:{{minute}}"),
                 T("{{day}} {{month}} {{year}} {{hour}}:{{minute}}"));
}

char *clock_day_words(struct arena *a, int64_t moment)
{
    return dated(a, moment, T("{{day}} {{month}}"), T("{{day}} {{month}} {{year}}"));
}

char *clock_hour_words(struct arena *a, int64_t moment)
{
    struct tm tm;
    zone_civil(moment, &tm);
    return fill_civil(a, tr("{{hour}}:{{minute}}"), &tm, "");
}

char *clock_seconds_words(struct arena *a, int64_t moment)
{
    char second[FIGURE];
    struct tm tm;
    zone_civil(moment, &tm);
    figure_decimal(second, tm.tm_sec * 100 + moment % 1000000 / 10000, 2);
    return fill_civil(a, tr("{{hour}}:{{minute}}:{{second}}"), &tm,
                      tm.tm_sec < 10 ? arena_printf(a, "0%s", second) : second);
}

char *clock_now_words(struct arena *a)
{
    struct tm tm;
    zone_civil(clock_now(), &tm);
    return fill_civil(a, tr("{{hour}}:{{minute}}:{{second}} {{zone}}"), &tm,
                      two_digits(a, tm.tm_sec));
}

char *clock_took(struct arena *a, int64_t us)
{
    char number[FIGURE];
    char buf[128];
    const char *sentence = tr("{{n}} s");
    if (us < 100000)
        figure_decimal(number, (us + 5000) / 10000, 2);
    else if (us < 100 * 1000000LL)
        figure_decimal(number, (us + 50000) / 100000, 1);
    else {
        figure_number(number, us / 60000000);
        sentence = tr("{{n}} min");
    }
    words_fill(buf, sizeof(buf), sentence, (struct words_value[]){ { "n", number } }, 1);
    return arena_strdup(a, buf);
}

char *clock_brief(struct arena *a, int64_t us)
{
    char number[FIGURE];
    char buf[128];
    if (us >= 100000)
        return clock_took(a, us);
    if (us < 10000)
        figure_decimal(number, us / 100, 1);
    else
        figure_number(number, us / 1000);
    words_fill(buf, sizeof(buf), tr("{{n}} ms"), (struct words_value[]){ { "n", number } }, 1);
    return arena_strdup(a, buf);
}
