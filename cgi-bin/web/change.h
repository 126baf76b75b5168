/* SPDX-License-Identifier: Apache-2.0 */
/* A change that a page makes: one transaction, once only, with its line in the audit. */
#pragma once
#include "web/gate.h"

struct change {
    const char *what;   /* the audit's: "account_limit" */
    const char *object; /* by name; read after fn has run */
    int64_t account_id; /* whose audit; 0: the asker's account */
    int64_t reseller_id;
    db_tx_fn *fn;
    void *ctx;
};

/* *done: this very request was answered before. */
enum fault_code change_found(const struct db *, struct request *, bool *done) MUST_CHECK;
/* *repeated (may be NULL): it was made before, and fn did not run now. */
enum fault_code change_once(struct db *, struct request *, const struct change *,
                            bool *repeated) MUST_CHECK;
