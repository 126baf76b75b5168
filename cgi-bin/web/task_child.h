/* SPDX-License-Identifier: Apache-2.0 */
/* On a task's page: its children, and the task that it is part of. */
#pragma once
#include "store/task.h"
#include "web/gate.h"

struct task_family {
    bool any;            /* it has children, or left machines out */
    const char *words;   /* "812 of 1,240 have ended: 800 done, 12 failed." */
    int64_t percent;     /* of them have ended */
    const char *all_href; /* their list */
    struct list some;    /* those that failed, and those that run */
    const char *parent_href; /* "": it is part of none that the reader may see */
    const char *parent_words;
};
extern const struct field task_family_fields[];

enum fault_code task_family_of(const struct db *, const struct request *, const struct task *,
                               struct task_family *) MUST_CHECK;
