/* SPDX-License-Identifier: Apache-2.0 */
/* A task's log on its page, by level, and whole as a file. */
#pragma once
#include "store/task.h"
#include "web/gate.h"

struct log_row {
    int64_t id;
    const char *at; /* with its seconds */
    const char *at_iso;
    unsigned level;
    const char *words;
};
extern const struct field log_row_fields[];

struct task_log {
    struct list rows; /* struct log_row */
    struct list tabs; /* struct page_tab: a level each, with its count */
    const char *cut;  /* what is not shown, or "" */
};
/* The last lines of the level that the query names. */
enum fault_code task_log_fill(const struct db *, const struct request *, const struct task *,
                              struct task_log *) MUST_CHECK;

read_fn task_log_file;
