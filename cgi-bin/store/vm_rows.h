/* SPDX-License-Identifier: Apache-2.0 */
/* How a row becomes a struct vm, for vm.c and vm_noun.c: columns, and what is joined for them. */
#pragma once

#define VM_COLUMNS                                                                                 \
    "vm.id, vm.account_id, vm.reseller_id, account.name AS account, vm.name, vm.uuid, "            \
    "vm.state, vm.wished, vm.suspended, vm.ipv4, vm.ipv6, vm.plan_id, plan.name AS plan, "         \
    "vm.image_id, CONCAT(image.name, ' ', image.version) AS image, image.icon AS image_icon, "     \
    "location.city AS location, vm.node_id, node.name AS node, vm.storage_id, vm.vcpu, "           \
    "vm.memory, vm.disk, vm.task_id, task.kind AS task_kind, task.step_no, task.percent, "         \
    "vm.failed_task_id, vm.labels, vm.made_at, vm.created_at "
#define VM_JOINS                                                                                   \
    "JOIN account ON account.id = vm.account_id "                                                  \
    "JOIN plan ON plan.id = vm.plan_id JOIN image ON image.id = vm.image_id "                      \
    "JOIN cluster ON cluster.id = vm.cluster_id "                                                  \
    "JOIN location ON location.id = cluster.location_id "                                          \
    "LEFT JOIN node ON node.id = vm.node_id LEFT JOIN task ON task.id = vm.task_id "
