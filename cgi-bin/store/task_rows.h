/* SPDX-License-Identifier: Apache-2.0 */
/* How a row becomes a struct task, for task.c and task_noun.c. */
#pragma once

/* Of fewer than these the longest is no measure. */
#define TASK_P99_OF "20"
#define TASK_COLUMNS                                                                               \
    "task.id, task.kind, task.account_id, task.reseller_id, task.parent_id, "                      \
    "account.name AS account, "                                                                    \
    "task.vm_id, EXISTS (SELECT 1 FROM vm WHERE vm.id = task.vm_id) AS vm_there, task.node_id, "   \
    "node.name AS node, task.object, task.state, task.tries, task.fence, task.undoing, "           \
    "task.cancel, task.cancelled_by, task.bytes, task.keeper, task.step_no, task.percent, "        \
    "task.args, task.error_code, task.error_id, task.error_args, task.asked_by, task.seen_by, "    \
    "task.queued_at, task.started_at, task.ended_at, task.took, "                      \
    "kind_stat.took_p99 AS p99, task.request "
#define TASK_JOINS                                                                                 \
    "LEFT JOIN account ON account.id = task.account_id LEFT JOIN node ON node.id = task.node_id "  \
    "LEFT JOIN kind_stat ON kind_stat.kind = task.kind AND kind_stat.done >= " TASK_P99_OF " "
/* For whoever does not see everything: of a struct task, what its account's people see. */
void task_narrow(void *task);
