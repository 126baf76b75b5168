/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader's time zone, by the system's tzdata. As with words_use(), a program
 * has one reader at a time; without one, times are UTC.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* "Europe/Berlin"; NULL, or one that is not in the list: UTC. */
void zone_use(const char *name);
const char *zone_in_use(void);
/* The civil time of a moment (base/clock.h) there; tm_zone is its short name, such as "CET". */
void zone_civil(int64_t moment, struct tm *out);
/* The moment at which clocks there show what clocks in UTC show at `shown`: of an hour that they
 * show twice, the first; of one that they skip, the moment right after it. */
int64_t zone_moment(int64_t shown);
/* What people type: "2026-01-01", "2026-01-01T14:30", "2026-01-01 14:30:05". The moments at which
 * the day, minute or second that is named begins and is over there; false: it is none. */
bool zone_read(const char *typed, int64_t *begin, int64_t *end);

/* Their names, sorted; "UTC" is among them. */
const char *const *zone_names(size_t *count);
/* A check_fn: is it one of them? */
const char *check_time_zone(const char *value);
