/* SPDX-License-Identifier: Apache-2.0 */
/* What is left of ended tasks: figures, and rows for as long as their kind keeps them. */
#include "base/clock.h"
#include "store/kind_setting.h"
#include "store/signin.h"
#include "store/task_stat.h"
#include "store/task_sweep.h"
#include "store/traffic.h"
#include "store/usage.h"
#include "task/steps.h"

enum { SWEEP_MOST_US = 15 * 60 * 1000000 }; /* the rest an hour later */

static enum fault_code seconds_now(const struct db *db, int64_t *now)
{
    enum fault_code rc = queue_clock(db, now);
    *now /= 1000000;
    return rc;
}

/* --- task_roll --- */

static enum fault_code roll_kind(struct job *j, const char *kind, int64_t now, struct arena *hour)
{
    bool more = true;
    int64_t at = 0;
    enum fault_code rc = task_stat_from(j->db, kind, &at);
    while (!rc && more) {
        rc = job_mine(j);
        if (!rc)
            rc = task_stat_roll(j->db, kind, now, &at, &more);
        arena_reset(hour);
    }
    return rc ? rc : task_stat_roll_kind(j->db, kind, now);
}

/* An hour may have very many tasks: it has an arena of its own. */
static enum fault_code roll_apply(struct job *j)
{
    OWNED(arena_drop) struct arena *hour = arena_new();
    int64_t now = 0;
    enum fault_code rc = seconds_now(j->db, &now);
    db_use(j->db, hour, j->fault);
    for (const struct kind *k = kinds; !rc && k->name; k++)
        rc = roll_kind(j, k->name, now, hour);
    db_use(j->db, j->arena, j->fault);
    return rc;
}

/* --- task_sweep --- */

static enum fault_code keep_days_of(const struct db *db, const struct kind *k, int64_t *days)
{
    struct kind_setting own;
    enum fault_code rc = kind_setting_load(db, k->name, &own);
    *days = own.keep_days ? own.keep_days : k->keep_days;
    return rc;
}

static enum fault_code sweep_kind(struct job *j, const struct kind *k, int64_t until)
{
    struct task_sweep s = { .kind = k->name, .more = true };
    enum fault_code rc = keep_days_of(j->db, k, &s.keep_days);
    while (!rc && s.more && clock_monotonic() < until) {
        rc = job_mine(j);
        if (!rc)
            rc = task_sweep(j->db, &s);
    }
    if (s.gone)
        job_log(j, TASK_INFO, T("%s: %lld deleted, %lld kept as others need them"), k->name,
                (long long)s.gone, (long long)s.kept);
    return rc;
}

static enum fault_code sweep_tasks(struct job *j)
{
    int64_t until = clock_monotonic() + SWEEP_MOST_US;
    enum fault_code rc = FAULT_OK;
    for (const struct kind *k = kinds; !rc && k->name; k++)
        rc = sweep_kind(j, k, until);
    return rc;
}

static enum fault_code sweep_signins(struct job *j)
{
    int64_t gone = 1;
    enum fault_code rc = FAULT_OK;
    while (!rc && gone) {
        rc = job_mine(j);
        if (!rc)
            rc = signin_sweep(j->db, &gone);
    }
    return rc;
}

static enum fault_code sweep_figures(struct job *j)
{
    int64_t now = 0;
    int64_t gone = 1;
    enum fault_code rc = seconds_now(j->db, &now);
    while (!rc && gone) {
        rc = job_mine(j);
        if (!rc)
            rc = task_stat_sweep(j->db, now, &gone);
    }
    return rc;
}

const struct job_kind job_task_roll = {
    .kind = "task_roll",
    .steps = { { "hours", roll_apply, NULL } },
    .settle = job_settle_nothing,
};

const struct job_kind job_task_sweep = {
    .kind = "task_sweep",
    .steps = { { "tasks", sweep_tasks, NULL },
               { "signins", sweep_signins, NULL },
               { "figures", sweep_figures, NULL } },
    .settle = job_settle_nothing,
};

/* --- usage_day --- */

/* Before the hours: these days reach from before the last that was counted. */
static enum fault_code sum_traffic(struct job *j)
{
    enum fault_code rc = job_mine(j);
    if (!rc)
        rc = traffic_sum(j->db);
    return rc ? rc : traffic_tell(j->db);
}

static enum fault_code count_usage(struct job *j)
{
    bool more = true;
    enum fault_code rc = usage_mend_lives(j->db);
    while (!rc && more) {
        rc = job_mine(j);
        if (!rc)
            rc = usage_count(j->db, &more);
    }
    return rc;
}

static enum fault_code sweep_usage(struct job *j)
{
    int64_t gone = 1;
    enum fault_code rc = FAULT_OK;
    while (!rc && gone) {
        rc = job_mine(j);
        if (!rc)
            rc = usage_sweep(j->db, &gone);
    }
    gone = 1;
    while (!rc && gone) {
        rc = job_mine(j);
        if (!rc)
            rc = traffic_sweep(j->db, &gone);
    }
    return rc;
}

const struct job_kind job_usage_day = {
    .kind = "usage_day",
    .steps = { { "traffic", sum_traffic, NULL },
               { "hour", count_usage, NULL },
               { "sweep", sweep_usage, NULL } },
    .settle = job_settle_nothing,
};
