/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows are made from tasks, hour by hour, and days from the hours' sketches, so that a day costs 24
 * rows and not its tasks. summed_until only moves on when an hour is over and what ended in it is
 * surely committed; until then the hour is made anew. The sweep of tasks stays behind it.
 */
#include "store/task_stat.h"
#include <stdlib.h>
#include "base/clock.h"
#include "base/sketch.h"

#define HOUR INT64_C(3600)
#define DAY INT64_C(86400)
#define SECOND INT64_C(1000000)
enum { SETTLES_AFTER = 300, KIND_DAYS = 30, HOUR_DAYS = 35, DAY_DAYS = 731 };

#define PERCENTILE(its_name, member)                                                               \
    {                                                                                              \
        .name = its_name, .type = FIELD_I64, .off = offsetof(struct task_stat, member)             \
    }
static const struct field row_view[] = {
    TEXT(struct task_stat, kind),
    I64(struct task_stat, at),
    I64(struct task_stat, done),
    I64(struct task_stat, failed),
    I64(struct task_stat, cancelled),
    PERCENTILE("took_p50", took.p50),
    PERCENTILE("took_p95", took.p95),
    PERCENTILE("took_p99", took.p99),
    PERCENTILE("waited_p50", waited.p50),
    PERCENTILE("waited_p95", waited.p95),
    PERCENTILE("waited_p99", waited.p99),
    TEXT(struct task_stat, took_sketch),
    TEXT(struct task_stat, waited_sketch),
    TIME(struct task_stat, made_at),
    FIELDS_END,
};
#define ROW ROWS(struct task_stat, row_view)

struct ended {
    int64_t state;
    int64_t took;
    int64_t waited;
    int64_t ended_at;
};
static const struct field ended_view[] = {
    I64(struct ended, state),  I64(struct ended, took),
    I64(struct ended, waited), TIME(struct ended, ended_at),
    FIELDS_END,
};

#define KNOWN(column) "COALESCE(" #column ", -1) AS " #column
#define FIGURES                                                                                    \
    "done, failed, cancelled, " KNOWN(took_p50) ", " KNOWN(took_p95) ", " KNOWN(took_p99) ", "     \
    KNOWN(waited_p50) ", " KNOWN(waited_p95) ", " KNOWN(waited_p99)
#define STORED "done, failed, cancelled, took_p50, took_p95, took_p99, waited_p50, waited_p95, "   \
               "waited_p99"
#define VALUES_OF_STORED                                                                           \
    "?, ?, ?, NULLIF(?, -1), NULLIF(?, -1), NULLIF(?, -1), NULLIF(?, -1), NULLIF(?, -1), "         \
    "NULLIF(?, -1)"

QUERY(rows, DB_ADMIN_READER | DB_TASKD,
      "SELECT at, " FIGURES ", took AS took_sketch, waited AS waited_sketch FROM task_stat "
      "WHERE kind = ? AND level = ? AND at >= ? AND at < ? ORDER BY at",
      ROW);
QUERY(kinds_all, DB_ADMIN_READER,
      "SELECT kind, made_at, " FIGURES " FROM kind_stat ORDER BY kind", ROW);
QUERY(kind_one, DB_ADMIN_READER,
      "SELECT kind, made_at, " FIGURES " FROM kind_stat WHERE kind = ?", ROW);
QUERY(summed_until, DB_TASKD, "SELECT summed_until AS n FROM kind_stat WHERE kind = ?", NUMBER_ROW);
QUERY(first, DB_TASKD,
      "SELECT MIN(ended_at) AS ended_at FROM task WHERE kind = ? AND ended_at >= ?",
      ROWS(struct ended, ended_view));
QUERY(ended_tasks, DB_TASKD,
      "SELECT state, COALESCE(took, -1) AS took, COALESCE(waited, -1) AS waited FROM task "
      "WHERE kind = ? AND ended_at >= ? AND ended_at < ?",
      ROWS(struct ended, ended_view));
QUERY(put, DB_TASKD,
      "REPLACE INTO task_stat (kind, level, at, " STORED ", took, waited) VALUES (?, ?, ?, "
      VALUES_OF_STORED ", ?, ?)");
