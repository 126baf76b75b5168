/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keeps tasks from going on: a wish for the end of one, and holds, under which
 * nothing new is begun. Both are rows that dispatcher, keeper and worker look at.
 */
#include "store/task.h"

const struct field task_hold_view[] = {
    TEXT(struct task_hold, what),
    TEXT(struct task_hold, held_by),
    TIME(struct task_hold, held_at),
    FIELDS_END,
};

#define CANCELS "UPDATE task SET cancel = TRUE, cancelled_by = ? WHERE "
/* Of one whose undoing goes on there is nothing to end; ? midway. */
#define MAY_END " AND NOT undoing AND NOT cancel AND (? OR (state < 2 AND step_no = 0))"
QUERY(cancel, DB_WEB_WRITERS | DB_CLI,
      CANCELS "id = ? AND state < 3" MAY_END " AND" OWNED_BY("task") TASK_REACHED);
QUERY(cancel_children, DB_WEB_WRITERS | DB_CLI, CANCELS "parent_id = ? AND state < 3" MAY_END);

QUERY(holds, DB_ADMIN_READER | DB_CLI,
      "SELECT what, held_by, held_at FROM task_hold ORDER BY what LIMIT 500",
      ROWS(struct task_hold, task_hold_view));
QUERY(hold_of, DB_MY_READER | DB_ADMIN_READER | DB_CLI,
      "SELECT what, held_by, held_at FROM task_hold WHERE what IN ('all', CONCAT('kind:', ?), "
      "CONCAT('node:', ?)) ORDER BY what LIMIT 1",
      ROWS(struct task_hold, task_hold_view));
QUERY(hold, DB_ADMIN | DB_CLI, "INSERT IGNORE INTO task_hold (what, held_by) VALUES (?, ?)");
QUERY(release, DB_ADMIN | DB_CLI, "DELETE FROM task_hold WHERE what = ?");

enum fault_code task_cancel(struct db *db, const struct scope *who, int64_t id, bool midway,
                            const char *by)
{
    return db_exec_one(db, &cancel, FAULT_MISSING,
                       ARGS(ARG(by), ARG(id), arg_i64(midway), OWNER(who), TASK_REACH(who)));
}

enum fault_code task_cancel_children(struct db *db, int64_t parent_id, bool midway, const char *by)
{
    return db_exec(db, &cancel_children, NULL, NULL,
                   ARGS(ARG(by), ARG(parent_id), arg_i64(midway)));
}

enum fault_code task_holds_any(const struct db *db, struct list *out)
{
    return db_all(db, &holds, out, NO_ARGS);
}

enum fault_code task_hold_of(const struct db *db, const struct task *t, struct task_hold *out)
{
    return db_one(db, &hold_of, out, ARGS(ARG(t->kind), ARG(t->node_id)));
}

static enum fault_code change(struct db *db, const struct query *q, const struct arg *args,
                              size_t count, bool *changed)
{
    int64_t n = 0;
    enum fault_code rc = db_exec(db, q, &n, NULL, args, count);
    *changed = n > 0;
    return rc;
}

enum fault_code task_hold(struct db *db, const char *what, const char *by, bool *changed)
{
    return change(db, &hold, ARGS(ARG(what), ARG(by)), changed);
}

enum fault_code task_release(struct db *db, const char *what, bool *changed)
{
    return change(db, &release, ARGS(ARG(what)), changed);
}
