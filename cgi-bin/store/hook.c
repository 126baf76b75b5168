/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hook that is left out would let a task pass which it should have looked at: what is run is
 * never cut by a LIMIT, but bounded when one is added.
 */
#include "store/hook.h"
#include <jansson.h>
#include "form/input.h"

const struct word hook_moment_words[HOOK_MOMENTS] = {
    [HOOK_BEFORE] = { "before", T("Before the task"), "" },
    [HOOK_AFTER] = { "after", T("After the task"), "" },
};
const struct word hook_state_words[HOOK_STATES] = {
    [HOOK_ENABLED] = { "enabled", T("Enabled"), "hook-enabled" },
    [HOOK_DISABLED] = { "disabled", T("Disabled"), "hook-disabled" },
};

const struct field hook_view[] = {
    I64(struct hook, id),
    TEXT(struct hook, kind),
    STATE(struct hook, moment, hook_moment_words),
    TEXT(struct hook, argv),
    TEXT(struct hook, program),
    I64(struct hook, seconds),
    TEXT(struct hook, run_as),
    STATE(struct hook, state, hook_state_words),
    TEXT(struct hook, added_by),
    TIME(struct hook, added_at),
    FIELDS_END,
};
static const struct field after_view[] = {
    I64(struct hook_after, id),
    TEXT(struct hook_after, argv),
    I64(struct hook_after, account_id),
    FIELDS_END,
};
const struct field hook_vm_view[] = {
    I64(struct hook_vm, id),     TEXT(struct hook_vm, name), TEXT(struct hook_vm, uuid),
    TEXT(struct hook_vm, ipv4),  TEXT(struct hook_vm, ipv6), I64(struct hook_vm, vcpu),
    I64(struct hook_vm, memory), I64(struct hook_vm, disk),  TEXT(struct hook_vm, plan),
    TEXT(struct hook_vm, image), TEXT(struct hook_vm, node), FIELDS_END,
};

#define COLUMNS                                                                                    \
    "hook.id, hook.kind, hook.moment, hook.argv, JSON_VALUE(hook.argv, '$[0]') AS program, "       \
    "hook.seconds, hook.run_as, hook.disabled AS state, hook.added_by, hook.added_at"
#define ROW ROWS(struct hook, hook_view)

QUERY(add, DB_ADMIN,
      "INSERT INTO hook (kind, moment, argv, seconds, run_as, added_by) VALUES (?, ?, ?, ?, ?, ?)");
QUERY(of_kind, DB_ADMIN, "SELECT COUNT(*) AS n FROM hook WHERE kind = ? AND moment = ?",
      NUMBER_ROW);
QUERY(change, DB_ADMIN, "UPDATE hook SET seconds = ?, run_as = ?, disabled = ? WHERE id = ?");
QUERY(drop, DB_ADMIN, "DELETE FROM hook WHERE id = ?");
QUERY(by_id, DB_ADMIN | DB_ADMIN_READER | DB_TASKD, "SELECT " COLUMNS " FROM hook WHERE id = ?",
      ROW);
QUERY(before, DB_TASKD,
      "SELECT " COLUMNS " FROM hook WHERE kind = ? AND moment = 0 AND NOT disabled "
      "AND NOT EXISTS (SELECT 1 FROM hook_pass WHERE hook_id = hook.id AND task_id = ?) "
      "ORDER BY id",
      ROW);
QUERY(seconds_before, DB_TASKD,
      "SELECT COALESCE(SUM(seconds), 0) AS n FROM hook WHERE kind = ? AND moment = 0 "
      "AND NOT disabled",
      NUMBER_ROW);
QUERY(pass, DB_TASKD,
      "INSERT INTO hook_pass (task_id, hook_id) SELECT id, ? FROM task WHERE id = ? AND fence = ? "
      "AND state = 2");
QUERY(after, DB_TASKD,
      "SELECT id, argv, (SELECT MIN(account.id) FROM account WHERE level = 0) AS account_id "
      "FROM hook WHERE kind = ? AND moment = 1 AND NOT disabled ORDER BY id",
      ROWS(struct hook_after, after_view));
QUERY(machine, DB_TASKD,
      "SELECT vm.id, vm.name, vm.uuid, vm.ipv4, vm.ipv6, vm.vcpu, vm.memory, vm.disk, "
      "plan.name AS plan, CONCAT(image.name, ' ', image.version) AS image, "
      "COALESCE(node.name, '') AS node FROM vm JOIN plan ON plan.id = vm.plan_id "
      "JOIN image ON image.id = vm.image_id LEFT JOIN node ON node.id = vm.node_id "
      "WHERE vm.id = ?",
      ROWS(struct hook_vm, hook_vm_view));

