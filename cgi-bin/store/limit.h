/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an account may have. Its limits and what it has are columns of its row, and so is the sum
 * over a reseller and its customers of the reseller's: whoever reserves locks the account's row,
 * then its reseller's, always in this order and before node, storage and addresses; checks both and
 * counts on both, so that of two at once one has the last place. Another limit is a column of each
 * kind and a row of limit.c's table.
 */
#pragma once
#include "store/account.h"

/* 0 is none at all of machines, and as much as there is of the others. */
struct limits {
    int64_t vm_limit;
    int64_t running_limit; /* machines that are wished to run */
    int64_t vcpu_limit;
    int64_t memory_limit; /* bytes */
    int64_t disk_limit;
    int64_t ip_limit; /* addresses of version 4 */
    int64_t traffic_limit; /* bytes that machines send in a month; met, it bars new ones alone */
    int64_t api_minute; /* JSON requests within a minute; 0: as the setting says */
};
extern const struct field limits_form[];
/* What a reseller sets of its customers': not the last. */
extern const struct field limits_resold_form[];

/* What is to be reserved. */
struct limit_need {
    int64_t machines;
    int64_t running;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    int64_t ips;
};

/*
 * In a transaction: locks both rows, refuses when the account is suspended (FAULT_DENIED) or one
 * of the limits would be passed (FAULT_LIMIT), counts. own: the words are for the account's people,
 * else for the provider's and the reseller's. A customer is not told of its reseller's limit.
 */
enum fault_code limit_take(struct db *, int64_t account_id, const struct limit_need *,
                           bool own) MUST_CHECK;
/* The same of running machines alone, of an account whose row is locked. */
enum fault_code limit_take_running(struct db *, const struct account *, bool own) MUST_CHECK;
/* In a transaction: it has that no more. */
enum fault_code limit_give_back(struct db *, int64_t account_id,
                                const struct limit_need *) MUST_CHECK;

void limits_of(const struct account *, struct limits *out);
enum fault_code limits_set(struct db *, int64_t account_id, const struct limits *) MUST_CHECK;
/* "10 machines, 16 GB memory": for the audit. */
const char *limits_words(struct arena *, const struct limits *);
