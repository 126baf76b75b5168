/* SPDX-License-Identifier: Apache-2.0 */
/* What pages say of a machine: what is in hand, and what is wrong with it. */
#pragma once
#include "store/task.h"
#include "store/vm.h"
#include "web/gate.h"

struct vm_work {
    bool busy;
    const char *words; /* "being created" */
    int64_t step_count;
    const char *step_words;
};
struct vm_work vm_work_of(const struct vm *vm);

/* What to do about a machine whose task failed. */
const char *vm_what_next(const struct task *t, const struct kind *k);

struct vm_why {
    const char *words; /* "" when nothing is wrong, or the task is gone */
    const char *code;
    const char *what_next;
};
struct vm_why vm_why(const struct db *db, const struct request *rq, const struct vm *vm);
