/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A task and its children, one for a machine at most. What cannot be asked of a
 * machine makes no child: the machine is left out, with the reason.
 */
#pragma once
#include "store/task.h"

struct task_children {
    int64_t count;
    int64_t ended; /* of them; by how: */
    int64_t done;
    int64_t failed;
    int64_t cancelled;
    int64_t left_out; /* machines, beside the children */
};
enum fault_code task_children_any(const struct db *, int64_t id, struct task_children *) MUST_CHECK;

/* A child, or a machine that was left out (id 0). */
struct task_child {
    int64_t id;
    const char *object;
    unsigned state; /* of one left out: failed */
    const char *error_code;
    const char *error_id;
    const char *error_args;
};
/* Those that failed, were left out or are running: some of each, in this order. */
enum fault_code task_children_some_any(const struct db *, int64_t id, struct list *) MUST_CHECK;
/* Machines of children that failed or were cancelled, and those left out, behind `after` in the
 * order of their ids: struct number, LIST_ROWS at most. */
enum fault_code task_children_bad_any(const struct db *, int64_t id, int64_t after,
                                      struct list *) MUST_CHECK;

/* --- for the worker that makes them --- */

/* Who asked for the parent. */
struct task_asker {
    int64_t user_id;
    int64_t token_id;
    const char *who;
};
enum fault_code task_asker_any(const struct db *, int64_t id, struct task_asker *) MUST_CHECK;
/* In a transaction: its row is held until the end, so that a wish for its end comes before the next
 * child or finds it. FAULT_LEASE: it is another's. */
enum fault_code task_children_lock(struct db *, int64_t id, int64_t fence,
                                   bool *cancelled) MUST_CHECK;
enum fault_code task_child_has(const struct db *, int64_t id, int64_t vm_id, bool *has) MUST_CHECK;
/* It waits for that child; its machine is not left out, should it have been before. */
enum fault_code task_child_wait(struct db *, int64_t id, int64_t vm_id, int64_t child) MUST_CHECK;
/* *added: it was not said before. */
enum fault_code task_left_add(struct db *, int64_t id, int64_t vm_id, const char *name,
                              const struct fault *, bool *added) MUST_CHECK;
