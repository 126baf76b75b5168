/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts: the provider (level 0), its resellers (1) and customers (2). */
#pragma once
#include "store/scope.h"

enum account_level { ACCOUNT_PROVIDER, ACCOUNT_RESELLER, ACCOUNT_CUSTOMER };

struct account {
    int64_t id;
    int64_t reseller_id;
    int64_t level;
    const char *name;
    bool suspended;            /* it, or the reseller whose it is */
    const char *suspended_why; /* as the account is told, "" when it is not */
    int64_t closed_at;         /* 0: it is not; for good, and suspended, too */
    bool erased;               /* its people and names, too */
    int64_t vm_limit;
    int64_t vm_count;
    int64_t api_minute; /* requests within a minute; 0: as the setting says */
    /* store/limit.h: 0 is as much as there is */
    int64_t running_limit;
    int64_t vcpu_limit;
    int64_t vcpu_count;
    int64_t memory_limit;
    int64_t memory_count;
    int64_t disk_limit;
    int64_t disk_count;
    int64_t ip_limit;
    int64_t ip_count;
    int64_t traffic_limit; /* bytes sent in a month */
    int64_t traffic_count; /* this month, as of the last quarter of an hour */
    int64_t group_id;      /* store/group.h; 0: in none */
    bool resold;           /* a customer of a reseller, not of the provider */
    int64_t created_at;
};
extern const struct field account_view[];

/* Adds a customer of the provider; FAULT_UNIQUE names the field if the name is taken. */
enum fault_code account_add(struct db *, const char *name, int64_t *id) MUST_CHECK;
/* The same of whoever registers, with so many machines at most. */
enum fault_code account_register(struct db *, const char *name, int64_t vm_limit,
                                 int64_t *id) MUST_CHECK;
/* A reseller, in a transaction; likewise. */
enum fault_code account_add_reseller(struct db *, const char *name, int64_t *id) MUST_CHECK;
/* That FAULT_UNIQUE. */
enum fault_code account_name_taken(struct db *, const char *name) MUST_CHECK;
/* The provider's own account, made if it is not there. */
enum fault_code account_provider(struct db *, const char *name, int64_t *id) MUST_CHECK;
enum fault_code account_load_any(const struct db *, int64_t id, struct account *) MUST_CHECK;
enum fault_code account_by_name_any(const struct db *, const char *name,
                                    struct account *) MUST_CHECK;
/* A customer of the provider's own: no reseller's customer of the same name. */
enum fault_code account_own_by_name_any(const struct db *, const char *name,
                                        struct account *) MUST_CHECK;
/* In a transaction: the row is locked until its end. */
enum fault_code account_lock(struct db *, const struct scope *, int64_t id,
                             struct account *) MUST_CHECK;
enum fault_code account_lock_any(struct db *, int64_t id, struct account *) MUST_CHECK;
/* Locks it, and counts by a query of its id: of two at once the second counts the first. */
enum fault_code account_count_locked(struct db *, int64_t id, const struct query *how,
                                     int64_t *n) MUST_CHECK;
/* In a transaction, the row locked before: nobody is let in any more. */
enum fault_code account_set_closed(struct db *, int64_t id) MUST_CHECK;
/* FAULT_CONFLICT: a reseller that has customers which are not closed; says how many. */
enum fault_code account_has_no_customer(const struct db *, const struct account *) MUST_CHECK;
/* FAULT_CONFLICT: it is closed. */
enum fault_code account_is_open(const struct db *, const struct account *) MUST_CHECK;
