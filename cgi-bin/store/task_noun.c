/* SPDX-License-Identifier: Apache-2.0 */
/* The list of tasks, newest first. Indexes: sql/0026, 0039, 0093. */
#include "store/task.h"
#include "store/account_rows.h"
#include "store/task_rows.h"

#define LISTERS (DB_WEB | DB_CLI | DB_TASKD)
QUERY(node_ref, LISTERS, "SELECT id AS n FROM node WHERE name = ?", NUMBER_ROW);
QUERY(nodes, LISTERS, "SELECT name FROM node ORDER BY name LIMIT 50",
      ROWS(struct list_offer, list_offer_view));
QUERY(account_ref, LISTERS, ACCOUNT_REF, NUMBER_ROW);
QUERY(account_ref_below, LISTERS, ACCOUNT_REF_BELOW, NUMBER_ROW);

static const struct list_column columns[] = {
    { "kind", T("Task"), COLUMN_TEXT, .sql = "task.kind", .ascii = true, .index = "by_kind",
      .own_index = "by_account_kind", .sorts = true },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "task.id", .index = "PRIMARY",
      .own_index = "account_id", .sorts = true },
    { "state", T("State"), COLUMN_WORD, .sql = "task.state", .index = "by_state",
      .own_index = "by_account_state", .sorts = true, .words = task_state_words,
      .word_count = countof(task_state_words) },
    { "on", T("On"), COLUMN_TEXT, .field = "object", .sql = "task.object", .index = "by_object",
      .own_index = "by_account_object", .sorts = true },
    { "vm", T("Machine"), COLUMN_NUMBER, .field = "vm_id", .sql = "task.vm_id", .index = "vm_id",
      .own_index = "vm_id", .own_exact = true },
    { "parent", T("Part of"), COLUMN_NUMBER, .field = "parent_id", .sql = "task.parent_id",
      .index = "parent_id", .own_index = "parent_id", .own_exact = true },
    { "account", T("Account"), COLUMN_REF, .sql = "task.account_id", .index = "account_id",
      .provider_only = true, .ref = &account_ref,
      .ref_below = &account_ref_below },
    { "node", T("Node"), COLUMN_REF, .sql = "task.node_id", .index = "by_node",
      .provider_only = true, .ref = &node_ref, .offers = &nodes },
    { "by", T("By"), COLUMN_TEXT, .field = "asked_by", .sql = "task.asked_by",
      .narrow_sql = "task.seen_by", .index = "by_asker", .own_index = "by_account_seen",
      .sorts = true },
    { "queued", T("Asked"), COLUMN_TIME, .field = "queued_at", .sql = "task.queued_at",
      .index = "by_queued", .own_index = "by_account_queued", .sorts = true },
    { "took", T("Took"), COLUMN_DURATION, .sql = "task.took", .index = "by_took",
      .own_index = "by_account_took" },
};

LIST_NOUN(task_noun, .name = "task", .table = "task", .columns = TASK_COLUMNS,
          .joins = TASK_JOINS, .row = task_view, .size = sizeof(struct task),
          .narrow = task_narrow,
          LIST_COLUMNS(columns), .by = "id", .down = true, .users = LISTERS);
