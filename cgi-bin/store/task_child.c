/* SPDX-License-Identifier: Apache-2.0 */
/* Keys: sql/0110, 0111. Counting reads as many index entries as there are children. */
#include "store/task_child.h"

static const struct field sum_view[] = {
    I64(struct task_children, count),  I64(struct task_children, ended),
    I64(struct task_children, done),   I64(struct task_children, failed),
    I64(struct task_children, cancelled), I64(struct task_children, left_out),
    FIELDS_END,
};

static const struct field child_view[] = {
    I64(struct task_child, id),
    TEXT(struct task_child, object),
    STATE(struct task_child, state, task_state_words),
    TEXT(struct task_child, error_code),
    TEXT(struct task_child, error_id),
    TEXT(struct task_child, error_args),
    FIELDS_END,
};

static const struct field asker_view[] = {
    I64(struct task_asker, user_id),
    I64(struct task_asker, token_id),
    TEXT(struct task_asker, who),
    FIELDS_END,
};

#define READERS (DB_WEB | DB_CLI | DB_TASKD)
QUERY(sum, READERS,
      "SELECT COUNT(*) AS count, COUNT(IF(state > 2, 1, NULL)) AS ended, "
      "COUNT(IF(state = 3, 1, NULL)) AS done, COUNT(IF(state = 4, 1, NULL)) AS failed, "
      "COUNT(IF(state = 5, 1, NULL)) AS cancelled, "
      "(SELECT COUNT(*) FROM task_left WHERE task_id = ?) AS left_out "
      "FROM task WHERE parent_id = ?",
      ROWS(struct task_children, sum_view));
#define CHILDREN(its_state)                                                                        \
    "(SELECT id, object, state, error_code, error_id, error_args FROM task WHERE parent_id = ? "   \
    "AND state = " its_state " ORDER BY id LIMIT 20)"
QUERY(some, DB_WEB_READERS,
      CHILDREN("4") " UNION ALL (SELECT 0 AS id, name AS object, 4 AS state, error_code, "
                    "error_id, error_args FROM task_left WHERE task_id = ? ORDER BY vm_id "
                    "LIMIT 20) UNION ALL " CHILDREN("2"),
      ROWS(struct task_child, child_view));
QUERY(bad, DB_TASKD,
      "(SELECT vm_id AS n FROM task WHERE parent_id = ? AND vm_id > ? AND state IN (4, 5) "
      "ORDER BY vm_id LIMIT 50) UNION (SELECT vm_id AS n FROM task_left WHERE task_id = ? "
      "AND vm_id > ? ORDER BY vm_id LIMIT 50) ORDER BY n LIMIT 50",
      NUMBER_ROW);
QUERY(asker, DB_TASKD,
      "SELECT as_whom AS user_id, as_token AS token_id, asked_by AS who FROM task WHERE id = ?",
      ROWS(struct task_asker, asker_view));
QUERY(lock, DB_TASKD,
      "SELECT cancel AS n FROM task WHERE id = ? AND fence = ? AND state = 2 FOR UPDATE",
      NUMBER_ROW);
QUERY(has_child, DB_TASKD,
      "SELECT COUNT(*) AS n FROM task WHERE parent_id = ? AND vm_id = ?", NUMBER_ROW);
QUERY(add_wait, DB_TASKD, "INSERT INTO task_wait (task_id, on_task_id) VALUES (?, ?)");
QUERY(drop_left, DB_TASKD, "DELETE FROM task_left WHERE task_id = ? AND vm_id = ?");
QUERY(add_left, DB_TASKD,
      "INSERT IGNORE INTO task_left (task_id, vm_id, name, error_code, error_id, error_args) "
      "VALUES (?, ?, ?, ?, ?, ?)");

enum fault_code task_children_any(const struct db *db, int64_t id, struct task_children *out)
{
    return db_one(db, &sum, out, ARGS(ARG(id), ARG(id)));
}

enum fault_code task_children_some_any(const struct db *db, int64_t id, struct list *out)
{
    return db_all(db, &some, out, ARGS(ARG(id), ARG(id), ARG(id)));
}

enum fault_code task_children_bad_any(const struct db *db, int64_t id, int64_t after,
                                      struct list *out)
{
    return db_all(db, &bad, out, ARGS(ARG(id), ARG(after), ARG(id), ARG(after)));
}

enum fault_code task_asker_any(const struct db *db, int64_t id, struct task_asker *out)
{
    return db_one(db, &asker, out, ARGS(ARG(id)));
}

enum fault_code task_children_lock(struct db *db, int64_t id, int64_t fence, bool *cancelled)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &lock, &found, ARGS(ARG(id), ARG(fence)));
    *cancelled = !rc && found.n;
    if (rc == FAULT_MISSING)
        return fail(db->fault, FAULT_LEASE, T("Another process has taken the task over."));
    return rc;
}

enum fault_code task_child_has(const struct db *db, int64_t id, int64_t vm_id, bool *has)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &has_child, &found, ARGS(ARG(id), ARG(vm_id)));
    *has = !rc && found.n;
    return rc;
}

enum fault_code task_child_wait(struct db *db, int64_t id, int64_t vm_id, int64_t child)
{
    enum fault_code rc = db_exec(db, &add_wait, NULL, NULL, ARGS(ARG(id), ARG(child)));
    return rc ? rc : db_exec(db, &drop_left, NULL, NULL, ARGS(ARG(id), ARG(vm_id)));
}

enum fault_code task_left_add(struct db *db, int64_t id, int64_t vm_id, const char *name,
                              const struct fault *why, bool *added)
{
    int64_t changed = 0;
    enum fault_code rc =
        db_exec(db, &add_left, &changed, NULL,
                ARGS(ARG(id), ARG(vm_id), ARG(name), arg_text(fault_api_code(why->code)),
                     arg_text(why->id ? why->id : ""), ARG(task_args(db->arena, why))));
    *added = !rc && changed;
    return rc;
}
