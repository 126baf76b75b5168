/* SPDX-License-Identifier: Apache-2.0 */
/* The row's UPDATE is the mutex: whoever comes second finds a time that has not come. */
#include "store/schedule.h"
#include "store/number.h"

static const struct field schedule_view[] = {
    TEXT(struct schedule, kind),    I64(struct schedule, every_seconds),
    TIME(struct schedule, next_at), I64(struct schedule, task_id),
    FIELDS_END,
};

#define COLUMNS "SELECT kind, every_seconds, next_at, task_id FROM schedule "
/* A time that lies further ahead than one round: the clock was set back. */
#define COME "(next_at <= NOW(6) OR next_at > NOW(6) + INTERVAL every_seconds SECOND)"

QUERY(keep, DB_TASKD,
      "INSERT INTO schedule (kind, every_seconds, next_at) VALUES (?, ?, NOW(6)) "
      "ON DUPLICATE KEY UPDATE every_seconds = ?");
QUERY(come, DB_TASKD, COLUMNS "WHERE " COME " ORDER BY next_at LIMIT 100",
      ROWS(struct schedule, schedule_view));
QUERY(one, DB_ADMIN_READER, COLUMNS "WHERE kind = ?",
      ROWS(struct schedule, schedule_view));
QUERY(move_on, DB_TASKD,
      "UPDATE schedule SET next_at = NOW(6) + INTERVAL every_seconds SECOND "
      "WHERE kind = ? AND " COME);
QUERY(open_tasks, DB_TASKD,
      "SELECT EXISTS (SELECT 1 FROM task WHERE kind = ? AND state IN (0, 1, 2)) AS n",
      NUMBER_ROW);
QUERY(provider, DB_TASKD, "SELECT id AS n FROM account WHERE level = 0 ORDER BY id LIMIT 1",
      NUMBER_ROW);
QUERY(queued, DB_TASKD, "UPDATE schedule SET task_id = ? WHERE kind = ?");
QUERY(now, DB_ADMIN, "UPDATE schedule SET next_at = NOW(6) WHERE kind = ?");

enum fault_code schedule_keep(struct db *db, const char *kind, int64_t every_seconds)
{
    return db_exec(db, &keep, NULL, NULL, ARGS(ARG(kind), ARG(every_seconds), ARG(every_seconds)));
}

enum fault_code schedule_due(const struct db *db, struct list *out)
{
    return db_all(db, &come, out, NO_ARGS);
}

struct queueing {
    const char *kind;
    int64_t *task_id;
};

static enum fault_code add(struct db *db, const struct queueing *q)
{
    struct number owner;
    enum fault_code rc = db_one(db, &provider, &owner, NO_ARGS);
    if (rc)
        return rc;
    struct task_new t = { .kind = q->kind,
                          .account_id = owner.n,
                          .reseller_id = owner.n,
                          .object = "",
                          .args = "{}",
                          .asked_by = "schedule",
                          .prio = PRIO_SCHEDULE };
    rc = task_add_own(db, &t, q->task_id);
    return rc ? rc : db_exec(db, &queued, NULL, NULL, ARGS(ARG(*q->task_id), ARG(q->kind)));
}

static enum fault_code queue_tx(struct db *db, void *ctx)
{
    const struct queueing *q = ctx;
    struct number open = { 0 };
    int64_t changed = 0;
    *q->task_id = 0;
    enum fault_code rc = db_exec(db, &move_on, &changed, NULL, ARGS(ARG(q->kind)));
    if (rc || !changed)
        return rc;
    rc = db_one(db, &open_tasks, &open, ARGS(ARG(q->kind)));
    return rc || open.n ? rc : add(db, q);
}

enum fault_code schedule_queue(struct db *db, const char *kind, int64_t *task_id)
{
    struct queueing q = { kind, task_id };
    return db_tx(db, queue_tx, NULL, &q);
}

enum fault_code schedule_now(struct db *db, const char *kind)
{
    return db_exec_one(db, &now, FAULT_MISSING, ARGS(ARG(kind)));
}

enum fault_code schedule_load_any(const struct db *db, const char *kind, struct schedule *out)
{
    return db_one(db, &one, out, ARGS(ARG(kind)));
}
