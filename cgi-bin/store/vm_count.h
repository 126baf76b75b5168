/* SPDX-License-Identifier: Apache-2.0 */
/* How many machines a scope has, by state: for the tabs of a list. */
#pragma once
#include "store/scope.h"

/* A count stops one beyond this, so it costs the same however many there are. */
enum { VM_COUNT_MOST = 10000 };

struct vm_counts {
    int64_t total;
    int64_t running;
    int64_t off;
    int64_t failed;
};
enum fault_code vm_counts(const struct db *, const struct scope *, struct vm_counts *) MUST_CHECK;
