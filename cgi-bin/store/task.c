/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A task is put into the queue with its locks wished for and what it waits for,
 * in the transaction of whoever asks. Reading needs no lock.
 */
#include "store/task.h"
#include <jansson.h>
#include "base/log.h"
#include "base/words.h"
#include "form/input.h"
#include "store/number.h"
#include "store/task_rows.h"

#define TASK_STATE(id, code, people, icon) [TASK_##id] = { code, people, icon },
const struct word task_state_words[TASK_STATE_COUNT] = { TASK_STATES(TASK_STATE) };
#undef TASK_STATE

const struct field task_view[] = {
    I64(struct task, id),
    TEXT(struct task, kind),
    I64(struct task, account_id),
    I64(struct task, reseller_id),
    I64(struct task, parent_id),
    TEXT(struct task, account),
    I64(struct task, vm_id),
    BOOL(struct task, vm_there),
    I64(struct task, node_id),
    TEXT(struct task, node),
    TEXT(struct task, object),
    STATE(struct task, state, task_state_words),
    I64(struct task, tries),
    I64(struct task, fence),
    BOOL(struct task, undoing),
    BOOL(struct task, cancel),
    TEXT(struct task, cancelled_by),
    I64(struct task, bytes),
    TEXT(struct task, keeper),
    I64(struct task, step_no),
    I64(struct task, percent),
    TEXT(struct task, args),
    TEXT(struct task, error_code),
    TEXT(struct task, error_id),
    TEXT(struct task, error_args),
    TEXT(struct task, asked_by),
    TEXT(struct task, seen_by),
    TIME(struct task, queued_at),
    TIME(struct task, started_at),
    TIME(struct task, ended_at),
    I64(struct task, took, .span = true),
    I64(struct task, p99),
    TEXT(struct task, request),
    FIELDS_END,
};

const struct field task_step_view[] = {
    I64(struct task_step, undo),      I64(struct task_step, no),
    TEXT(struct task_step, name),     TIME(struct task_step, begun_at),
    TIME(struct task_step, ended_at), FIELDS_END,
};

const struct field task_lock_view[] = {
    TEXT(struct task_lock_row, resource),
    BOOL(struct task_lock_row, exclusive),
    BOOL(struct task_lock_row, granted),
    BOOL(struct task_lock_row, intent),
    I64(struct task_lock_row, holder_id),
    TEXT(struct task_lock_row, holder_kind),
    FIELDS_END,
};

static const struct field counts_view[] = {
    I64(struct task_counts, running),
    I64(struct task_counts, waiting),
    I64(struct task_counts, failed_today),
    FIELDS_END,
};

static const struct field oldest_lock_view[] = {
    I64(struct task_oldest_lock, task_id),
    TIME(struct task_oldest_lock, since),
    FIELDS_END,
};

#define NEW_COLUMNS                                                                                \
    " (kind, account_id, reseller_id, parent_id, vm_id, node_id, object, args, asked_by, "         \
    "own_asker, as_whom, as_token, heavy, storage_id, bytes, request, prio, state) "               \
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
QUERY(add_asked, DB_WEB_WRITERS | DB_CLI, "INSERT INTO task_ask" NEW_COLUMNS);
QUERY(add_admin, DB_ADMIN, "INSERT INTO task_ask_admin" NEW_COLUMNS);
QUERY(add_reseller, DB_MY | DB_API, "INSERT INTO task_ask_reseller" NEW_COLUMNS);
QUERY(add_own, DB_CLI | DB_TASKD, "INSERT INTO task" NEW_COLUMNS);
QUERY(add_wait, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "INSERT INTO task_wait (task_id, on_task_id) VALUES (?, ?)");
QUERY(add_resource, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "INSERT IGNORE INTO resource (name) VALUES (?)");
QUERY(add_lock, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "INSERT INTO task_lock (resource, task_id, exclusive) VALUES (?, ?, ?)");

