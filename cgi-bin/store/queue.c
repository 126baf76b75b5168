/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lock order is: the task's row, then resources in name order. Candidates
 * are read without locks and claimed one by one by primary key, so that an old
 * snapshot elsewhere costs the queue nothing.
 */
#include "store/queue.h"
#include <jansson.h>
#include "base/checks.h"
#include "store/number.h"

enum { PAUSE_MOST = 60 };
/*
 * An end wakes at most so many: of those that share a resource, each of which wakes as many more
 * when it ends; of those that want it alone, one of which gets it. Of these so many are looked at,
 * since one that was woken and not claimed yet wants it still.
 */
enum { SHARING_WOKEN = 64, ALONE_WOKEN = 16, ALONE_SEEN = 64 };

static const struct field row_view[] = {
    I64(struct queue_row, id),      I64(struct queue_row, account_id),
    I64(struct queue_row, node_id), I64(struct queue_row, storage_id),
    BOOL(struct queue_row, heavy),  BOOL(struct queue_row, free),
    I64(struct queue_row, count),   FIELDS_END,
};
#define ROW ROWS(struct queue_row, row_view)
static const struct field id_view[] = { I64(struct queue_row, id), FIELDS_END };
#define ID ROWS(struct queue_row, id_view)

static const struct field claim_view[] = {
    I64(struct queue_claim, id),      I64(struct queue_claim, fence),
    I64(struct queue_claim, step_no), BOOL(struct queue_claim, cancel),
    BOOL(struct queue_claim, late),   FIELDS_END,
};

struct wish_row {
    const char *resource;
};
static const struct field wish_view[] = { TEXT(struct wish_row, resource), FIELDS_END };

/* Lists with commas between. */
struct held {
    bool everything;
    const char *kinds;
    const char *nodes;
};
static const struct field held_view[] = {
    BOOL(struct held, everything),
    TEXT(struct held, kinds),
    TEXT(struct held, nodes),
    FIELDS_END,
};

struct clock_row {
    int64_t now;
};
static const struct field clock_view[] = { TIME(struct clock_row, now), FIELDS_END };
QUERY(clock_is, DB_TASKD, "SELECT NOW(6) AS now", ROWS(struct clock_row, clock_view));

#define CANDIDATE                                                                                  \
    "SELECT id, account_id, COALESCE(node_id, 0) AS node_id, COALESCE(storage_id, 0) AS "          \
    "storage_id, heavy, "
/*
 * CLK: a database's clock that went back leaves times ahead that nobody meant. A task that was
 * given no time is due; a pause between tries is a minute at most; a lease that is renewed lies
 * never further ahead than one.
 */
#define DUE                                                                                        \
    "(run_at <= NOW(6) OR run_at = queued_at OR "                                                  \
    "(tries > 0 AND run_at > NOW(6) + INTERVAL 2 MINUTE))"
#define LATE "(lease_until < NOW(6) OR lease_until > NOW(6) + INTERVAL 2 * ? SECOND)"
#define EIGHT "?, ?, ?, ?, ?, ?, ?, ?"
#define FULL                                                                                       \
    "(" EIGHT ", " EIGHT ", " EIGHT ", " EIGHT ", " EIGHT ", " EIGHT ", " EIGHT ", " EIGHT ")"
_Static_assert(QUEUE_FULL == 64, "eight times eight");
/* What has begun goes on although it is held. */
QUERY(queued, DB_TASKD,
      CANDIDATE
      "FALSE AS free, 0 AS count FROM task FORCE INDEX (by_claim) WHERE state = 0 AND " DUE " AND "
      "NOT cancel AND account_id NOT IN " FULL
      " AND NOT (heavy AND (? OR COALESCE(node_id, -1) IN " FULL
      " OR COALESCE(storage_id, -1) IN " FULL ")) AND (tries > 0 OR NOT (? OR "
      "FIND_IN_SET(kind, ?) OR FIND_IN_SET(COALESCE(node_id, 0), ?))) "
      "ORDER BY prio, run_at, id LIMIT 64",
      ROW);
