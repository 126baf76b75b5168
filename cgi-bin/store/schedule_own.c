/* SPDX-License-Identifier: Apache-2.0 */
/* The panel's own. The row's UPDATE is the mutex: whoever comes second finds a time that has not
 * come. */
#include "store/number.h"
#include "store/schedule.h"
#include "store/schedule_rows.h"

/* A time that lies further ahead than one round: the clock was set back. */
#define COME "(next_at <= NOW(6) OR next_at > NOW(6) + INTERVAL every_seconds SECOND)"

/* No INSERT is tried in vain: each would use up a number. */
QUERY(keep, DB_TASKD,
      "INSERT INTO schedule (kind, every_seconds, next_at) SELECT ?, ?, NOW(6) FROM DUAL "
      "WHERE NOT EXISTS (SELECT 1 FROM schedule WHERE own_kind = ?)");
QUERY(keep_every, DB_TASKD,
      "UPDATE schedule SET every_seconds = ? WHERE own_kind = ? AND every_seconds <> ?");
QUERY(one, DB_ADMIN_READER | DB_TASKD,
      "SELECT " SCHEDULE_COLUMNS "FROM schedule " SCHEDULE_JOINS "WHERE own_kind = ?",
      ROWS(struct schedule, schedule_view));
QUERY(move_on, DB_TASKD,
      "UPDATE schedule SET next_at = NOW(6) + INTERVAL every_seconds SECOND, set_at = NOW(6) "
      "WHERE own_kind = ? AND " COME);
QUERY(open_tasks, DB_TASKD,
      "SELECT EXISTS (SELECT 1 FROM task WHERE kind = ? AND state IN (0, 1, 2)) AS n", NUMBER_ROW);
QUERY(provider, DB_TASKD, "SELECT id AS n FROM account WHERE level = 0 ORDER BY id LIMIT 1",
      NUMBER_ROW);
QUERY(now, DB_ADMIN | DB_CLI, "UPDATE schedule SET next_at = NOW(6) WHERE own_kind = ?");

enum fault_code schedule_keep(struct db *db, const char *kind, int64_t every_seconds)
{
    enum fault_code rc =
        db_exec(db, &keep, NULL, NULL, ARGS(ARG(kind), ARG(every_seconds), ARG(kind)));
    if (rc == FAULT_UNIQUE) { /* another dispatcher was first */
        fault_clear(db->fault);
        rc = FAULT_OK;
    }
    return rc ? rc
              : db_exec(db, &keep_every, NULL, NULL,
                        ARGS(ARG(every_seconds), ARG(kind), ARG(every_seconds)));
}

struct queueing {
    const char *kind;
    int64_t *task_id;
};

static enum fault_code add(struct db *db, const struct queueing *q, int64_t id)
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
    return rc ? rc : schedule_ran(db, id, *q->task_id);
}

static enum fault_code queue_tx(struct db *db, void *ctx)
{
    const struct queueing *q = ctx;
    struct number open = { 0 };
    struct schedule s;
    int64_t changed = 0;
    *q->task_id = 0;
    enum fault_code rc = db_exec(db, &move_on, &changed, NULL, ARGS(ARG(q->kind)));
    if (rc || !changed)
        return rc;
    rc = db_one(db, &open_tasks, &open, ARGS(ARG(q->kind)));
    if (!rc)
        rc = db_one(db, &one, &s, ARGS(ARG(q->kind)));
    if (rc)
        return rc;
    return open.n ? schedule_skipped(db, s.id, T("The last task was not over yet."), "[]")
                  : add(db, q, s.id);
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

enum fault_code schedule_own_any(const struct db *db, const char *kind, struct schedule *out)
{
    return db_one(db, &one, out, ARGS(ARG(kind)));
}
