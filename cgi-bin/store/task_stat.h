/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a kind's ended tasks were like, by the hour and by the day (UTC) in which they ended. An
 * hour's percentiles are exact; what is made of several hours is made of their sketches, added up
 * (base/sketch.h). `took` is of those that went well, since one that fails at once or at its limit
 * says nothing of how long the work is; `waited` of all that began.
 */
#pragma once
#include "store/task.h"

enum task_stat_level { STAT_HOUR, STAT_DAY };

struct percentiles { /* microseconds; -1: nothing of the sort ended */
    int64_t p50;
    int64_t p95;
    int64_t p99;
};
struct task_stat {
    const char *kind; /* of kind_stat alone */
    int64_t at;       /* seconds since 1970, its beginning */
    int64_t done;
    int64_t failed;
    int64_t cancelled;
    struct percentiles took;
    struct percentiles waited;
    const char *took_sketch; /* not of kind_stat */
    const char *waited_sketch;
    int64_t made_at; /* of kind_stat alone; 0: it has no row */
};

/* As of a stretch in which nothing ended. */
struct task_stat task_stat_none(const char *kind);
/* Rows of a level from `from` on, in order; those of empty stretches are not there. */
enum fault_code task_stat_list_any(const struct db *, const char *kind, enum task_stat_level,
                                   int64_t from, struct list *) MUST_CHECK;
/* Several in one, of which only `at` is left to say. */
struct task_stat task_stat_sum(struct arena *, const struct task_stat *rows, int64_t count);
/* Of the last 30 days: all kinds that had a task; one, empty if it had none. */
enum fault_code task_stat_kinds_any(const struct db *, struct list *) MUST_CHECK;
enum fault_code task_stat_kind_any(const struct db *, const char *kind,
                                   struct task_stat *) MUST_CHECK;

/* --- for task_roll; `now` in seconds, by the database's clock --- */

/* From when on a kind's tasks are to be summed up, seconds since 1970. */
enum fault_code task_stat_from(const struct db *, const char *kind, int64_t *at) MUST_CHECK;
/*
 * Sums up the first hour from *at on in which a task ended, and its day; *at is the hour behind it.
 * *more false: there was none until now. Rows that are there are made anew.
 */
enum fault_code task_stat_roll(struct db *, const char *kind, int64_t now, int64_t *at,
                               bool *more) MUST_CHECK;
/* Then the kind's last 30 days, and where the next time begins: at the hour that may still grow. */
enum fault_code task_stat_roll_kind(struct db *, const char *kind, int64_t now) MUST_CHECK;
/* Rows past their time: hours after 35 days, days after two years. */
enum fault_code task_stat_sweep(struct db *, int64_t now, int64_t *gone) MUST_CHECK;