QUERY(put_kind, DB_TASKD,
      "REPLACE INTO kind_stat (kind, summed_until, " STORED ") VALUES (?, ?, " VALUES_OF_STORED
      ")");
QUERY(sweep, DB_TASKD, "DELETE FROM task_stat WHERE level = ? AND at < ? LIMIT 10000");

/* --- reading --- */

struct task_stat task_stat_none(const char *kind)
{
    return (struct task_stat){ .kind = kind, .took = { -1, -1, -1 }, .waited = { -1, -1, -1 } };
}

enum fault_code task_stat_list_any(const struct db *db, const char *kind,
                                   enum task_stat_level level, int64_t from, struct list *out)
{
    return db_all(db, &rows, out, ARGS(ARG(kind), arg_i64(level), ARG(from), arg_i64(INT64_MAX)));
}

enum fault_code task_stat_kinds_any(const struct db *db, struct list *out)
{
    return db_all(db, &kinds_all, out, NO_ARGS);
}

enum fault_code task_stat_kind_any(const struct db *db, const char *kind, struct task_stat *out)
{
    enum fault_code rc = db_one(db, &kind_one, out, ARGS(ARG(kind)));
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    *out = task_stat_none(kind);
    return FAULT_OK;
}

/* --- summing up --- */

static struct percentiles percentiles_of(const struct sketch *s)
{
    return (struct percentiles){ sketch_percentile(s, 50), sketch_percentile(s, 95),
                                 sketch_percentile(s, 99) };
}

struct task_stat task_stat_sum(struct arena *a, const struct task_stat *row, int64_t count)
{
    struct sketch *took = arena_alloc(a, sizeof(*took));
    struct sketch *waited = arena_alloc(a, sizeof(*waited));
    struct task_stat sum = { .kind = "" };
    for (int64_t i = 0; i < count; i++) {
        sum.done += row[i].done;
        sum.failed += row[i].failed;
        sum.cancelled += row[i].cancelled;
        sketch_add_text(took, row[i].took_sketch);
        sketch_add_text(waited, row[i].waited_sketch);
    }
    sum.took = percentiles_of(took);
    sum.waited = percentiles_of(waited);
    sum.took_sketch = sketch_text(a, took);
    sum.waited_sketch = sketch_text(a, waited);
    return sum;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Sorts them. */
static void measure(struct arena *a, int64_t *values, size_t count, struct percentiles *out,
                    const char **text)
{
    struct sketch *s = arena_alloc(a, sizeof(*s));
    qsort(values, count, sizeof(*values), by_number);
    for (size_t i = 0; i < count; i++)
        sketch_add(s, values[i]);
    *out = (struct percentiles){ exact_percentile(values, count, 50),
                                 exact_percentile(values, count, 95),
                                 exact_percentile(values, count, 99) };
    *text = sketch_text(a, s);
}

/* A clock that was set back makes a duration of less than nothing: it is left out. */
static struct task_stat hour_of(struct arena *a, const struct list *tasks)
{
    const struct ended *t = tasks->rows;
    int64_t *took = arena_array(a, (size_t)tasks->count + 1, sizeof(*took));
    int64_t *waited = arena_array(a, (size_t)tasks->count + 1, sizeof(*waited));
    size_t tooks = 0;
    size_t waits = 0;
    struct task_stat s = { .kind = "" };
    for (int64_t i = 0; i < tasks->count; i++) {
        s.done += t[i].state == TASK_DONE;
        s.failed += t[i].state == TASK_FAILED;
        s.cancelled += t[i].state == TASK_CANCELLED;
        if (t[i].state == TASK_DONE && t[i].took >= 0)
            took[tooks++] = t[i].took;
        if (t[i].waited >= 0)
            waited[waits++] = t[i].waited;
    }
    measure(a, took, tooks, &s.took, &s.took_sketch);
    measure(a, waited, waits, &s.waited, &s.waited_sketch);
    return s;
}

#define FIGURE_ARGS(s)                                                                             \
    ARG((s)->done), ARG((s)->failed), ARG((s)->cancelled), ARG((s)->took.p50),                     \
        ARG((s)->took.p95), ARG((s)->took.p99), ARG((s)->waited.p50), ARG((s)->waited.p95),        \
        ARG((s)->waited.p99)

static enum fault_code put_row(struct db *db, const char *kind, enum task_stat_level level,
                               int64_t at, const struct task_stat *s)
{
    return db_exec(db, &put, NULL, NULL,
                   ARGS(ARG(kind), arg_i64(level), ARG(at), FIGURE_ARGS(s), ARG(s->took_sketch),
                        ARG(s->waited_sketch)));
}

/* All of a level in [from, until). */
static enum fault_code sum_of(const struct db *db, const char *kind, enum task_stat_level level,
                              int64_t from, int64_t until, struct task_stat *out)
{
    struct list found;
    enum fault_code rc =
        db_all(db, &rows, &found, ARGS(ARG(kind), arg_i64(level), ARG(from), ARG(until)));
    if (!rc)
        *out = task_stat_sum(db->arena, found.rows, found.count);
    return rc;
}

struct rolling {
    const char *kind;
    int64_t hour;
};

static enum fault_code roll_tx(struct db *db, void *ctx)
{
    const struct rolling *r = ctx;
    struct list tasks;
    struct task_stat sum;
    int64_t day = r->hour - r->hour % DAY;
    enum fault_code rc = db_all(db, &ended_tasks, &tasks,
                                ARGS(ARG(r->kind), arg_text(clock_sql(db->arena, r->hour * SECOND)),
                                     arg_text(clock_sql(db->arena, (r->hour + HOUR) * SECOND))));
    if (rc)
        return rc;
    sum = hour_of(db->arena, &tasks);
    rc = put_row(db, r->kind, STAT_HOUR, r->hour, &sum);
    if (!rc)
        rc = sum_of(db, r->kind, STAT_HOUR, day, day + DAY, &sum);
    return rc ? rc : put_row(db, r->kind, STAT_DAY, day, &sum);
}

enum fault_code task_stat_from(const struct db *db, const char *kind, int64_t *at)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &summed_until, &found, ARGS(ARG(kind)));
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        rc = FAULT_OK;
    }
    *at = found.n;
    return rc;
}