#define READERS (DB_WEB | DB_CLI | DB_TASKD)
QUERY(by_id, READERS,
      "SELECT " TASK_COLUMNS "FROM task " TASK_JOINS "WHERE task.id = ? AND" OWNED_BY("task")
          TASK_REACHED,
      ROWS(struct task, task_view));
QUERY(steps, READERS,
      "SELECT `undo`, no, name, begun_at, ended_at FROM task_step WHERE task_id = ? "
      "ORDER BY `undo`, IF(`undo`, -no, no)",
      ROWS(struct task_step, task_step_view));
QUERY(locks, READERS,
      "SELECT mine.resource, mine.exclusive, mine.granted, mine.intent, "
      "COALESCE(holder.task_id, 0) AS holder_id, task.kind AS holder_kind "
      "FROM task_lock AS mine LEFT JOIN task_lock AS holder ON holder.resource = mine.resource "
      "AND holder.granted AND holder.task_id <> mine.task_id "
      "LEFT JOIN task ON task.id = holder.task_id WHERE mine.task_id = ? "
      "ORDER BY mine.resource LIMIT 20",
      ROWS(struct task_lock_row, task_lock_view));
QUERY(holder, READERS,
      "SELECT COALESCE(MIN(task_id), 0) AS n FROM task_lock WHERE resource = ? AND granted",
      NUMBER_ROW);
QUERY(waits_on, READERS,
      "SELECT COALESCE(MIN(on_task_id), 0) AS n FROM task_wait "
      "JOIN task ON task.id = on_task_id WHERE task_id = ? AND task.state < 3",
      NUMBER_ROW);
struct storage_of {
    const char *name;
};
static const struct field storage_of_view[] = { TEXT(struct storage_of, name), FIELDS_END };
QUERY(storage_of, DB_WEB_WRITERS | DB_CLI,
      "SELECT COALESCE(storage.name, '') AS name FROM task "
      "LEFT JOIN storage ON storage.id = task.storage_id WHERE task.id = ?",
      ROWS(struct storage_of, storage_of_view));
QUERY(failed_wait, DB_TASKD,
      "SELECT " TASK_COLUMNS
      "FROM task_wait JOIN task ON task.id = task_wait.on_task_id " TASK_JOINS
      "WHERE task_wait.task_id = ? AND task.state <> 3 LIMIT 1",
      ROWS(struct task, task_view));
QUERY(may_still, DB_TASKD,
      "SELECT EXISTS (SELECT 1 FROM member JOIN user ON user.id = member.user_id "
      "JOIN role_permission ON role_permission.role_id = member.role_id "
      "JOIN account ON account.id = member.account_id "
      "WHERE member.user_id = as_whom AND (member.account_id = task.account_id OR level = 0 "
      "OR (level = 1 AND account.id = task.reseller_id)) "
      "AND NOT user.disabled AND permission = ?) OR EXISTS (SELECT 1 FROM token_live "
      "JOIN role_permission ON role_permission.role_id = token_live.role_id "
      "WHERE token_live.id = as_token AND (token_live.account_id = task.account_id "
      "OR EXISTS (SELECT 1 FROM account WHERE account.id = task.reseller_id AND level = 1 "
      "AND account.id = token_live.account_id)) "
      "AND permission = ? AND writes AND (nouns = '' OR FIND_IN_SET(?, nouns)) "
      "AND (task.vm_id IS NULL OR " WITH_LABELS("task.as_token", "task.vm_id") ")) "
      "OR (as_whom = 0 AND as_token = 0) AS n "
      "FROM task WHERE id = ?",
      NUMBER_ROW);
QUERY(usual, READERS,
      "SELECT TIMESTAMPDIFF(MICROSECOND, started_at, ended_at) AS n FROM task "
      "WHERE kind = ? AND state = 3 ORDER BY id DESC LIMIT 20",
      NUMBER_ROW);
