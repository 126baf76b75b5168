/* SPDX-License-Identifier: Apache-2.0 */
#include "store/difference.h"
#include "store/account_rows.h"

const struct word difference_kind_words[DIFFERENCE_KINDS] = {
    [DIFFERENCE_UNKNOWN] = { "unknown", T("Unknown"), "difference-unknown" },
    [DIFFERENCE_MISSING] = { "missing", T("Missing"), "difference-missing" },
    [DIFFERENCE_CHANGED] = { "changed", T("Changed"), "difference-changed" },
};
static const struct word hidden_words[] = { { "no", T("No"), "" }, { "yes", T("Yes"), "" } };

const struct field difference_view[] = {
    I64(struct difference, id),
    I64(struct difference, node_id),
    TEXT(struct difference, node),
    STATE(struct difference, kind, difference_kind_words),
    TEXT(struct difference, uuid),
    TEXT(struct difference, what),
    I64(struct difference, vm_id),
    TEXT(struct difference, name),
    TEXT(struct difference, ours),
    TEXT(struct difference, theirs),
    BOOL(struct difference, hidden),
    TIME(struct difference, seen_first),
    TIME(struct difference, seen_last),
    FIELDS_END,
};

static const struct field compare_view[] = {
    I64(struct compare_vm, id),
    TEXT(struct compare_vm, name),
    TEXT(struct compare_vm, uuid),
    I64(struct compare_vm, wished),
    BOOL(struct compare_vm, suspended),
    BOOL(struct compare_vm, in_hand),
    I64(struct compare_vm, vcpu),
    I64(struct compare_vm, memory),
    I64(struct compare_vm, storage_id),
    TEXT(struct compare_vm, path),
    TEXT(struct compare_vm, mac),
    FIELDS_END,
};

