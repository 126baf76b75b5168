/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What machines received and sent, by day (UTC). Beside each day's sum stand the counters of which
 * it was made, written in the same transaction: whoever counts next begins there, so that nothing
 * is counted twice or left out, whoever died in between and however long nobody counted.
 */
#pragma once
#include "store/scope.h"

/* Counters of one run of a machine, of one of its units (base/metric.h). */
struct traffic_mark {
    int64_t vm_id;
    int64_t unit;
    bool known; /* false: read before anything was counted */
    int64_t run;
    int64_t cpu; /* a counter, too: tells a new run of the last one's number; -1: not known */
    int64_t in_bytes;
    int64_t out_bytes;
};

/* In a transaction: a node's machines' marks, locked, in the order of vm_id and unit. */
enum fault_code traffic_marks_any(struct db *, int64_t node_id, struct list *) MUST_CHECK;

struct traffic_grown {
    struct traffic_mark mark; /* as it is now */
    int64_t account_id;
    int64_t reseller_id;
    int64_t in_bytes; /* since the mark before */
    int64_t out_bytes;
};
/* In that transaction; at: seconds since 1970, which says the day. */
enum fault_code traffic_save(struct db *, int64_t at, const struct traffic_grown *,
                             size_t count) MUST_CHECK;

/* A machine's calendar month so far, and what its plan includes. */
struct traffic_month {
    int64_t in_bytes;
    int64_t out_bytes;
    int64_t included;
};
enum fault_code traffic_month(const struct db *, const struct scope *, int64_t vm_id,
                              struct traffic_month *) MUST_CHECK;

/* Sums of days into usage_day, from the day before the last hour that was counted. */
enum fault_code traffic_sum(struct db *) MUST_CHECK;
enum { TRAFFIC_ACCOUNTS = 500 }; /* are read, and written, at a time */
/* Of each account whose month has changed: what it has sent, and a mail where 80 or 100 % of what
 * it may send are reached; then of groups what theirs have sent, which nobody has a mail of. */
enum fault_code traffic_tell(struct db *) MUST_CHECK;
/* Days of machines of more than 100 days ago, and marks of those that are gone; a thousand each. */
enum fault_code traffic_sweep(struct db *, int64_t *gone) MUST_CHECK;