/* What is held wants nothing meanwhile: its intent would hold up those behind it that can run. */
QUERY(unwant, DB_TASKD,
      "UPDATE task_lock JOIN task ON task.id = task_lock.task_id SET intent = FALSE "
      "WHERE intent AND state < 2 AND tries = 0 AND EXISTS (SELECT 1 FROM task_hold WHERE "
      "what IN ('all', CONCAT('kind:', kind), CONCAT('node:', COALESCE(node_id, 0))))");
QUERY(holds, DB_TASKD,
      "SELECT COALESCE(MAX(what = 'all'), FALSE) AS everything, "
      "COALESCE(GROUP_CONCAT(IF(what LIKE 'kind:%', SUBSTR(what, 6), NULL)), '') AS kinds, "
      "COALESCE(GROUP_CONCAT(IF(what LIKE 'node:%', SUBSTR(what, 6), NULL)), '') AS nodes "
      "FROM task_hold",
      ROWS(struct held, held_view));
QUERY(late, DB_TASKD,
      CANDIDATE "TRUE AS free, 0 AS count FROM task WHERE state = 2 AND " LATE " "
                "ORDER BY lease_until LIMIT 64",
      ROW);
QUERY(cancelled, DB_TASKD,
      CANDIDATE "TRUE AS free, 0 AS count FROM task WHERE cancel AND (state = 0 OR "
                "(state = 1 AND step_no = 0)) ORDER BY state, id LIMIT 64",
      ROW);
QUERY(running, DB_TASKD,
      "SELECT 0 AS id, account_id, COALESCE(node_id, 0) AS node_id, COALESCE(storage_id, 0) AS "
      "storage_id, heavy, FALSE AS free, COUNT(*) AS count FROM task WHERE state = 2 "
      "GROUP BY account_id, node_id, storage_id, heavy",
      ROW);
/* One that is only to be ended needs neither its time nor those it waits for. */
QUERY(lock_task, DB_TASKD,
      "SELECT id, fence, step_no, cancel, state = 2 AS late FROM task WHERE id = ? AND "
      "((state = 0 AND (" DUE " OR cancel)) OR (state = 1 AND cancel "
      "AND step_no = 0) "
      "OR (state = 2 AND " LATE ")) FOR UPDATE SKIP LOCKED",
      ROWS(struct queue_claim, claim_view));
QUERY(lock_resources, DB_TASKD,
      "SELECT resource.name AS resource FROM resource "
      "JOIN task_lock ON task_lock.resource = resource.name WHERE task_lock.task_id = ? "
      "ORDER BY resource.name FOR UPDATE",
      ROWS(struct wish_row, wish_view));
/* Held by another in a way that excludes it, or shared behind an older intent. */
#define REFUSES                                                                                    \
    "other.resource = mine.resource AND other.task_id <> mine.task_id AND "                        \
    "((other.granted AND (mine.exclusive OR other.exclusive)) OR "                                 \
    "(other.intent AND other.exclusive AND NOT mine.exclusive AND NOT mine.granted "               \
    "AND other.task_id < mine.task_id))"
QUERY(refused, DB_TASKD,
      "SELECT mine.resource FROM task_lock AS mine WHERE mine.task_id = ? AND EXISTS "
      "(SELECT 1 FROM task_lock AS other WHERE " REFUSES ") ORDER BY mine.resource LIMIT 1",
      ROWS(struct wish_row, wish_view));
#define LEASED                                                                                     \
    "state = 2, fence = fence + 1, keeper = ?, tries = tries + 1, "                                \
    "started_at = COALESCE(started_at, NOW(6)), lease_until = NOW(6) + INTERVAL ? SECOND"
/* All or none, and with them the lease: nothing is changed where one is refused. */
QUERY(grant, DB_TASKD,
      "UPDATE task JOIN task_lock ON task_lock.task_id = task.id "
      "SET granted = TRUE, intent = FALSE, " LEASED " WHERE task.id = ? AND NOT EXISTS "
      "(SELECT 1 FROM task_lock AS mine JOIN task_lock AS other ON " REFUSES " "
      "WHERE mine.task_id = ?)");
QUERY(want, DB_TASKD,
      "UPDATE task_lock JOIN task ON task.id = task_lock.task_id "
      "SET intent = TRUE, task_lock.prio = task.prio WHERE task_id = ? AND resource = ?");
