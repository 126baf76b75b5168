/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an account may have. Its limits and what it has are columns of its row; the sum over a
 * group's accounts, or over a reseller and its customers, is columns of the group's or reseller's:
 * whoever reserves locks the account's row, then its group's, then its reseller's, always in this
 * order and before node, storage and addresses; checks each and counts on each, so that of two at
 * once one has the last place. Another limit is a column of each kind and a row of limit.c's table.
 */
#pragma once
#include "store/group.h"

/*
 * In a transaction: locks the rows, refuses when the account is suspended (FAULT_DENIED) or one
 * of the limits would be passed (FAULT_LIMIT), counts. own: the words are for the account's people,
 * else for the provider's and the reseller's. A customer is not told of the limits of its group
 * and its reseller.
 */
enum fault_code limit_take(struct db *, int64_t account_id, const struct limit_need *,
                           bool own) MUST_CHECK;
/* The same of running machines alone, of an account whose row is locked. */
enum fault_code limit_take_running(struct db *, const struct account *, bool own) MUST_CHECK;
/* In a transaction: it has that no more. */
enum fault_code limit_give_back(struct db *, int64_t account_id,
                                const struct limit_need *) MUST_CHECK;

/* "10 machines, 16 GB memory": for the audit. */
const char *limits_words(struct arena *, const struct limits *);

/* --- for pages --- */

enum limit_what {
    LIMIT_MACHINES,
    LIMIT_RUNNING,
    LIMIT_VCPU,
    LIMIT_MEMORY,
    LIMIT_DISK,
    LIMIT_IPS,
    LIMIT_TRAFFIC,
    LIMIT_WHATS
};
enum limit_of { LIMIT_OF_ACCOUNT, LIMIT_OF_GROUP, LIMIT_OF_RESELLER };

/* What somebody has of what he may have; has.running: 0 until it is counted. */
struct limit_state {
    enum limit_of of;
    int64_t id;
    const char *name;
    struct limits most;
    struct limit_need has;
};
struct limit_state limit_state_of(const struct account *);
struct limit_state limit_state_of_group(const struct account_group *);
int64_t limit_most(const struct limit_state *, enum limit_what);
int64_t limit_has(const struct limit_state *, enum limit_what);
/* Is it limited? Machines always are. */
bool limit_holds(const struct limit_state *, enum limit_what);
bool limit_is_bytes(enum limit_what);
/* Running machines are counted from their rows: many ways lead out of it. */
enum fault_code limit_count_running(const struct db *, struct limit_state *) MUST_CHECK;

/* What would free the most: machines of an account; accounts of a group or a reseller. */
struct limit_big {
    int64_t what; /* enum limit_what; of machines those that are off, the oldest first */
    int64_t id;
    const char *name;
    int64_t size; /* of a running machine its memory */
};
/* At most LIMIT_BIGGEST of each, in the order of `what` and the biggest first. */
enum { LIMIT_BIGGEST = 3 };
enum fault_code limit_biggest(const struct db *, const struct limit_state *,
                              struct list *) MUST_CHECK;
