/* SPDX-License-Identifier: Apache-2.0 */
/* The list of what was done and refused; an account sees its own rows, and the provider's people in
 * them as "Support". */
#pragma once
#include "store/list.h"

struct audit_row {
    int64_t id;
    int64_t at;
    const char *who;
    const char *as_user; /* whom the staff acted as; "" nobody */
    const char *address;
    const char *what;
    const char *object;
    const char *changes; /* {"field": [before, after]}; "" none */
    const char *about;   /* "plan-3"; "" nothing that has a history */
    const char *why;     /* of a refusal, as the API says it; "" */
    const char *request; /* its number in the logs; "" none */
    int64_t vm_id;
    bool own;
    unsigned result;
    const char *account; /* its name, "" once it is gone */
    int64_t account_id;
};
/* Indexed by whether it was refused. */
extern const struct word audit_result_words[2];
extern const struct list_noun audit_noun;

enum fault_code audit_load(const struct db *, const struct scope *, int64_t id,
                           struct audit_row *) MUST_CHECK;
