/* SPDX-License-Identifier: Apache-2.0 */
#include "store/storage.h"
#include "store/storage_parts.h"

static const struct word kind_words[STORAGE_KINDS] = {
    [STORAGE_DIRECTORY] = { "directory", T("Directory"), "" },
};

const struct field storage_row_view[] = {
    I64(struct storage_row, id),
    TEXT(struct storage_row, name),
    STATE(struct storage_row, kind, kind_words),
    TEXT(struct storage_row, cluster),
    I64(struct storage_row, node_id),
    TEXT(struct storage_row, node),
    TEXT(struct storage_row, path),
    BYTES(struct storage_row, reserved),
    BYTES(struct storage_row, reserve_limit),
    I64(struct storage_row, given_percent),
    TEXT(struct storage_row, given_level),
    BYTES(struct storage_row, whole),
    BYTES(struct storage_row, used),
    I64(struct storage_row, used_percent),
    TEXT(struct storage_row, used_level),
    FIELDS_END,
};

QUERY(of_node, DB_ADMIN_READER,
      "SELECT " STORAGE_COLUMNS "FROM storage " STORAGE_JOINS
      "WHERE storage.node_id = ? OR (storage.node_id IS NULL "
      "AND storage.cluster_id = (SELECT cluster_id FROM node WHERE id = ?)) "
      "ORDER BY storage.name LIMIT 100",
      ROWS(struct storage_row, storage_row_view));

enum fault_code storage_rows_any(const struct db *db, int64_t node_id, struct list *out)
{
    return db_all(db, &of_node, out, ARGS(ARG(node_id), ARG(node_id)));
}
