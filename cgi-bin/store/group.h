/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups of accounts: customers of the provider that have limits in sum, such as the companies of
 * one owner. A reseller's customers are limited by the reseller's row and in no group. What a group
 * has is counted on its row, as on an account's: store/limit.h.
 */
#pragma once
#include "store/limits.h"
#include "store/list.h"

struct account_group {
    int64_t id;
    const char *name;
    /* as struct limits has them */
    int64_t vm_limit;
    int64_t running_limit;
    int64_t vcpu_limit;
    int64_t memory_limit;
    int64_t disk_limit;
    int64_t ip_limit;
    int64_t traffic_limit;
    int64_t api_minute; /* JSON requests of them all within a minute; 0: no limit in sum */
    int64_t vm_count;
    int64_t vcpu_count;
    int64_t memory_count;
    int64_t disk_count;
    int64_t ip_count;
    int64_t traffic_count; /* of its accounts' months, as store/traffic.h summed them up last */
    int64_t accounts;      /* that are in it */
    int64_t created_at;
};
/* Also the rows of the list. */
extern const struct list_noun group_noun;
/* Of a struct account_group: what whoever makes or changes one may say. */
extern const struct field group_form[];

/* FAULT_UNIQUE names the field. */
enum fault_code group_add(struct db *, const struct account_group *, int64_t *id) MUST_CHECK;
/* All that group_form has, of the group with this id. */
enum fault_code group_change(struct db *, const struct account_group *) MUST_CHECK;
/* In a transaction: its accounts are in none then. */
enum fault_code group_drop(struct db *, int64_t id) MUST_CHECK;
enum fault_code group_load_any(const struct db *, int64_t id, struct account_group *) MUST_CHECK;
/* A thousand by name, for a choice: .id and .name alone. */
enum fault_code group_names_any(const struct db *, struct list *) MUST_CHECK;
/*
 * In a transaction: puts the account into the group (0: into none); what it has counts there from
 * now on, also above the limits. FAULT_CONFLICT, naming the field `account`: it is no customer
 * of the provider's own.
 */
enum fault_code group_put(struct db *, int64_t account_id, int64_t group_id) MUST_CHECK;
/* Locked until the transaction's end, behind the account's row. */
enum fault_code group_lock_any(struct db *, int64_t id, struct account_group *) MUST_CHECK;
/* In a transaction, the row locked: its accounts have so much more, or with sign -1 less. */
enum fault_code group_count(struct db *, int64_t id, const struct limit_need *,
                            int sign) MUST_CHECK;
