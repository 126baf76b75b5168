/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose rows a reader may see. Ownership is a condition in the query, never a
 * check after it. A scope that was never filled (zeros) sees nothing.
 */
#pragma once
#include <stdint.h>
#include "db/db.h"

enum { SCOPE_ANY = -1 };

struct scope {
    int64_t reseller; /* an id, or SCOPE_ANY */
    int64_t account;  /* an id, or SCOPE_ANY */
    int64_t labels_of; /* a token whose labels a machine must have; 0: any machine */
};

static inline struct scope scope_everything(void)
{
    return (struct scope){ SCOPE_ANY, SCOPE_ANY, 0 };
}

static inline bool scope_is_everything(const struct scope *who)
{
    return who->reseller == SCOPE_ANY && who->account == SCOPE_ANY;
}

static inline struct scope scope_account(int64_t reseller, int64_t account)
{
    return (struct scope){ reseller, account, 0 };
}

/* For a row that is found by its own key; the table's name comes before it. */
#define OWNED_BY(table)                                                                            \
    " ? IN (" SCOPE_ANY_SQL ", " table ".reseller_id)"                                             \
    " AND ? IN (" SCOPE_ANY_SQL ", " table ".account_id) "
#define SCOPE_ANY_SQL "-1"
/* And, of a token that is narrowed to labels, for a machine that has all of them. */
#define REACHED(vm_id)                                                                             \
    " AND (? = 0 OR " WITH_LABELS("?", vm_id) ") "
#define WITH_LABELS(token_id, vm_id)                                                               \
    "NOT EXISTS (SELECT 1 FROM token_label WHERE token_label.token_id = " token_id                 \
    " AND NOT EXISTS (SELECT 1 FROM vm_label WHERE vm_label.vm_id = " vm_id                        \
    " AND vm_label.k = token_label.k AND vm_label.v = token_label.v))"
#define REACH(who) ARG((who)->labels_of), ARG((who)->labels_of)
/* A task is that of its machine; and whose token asked for it sees it also when that is gone. */
#define TASK_REACHED                                                                               \
    " AND (? = 0 OR task.as_token = ? OR " WITH_LABELS("?", "task.vm_id") ") "
#define TASK_REACH(who) REACH(who), ARG((who)->labels_of)
#define OWNER(who) ARG((who)->reseller), ARG((who)->account)
