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
    bool suspended;
    const char *suspended_why; /* as the account is told, "" when it is not */
    int64_t vm_limit;
    int64_t vm_count;
    int64_t api_minute; /* requests within a minute; 0: as the setting says */
    int64_t created_at;
};
extern const struct field account_view[];

/* Adds a customer of the provider; FAULT_UNIQUE if the name is taken. */
enum fault_code account_add(struct db *, const char *name, int64_t *id) MUST_CHECK;
/* The same of whoever registers, with so many machines at most. */
enum fault_code account_register(struct db *, const char *name, int64_t vm_limit,
                                 int64_t *id) MUST_CHECK;
/* The provider's own account, made if it is not there. */
enum fault_code account_provider(struct db *, const char *name, int64_t *id) MUST_CHECK;
enum fault_code account_load_any(const struct db *, int64_t id, struct account *) MUST_CHECK;
enum fault_code account_by_name_any(const struct db *, const char *name,
                                    struct account *) MUST_CHECK;
/* In a transaction: the row is locked until its end. */
enum fault_code account_lock(struct db *, const struct scope *, int64_t id,
                             struct account *) MUST_CHECK;
enum fault_code account_lock_any(struct db *, int64_t id, struct account *) MUST_CHECK;
/* In a transaction: locks the row, refuses at the limit or when suspended, counts one more. */
enum fault_code account_take_vm(struct db *, int64_t id) MUST_CHECK;
enum fault_code account_set_limit(struct db *, int64_t id, int64_t vm_limit) MUST_CHECK;
enum fault_code account_drop_vm(struct db *, int64_t id) MUST_CHECK;
/* 0: as the setting says. */
enum fault_code account_set_api(struct db *, int64_t id, int64_t api_minute) MUST_CHECK;
