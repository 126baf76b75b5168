/* SPDX-License-Identifier: Apache-2.0 */
/* A change that a page or the command line makes, with its line in the audit. */
#pragma once
#include "kind/kind.h"
#include "store/audit_look.h"

struct change {
    const char *what;   /* the audit's: "account_limit" */
    const char *object; /* by name; read after fn has run */
    int64_t account_id; /* whose audit; 0: the asker's account */
    int64_t reseller_id;
    struct audit_of of; /* what differs then is said, too; .noun 0: nothing is looked at */
    int64_t vm_id;      /* whose history it belongs to; 0: no machine's */
    db_tx_fn *fn;
    void *ctx;
};
/* In a transaction: both or neither. */
enum fault_code change_make(struct db *, const struct asker *, const struct change *) MUST_CHECK;
