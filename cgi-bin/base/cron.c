/* SPDX-License-Identifier: Apache-2.0 */
/* Searched is what clocks show, month by month down to minutes; zone_moment() says when they do. */
#include "base/cron.h"
#include <string.h>
#include <strings.h>
#include "base/attr.h"
#include "base/clock.h"
#include "base/zone.h"

#define SECOND INT64_C(1000000)
#define BLANK " \t"
enum { NAME_LEN = 3, DIGITS_MAX = 2, YEARS = 9 /* between two 29 February: eight at most */ };

static const char *const month_names[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                           "jul", "aug", "sep", "oct", "nov", "dec" };
static const char *const day_names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

struct part {
    unsigned min;
    unsigned max;             /* of what * stands for */
    const char *const *names; /* of min, min + 1, … */
    unsigned name_count;
    const char *wrong;
};

static const struct part parts[] = {
    { 0, 59, NULL, 0,
      T("The minute is 0 to 59: a number, a list such as 0,30, a range such as 10-20, or */15.") },
    { 0, 23, NULL, 0,
      T("The hour is 0 to 23: a number, a list such as 8,20, a range such as 9-17, or */2.") },
    { 1, 31, NULL, 0,
      T("The day of the month is 1 to 31: a number, a list such as 1,15, a range such as 1-7, "
        "or */2.") },
    { 1, 12, month_names, countof(month_names),
      T("The month is 1 to 12 or jan to dec: one, a list such as jan,jul, a range such as "
        "mar-oct, or *.") },
    { 0, 6, day_names, countof(day_names),
      T("The day of the week is 0 to 7 (0 and 7: Sunday) or sun to sat: one, a list such as "
        "mon,thu, a range such as mon-fri, or *.") },
};

static bool has(uint64_t set, int value)
{
    return set >> value & 1;
}

/* --- reading --- */

static bool read_digits(const char **p, unsigned *out)
{
    size_t len = strspn(*p, "0123456789");
    *out = 0;
    for (size_t i = 0; i < len && i < DIGITS_MAX; i++)
        *out = *out * 10 + (unsigned)((*p)[i] - '0');
    *p += len;
    return len >= 1 && len <= DIGITS_MAX;
}

static bool is_weekday(const struct part *f)
{
    return f->names == day_names;
}

static bool read_value(const char **p, const struct part *f, unsigned *out)
{
    for (unsigned i = 0; i < f->name_count; i++)
        if (!strncasecmp(*p, f->names[i], NAME_LEN)) {
            *p += NAME_LEN;
            *out = f->min + i;
            return true;
        }
    return read_digits(p, out) && *out >= f->min && *out <= f->max + is_weekday(f);
}

/* "*", "5", "1-5"; the first and the last with "/2" behind them. */
static bool read_item(const char **p, const struct part *f, uint64_t *set)
{
    unsigned from = f->min;
    unsigned to = f->max;
    unsigned step = 1;
    bool several = **p == '*';
    if (several)
        ++*p;
    else {
        if (!read_value(p, f, &from))
            return false;
        to = from;
        if (**p == '-') {
            ++*p;
            several = read_value(p, f, &to);
            if (!several)
                return false;
            if (is_weekday(f) && !to && from)
                to = 7; /* "sat-sun" */
        }
    }
    if (**p == '/') {
        ++*p;
        if (!several || !read_digits(p, &step) || !step)
            return false;
    }
    for (unsigned v = from; v <= to; v += step)
        *set |= UINT64_C(1) << v;
    return from <= to;
}

static bool read_part(const char **p, const struct part *f, uint64_t *set)
{
    *set = 0;
    for (;;) {
        if (!read_item(p, f, set))
            return false;
        if (**p != ',')
            break;
        ++*p;
    }
    if (is_weekday(f) && has(*set, 7))
        *set = (*set | 1) & 0x7f;
    return !**p || strchr(BLANK, **p);
}

