/* SPDX-License-Identifier: Apache-2.0 */
/* What a task's steps have written: by level, the last lines, or those that came since. */
#pragma once
#include "store/task.h"

enum { TASK_ALL_LEVELS = -1 };
extern const struct word task_level_words[TASK_LEVELS];

struct task_log_ask {
    bool provider; /* else without what is for the provider's people alone */
    int level;     /* enum task_level, or TASK_ALL_LEVELS */
    int64_t behind; /* the id of a line: only what came after it */
    int64_t most;
};
/* The last lines that fit, in their order: struct task_line. */
enum fault_code task_log_last_any(const struct db *, int64_t task_id, const struct task_log_ask *,
                                  struct list *) MUST_CHECK;
/* The first ones that fit. */
enum fault_code task_log_next_any(const struct db *, int64_t task_id, const struct task_log_ask *,
                                  struct list *) MUST_CHECK;

/* How many there are of each level. */
struct task_log_counts {
    int64_t level[TASK_LEVELS];
    int64_t all;
};
enum fault_code task_log_counts_any(const struct db *, int64_t task_id, bool provider,
                                    struct task_log_counts *) MUST_CHECK;
