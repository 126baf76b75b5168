/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lock order is: the task's row, then resources in name order. Candidates
 * are read without locks and claimed one by one by primary key, so that an old
 * snapshot elsewhere costs the queue nothing.
 */
#include "store/queue.h"
#include <jansson.h>
#include "base/checks.h"

enum { PAUSE_MOST = 60 };

static const struct field id_view[] = { I64(struct queue_id, id), FIELDS_END };
static const struct field candidate_view[] = {
    I64(struct queue_id, id),
    I64(struct queue_id, account_id),
    FIELDS_END,
};

static const struct field claim_view[] = {
    I64(struct queue_claim, id),
    I64(struct queue_claim, fence),
    I64(struct queue_claim, state),
    I64(struct queue_claim, late),
    FIELDS_END,
};

struct wish_row {
    const char *resource;
    bool exclusive;
    bool refused;
};
static const struct field wish_view[] = {
    TEXT(struct wish_row, resource),
    BOOL(struct wish_row, exclusive),
    BOOL(struct wish_row, refused),
    FIELDS_END,
};


struct clock_row {
    int64_t now;
};
static const struct field clock_view[] = { TIME(struct clock_row, now), FIELDS_END };
QUERY(clock_is, DB_TASKD, "SELECT NOW(6) AS now", ROWS(struct clock_row, clock_view));

QUERY(queued, DB_TASKD,
      "SELECT id, account_id FROM task WHERE state = 0 AND run_at <= NOW(6) "
      "AND account_id NOT IN (?, ?, ?) ORDER BY prio, run_at, id LIMIT 64",
      ROWS(struct queue_id, candidate_view));
QUERY(late, DB_TASKD,
      "SELECT id, account_id FROM task WHERE state = 2 AND lease_until < NOW(6) "
      "AND account_id NOT IN (?, ?, ?) ORDER BY lease_until LIMIT 64",
      ROWS(struct queue_id, candidate_view));
QUERY(lock_task, DB_TASKD,
      "SELECT id, fence, state, state = 2 AS late FROM task WHERE id = ? AND "
      "((state = 0 AND run_at <= NOW(6)) OR (state = 2 AND lease_until < NOW(6))) "
      "FOR UPDATE SKIP LOCKED",
      ROWS(struct queue_claim, claim_view));
QUERY(lock_resources, DB_TASKD,
      "SELECT resource.name AS resource FROM resource "
      "JOIN task_lock ON task_lock.resource = resource.name WHERE task_lock.task_id = ? "
      "ORDER BY resource.name FOR UPDATE",
      ROWS(struct wish_row, wish_view));
/* refused: held by another in a way that excludes it, or shared behind an older intent */
QUERY(wishes, DB_TASKD,
      "SELECT mine.resource, mine.exclusive, EXISTS (SELECT 1 FROM task_lock AS other "
      "WHERE other.resource = mine.resource AND other.task_id <> mine.task_id AND "
      "((other.granted AND (mine.exclusive OR other.exclusive)) OR "
      "(other.intent AND other.exclusive AND NOT mine.exclusive AND NOT mine.granted "
      "AND other.task_id < mine.task_id))) AS refused "
      "FROM task_lock AS mine WHERE mine.task_id = ? ORDER BY mine.resource",
      ROWS(struct wish_row, wish_view));
QUERY(grant, DB_TASKD, "UPDATE task_lock SET granted = TRUE, intent = FALSE WHERE task_id = ?");
QUERY(want, DB_TASKD, "UPDATE task_lock SET intent = TRUE WHERE task_id = ? AND resource = ?");
QUERY(park, DB_TASKD, "UPDATE task SET state = 1 WHERE id = ?");
QUERY(lease, DB_TASKD,
      "UPDATE task SET state = 2, fence = fence + 1, keeper = ?, tries = tries + 1, "
      "started_at = COALESCE(started_at, NOW(6)), lease_until = NOW(6) + INTERVAL ? SECOND "
      "WHERE id = ?");
QUERY(renew, DB_TASKD,
      "UPDATE task SET lease_until = NOW(6) + INTERVAL ? SECOND "
      "WHERE id = ? AND fence = ? AND state = 2");
QUERY(mine, DB_TASKD, "SELECT id FROM task WHERE id = ? AND fence = ? AND state = 2",
      ROWS(struct queue_id, id_view));
QUERY(mark, DB_TASKD,
      "UPDATE task SET step_no = ?, percent = ? WHERE id = ? AND fence = ? AND state = 2");
QUERY(share, DB_TASKD, "UPDATE task SET percent = ? WHERE id = ? AND fence = ? AND state = 2");
QUERY(step_begin, DB_TASKD,
      "INSERT INTO task_step (task_id, `undo`, no, name, begun_at) VALUES (?, ?, ?, ?, NOW(6)) "
      "ON DUPLICATE KEY UPDATE ended_at = NULL");
QUERY(step_end, DB_TASKD,
      "UPDATE task_step JOIN task ON task.id = task_step.task_id "
      "SET task_step.ended_at = NOW(6) WHERE task_id = ? AND `undo` = ? AND no = ? AND "
      "fence = ? AND state = 2");
QUERY(undo, DB_TASKD,
      "UPDATE task SET undoing = TRUE, tries = 0, error_code = ?, error_id = ?, error_args = ? "
      "WHERE id = ? AND fence = ? AND state = 2");
QUERY(again, DB_TASKD,
      "UPDATE task SET state = 0, run_at = NOW(6) + INTERVAL ? SECOND, lease_until = NULL "
      "WHERE id = ? AND fence = ? AND state = 2");
