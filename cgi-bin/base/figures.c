/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a language writes figures is a message like any other: a translator writes
 * "1,234.5" and "€1,234.50" as they are written there, and what stands between
 * the digits is taken from that. The build refuses a sample with other digits.
 */
#include "base/figures.h"
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "base/words.h"

/* A piece of a sample. */
struct mark {
    const char *s;
    int len;
};

static struct mark between(const char *sample, const char *left, const char *right)
{
    const char *from = strstr(sample, left);
    const char *to = from ? strstr(from + strlen(left), right) : NULL;
    return to ? (struct mark){ from + strlen(left), (int)(to - from) - (int)strlen(left) }
              : (struct mark){ "", 0 };
}

static uint64_t size_of(int64_t n)
{
    return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

static int put_grouped(char *buf, uint64_t n, struct mark group)
{
    char digits[24];
    int count = snprintf(digits, sizeof(digits), "%" PRIu64, n);
    char *p = buf;
    for (int i = 0; i < count; i++) {
        if (i && (count - i) % 3 == 0)
            p = mempcpy(p, group.s, (size_t)group.len);
        *p++ = digits[i];
    }
    *p = '\0';
    return (int)(p - buf);
}

static int put_fixed(char *buf, uint64_t n, int places, struct mark group, struct mark point)
{
    uint64_t one = 1;
    for (int i = 0; i < places; i++)
        one *= 10;
    int len = put_grouped(buf, n / one, group);
    if (places)
        len += snprintf(buf + len, (size_t)(FIGURE - len), "%.*s%0*" PRIu64, point.len, point.s,
                        places, n % one);
    return len;
}

int figure_decimal(char *buf, int64_t n, int places)
{
    const char *sample = tr("1,234.5");
    int minus = n < 0;
    buf[0] = '-';
    return minus + put_fixed(buf + minus, size_of(n), places, between(sample, "1", "234"),
                             between(sample, "234", "5"));
}

int figure_number(char *buf, int64_t n)
{
    return figure_decimal(buf, n, 0);
}

static int put_in(char *buf, const char *sentence, const char *number)
{
    return (int)words_fill(buf, FIGURE, tr(sentence), (struct words_value[]){ { "n", number } }, 1);
}

int figure_bytes(char *buf, int64_t bytes)
{
    static const char *const units[] = { T("{{n}} B"),  T("{{n}} KB"), T("{{n}} MB"), T("{{n}} GB"),
                                         T("{{n}} TB"), T("{{n}} PB"), T("{{n}} EB") };
    char number[FIGURE];
    uint64_t left = size_of(bytes);
    int unit = 0;
    while (left >> (unit * 10) >= 1024)
        unit++;
    uint64_t tenths = unit ? ((left >> (unit - 1) * 10) * 10 + 512) / 1024 : left * 10;
    int64_t n = bytes < 0 ? -(int64_t)tenths : (int64_t)tenths;
    figure_decimal(number, tenths % 10 ? n : n / 10, tenths % 10 ? 1 : 0);
    return put_in(buf, units[unit], number);
}

/* n in units of 10^-places euros. */
static int put_money(char *buf, bool minus, uint64_t n, int places)
{
    const char *sample = tr("€1,234.50");
    char number[FIGURE];
    put_fixed(number, n, places, between(sample, "1", "234"), between(sample, "234", "50"));
    return snprintf(buf, FIGURE, "%s%.*s%s%s", minus ? "-" : "", (int)strcspn(sample, "1"), sample,
                    number, strstr(sample, "50") + 2);
}

int figure_money(char *buf, int64_t millionths)
{
    uint64_t n = size_of(millionths);
    return put_money(buf, millionths < 0, n / 10000 + (n % 10000 >= 5000), 2);
}

int figure_price(char *buf, int64_t millionths)
{
    uint64_t n = size_of(millionths);
    int places = 6;
    for (; places > 2 && n % 10 == 0; places--)
        n /= 10;
    return put_money(buf, millionths < 0, n, places);
}

/* --- what was measured --- */

int figure_three(char *buf, int64_t thousandths)
{
    if (thousandths < 10000)
        return figure_decimal(buf, (thousandths + 5) / 10, 2);
    if (thousandths < 100000)
        return figure_decimal(buf, (thousandths + 50) / 100, 1);
    return figure_number(buf, (thousandths + 500) / 1000);
}

int figure_rate(char *buf, int64_t thousandths)
{
    char number[FIGURE];
    figure_three(number, thousandths);
    return put_in(buf, T("{{n}} /s"), number);
}

int figure_byte_rate(char *buf, int64_t bytes)
{
    static const char *const units[] = { T("{{n}} kB/s"), T("{{n}} MB/s"), T("{{n}} GB/s"),
                                         T("{{n}} TB/s") };
    char number[FIGURE];
    int64_t n = bytes; /* thousandths of the unit */
    size_t unit = 0;
    if (bytes < 1000) {
        figure_number(number, bytes);
        return put_in(buf, T("{{n}} B/s"), number);
    }
    for (; n >= 999500 && unit + 1 < countof(units); unit++)
        n /= 1000;
    figure_three(number, n);
    return put_in(buf, units[unit], number);
}

/* --- as it is typed --- */

int figure_typed_bytes(char *buf, int64_t bytes)
{
    static const char *const units[] = { "", " KB", " MB", " GB", " TB", " PB" };
    size_t unit = 0;
    while (bytes && unit + 1 < countof(units) && !(bytes % 1024)) {
        bytes /= 1024;
        unit++;
    }
    return snprintf(buf, FIGURE, "%" PRId64 "%s", bytes, units[unit]);
}

/* At least two decimals, more where they are not nought. */
int figure_typed_money(char *buf, int64_t millionths)
{
    uint64_t n = size_of(millionths);
    int len = snprintf(buf, FIGURE, "%s%" PRIu64 ".%06" PRIu64, millionths < 0 ? "-" : "",
                       n / 1000000, n % 1000000);
    for (int more = 4; more && buf[len - 1] == '0'; more--)
        buf[--len] = '\0';
    return len;
}

char *figure_words(struct arena *a, int (*put)(char *buf, int64_t n), int64_t n)
{
    char buf[FIGURE];
    put(buf, n);
    return arena_strdup(a, buf);
}
