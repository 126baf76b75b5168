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
};

static inline struct scope scope_everything(void)
{
    return (struct scope){ SCOPE_ANY, SCOPE_ANY };
}

static inline bool scope_is_everything(const struct scope *who)
{
    return who->reseller == SCOPE_ANY && who->account == SCOPE_ANY;
}

static inline struct scope scope_account(int64_t reseller, int64_t account)
{
    return (struct scope){ reseller, account };
}

/* For a row that is found by its own key; the table's name comes before it. */
#define OWNED_BY(table)                                                                            \
    " ? IN (" SCOPE_ANY_SQL ", " table ".reseller_id)"                                             \
    " AND ? IN (" SCOPE_ANY_SQL ", " table ".account_id) "
#define SCOPE_ANY_SQL "-1"
#define OWNER(who) ARG((who)->reseller), ARG((who)->account)
