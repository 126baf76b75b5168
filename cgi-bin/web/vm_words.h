/* SPDX-License-Identifier: Apache-2.0 */
/* What pages say of a machine: what is in hand, and what is wrong with it. */
#pragma once
#include "store/task.h"
#include "store/vm.h"
#include "web/gate.h"

struct vm_work {
    bool busy;
    const char *words; /* "being created" */
    const char *step_words; /* "First start · step 4 of 5" */
};
struct vm_work vm_work_of(struct arena *, const struct vm *vm);

/* What to do about a machine whose task failed. */
const char *vm_what_next(const struct task *t, const struct kind *k);

struct vm_why {
    const char *words; /* "" when nothing is wrong, or the task is gone */
    int64_t task_id;   /* that says more, or 0 */
    const char *code;
    const char *what_next;
};
struct vm_why vm_why(const struct db *db, const struct request *rq, const struct vm *vm);