QUERY(park, DB_TASKD, "UPDATE task SET state = 1 WHERE id = ?");
QUERY(lease, DB_TASKD, "UPDATE task SET " LEASED " WHERE id = ?");
QUERY(renew, DB_TASKD,
      "UPDATE task SET lease_until = NOW(6) + INTERVAL ? SECOND "
      "WHERE id = ? AND fence = ? AND state = 2");
QUERY(mine, DB_TASKD,
      "SELECT id, fence, step_no, cancel AND NOT undoing AS cancel, FALSE AS late FROM task "
      "WHERE id = ? AND fence = ? AND state = 2",
      ROWS(struct queue_claim, claim_view));
QUERY(mark, DB_TASKD,
      "UPDATE task SET step_no = ?, percent = ? WHERE id = ? AND fence = ? AND state = 2");
QUERY(share, DB_TASKD, "UPDATE task SET percent = ? WHERE id = ? AND fence = ? AND state = 2");
QUERY(step_begin, DB_TASKD,
      "INSERT INTO task_step (task_id, `undo`, no, name, begun_at) VALUES (?, ?, ?, ?, NOW(6)) "
      "ON DUPLICATE KEY UPDATE ended_at = NULL");
/* Out of the way of the numbers that they get; of one task, whose row is locked. */
QUERY(steps_lift, DB_TASKD, "UPDATE task_step SET no = no + 1000 WHERE task_id = ?");
QUERY(step_put, DB_TASKD,
      "UPDATE task_step SET no = ? WHERE task_id = ? AND name = ? AND no > 1000");
QUERY(steps_forget, DB_TASKD, "DELETE FROM task_step WHERE task_id = ? AND no > 1000");
QUERY(step_end, DB_TASKD,
      "UPDATE task_step JOIN task ON task.id = task_step.task_id "
      "SET task_step.ended_at = NOW(6) WHERE task_id = ? AND `undo` = ? AND no = ? AND "
      "fence = ? AND state = 2");
QUERY(undo, DB_TASKD,
      "UPDATE task SET undoing = TRUE, tries = 1, error_code = ?, error_id = ?, error_args = ? "
      "WHERE id = ? AND fence = ? AND state = 2");
QUERY(again, DB_TASKD,
      "UPDATE task SET state = 0, run_at = NOW(6) + INTERVAL ? SECOND, lease_until = NULL "
      "WHERE id = ? AND fence = ? AND state = 2");
/* The claim is no try of its own. */
QUERY(leave, DB_TASKD,
      "UPDATE task SET state = 0, tries = tries - 1, run_at = NOW(6) + INTERVAL ? SECOND, "
      "lease_until = NULL WHERE id = ? AND fence = ? AND state = 2");
QUERY(end, DB_TASKD,
      "UPDATE task SET state = ?, ended_at = NOW(6), lease_until = NULL, "
      "percent = IF(? = 3, 100, percent) WHERE id = ? AND fence = ? AND state = 2");
/* With nothing left to wait for it is queued at once. */
QUERY(await, DB_TASKD,
      "UPDATE task SET state = EXISTS (SELECT 1 FROM task_wait JOIN task AS other "
      "ON other.id = on_task_id AND other.state < 3 WHERE task_wait.task_id = task.id), "
      "tries = 1, lease_until = NULL WHERE id = ? AND fence = ? AND state = 2");
QUERY(lock_own, DB_TASKD, "SELECT id FROM task WHERE id = ? AND fence = ? FOR UPDATE", ID);
/* read without locks: one that is being claimed meanwhile will see the freed resource */
QUERY(wanted, DB_TASKD,
      "SELECT resource FROM task_lock AS freed WHERE task_id = ? AND EXISTS "
      "(SELECT 1 FROM task_lock AS parked WHERE parked.resource = freed.resource "
      "AND parked.intent = TRUE AND parked.task_id <> freed.task_id)",
      ROWS(struct wish_row, wish_view));
/* One that is queued already may be being claimed, and its row is left alone. */
QUERY(parked, DB_TASKD,
      "SELECT task.id FROM (SELECT task_id, prio FROM task_lock FORCE INDEX (by_parked) "
      "WHERE resource = ? AND intent = TRUE AND exclusive = ? ORDER BY prio, task_id LIMIT ?) "
      "AS first JOIN task ON task.id = first.task_id AND task.state = 1 "
      "ORDER BY first.prio, first.task_id",
      ID);