enum fault_code task_stat_roll(struct db *db, const char *kind, int64_t now, int64_t *at,
                               bool *more)
{
    struct ended oldest = { 0 };
    enum fault_code rc =
        db_one(db, &first, &oldest, ARGS(ARG(kind), arg_text(clock_sql(db->arena, *at * SECOND))));
    int64_t when = oldest.ended_at / SECOND;
    *more = !rc && when && when <= now;
    if (!*more)
        return rc;
    struct rolling r = { kind, when - when % HOUR };
    *at = r.hour + HOUR;
    return db_tx(db, roll_tx, NULL, &r);
}

enum fault_code task_stat_roll_kind(struct db *db, const char *kind, int64_t now)
{
    struct task_stat sum;
    int64_t today = now - now % DAY;
    int64_t settled = now - SETTLES_AFTER;
    enum fault_code rc =
        sum_of(db, kind, STAT_DAY, today - (KIND_DAYS - 1) * DAY, today + DAY, &sum);
    return rc ? rc
              : db_exec(db, &put_kind, NULL, NULL,
                        ARGS(ARG(kind), arg_i64(settled - settled % HOUR), FIGURE_ARGS(&sum)));
}

enum fault_code task_stat_sweep(struct db *db, int64_t now, int64_t *gone)
{
    int64_t hours = 0;
    int64_t days = 0;
    enum fault_code rc =
        db_exec(db, &sweep, &hours, NULL, ARGS(arg_i64(STAT_HOUR), arg_i64(now - HOUR_DAYS * DAY)));
    if (!rc)
        rc = db_exec(db, &sweep, &days, NULL,
                     ARGS(arg_i64(STAT_DAY), arg_i64(now - DAY_DAYS * DAY)));
    *gone = hours + days;
    return rc;
}
