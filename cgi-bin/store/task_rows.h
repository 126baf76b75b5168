/* SPDX-License-Identifier: Apache-2.0 */
/* How a row becomes a struct task, for task.c and task_noun.c. */
#pragma once

#define TASK_COLUMNS                                                                               \
    "task.id, task.kind, task.account_id, task.reseller_id, task.parent_id, "                      \
    "account.name AS account, "                                                                    \
    "task.vm_id, EXISTS (SELECT 1 FROM vm WHERE vm.id = task.vm_id) AS vm_there, task.node_id, "   \
    "node.name AS node, task.object, task.state, task.tries, task.fence, task.undoing, "           \
    "task.cancel, task.cancelled_by, task.bytes, task.keeper, task.step_no, task.percent, "        \
    "task.args, task.error_code, task.error_id, task.error_args, task.asked_by, task.seen_by, "    \
    "task.queued_at, task.started_at, task.ended_at, task.took "
#define TASK_JOINS                                                                                 \
    "LEFT JOIN account ON account.id = task.account_id LEFT JOIN node ON node.id = task.node_id "
/* For whoever does not see everything: of a struct task, what its account's people see. */
void task_narrow(void *task);
