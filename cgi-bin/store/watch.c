/* SPDX-License-Identifier: Apache-2.0 */
/* The condition that no task has the machine in hand stands in each UPDATE, not before it. */
#include "store/watch.h"

static const struct field node_row_view[] = {
    I64(struct watch_node, id),
    TEXT(struct watch_node, name),
    TEXT(struct watch_node, uri),
    FIELDS_END,
};

static const struct field vm_row_view[] = {
    TEXT(struct watch_vm, uuid),
    I64(struct watch_vm, seen),
    BOOL(struct watch_vm, in_hand),
    FIELDS_END,
};

QUERY(nodes, DB_WATCHER,
      "SELECT id, name, uri FROM node WHERE state <> 0 ORDER BY id LIMIT 1000",
      ROWS(struct watch_node, node_row_view));
QUERY(answered, DB_WATCHER,
      "UPDATE node SET state = 1, seen_at = NOW(6), version = ?, why = '' WHERE id = ?");
QUERY(lost, DB_WATCHER, "UPDATE node SET state = IF(state = 1, 2, state), why = ? WHERE id = ?");

#define VMS                                                                                        \
    "SELECT uuid, seen, task_id IS NOT NULL OR busy <> 0 AS in_hand FROM vm WHERE node_id = ? "    \
    "AND (made_at IS NOT NULL OR busy <> 0) "
QUERY(vms, DB_WATCHER, VMS "LIMIT 100000", ROWS(struct watch_vm, vm_row_view));
QUERY(vm_by_uuid, DB_WATCHER, VMS "AND uuid = ?", ROWS(struct watch_vm, vm_row_view));
#define IDLE "node_id = ? AND task_id IS NULL AND busy = 0 AND made_at IS NOT NULL "
/* seen 1: off, 2: running, 3: paused. A suspended machine's wish waits for the suspension's end. */
QUERY(see, DB_WATCHER,
      "UPDATE vm SET wished = IF(? AND seen IN (2, 3) AND NOT suspended, 1, wished), seen = ? "
      "WHERE uuid = ? AND " IDLE "AND seen <> ?");
QUERY(unknown, DB_WATCHER, "UPDATE vm SET seen = 0 WHERE " IDLE "AND seen <> 0");

enum fault_code watch_nodes(const struct db *db, struct list *out)
{
    return db_all(db, &nodes, out, NO_ARGS);
}

enum fault_code watch_node_answered(struct db *db, int64_t id, const char *version)
{
    return db_exec(db, &answered, NULL, NULL, ARGS(ARG(version), ARG(id)));
}

enum fault_code watch_node_lost(struct db *db, int64_t id, const char *why)
{
    enum fault_code rc = db_exec(db, &lost, NULL, NULL, ARGS(ARG(why), ARG(id)));
    return rc ? rc : db_exec(db, &unknown, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code watch_vms(const struct db *db, int64_t node_id, struct list *out)
{
    return db_all(db, &vms, out, ARGS(ARG(node_id)));
}

enum fault_code watch_vm_load(const struct db *db, int64_t node_id, const char *uuid,
                              struct watch_vm *out)
{
    return db_one(db, &vm_by_uuid, out, ARGS(ARG(node_id), ARG(uuid)));
}

enum fault_code watch_vm_seen(struct db *db, int64_t node_id, const char *uuid, enum vm_seen seen,
                              bool by_itself)
{
    return db_exec(db, &see, NULL, NULL,
                   ARGS(arg_i64(by_itself && seen == SEEN_OFF), arg_i64(seen), ARG(uuid),
                        ARG(node_id), arg_i64(seen)));
}
