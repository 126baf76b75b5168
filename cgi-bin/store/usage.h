/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What customers' machines were, by day (UTC): hours of machines, of running ones, of vCPU, and
 * bytes times hours of memory and disk. Each hour is counted once, with what there is when it is.
 */
#pragma once
#include "store/list.h"

struct usage_row {
    int64_t id;
    int64_t customer_id;
    const char *day; /* "2026-11-25" */
    const char *customer;
    int64_t machine_hours;
    int64_t running_hours;
    int64_t vcpu_hours;
    int64_t memory_hours;
    int64_t disk_hours;
};
extern const struct list_noun usage_noun;

/* This hour, for all accounts; again within it, it changes nothing. */
enum fault_code usage_count(struct db *) MUST_CHECK;
/* Days of more than two years ago, at most a thousand rows. */
enum fault_code usage_sweep(struct db *, int64_t *gone) MUST_CHECK;
/* Those of a reseller's customers in the order of ids, as customer_page(); day "": all. */
enum fault_code usage_page(const struct db *, const struct scope *, const char *day, int64_t behind,
                           int64_t offset, int64_t limit, struct list *) MUST_CHECK;
