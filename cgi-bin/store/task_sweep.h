/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ended tasks are deleted past their time, with their steps, log and waits. One stays as long as
 * another row needs it: a child of it is still there; its parent, which counts its children, has
 * not ended; an open task waits for it and will ask how it ended; a machine names it as in hand or
 * as what failed; an image's copy, or a schedule, names it as its last.
 */
#pragma once
#include "store/task.h"

enum { TASK_SWEEP_BATCH = 500 };

struct task_sweep {
    const char *kind;
    int64_t keep_days;
    /* the last task that was looked at */
    int64_t ended_at;
    int64_t id;
    /* so far */
    int64_t gone;
    int64_t kept;
    bool more; /* the batch was full */
};
/*
 * The next TASK_SWEEP_BATCH of a kind, the oldest first, in one transaction; begins with zeros but
 * kind and keep_days. Only what has been summed up (store/task_stat.h) may go.
 */
enum fault_code task_sweep(struct db *, struct task_sweep *) MUST_CHECK;
