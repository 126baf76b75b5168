/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What accounts' machines were, by day (UTC): hours of machines, of running ones, of vCPU, bytes
 * times hours of memory and disk, and bytes that they received and sent (store/traffic.h). An hour
 * is counted once, when it is over, from what machines' lives say (vm_life), so that it counts
 * also when the panel was off; which of them ran is how they are seen then, and not known of hours
 * in which nobody looked.
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
    int64_t unknown_hours; /* of the machine_hours; nobody knows whether these ran */
    int64_t vcpu_hours;
    int64_t memory_hours;
    int64_t disk_hours;
    int64_t rx_bytes;
    int64_t tx_bytes;
};
extern const struct list_noun usage_noun;     /* of a reseller's customers */
extern const struct list_noun usage_own_noun; /* of the reader's account */

/*
 * Lives that were not written: a task that goes on through an upgrade is a worker of the version
 * before, which may know of none. One without a machine ends now, at most a thousand of them.
 */
enum fault_code usage_mend_lives(struct db *) MUST_CHECK;
/* The next hour that is over, for all accounts, if there is one; *more: there is another. */
enum fault_code usage_count(struct db *, bool *more) MUST_CHECK;
/* Days of more than two years ago, and lives that are counted; at most a thousand rows each. */
enum fault_code usage_sweep(struct db *, int64_t *gone) MUST_CHECK;
/* Those of a reseller's customers in the order of ids, as customer_page(); day "": all. */
enum fault_code usage_page(const struct db *, const struct scope *, const char *day, int64_t behind,
                           int64_t offset, int64_t limit, struct list *) MUST_CHECK;
/* Those of one account, likewise. */
enum fault_code usage_own_page(const struct db *, int64_t account_id, const char *day,
                               int64_t behind, int64_t offset, int64_t limit,
                               struct list *) MUST_CHECK;
