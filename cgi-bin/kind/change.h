/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A change that a page, the JSON or the command line makes, with its line in the audit. It says
 * what differs: by looking at a thing before and after, by being told, or, where there is nothing
 * to look at, why not.
 */
#pragma once
#include "kind/kind.h"
#include "store/audit_look.h"

struct change {
    const char *what;   /* the audit's: "account_limit" */
    const char *object; /* by name; read after fn has run */
    int64_t account_id; /* whose audit; 0: the asker's account */
    int64_t reseller_id;
    struct audit_of of; /* what is looked at */
    const char *said;   /* {"field": [before, after]}, in its place or, of what was made, besides */
    const char *none;   /* why it has neither, for whoever reads the source */
    int64_t vm_id;      /* whose history it belongs to; 0: no machine's */
    db_tx_fn *fn;
    void *ctx;
};
/* In a transaction: both or neither. */
enum fault_code change_make(struct db *, const struct asker *, const struct change *) MUST_CHECK;

/* The line of what was asked for and is done by a task: `before` is what audit_look() saw. */
struct change_asked {
    const char *what;
    const char *object;
    int64_t account_id; /* whose audit */
    int64_t reseller_id;
    struct audit_of of;
    const char *before;
    int64_t vm_id;
    int64_t task_id;
    bool own; /* the asker is one of the account's */
};
enum fault_code change_note(struct db *, const struct asker *,
                            const struct change_asked *) MUST_CHECK;
