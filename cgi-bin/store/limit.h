/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an account may have. Its limits and what it has are columns of its row; the sum over a
 * group's accounts, or over a reseller and its customers, is columns of the group's or reseller's:
 * whoever reserves locks the account's row, then its group's, then its reseller's, always in this
 * order and before node, storage and addresses; checks each and counts on each, so that of two at
 * once one has the last place. Another limit is a column of each kind and a row of limit.c's table.
 */
#pragma once
#include "store/account.h"

struct account_group;

/* 0 is none at all of machines, and as much as there is of the others. */
struct limits {
    int64_t vm_limit;
    int64_t running_limit; /* machines that are wished to run */
    int64_t vcpu_limit;
    int64_t memory_limit; /* bytes */
    int64_t disk_limit;
    int64_t ip_limit;      /* addresses of version 4 */
    int64_t traffic_limit; /* bytes that machines send in a month; met, it bars new ones alone */
    int64_t api_minute;    /* JSON requests within a minute; 0: as the setting says */
};
enum { LIMIT_MOST = 1000000 };
#define LIMIT_BYTES_MOST (INT64_C(1) << 60)
/* The fields of a form whose struct has these members: all but the last two. */
#define LIMIT_FIELDS(T)                                                                            \
    I64(T, vm_limit, .required = true, .max = LIMIT_MOST),                                         \
        I64(T, running_limit, .max = LIMIT_MOST), I64(T, vcpu_limit, .max = LIMIT_MOST),           \
        BYTES(T, memory_limit, .max = LIMIT_BYTES_MOST),                                           \
        BYTES(T, disk_limit, .max = LIMIT_BYTES_MOST), I64(T, ip_limit, .max = LIMIT_MOST)
extern const struct field limits_form[];
/* What a reseller sets of its customers': not the last. */
extern const struct field limits_resold_form[];

/* What is to be reserved, or is. */
struct limit_need {
    int64_t machines;
    int64_t running;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    int64_t ips;
    int64_t traffic; /* sent in the month; the caller of limit_take() leaves it */
};

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
/* In a transaction, both rows locked: what the account has counts in the group, or no more. */
enum fault_code limit_move(struct db *, int64_t group_id, const struct account *,
                           bool joins) MUST_CHECK;

void limits_of(const struct account *, struct limits *out);
enum fault_code limits_set(struct db *, int64_t account_id, const struct limits *) MUST_CHECK;
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
    LIMIT_TRAFFIC, /* of an account and a reseller alone */
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