static const struct list_column columns[] = {
    { "kind", T("Kind of task"), COLUMN_TEXT, .sql = "hook.kind", .ascii = true, .index = "by_kind",
      .sorts = true },
    { "program", T("Program"), COLUMN_TEXT, .sql = NULL },
    { "moment", T("When"), COLUMN_WORD, .sql = "hook.moment", .words = hook_moment_words,
      .word_count = HOOK_MOMENTS },
    { "user", T("Runs as"), COLUMN_TEXT, .field = "run_as", .sql = NULL },
    { "seconds", T("Limit, s"), COLUMN_NUMBER, .sql = NULL },
    { "state", T("State"), COLUMN_WORD, .sql = "hook.disabled", .index = "by_disabled",
      .words = hook_state_words, .word_count = HOOK_STATES },
    { "by", T("Added by"), COLUMN_TEXT, .field = "added_by", .sql = NULL },
    { "added", T("Added"), COLUMN_TIME, .field = "added_at", .sql = "hook.added_at",
      .index = "by_added", .sorts = true },
};

LIST_NOUN(hook_noun, .name = "hook", .table = "hook", .columns = COLUMNS, .joins = "",
          .row = hook_view, .size = sizeof(struct hook), LIST_COLUMNS(columns), .global = true,
          .by = "kind", .users = DB_ADMIN_READER);

const char *const *hook_argv(struct arena *a, const char *text)
{
    size_t i = 0;
    json_t *one = NULL;
    json_error_t why;
    OWNED(input_drop_json) json_t *array = json_loads(text, 0, &why);
    size_t count = json_array_size(array);
    if (!count || count > HOOK_ARGS)
        return NULL;
    const char **argv = arena_array(a, count + 1, sizeof(*argv));
    json_array_foreach(array, i, one) {
        if (!json_is_string(one))
            return NULL;
        argv[i] = arena_strdup(a, json_string_value(one));
    }
    return argv;
}

char *hook_argv_json(struct arena *a, const char *const *argv)
{
    OWNED(input_drop_json) json_t *array = json_array();
    for (; *argv; argv++)
        json_array_append_new(array, json_string(*argv));
    size_t len = json_dumpb(array, NULL, 0, JSON_COMPACT);
    char *out = arena_alloc(a, len + 1);
    json_dumpb(array, out, len, JSON_COMPACT);
    return out;
}

enum fault_code hook_add(struct db *db, const struct hook *h, int64_t *id)
{
    struct number there;
    enum fault_code rc = db_one(db, &of_kind, &there, ARGS(ARG(h->kind), arg_i64(h->moment)));
    if (rc)
        return rc;
    if (there.n >= HOOK_OF_A_KIND)
        return fail_field(db->fault, FAULT_LIMIT, "kind", T("There are %d such hooks already."),
                          HOOK_OF_A_KIND);
    return db_exec(db, &add, NULL, id,
                   ARGS(ARG(h->kind), arg_i64(h->moment), ARG(h->argv), ARG(h->seconds),
                        ARG(h->run_as), ARG(h->added_by)));
}

static enum fault_code there_is_none(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such hook.")) : rc;
}

enum fault_code hook_change(struct db *db, const struct hook *h)
{
    return there_is_none(db, db_exec_one(db, &change, FAULT_MISSING,
                                         ARGS(ARG(h->seconds), ARG(h->run_as), arg_i64(h->state),
                                              ARG(h->id))));
}

enum fault_code hook_drop(struct db *db, int64_t id)
{
    return there_is_none(db, db_exec_one(db, &drop, FAULT_MISSING, ARGS(ARG(id))));
}

enum fault_code hook_load_any(const struct db *db, int64_t id, struct hook *out)
{
    return there_is_none(db, db_one(db, &by_id, out, ARGS(ARG(id))));
}

enum fault_code hook_before_any(const struct db *db, const char *kind, int64_t task_id,
                                struct list *out)
{
    return db_all(db, &before, out, ARGS(ARG(kind), ARG(task_id)));
}

enum fault_code hook_seconds_any(const struct db *db, const char *kind, int64_t *seconds)
{
    struct number sum = { 0 };
    enum fault_code rc = db_one(db, &seconds_before, &sum, ARGS(ARG(kind)));
    *seconds = sum.n;
    return rc;
}

enum fault_code hook_passed(struct db *db, int64_t hook_id, int64_t task_id, int64_t fence)
{
    int64_t changed = 0;
    enum fault_code rc =
        db_exec(db, &pass, &changed, NULL, ARGS(ARG(hook_id), ARG(task_id), ARG(fence)));
    return !rc && !changed
               ? fail(db->fault, FAULT_LEASE, T("Another process has taken the task over."))
               : rc;
}

enum fault_code hook_after_any(const struct db *db, const char *kind, struct list *out)
{
    return db_all(db, &after, out, ARGS(ARG(kind)));
}

enum fault_code hook_vm_any(const struct db *db, int64_t vm_id, struct hook_vm *out)
{
    return db_one(db, &machine, out, ARGS(ARG(vm_id)));
}