QUERY(counts, READERS,
      "SELECT (SELECT COUNT(*) FROM task WHERE state = 2) AS running, "
      "(SELECT COUNT(*) FROM task WHERE state IN (0, 1)) AS waiting, "
      "(SELECT COUNT(*) FROM task WHERE state = 4 AND ended_at > NOW(6) - INTERVAL 1 DAY) "
      "AS failed_today",
      ROWS(struct task_counts, counts_view));

QUERY(failed, DB_ADMIN_READER | DB_ADMIN | DB_SIGNIN,
      "SELECT COUNT(*) AS n FROM (SELECT 1 FROM task WHERE state = 4 "
      "AND ended_at > NOW(6) - INTERVAL 1 DAY LIMIT ?) AS some",
      NUMBER_ROW);
/* Locks are granted as a task begins. */
QUERY(oldest_lock, DB_ADMIN_READER,
      "SELECT task_id, started_at AS since FROM task_lock JOIN task ON task.id = task_id "
      "WHERE granted ORDER BY started_at LIMIT 1",
      ROWS(struct task_oldest_lock, oldest_lock_view));

char *task_args(struct arena *a, const struct fault *f)
{
    json_t *array = json_array();
    for (int i = 0; i < f->args; i++)
        json_array_append_new(array, utf8_valid(f->arg[i], strlen(f->arg[i]))
                                         ? json_string(f->arg[i])
                                         : json_string("?"));
    char buf[2048];
    size_t len = json_dumpb(array, buf, sizeof(buf), JSON_COMPACT);
    json_decref(array);
    return len <= sizeof(buf) ? arena_strndup(a, buf, len) : arena_strdup(a, "[]");
}

const char *task_words(struct arena *a, const char *id, const char *args_json)
{
    const char *args[FAULT_ARGS];
    int count = 0;
    size_t i = 0;
    json_t *one = NULL;
    json_error_t why;
    OWNED(input_drop_json) json_t *array = json_loads(args_json, 0, &why);
    json_array_foreach(array, i, one) {
        if (count < FAULT_ARGS && json_is_string(one))
            args[count++] = json_string_value(one);
    }
    return fault_render(a, id, args, count);
}

const char *task_why(struct arena *a, const struct task *t, bool provider)
{
    if (!t->error_id[0])
        return "";
    if (fault_is_inner(t->error_code) && !provider)
        return tr("The host failed at a step. Your provider can see why.");
    return task_words(a, t->error_id, t->error_args);
}

void task_narrow(void *task)
{
    struct task *t = task;
    t->asked_by = t->seen_by;
}

static enum fault_code add_with(struct db *db, const struct query *insert, const struct task_new *t,
                                int64_t *id)
{
    enum fault_code rc =
        db_exec(db, insert, NULL, id,
                ARGS(ARG(t->kind), ARG(t->account_id), ARG(t->reseller_id), arg_ref(t->parent_id),
                     arg_ref(t->vm_id), arg_ref(t->node_id), ARG(t->object), ARG(t->args),
                     ARG(t->asked_by), arg_i64(t->own_asker), ARG(t->as_whom), ARG(t->as_token),
                     arg_i64(t->heavy), arg_ref(t->storage_id), ARG(t->bytes),
                     ARG(log_request_now()), arg_i64(t->prio + t->heavy),
                     arg_i64(t->waits_for ? TASK_PARKED : TASK_QUEUED)));
    if (!rc && t->waits_for)
        rc = db_exec(db, &add_wait, NULL, NULL, ARGS(ARG(*id), ARG(t->waits_for)));
    for (int i = 0; !rc && i < t->locks; i++) {
        const struct task_lock_wish *w = &t->lock[i];
        rc = db_exec(db, &add_resource, NULL, NULL, ARGS(ARG(w->resource)));
        if (!rc)
            rc = db_exec(db, &add_lock, NULL, NULL,
                         ARGS(ARG(w->resource), ARG(*id), arg_i64(w->exclusive)));
    }
    return rc;
}

enum fault_code task_add(struct db *db, const struct task_new *t, int64_t *id)
{
    return add_with(db, &add_asked, t, id);
}

