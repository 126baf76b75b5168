/* SPDX-License-Identifier: Apache-2.0 */
/* Holds of tasks: all, a kind's, a node's. Each is asked for on a page of its own. */
#pragma once
#include "web/gate.h"

struct hold_query {
    const char *what; /* as struct task_hold has it; NULL: all */
};
extern const struct field hold_query_form[];

struct hold_row {
    const char *what;
    const char *words; /* "Create machine" */
    const char *held_by;
    int64_t held_at;
};
extern const struct field hold_row_fields[];
/* All there are, for people. */
enum fault_code hold_rows(const struct db *, const struct request *, struct list *) MUST_CHECK;
/* Is this one among them? */
bool hold_has(const struct list *rows, const char *what);

read_fn hold_show;
write_fn hold_do;
read_fn release_show;
write_fn release_do;