QUERY(end, DB_TASKD,
      "UPDATE task SET state = ?, ended_at = NOW(6), lease_until = NULL, "
      "percent = IF(? = 3, 100, percent) WHERE id = ? AND fence = ? AND state = 2");
/* read without locks: one that is being claimed meanwhile will see the freed resource */
QUERY(parked_behind, DB_TASKD,
      "SELECT DISTINCT task.id FROM task_lock AS freed "
      "JOIN task_lock AS parked ON parked.resource = freed.resource AND parked.intent "
      "JOIN task ON task.id = parked.task_id AND task.state = 1 "
      "WHERE freed.task_id = ? AND task.id <> freed.task_id",
      ROWS(struct queue_id, id_view));
QUERY(wake, DB_TASKD, "UPDATE task SET state = 0 WHERE id = ? AND state = 1");
QUERY(free_locks, DB_TASKD, "DELETE FROM task_lock WHERE task_id = ?");
QUERY(waiting_for, DB_TASKD,
      "SELECT task.id FROM task_wait JOIN task ON task.id = task_wait.task_id "
      "WHERE on_task_id = ? AND task.state = 1",
      ROWS(struct queue_id, id_view));
/* A belt: who is parked for nothing that holds it, should a wake-up ever have been lost. */
QUERY(forgotten, DB_TASKD,
      "SELECT id FROM task WHERE state = 1 AND NOT EXISTS (SELECT 1 FROM task_wait "
      "JOIN task AS other ON other.id = on_task_id AND other.state < 3 "
      "WHERE task_wait.task_id = task.id) AND NOT EXISTS (SELECT 1 FROM task_lock AS mine "
      "JOIN task_lock AS held ON held.resource = mine.resource AND held.granted "
      "WHERE mine.task_id = task.id AND mine.intent) LIMIT 100",
      ROWS(struct queue_id, id_view));
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

enum fault_code queue_candidates(const struct db *db, const int64_t full[QUEUE_FULL], bool late_too,
                                 struct list *out)
{
    struct list old = { 0 };
    struct list fresh;
    enum fault_code rc = FAULT_OK;
    if (late_too)
        rc = db_all(db, &late, &old, ARGS(ARG(full[0]), ARG(full[1]), ARG(full[2])));
    if (!rc)
        rc = db_all(db, &queued, &fresh, ARGS(ARG(full[0]), ARG(full[1]), ARG(full[2])));
    if (rc)
        return rc;
    struct queue_id *ids = arena_array(db->arena, 2 * QUEUE_CANDIDATES, sizeof(*ids));
    if (old.count)
        memcpy(ids, old.rows, (size_t)old.count * sizeof(*ids));
    memcpy(ids + old.count, fresh.rows, (size_t)fresh.count * sizeof(*ids));
    *out = (struct list){ ids, old.count + fresh.count };
    return FAULT_OK;
}

struct claiming {
    int64_t id;
    const char *keeper;
    int64_t lease;
    int64_t fence;
    bool parked;
};

static enum fault_code grant_or_park(struct db *db, struct claiming *c)
{
    struct list rows;
    enum fault_code rc = db_all(db, &lock_resources, &rows, ARGS(ARG(c->id)));
    if (!rc)
        rc = db_all(db, &wishes, &rows, ARGS(ARG(c->id)));
    if (rc)
        return rc;
    const struct wish_row *wish = rows.rows;
    for (int64_t i = 0; i < rows.count; i++) {
        if (!wish[i].refused)
            continue;
        c->parked = true;
        rc = db_exec(db, &want, NULL, NULL, ARGS(ARG(c->id), ARG(wish[i].resource)));
        return rc ? rc : db_exec(db, &park, NULL, NULL, ARGS(ARG(c->id)));
    }
    return rows.count ? db_exec(db, &grant, NULL, NULL, ARGS(ARG(c->id))) : FAULT_OK;
}

static enum fault_code claim_tx(struct db *db, void *ctx)
{
    struct claiming *c = ctx;
    struct queue_claim row = { .id = 0 };
    c->parked = false;
    enum fault_code rc = db_one(db, &lock_task, &row, ARGS(ARG(c->id)));
    if (rc)
        return rc;
    c->fence = row.fence + 1;
    if (!row.late) /* one that runs has its locks */
        rc = grant_or_park(db, c);
    if (rc || c->parked)
        return rc;
    return db_exec(db, &lease, NULL, NULL, ARGS(ARG(c->keeper), ARG(c->lease), ARG(c->id)));
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
    struct queue_id row;
    enum fault_code rc = db_one(db, &mine, &row, ARGS(ARG(id), ARG(fence)));
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

static enum fault_code wake_rows(struct db *db, const struct list *tasks)
{
    const struct queue_id *at = tasks->rows;
    enum fault_code rc = FAULT_OK;
    for (int64_t i = 0; !rc && i < tasks->count; i++)
        rc = db_exec(db, &wake, NULL, NULL, ARGS(ARG(at[i].id)));
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
    enum fault_code rc = db_all(db, &forgotten, &rows, NO_ARGS);
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
        rc = wake_all(db, &parked_behind, id);
    if (!rc)
        rc = db_exec(db, &free_locks, NULL, NULL, ARGS(ARG(id)));
    return rc ? rc : wake_all(db, &waiting_for, id);
}

enum fault_code queue_log(struct db *db, int64_t id, enum task_level level,
                          const struct fault *line)
{
    return db_exec(db, &add_line, NULL, NULL,
                   ARGS(ARG(id), arg_i64(level),
                        arg_i64(fault_is_inner(fault_api_code(line->code))), ARG(line->id),
                        ARG(task_args(db->arena, line))));
}