/* A sharer that was woken is found no more by the next end. */
QUERY(unwant_one, DB_TASKD,
      "UPDATE task_lock SET intent = FALSE WHERE resource = ? AND task_id = ?");
QUERY(wake, DB_TASKD, "UPDATE task SET state = 0 WHERE id = ? AND state = 1");
QUERY(free_locks, DB_TASKD, "DELETE FROM task_lock WHERE task_id = ?");
/* Whoever waits for two that end at once is woken by the second: each looks under this lock. */
QUERY(lock_waiting, DB_TASKD,
      "SELECT task.id FROM task_wait JOIN task ON task.id = task_wait.task_id "
      "WHERE on_task_id = ? ORDER BY task.id FOR UPDATE",
      ID);
QUERY(waiting_for, DB_TASKD,
      "SELECT task.id FROM task_wait JOIN task ON task.id = task_wait.task_id "
      "WHERE on_task_id = ? AND task.state = 1 AND NOT EXISTS (SELECT 1 FROM task_wait AS more "
      "JOIN task AS other ON other.id = more.on_task_id AND other.state < 3 "
      "WHERE more.task_id = task.id)",
      ID);
/* A belt: who is parked for nothing that holds it, should a wake-up ever have been lost. */
QUERY(forgotten, DB_TASKD,
      "SELECT id FROM task WHERE state = 1 AND NOT EXISTS (SELECT 1 FROM task_wait "
      "JOIN task AS other ON other.id = on_task_id AND other.state < 3 "
      "WHERE task_wait.task_id = task.id) AND NOT EXISTS (SELECT 1 FROM task_lock AS mine "
      "JOIN task_lock AS held ON held.resource = mine.resource AND held.granted "
      "WHERE mine.task_id = task.id AND mine.intent) LIMIT 100",
      ID);
QUERY(add_line, DB_TASKD,
      "INSERT INTO task_log (task_id, at, level, `inner`, message, args) "
      "VALUES (?, NOW(6), ?, ?, ?, ?)");

enum fault_code queue_clock(const struct db *db, int64_t *now)
{
    struct clock_row row = { 0 };
    enum fault_code rc = db_one(db, &clock_is, &row, NO_ARGS);
    *now = row.now;
    return rc;
}

static void put_full(struct arg *args, const int64_t full[QUEUE_FULL])
{
    for (size_t i = 0; i < QUEUE_FULL; i++)
        args[i] = ARG(full[i]);
}

static enum fault_code append(const struct db *db, const struct query *q, const struct arg *args,
                              size_t count, struct queue_row *all, int64_t *n)
{
    struct list found;
    enum fault_code rc = db_all(db, q, &found, args, count);
    if (!rc && found.count)
        memcpy(all + *n, found.rows, (size_t)found.count * sizeof(*all));
    *n += rc ? 0 : found.count;
    return rc;
}

static enum fault_code append_queued(const struct db *db, const struct queue_full *full,
                                     const struct held *no, struct queue_row *all, int64_t *n)
{
    struct arg args[3 * QUEUE_FULL + 4];
    struct arg *rest = args + 3 * QUEUE_FULL + 1;
    put_full(args, full->account);
    args[QUEUE_FULL] = arg_i64(full->heavy);
    put_full(args + QUEUE_FULL + 1, full->node);
    put_full(args + 2 * QUEUE_FULL + 1, full->storage);
    rest[0] = arg_i64(no->everything);
    rest[1] = ARG(no->kinds);
    rest[2] = ARG(no->nodes);
    return append(db, &queued, args, countof(args), all, n);
}

enum fault_code queue_candidates(const struct db *db, const struct queue_full *full,
                                 int64_t late_lease, struct list *out)
{
    int64_t n = 0;
    struct held no;
    struct queue_row *all = arena_array(db->arena, 3 * QUEUE_CANDIDATES, sizeof(*all));
    enum fault_code rc = append(db, &cancelled, NO_ARGS, all, &n);
    if (!rc && late_lease)
        rc = append(db, &late, ARGS(ARG(late_lease)), all, &n);
    if (!rc)
        rc = db_one(db, &holds, &no, NO_ARGS);
    if (!rc)
        rc = append_queued(db, full, &no, all, &n);
    *out = (struct list){ all, n };
    return rc;
}

