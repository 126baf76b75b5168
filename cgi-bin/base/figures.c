/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a language writes figures is a message like any other: a translator writes
 * "1,234.5" and "€1,234.50" as they are written there, and what stands between
 * the digits is taken from that. The build refuses a sample with other digits.
 */
#include "base/figures.h"
#include <inttypes.h>
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
    return (int)words_fill(buf, FIGURE, tr(units[unit]), (struct words_value[]){ { "n", number } },
                           1);
}

int figure_money(char *buf, int64_t millionths)
{
    const char *sample = tr("€1,234.50");
    char number[FIGURE];
    uint64_t n = size_of(millionths);
    uint64_t cents = n / 10000 + (n % 10000 >= 5000);
    put_fixed(number, cents, 2, between(sample, "1", "234"), between(sample, "234", "50"));
    return snprintf(buf, FIGURE, "%s%.*s%s%s", millionths < 0 ? "-" : "", (int)strcspn(sample, "1"),
                    sample, number, strstr(sample, "50") + 2);
}
