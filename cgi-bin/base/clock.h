/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times. A moment is microseconds since 1970 in UTC (the database's DATETIME(6));
 * 0 means "not yet" (NULL in a row). Durations use the monotonic clock.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"

int64_t clock_now(void);       /* moment, microseconds */
int64_t clock_monotonic(void); /* microseconds, survives a change of the wall clock */
void clock_sleep_ms(int ms);

/* "2026-11-23T21:30:05+00:00", as the JSON has it. */
char *clock_iso(struct arena *a, int64_t moment);
/* "2026-11-23 21:30:05.123456", as the database reads it; up to CLOCK_LAST, the end of 9999. */
#define CLOCK_LAST (INT64_C(253402300799) * 1000000)
char *clock_sql(struct arena *a, int64_t moment);
/* The moment of a date and a time of day in UTC; false if there is no such day. */
bool clock_from_civil(int year, int month, int day, int hour, int minute, int64_t *out);
/* For the reader, in his language and zone: "23 Nov 21:30" and "23 Nov", with their year where that
 * is not this one; "21:30"; "21:30:05.12"; "21:30:05 CET", of now; "1.8 s", "4 min". */
char *clock_words(struct arena *a, int64_t moment);
char *clock_day_words(struct arena *a, int64_t moment);
char *clock_hour_words(struct arena *a, int64_t moment);
char *clock_seconds_words(struct arena *a, int64_t moment);
char *clock_now_words(struct arena *a);
char *clock_took(struct arena *a, int64_t microseconds);
/* The same where some are very short: "4 ms" of less than a tenth of a second. */
char *clock_brief(struct arena *a, int64_t microseconds);
