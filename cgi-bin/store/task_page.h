/* SPDX-License-Identifier: Apache-2.0 */
/* An account's tasks on machines, one or many, as cloud clients list them: by page number. */
#pragma once
#include "store/task.h"

/* "running", "success", "error" is what clients call states. */
enum task_status { STATUS_RUNNING, STATUS_SUCCESS, STATUS_ERROR, TASK_STATUSES };
extern const char *const task_status_words[TASK_STATUSES];
enum task_status task_status_of(unsigned state);

enum task_key { TASK_BY_ID, TASK_BY_KIND, TASK_BY_STATUS, TASK_BY_STARTED, TASK_BY_FINISHED };
enum { TASK_KEYS = 2, TASK_NEWEST = 10000 };

struct task_page_filter {
    int64_t vm_id;  /* 0 for all */
    int64_t parent_id; /* or one task's children, 0 for all */
    int64_t states; /* 1 << enum task_state; 0 for all */
    /* In another order than that of ids stand the TASK_NEWEST newest that fit. */
    enum task_key by[TASK_KEYS];
    bool down[TASK_KEYS];
    int64_t behind; /* by id: the one that the page begins behind, 0: the first */
    int64_t offset; /* at most TASK_NEWEST */
    int64_t limit;
};

/* `who` has one account. Of struct task what an action shows is filled. */
enum fault_code task_page(const struct db *, const struct scope *who,
                          const struct task_page_filter *, struct list *) MUST_CHECK;
/* Those of these ids that are there, in the order of ids. */
enum fault_code task_page_ids(const struct db *, const struct scope *who, const int64_t *ids,
                              int64_t count, struct list *) MUST_CHECK;
