/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks in lists: a machine's last ones, an account's, all. */
#pragma once
#include "store/task.h"
#include "web/gate.h"

struct task_row {
    int64_t id;
    const char *kind_words;
    unsigned state;
    const char *object;
    const char *object_href; /* "" when its machine is gone */
    const char *account;
    const char *node;
    int64_t when;
    const char *took;
    const char *by;
};
extern const struct field task_row_fields[];

struct list task_rows(const struct request *rq, const struct list *tasks);
/* "Create machine" */
const char *task_kind_words(const char *kind);
/* "Create machine"; of one for many machines, what it does with them: "Start". */
const char *task_what_words(const struct request *rq, const struct task *t);
/* What it works on: "web-01", "Debian 12", "1,240 machines". */
const char *task_object_words(const struct request *rq, const struct task *t);
/* Both: "Create machine web-01". */
const char *task_title_words(const struct request *rq, const struct task *t);
/* The machine a task works on, as a path; "" if there is none to go to. */
const char *task_object_href(const struct request *rq, const struct task *t);
/* How long it ran; "" before it began. */
const char *task_ran(struct arena *a, const struct task *t);
/* Has it run longer than its kind seldom does (t->p99)? */
bool task_is_slow(const struct task *t);

read_fn task_list_show;
