/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When something is to be done: as cron says it, or once at a date.
 *
 *   0 8 * * mon-fri      minute, hour, day of the month, month, day of the week
 *   0,30 9-17/2 1 jan *  lists, ranges, steps, names of months and days
 *   2026-12-24 18:00     once
 *
 * Where both days are restricted, either is enough, as in cron: a field that begins with * does
 * not restrict. Times are those that the clocks of a zone show. What falls into an hour that they
 * skip is due right after it, once; an hour that they show twice counts the first time alone.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { CRON_MAX = 200 };

struct cron {
    uint64_t minute; /* a bit a value, here and below */
    uint64_t hour;
    uint64_t day;
    uint64_t month;
    uint64_t weekday;
    bool any_day;
    bool any_weekday;
    int64_t once; /* what clocks show then (zone_moment()); 0: by the fields */
};

/* NULL: *out is filled; else the sentence that says what is wrong. */
const char *cron_parse(const char *text, struct cron *out);
/* A check_fn. */
const char *check_cron(const char *value);
/* The first moment after `after`; false: there is none, or none within nine years. */
bool cron_next(const struct cron *, const char *zone, int64_t after, int64_t *next);
