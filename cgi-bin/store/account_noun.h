/* SPDX-License-Identifier: Apache-2.0 */
/* The list of accounts. */
#pragma once
#include "store/account.h"
#include "store/list.h"

struct account_row {
    int64_t id;
    const char *name;
    unsigned kind;
    unsigned state;
    int64_t vm_count;
    int64_t vm_limit;
    const char *reseller; /* "": the provider's own */
    const char *group;    /* "": in none */
    int64_t users;
    int64_t created_at;
};
/* Indexed by enum account_level, and by account.standing. */
extern const struct word account_kind_words[3];
extern const struct word account_state_words[3];
extern const struct list_noun account_noun;
