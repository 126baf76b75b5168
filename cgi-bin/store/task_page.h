/* SPDX-License-Identifier: Apache-2.0 */
/* An account's tasks on machines as cloud clients list them: by page number. */
#pragma once
#include "store/task.h"

struct task_page_filter {
    int64_t vm_id;  /* 0 for all */
    int64_t states; /* 1 << enum task_state; 0 for all */
    bool down;      /* the newest first */
    int64_t behind; /* the id that the page begins behind, 0: the first */
    int64_t offset; /* at most PAGE_DEEPEST */
    int64_t limit;
};

/* `who` has one account. Of struct task what an action shows is filled. */
enum fault_code task_page(const struct db *, const struct scope *who,
                          const struct task_page_filter *, struct list *) MUST_CHECK;