enum fault_code queue_running(const struct db *db, struct list *out)
{
    return db_all(db, &running, out, NO_ARGS);
}

struct claiming {
    int64_t id;
    const char *keeper;
    int64_t lease;
    int64_t fence;
    bool parked;
};

static enum fault_code take(struct db *db, const struct claiming *c)
{
    return db_exec(db, &lease, NULL, NULL, ARGS(ARG(c->keeper), ARG(c->lease), ARG(c->id)));
}

static enum fault_code give_way(struct db *db, struct claiming *c)
{
    struct wish_row wish;
    c->parked = true;
    enum fault_code rc = db_one(db, &refused, &wish, ARGS(ARG(c->id)));
    if (!rc)
        rc = db_exec(db, &want, NULL, NULL, ARGS(ARG(c->id), ARG(wish.resource)));
    return rc ? rc : db_exec(db, &park, NULL, NULL, ARGS(ARG(c->id)));
}

/* Whoever holds the resources' rows is alone with their locks. */
static enum fault_code take_with_locks(struct db *db, struct claiming *c)
{
    struct list rows;
    int64_t granted = 0;
    enum fault_code rc = db_all(db, &lock_resources, &rows, ARGS(ARG(c->id)));
    if (rc)
        return rc;
    if (!rows.count)
        return take(db, c);
    rc = db_exec(db, &grant, &granted, NULL,
                 ARGS(ARG(c->keeper), ARG(c->lease), ARG(c->id), ARG(c->id)));
    return rc || granted ? rc : give_way(db, c);
}

static enum fault_code claim_tx(struct db *db, void *ctx)
{
    struct claiming *c = ctx;
    struct queue_claim row = { .id = 0 };
    c->parked = false;
    enum fault_code rc = db_one(db, &lock_task, &row, ARGS(ARG(c->id), ARG(c->lease)));
    if (rc)
        return rc;
    c->fence = row.fence + 1;
    /* one that runs has its locks; one that has begun nothing needs none to be ended */
    return row.late || (row.cancel && !row.step_no) ? take(db, c) : take_with_locks(db, c);
}

enum fault_code queue_claim(struct db *db, int64_t id, const char *keeper, int64_t lease_seconds,
                            int64_t *fence)
{
    struct claiming c = { .id = id, .keeper = keeper, .lease = lease_seconds };
    enum fault_code rc = db_tx(db, claim_tx, NULL, &c);
    *fence = c.fence;
    if (!rc && c.parked)
        return fail(db->fault, FAULT_MISSING, T("The task waits."));
    return rc;
}

static enum fault_code lost(struct db *db)
{
    return fail(db->fault, FAULT_LEASE, T("Another process has taken the task over."));
}

enum fault_code queue_renew(struct db *db, int64_t id, int64_t fence, int64_t lease_seconds)
{
    int64_t changed = 0;
    enum fault_code rc =
        db_exec(db, &renew, &changed, NULL, ARGS(ARG(lease_seconds), ARG(id), ARG(fence)));
    return !rc && !changed ? lost(db) : rc;
}

enum fault_code queue_mine(struct db *db, int64_t id, int64_t fence)
{
    bool cancelled_too = false;
    int64_t step_no = 0;
    return queue_cancelled(db, id, fence, &cancelled_too, &step_no);
}

enum fault_code queue_cancelled(struct db *db, int64_t id, int64_t fence, bool *is_cancelled,
                                int64_t *step_no)
{
    struct queue_claim row = { .id = 0 };
    enum fault_code rc = db_one(db, &mine, &row, ARGS(ARG(id), ARG(fence)));
    *is_cancelled = row.cancel;
    *step_no = row.step_no;
    return rc == FAULT_MISSING ? lost(db) : rc;
}

struct stepping {
    int64_t id;
    int64_t fence;
    int64_t undo;
    int64_t no;
    const char *name;
    int64_t percent;
};

