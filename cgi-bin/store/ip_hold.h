/* SPDX-License-Identifier: Apache-2.0 */
/* Who held an address from when until when: rows that nobody deletes, so that they are there when
 * the machine, and what was asked about it, is long gone. */
#pragma once
#include "store/scope.h"

struct ip_hold {
    int64_t id;
    const char *words;
    int64_t account_id;
    const char *account;
    int64_t vm_id;
    const char *vm_name; /* as it was called then */
    bool vm_there;
    int64_t begun_at;
    int64_t ended_at; /* 0: held still */
};
extern const struct field ip_hold_view[];

/* Who held it at that moment; FAULT_MISSING: nobody. */
enum fault_code ip_held_at_any(const struct db *, const char *words, int64_t moment,
                               struct ip_hold *) MUST_CHECK;
/* An account's own, up to the last ten thousand, by the fields that it may see. */
extern const struct field ip_hold_own_view[];
enum fault_code ip_holds_of_account(const struct db *, const struct scope *, int64_t behind,
                                    int64_t limit, struct list *) MUST_CHECK;
/* Its holders, the last first. */
enum { IP_HOLDS = 20 };
enum fault_code ip_holds_any(const struct db *, const char *words, struct list *) MUST_CHECK;
