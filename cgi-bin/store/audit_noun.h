/* SPDX-License-Identifier: Apache-2.0 */
/* The list of what was done and refused. */
#pragma once
#include "store/list.h"

struct audit_row {
    int64_t id;
    int64_t at;
    const char *who;
    const char *address;
    const char *what;
    const char *object;
    unsigned result;
    const char *account; /* its name, "" once it is gone */
    int64_t account_id;
};
/* Indexed by whether it was refused. */
extern const struct word audit_result_words[2];
extern const struct list_noun audit_noun;