static enum fault_code step_begin_tx(struct db *db, void *ctx)
{
    const struct stepping *s = ctx;
    int64_t changed = 0;
    enum fault_code rc = db_exec(db, &mark, &changed, NULL,
                                 ARGS(ARG(s->no), ARG(s->percent), ARG(s->id), ARG(s->fence)));
    if (!rc && !changed)
        return lost(db);
    return rc ? rc
              : db_exec(db, &step_begin, NULL, NULL,
                        ARGS(ARG(s->id), ARG(s->undo), ARG(s->no), ARG(s->name)));
}

enum fault_code queue_step_begin(struct db *db, int64_t id, int64_t fence, bool undoing, int64_t no,
                                 const char *name, int64_t percent)
{
    struct stepping s = { id, fence, undoing, no, name, percent };
    return db_tx(db, step_begin_tx, NULL, &s);
}

enum fault_code queue_step_end(struct db *db, int64_t id, int64_t fence, bool undoing, int64_t no)
{
    int64_t changed = 0;
    enum fault_code rc = db_exec(db, &step_end, &changed, NULL,
                                 ARGS(ARG(id), arg_i64(undoing), ARG(no), ARG(fence)));
    return !rc && !changed ? lost(db) : rc;
}

struct fitting {
    int64_t id;
    int64_t fence;
    const char *const *names;
    int count;
};

static enum fault_code steps_fit_tx(struct db *db, void *ctx)
{
    const struct fitting *f = ctx;
    struct queue_row own;
    enum fault_code rc = db_one(db, &lock_own, &own, ARGS(ARG(f->id), ARG(f->fence)));
    if (rc == FAULT_MISSING)
        return lost(db);
    if (!rc)
        rc = db_exec(db, &steps_lift, NULL, NULL, ARGS(ARG(f->id)));
    for (int i = 0; !rc && i < f->count; i++)
        rc = db_exec(db, &step_put, NULL, NULL,
                     ARGS(arg_i64(i + 1), ARG(f->id), arg_text(f->names[i])));
    return rc ? rc : db_exec(db, &steps_forget, NULL, NULL, ARGS(ARG(f->id)));
}

enum fault_code queue_steps_fit(struct db *db, int64_t id, int64_t fence, const char *const names[],
                                int count)
{
    struct fitting f = { id, fence, names, count };
    return db_tx(db, steps_fit_tx, NULL, &f);
}

enum fault_code queue_percent(struct db *db, int64_t id, int64_t fence, int64_t percent)
{
    int64_t changed = 0;
    enum fault_code rc =
        db_exec(db, &share, &changed, NULL, ARGS(ARG(percent), ARG(id), ARG(fence)));
    return !rc && !changed ? lost(db) : rc;
}

enum fault_code queue_undo(struct db *db, int64_t id, int64_t fence, const struct fault *f)
{
    int64_t changed = 0;
    enum fault_code rc = db_exec(db, &undo, &changed, NULL,
                                 ARGS(arg_text(fault_api_code(f->code)), ARG(f->id),
                                      ARG(task_args(db->arena, f)), ARG(id), ARG(fence)));
    return !rc && !changed ? lost(db) : rc;
}

int64_t queue_pause(int64_t tries)
{
    return tries * tries < PAUSE_MOST ? tries * tries : PAUSE_MOST;
}

enum fault_code queue_again(struct db *db, int64_t id, int64_t fence, int64_t pause_seconds)
{
    int64_t changed = 0;
    enum fault_code rc =
        db_exec(db, &again, &changed, NULL, ARGS(ARG(pause_seconds), ARG(id), ARG(fence)));
    return !rc && !changed ? lost(db) : rc;
}

enum fault_code queue_leave(struct db *db, int64_t id, int64_t fence, int64_t pause_seconds)
{
    int64_t changed = 0;
    enum fault_code rc =
        db_exec(db, &leave, &changed, NULL, ARGS(ARG(pause_seconds), ARG(id), ARG(fence)));
    return !rc && !changed ? lost(db) : rc;
}

struct awaiting {
    int64_t id;
    int64_t fence;
};

/* What it waits for is read under its own lock, which whoever ends takes, too. */
static enum fault_code await_tx(struct db *db, void *ctx)
{
    const struct awaiting *w = ctx;
    struct queue_row own;
    int64_t changed = 0;
    enum fault_code rc = db_one(db, &lock_own, &own, ARGS(ARG(w->id), ARG(w->fence)));
    if (rc == FAULT_MISSING)
        return lost(db);
    if (!rc)
        rc = db_exec(db, &await, &changed, NULL, ARGS(ARG(w->id), ARG(w->fence)));
    return !rc && !changed ? lost(db) : rc;
}

