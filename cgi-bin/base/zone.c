/* SPDX-License-Identifier: Apache-2.0 */
/*
 * glibc knows one zone at a time, named by TZ. A name that tzset() does not find
 * is silently UTC, and one with a slash before it is a file: so only names of
 * the list reach it.
 */
#include "base/zone.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/attr.h"
#include "base/clock.h"

#define LIST_FILE "/usr/share/zoneinfo/zone.tab"
enum { ZONES_MAX = 1000, NAMES_MAX = 32 * 1024, NAME_MAX_LEN = 64 };

static const char *zones[ZONES_MAX];
static size_t zone_count;
static char names[NAMES_MAX];
static size_t names_len;
static const char *in_use; /* NULL: UTC */

static void add(const char *name, size_t len)
{
    if (zone_count == ZONES_MAX || !len || len > NAME_MAX_LEN || names_len + len + 1 > NAMES_MAX)
        return;
    zones[zone_count++] = memcpy(names + names_len, name, len);
    names_len += len + 1;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "DE\t+5230+01322\tEurope/Berlin\tmost of Germany" */
static void read_list(void)
{
    char line[512];
    FILE *f = fopen(LIST_FILE, "re");
    add("UTC", 3);
    while (f && fgets(line, sizeof(line), f)) {
        const char *p = line[0] == '#' ? NULL : strchr(line, '\t');
        p = p ? strchr(p + 1, '\t') : NULL;
        if (p)
            add(p + 1, strcspn(p + 1, "\t\n"));
    }
    if (f)
        fclose(f);
    qsort(zones, zone_count, sizeof(zones[0]), compare_names);
}

const char *const *zone_names(size_t *count)
{
    if (!zone_count)
        read_list();
    *count = zone_count;
    return zones;
}

static const char *find_zone(const char *name)
{
    size_t count = 0;
    const char *const *all = zone_names(&count);
    const char *const *found = bsearch(&name, all, count, sizeof(*all), compare_names);
    return found ? *found : NULL;
}

void zone_use(const char *name)
{
    const char *zone = name && strcmp(name, "UTC") ? find_zone(name) : NULL;
    if (zone && zone != in_use) {
        setenv("TZ", zone, 1);
        tzset();
    }
    in_use = zone;
}

const char *zone_in_use(void)
{
    return in_use ? in_use : "UTC";
}

void zone_civil(int64_t moment, struct tm *out)
{
    /* rounded down, before 1970 too */
    time_t t = (time_t)(moment / 1000000 - (moment % 1000000 < 0));
    if (in_use)
        localtime_r(&t, out);
    else
        gmtime_r(&t, out);
    if (!in_use)
        out->tm_zone = "UTC";
}

const char *check_time_zone(const char *value)
{
    return find_zone(value) ? NULL : T("There is no such time zone.");
}

enum { SECOND = 1000000 };
#define DAY (INT64_C(86400) * SECOND)

/* What clocks there are ahead of UTC at a moment. */
static int64_t ahead(int64_t moment)
{
    struct tm there;
    zone_civil(moment, &there);
    return ((int64_t)timegm(&there) - (moment / SECOND - (moment % SECOND < 0))) * SECOND;
}

int64_t zone_moment(int64_t shown)
{
    int64_t before = ahead(shown - DAY);
    int64_t after = ahead(shown + DAY);
    int64_t early = shown - (before > after ? before : after);
    int64_t late = shown - (before > after ? after : before);
    if (ahead(early) == shown - early)
        return early;
    if (ahead(late) == shown - late)
        return late;
    early -= early % SECOND;
    late -= late % SECOND;
    while (late - early > SECOND) { /* clocks were put forward between the two */
        int64_t mid = early + (late - early) / (2 * SECOND) * SECOND;
        if (ahead(mid) == before)
            early = mid;
        else
            late = mid;
    }
    return late;
}

static bool digits(const char **s, int count, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++, (*s)++) {
        if (**s < '0' || **s > '9')
            return false;
        *out = *out * 10 + (**s - '0');
    }
    return true;
}

static bool past(const char **s, const char *one_of)
{
    bool there = **s && strchr(one_of, **s);
    *s += there;
    return there;
}

bool zone_read(const char *typed, int64_t *begin, int64_t *end)
{
    static const int64_t second_us = 1000000;
    const char *s = typed;
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int64_t shown = 0;
    int64_t lasts = 86400 * second_us;
    if (!digits(&s, 4, &year) || !past(&s, "-") || !digits(&s, 2, &month) || !past(&s, "-") ||
        !digits(&s, 2, &day))
        return false;
    if (*s) {
        lasts = 60 * second_us;
        if (!past(&s, "T ") || !digits(&s, 2, &hour) || !past(&s, ":") || !digits(&s, 2, &minute))
            return false;
    }
    if (*s) {
        lasts = second_us;
        if (!past(&s, ":") || !digits(&s, 2, &second) || second > 59)
            return false;
    }
    if (*s || !clock_from_civil(year, month, day, hour, minute, &shown))
        return false;
    shown += second * second_us;
    *begin = zone_moment(shown);
    /* a day has 23 hours where clocks are put forward in it */
    *end = lasts > 60 * second_us ? zone_moment(shown + lasts) : *begin + lasts;
    return *begin >= 0;
}