struct owner_row {
    int64_t id;
    int64_t node_id;
};
static const struct field owner_view[] = {
    I64(struct owner_row, id),
    I64(struct owner_row, node_id),
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "difference.id, difference.node_id, node.name AS node, difference.kind, difference.uuid, "     \
    "difference.what, difference.vm_id, difference.name, difference.ours, difference.theirs, "     \
    "difference.hidden, difference.seen_first, difference.seen_last "
#define JOINS "JOIN node ON node.id = difference.node_id "
QUERY(by_id, DB_ADMIN | DB_ADMIN_READER,
      "SELECT " COLUMNS "FROM difference " JOINS "WHERE difference.id = ?",
      ROWS(struct difference, difference_view));
QUERY(hide, DB_ADMIN, "UPDATE difference SET hidden = TRUE WHERE id = ?");
QUERY(drop, DB_ADMIN, "DELETE FROM difference WHERE id = ?");
/* seen 1: off, 2: running; of others nothing can be wished */
QUERY(take_state, DB_ADMIN,
      "UPDATE vm SET wished = seen WHERE id = ? AND node_id = ? AND task_id IS NULL "
      "AND NOT suspended AND seen IN (1, 2)");

#define VMS                                                                                        \
    "SELECT vm.id, vm.name, vm.uuid, vm.wished, "                                                  \
    "vm.suspended OR " SUSPENDED("account") " AS suspended, "                                      \
    "vm.busy <> 0 OR vm.task_id IS NOT NULL OR vm.made_at IS NULL AS in_hand, vm.vcpu, "           \
    "vm.memory, vm.storage_id, storage.path, nic.mac FROM vm "                                     \
    "JOIN account ON account.id = vm.account_id JOIN storage ON storage.id = vm.storage_id "       \
    "JOIN nic ON nic.vm_id = vm.id AND nic.no = 0 WHERE vm.node_id = ? "
QUERY(vms, DB_TASKD, VMS "ORDER BY vm.uuid LIMIT 100000", ROWS(struct compare_vm, compare_view));
QUERY(one_vm, DB_TASKD, VMS "AND vm.id = ?", ROWS(struct compare_vm, compare_view));
QUERY(owner_of, DB_TASKD, "SELECT id, node_id FROM vm WHERE uuid = ?",
      ROWS(struct owner_row, owner_view));
QUERY(add, DB_TASKD,
      "INSERT INTO difference (node_id, kind, uuid, what, vm_id, name, ours, theirs, task_id, "
      "seen_first, seen_last) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NOW(6), NOW(6)) "
      "ON DUPLICATE KEY UPDATE hidden = hidden AND ours = VALUES(ours) "
      "AND theirs = VALUES(theirs), vm_id = VALUES(vm_id), name = VALUES(name), "
      "ours = VALUES(ours), theirs = VALUES(theirs), task_id = VALUES(task_id), "
      "seen_last = NOW(6)");
QUERY(sweep, DB_TASKD, "DELETE FROM difference WHERE node_id = ? AND task_id <> ?");
QUERY(open_task, DB_TASKD,
      "SELECT COUNT(*) AS n FROM task WHERE kind = 'node_compare' AND node_id = ? "
      "AND state IN (0, 1, 2)",
      NUMBER_ROW);
QUERY(node_ref, DB_ADMIN_READER, "SELECT id AS n FROM node WHERE name = ?",
      NUMBER_ROW);
QUERY(nodes, DB_ADMIN_READER, "SELECT name FROM node ORDER BY name LIMIT 50",
      ROWS(struct list_offer, list_offer_view));

static const struct list_column columns[] = {
    { "name", T("Machine or domain"), COLUMN_TEXT, .sql = "difference.name", .index = "by_name",
      .sorts = true },
    { "kind", T("Difference"), COLUMN_WORD, .sql = "difference.kind", .index = "by_kind",
      .words = difference_kind_words, .word_count = DIFFERENCE_KINDS },
    { "what", T("In"), COLUMN_TEXT, .sql = "difference.what", .ascii = true, .index = "by_what" },
    { "node", T("Node"), COLUMN_REF, .sql = "difference.node_id", .index = "by_node",
      .ref = &node_ref, .offers = &nodes },
    { "ours", T("Here"), COLUMN_TEXT, .field = "ours" },
    { "theirs", T("On the node"), COLUMN_TEXT, .field = "theirs" },
    { "hidden", T("Set aside"), COLUMN_WORD, .sql = "difference.hidden", .index = "by_hidden",
      .sorts = true, .words = hidden_words, .word_count = countof(hidden_words) },
    { "since", T("Since"), COLUMN_TIME, .field = "seen_first", .sql = "difference.seen_first",
      .index = "by_first", .sorts = true },
    { "seen", T("Last seen"), COLUMN_TIME, .field = "seen_last" },
};

LIST_NOUN(difference_noun, .name = "difference", .table = "difference", .columns = COLUMNS,
          .joins = JOINS, .row = difference_view, .size = sizeof(struct difference),
          LIST_COLUMNS(columns), .global = true, .by = "hidden", .users = DB_ADMIN_READER);

enum fault_code difference_load_any(const struct db *db, int64_t id, struct difference *out)
{
    enum fault_code rc = db_one(db, &by_id, out, ARGS(ARG(id)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, rc, T("This difference is gone."));
    return rc;
}

enum fault_code difference_hide(struct db *db, int64_t id)
{
    return db_exec(db, &hide, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code difference_take_state(struct db *db, const struct difference *d)
{
    enum fault_code rc =
        db_exec_one(db, &take_state, FAULT_LOCKED, ARGS(ARG(d->vm_id), ARG(d->node_id)));
    if (rc == FAULT_LOCKED)
        return fail(db->fault, rc,
                    T("%s is being worked on, or is as it was wished. Compare again."), d->name);
    return rc ? rc : db_exec(db, &drop, NULL, NULL, ARGS(ARG(d->id)));
}

enum fault_code compare_vms_any(const struct db *db, int64_t node_id, struct list *out)
{
    return db_all(db, &vms, out, ARGS(ARG(node_id)));
}

enum fault_code compare_vm_any(const struct db *db, int64_t node_id, int64_t id,
                               struct compare_vm *out)
{
    return db_one(db, &one_vm, out, ARGS(ARG(node_id), ARG(id)));
}

enum fault_code compare_owner_any(const struct db *db, const char *uuid, int64_t *vm_id,
                                  int64_t *node_id)
{
    struct owner_row row = { 0 };
    enum fault_code rc = db_one(db, &owner_of, &row, ARGS(ARG(uuid)));
    *vm_id = row.id;
    *node_id = row.node_id;
    return rc;
}

enum fault_code difference_note(struct db *db, int64_t task_id, const struct difference *d)
{
    return db_exec(db, &add, NULL, NULL,
                   ARGS(ARG(d->node_id), arg_i64(d->kind), ARG(d->uuid), ARG(d->what),
                        ARG(d->vm_id), ARG(d->name), ARG(d->ours), ARG(d->theirs), ARG(task_id)));
}

enum fault_code difference_sweep(struct db *db, int64_t node_id, int64_t task_id)
{
    return db_exec(db, &sweep, NULL, NULL, ARGS(ARG(node_id), ARG(task_id)));
}

enum fault_code compare_is_open_any(const struct db *db, int64_t node_id, bool *open)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &open_task, &found, ARGS(ARG(node_id)));
    *open = found.n > 0;
    return rc;
}