enum fault_code task_add_admin(struct db *db, const struct task_new *t, int64_t *id)
{
    return add_with(db, &add_admin, t, id);
}

enum fault_code task_add_reseller(struct db *db, const struct task_new *t, int64_t *id)
{
    return add_with(db, &add_reseller, t, id);
}

enum fault_code task_add_own(struct db *db, const struct task_new *t, int64_t *id)
{
    return add_with(db, &add_own, t, id);
}

enum fault_code task_load(const struct db *db, const struct scope *who, int64_t id,
                          struct task *out)
{
    enum fault_code rc = db_one(db, &by_id, out, ARGS(ARG(id), OWNER(who), TASK_REACH(who)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, rc, T("There is no such task here."));
    if (!rc && !scope_is_everything(who))
        task_narrow(out);
    return rc;
}

enum fault_code task_may_any(const struct db *db, int64_t id, const char *permission, bool *may)
{
    struct number found;
    const char *act = strrchr(permission, '_');
    const char *noun = arena_strndup(db->arena, permission, act ? (size_t)(act - permission) : 0);
    enum fault_code rc =
        db_one(db, &may_still, &found, ARGS(ARG(permission), ARG(permission), ARG(noun), ARG(id)));
    *may = !rc && found.n;
    return rc;
}

enum fault_code task_steps_any(const struct db *db, int64_t id, struct list *out)
{
    return db_all(db, &steps, out, ARGS(ARG(id)));
}

enum fault_code task_locks_any(const struct db *db, int64_t id, struct list *out)
{
    return db_all(db, &locks, out, ARGS(ARG(id)));
}

enum fault_code task_holder_any(const struct db *db, const char *resource, int64_t *id)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &holder, &found, ARGS(ARG(resource)));
    *id = found.n;
    return rc;
}

enum fault_code task_storage_any(const struct db *db, int64_t id, const char **name)
{
    struct storage_of found = { "" };
    enum fault_code rc = db_one(db, &storage_of, &found, ARGS(ARG(id)));
    *name = found.name;
    return rc;
}

enum fault_code task_waits_on_any(const struct db *db, int64_t id, int64_t *on)
{
    struct number found;
    enum fault_code rc = db_one(db, &waits_on, &found, ARGS(ARG(id)));
    *on = found.n;
    return rc;
}

enum fault_code task_failed_wait_any(const struct db *db, int64_t id, struct task *out)
{
    return db_one(db, &failed_wait, out, ARGS(ARG(id)));
}

static int by_number(const void *a, const void *b)
{
    int64_t x = ((const struct number *)a)->n;
    int64_t y = ((const struct number *)b)->n;
    return (x > y) - (x < y);
}

enum fault_code task_usual_any(const struct db *db, const char *kind, int64_t *took)
{
    struct list found;
    enum fault_code rc = db_all(db, &usual, &found, ARGS(ARG(kind)));
    *took = 0;
    if (rc || !found.count)
        return rc;
    struct number *sorted = arena_array(db->arena, (size_t)found.count, sizeof(*sorted));
    memcpy(sorted, found.rows, (size_t)found.count * sizeof(*sorted));
    qsort(sorted, (size_t)found.count, sizeof(*sorted), by_number);
    *took = sorted[found.count / 2].n;
    return FAULT_OK;
}

enum fault_code task_counts_any(const struct db *db, struct task_counts *out)
{
    return db_one(db, &counts, out, NO_ARGS);
}

enum fault_code task_failed_any(const struct db *db, int64_t *count)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &failed, &found, ARGS(arg_i64(TASK_FAILED_MOST + 1)));
    *count = found.n;
    return rc;
}

enum fault_code task_oldest_lock_any(const struct db *db, struct task_oldest_lock *out)
{
    enum fault_code rc = db_one(db, &oldest_lock, out, NO_ARGS);
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    *out = (struct task_oldest_lock){ 0 };
    return FAULT_OK;
}