/* Bits of a part that was read, and whether it begins with *. */
static void keep(struct cron *out, size_t i, uint64_t set, bool any)
{
    uint64_t *const where[] = { &out->minute, &out->hour, &out->day, &out->month, &out->weekday };
    *where[i] = set;
    if (i == 2)
        out->any_day = any;
    if (i == 4)
        out->any_weekday = any;
}

#define SHAPE                                                                                      \
    T("When: five fields (minute, hour, day of the month, month, day of the week), such as "       \
      "0 8 * * mon-fri, or one date, such as 2026-12-24 18:00.")

static size_t count_words(const char *text)
{
    size_t n = 0;
    for (; *text; n++) {
        text += strcspn(text, BLANK);
        text += strspn(text, BLANK);
    }
    return n;
}

/* A date, and in it a minute: what clocks show is what they are in UTC. */
static bool read_once(const char *text, int64_t *shown)
{
    const char *reader = zone_in_use();
    int64_t end = 0;
    zone_use(NULL);
    bool read = zone_read(text, shown, &end) && end - *shown <= 60 * SECOND;
    zone_use(reader);
    return read;
}

const char *cron_parse(const char *text, struct cron *out)
{
    *out = (struct cron){ 0 };
    text += strspn(text, BLANK);
    if (read_once(text, &out->once))
        return NULL;
    out->once = 0;
    if (count_words(text) != countof(parts))
        return SHAPE;
    for (size_t i = 0; i < countof(parts); i++) {
        uint64_t set = 0;
        bool any = *text == '*';
        if (!read_part(&text, &parts[i], &set))
            return parts[i].wrong;
        keep(out, i, set, any);
        text += strspn(text, BLANK);
    }
    return NULL;
}

const char *check_cron(const char *value)
{
    struct cron c;
    return cron_parse(value, &c);
}

/* --- the next one --- */

static bool is_day(const struct cron *c, const struct tm *tm)
{
    bool day = has(c->day, tm->tm_mday);
    bool weekday = has(c->weekday, tm->tm_wday);
    return c->any_day || c->any_weekday ? day && weekday : day || weekday;
}

/* The next minute that fits behind `shown`, both as clocks show it. */
static bool next_shown(const struct cron *c, int64_t *shown)
{
    time_t t = (time_t)(*shown / SECOND);
    struct tm tm;
    gmtime_r(&t, &tm);
    tm.tm_sec = 0;
    tm.tm_min++;
    for (int last = tm.tm_year + YEARS; timegm(&tm) >= 0 && tm.tm_year <= last;) {
        if (!has(c->month, tm.tm_mon + 1)) {
            tm.tm_mon++;
            tm.tm_mday = 1;
            tm.tm_hour = tm.tm_min = 0;
        } else if (!is_day(c, &tm)) {
            tm.tm_mday++;
            tm.tm_hour = tm.tm_min = 0;
        } else if (!has(c->hour, tm.tm_hour)) {
            tm.tm_hour++;
            tm.tm_min = 0;
        } else if (!has(c->minute, tm.tm_min))
            tm.tm_min++;
        else {
            *shown = (int64_t)timegm(&tm) * SECOND;
            return true;
        }
    }
    return false;
}

/* The database's last day is left to zones and to what is added. */
#define LAST (CLOCK_LAST - 2 * 86400 * SECOND)

/* In the zone that is in use. */
static bool find(const struct cron *c, int64_t after, int64_t *next)
{
    struct tm there;
    if (c->once) {
        *next = zone_moment(c->once);
        return *next > after && *next < LAST;
    }
    zone_civil(after, &there);
    int64_t shown = (int64_t)timegm(&there) * SECOND;
    do {
        if (!next_shown(c, &shown))
            return false;
        *next = zone_moment(shown);
    } while (*next <= after); /* the second time that clocks show it, or what they skipped */
    return true;
}

bool cron_next(const struct cron *c, const char *zone, int64_t after, int64_t *next)
{
    const char *reader = zone_in_use();
    zone_use(zone);
    bool found = find(c, after, next);
    zone_use(reader);
    return found;
}