enum fault_code queue_await(struct db *db, int64_t id, int64_t fence)
{
    struct awaiting w = { id, fence };
    return db_tx(db, await_tx, NULL, &w);
}

static enum fault_code wake_rows(struct db *db, const struct list *tasks)
{
    const struct queue_row *at = tasks->rows;
    enum fault_code rc = FAULT_OK;
    for (int64_t i = 0; !rc && i < tasks->count; i++)
        rc = db_exec(db, &wake, NULL, NULL, ARGS(ARG(at[i].id)));
    return rc;
}

static enum fault_code wake_sharing(struct db *db, const char *resource)
{
    struct list rows;
    enum fault_code rc =
        db_all(db, &parked, &rows, ARGS(ARG(resource), arg_i64(false), arg_i64(SHARING_WOKEN)));
    const struct queue_row *at = rc ? NULL : rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++)
        rc = db_exec(db, &unwant_one, NULL, NULL, ARGS(ARG(resource), ARG(at[i].id)));
    return rc ? rc : wake_rows(db, &rows);
}

/* Their intents stay: who shares what one of them wants is behind it. */
static enum fault_code wake_alone(struct db *db, const char *resource)
{
    struct list rows;
    enum fault_code rc =
        db_all(db, &parked, &rows, ARGS(ARG(resource), arg_i64(true), arg_i64(ALONE_SEEN)));
    if (!rc && rows.count > ALONE_WOKEN)
        rows.count = ALONE_WOKEN;
    return rc ? rc : wake_rows(db, &rows);
}

/* The first of all that are parked for what it frees, however many those are. The belt wakes the
 * others, should the woken be held or without room. */
static enum fault_code wake_parked(struct db *db, int64_t id)
{
    struct list rows;
    enum fault_code rc = db_all(db, &wanted, &rows, ARGS(ARG(id)));
    const struct wish_row *at = rc ? NULL : rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++) {
        rc = wake_sharing(db, at[i].resource);
        if (!rc)
            rc = wake_alone(db, at[i].resource);
    }
    return rc;
}

static enum fault_code wake_all(struct db *db, const struct query *who, int64_t id)
{
    struct list rows;
    enum fault_code rc = db_all(db, who, &rows, ARGS(ARG(id)));
    return rc ? rc : wake_rows(db, &rows);
}

enum fault_code queue_wake_forgotten(struct db *db, int64_t *count)
{
    struct list rows;
    enum fault_code rc = db_exec(db, &unwant, NULL, NULL, NO_ARGS);
    if (!rc)
        rc = db_all(db, &forgotten, &rows, NO_ARGS);
    if (!rc)
        rc = wake_rows(db, &rows);
    *count = rc ? 0 : rows.count;
    return rc;
}

enum fault_code queue_end(struct db *db, int64_t id, int64_t fence, enum task_state state)
{
    struct list rows;
    int64_t changed = 0;
    enum fault_code rc = db_exec(db, &end, &changed, NULL,
                                 ARGS(arg_i64(state), arg_i64(state), ARG(id), ARG(fence)));
    if (!rc && !changed)
        return lost(db);
    if (!rc)
        rc = db_all(db, &lock_resources, &rows, ARGS(ARG(id)));
    if (!rc)
        rc = wake_parked(db, id);
    if (!rc)
        rc = db_exec(db, &free_locks, NULL, NULL, ARGS(ARG(id)));
    if (!rc)
        rc = db_all(db, &lock_waiting, &rows, ARGS(ARG(id)));
    return rc || !rows.count ? rc : wake_all(db, &waiting_for, id);
}

enum fault_code queue_log(struct db *db, int64_t id, enum task_level level,
                          const struct fault *line)
{
    return db_exec(db, &add_line, NULL, NULL,
                   ARGS(ARG(id), arg_i64(level),
                        arg_i64(fault_is_inner(fault_api_code(line->code))), ARG(line->id),
                        ARG(task_args(db->arena, line))));
}
