/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Suspending an account: its row is set by the click, its machines follow a batch at a time. What
 * the row says is what counts; `vm.suspended` is how far its machines have followed.
 */
#pragma once
#include "store/scope.h"

enum { SUSPEND_BATCH = 50 };

/* In a transaction. */
enum fault_code account_set_suspended(struct db *, int64_t id, bool suspended,
                                      const char *why) MUST_CHECK;

/* A machine that has not followed yet. */
struct suspend_row {
    int64_t id;
    int64_t account_id;
    int64_t reseller_id;
    int64_t node_id;
    const char *name;
    bool works; /* it may run: a task must see to it; resuming: it ran before */
};
/*
 * The next SUSPEND_BATCH of the account with an id above `after`. under: the account is a reseller,
 * and its customers' are meant, too; resuming, not those of who is suspended for himself.
 */
enum fault_code suspend_next_any(const struct db *, int64_t account_id, bool under, int64_t after,
                                 struct list *) MUST_CHECK;
enum fault_code resume_next_any(const struct db *, int64_t account_id, bool under, int64_t after,
                                struct list *) MUST_CHECK;
/* In a transaction. *changed false: it has followed already. */
enum fault_code suspend_vm(struct db *, int64_t id, bool *changed) MUST_CHECK;
enum fault_code resume_vm(struct db *, int64_t id, bool *changed) MUST_CHECK;
/* In a transaction that has its row locked: the task that makes it, 0: none does. */
enum fault_code vm_maker_any(const struct db *, int64_t id, int64_t *task_id) MUST_CHECK;
/* It runs again, or shall not: the next resumption leaves it alone. */
enum fault_code resume_done(struct db *, int64_t id) MUST_CHECK;

/* Is it, its account or its account's reseller suspended now? */
enum fault_code vm_is_suspended_any(const struct db *, int64_t id, bool *out) MUST_CHECK;
/* Marks the machine as worked on by a task that nobody's click gave it to; one that has another
 * task in hand keeps that. */
enum fault_code vm_hold(struct db *, int64_t id, int64_t task_id, int64_t busy) MUST_CHECK;
