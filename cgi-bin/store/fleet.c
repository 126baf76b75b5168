/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes and storages are hundreds, not millions: their sums are made where they are shown. */
#include "store/fleet.h"

const struct field fleet_view[] = {
    I64(struct fleet, nodes),          I64(struct fleet, silent),
    BYTES(struct fleet, mem_reserved), BYTES(struct fleet, mem_limit),
    I64(struct fleet, mem_percent),    BYTES(struct fleet, disk_reserved),
    BYTES(struct fleet, disk_limit),   I64(struct fleet, disk_percent),
    FIELDS_END,
};

const struct field silent_node_view[] = {
    I64(struct silent_node, id),       TEXT(struct silent_node, name),
    TEXT(struct silent_node, why),     TIME(struct silent_node, seen_at),
    I64(struct silent_node, machines), FIELDS_END,
};

QUERY(sums, DB_ADMIN_READER,
      "SELECT nodes, silent, mem_reserved, mem_limit, "
      "mem_reserved * 100 DIV GREATEST(mem_limit, 1) AS mem_percent, disk_reserved, disk_limit, "
      "disk_reserved * 100 DIV GREATEST(disk_limit, 1) AS disk_percent "
      "FROM (SELECT COUNT(*) AS nodes, CAST(COALESCE(SUM(state = 2), 0) AS INT) AS silent, "
      "CAST(COALESCE(SUM(mem_reserved), 0) AS INT) AS mem_reserved, "
      "CAST(COALESCE(SUM(mem_limit), 0) AS INT) AS mem_limit FROM node) AS n "
      "JOIN (SELECT CAST(COALESCE(SUM(reserved), 0) AS INT) AS disk_reserved, "
      "CAST(COALESCE(SUM(reserve_limit), 0) AS INT) AS disk_limit FROM storage) AS s",
      ROWS(struct fleet, fleet_view));
QUERY(silent, DB_ADMIN_READER,
      "SELECT id, name, why, seen_at, vm_count AS machines FROM node WHERE state = 2 "
      "ORDER BY seen_at, id LIMIT ?",
      ROWS(struct silent_node, silent_node_view));

enum fault_code fleet_any(const struct db *db, struct fleet *out)
{
    return db_one(db, &sums, out, NO_ARGS);
}

enum fault_code fleet_silent_any(const struct db *db, struct list *out)
{
    return db_all(db, &silent, out, ARGS(arg_i64(FLEET_SILENT)));
}
