/* SPDX-License-Identifier: Apache-2.0 */
/* How a row becomes a struct schedule, for schedule.c, schedule_own.c and schedule_noun.c. */
#pragma once

#define SCHEDULE_COLUMNS                                                                           \
    "schedule.id, schedule.kind, schedule.own, schedule.account_id, schedule.reseller_id, "        \
    "account.name AS account, schedule.vm_id, vm.name AS vm, schedule.user_id, "                   \
    "schedule.as_token AS token_id, schedule.made_by, schedule.own_maker, schedule.state, "        \
    "schedule.every_seconds, "                                                                     \
    "schedule.moment, schedule.zone, "                                                             \
    "schedule.jitter, schedule.delay, schedule.next_at, schedule.task_id, schedule.ran_at, "       \
    "schedule.skipped_at, schedule.why_id AS why, schedule.why_args "
/* For whoever does not see everything. */
void schedule_narrow(void *row);

#define SCHEDULE_JOINS                                                                             \
    "LEFT JOIN account ON account.id = schedule.account_id "                                       \
    "LEFT JOIN vm ON vm.id = schedule.vm_id "
