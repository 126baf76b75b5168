/* SPDX-License-Identifier: Apache-2.0 */
/* Which user has which role in which account; the rules of who may change that: kind/member.h. */
#pragma once
#include "store/role.h"
#include "store/user.h"

struct member {
    int64_t user_id;
    const char *email;
    const char *user_name;
    bool disabled;
    int64_t account_id;
    const char *account_name;
    int64_t level; /* of the account */
    int64_t role_id;
    const char *role; /* by name */
};
extern const struct field member_view[];

enum fault_code member_list(const struct db *, const struct scope *, int64_t account_id,
                            struct list *) MUST_CHECK;
/* All that the scope's account has, however many: `limit` of them behind that user. */
enum fault_code member_page(const struct db *, const struct scope *, int64_t behind, int64_t limit,
                            struct list *) MUST_CHECK;
enum fault_code member_of_user_any(const struct db *, int64_t user_id, struct list *) MUST_CHECK;
/* FAULT_MISSING: the account, in this scope, has no such member. */
enum fault_code member_load(const struct db *, const struct scope *, int64_t account_id,
                            int64_t user_id, struct member *) MUST_CHECK;

/* What an account's members hold as they are now: struct holder. */
struct holder {
    int64_t user_id;
    const char *permissions;
    bool active; /* has a password, and is not disabled */
};
enum fault_code member_holders_any(const struct db *, int64_t account_id, struct list *) MUST_CHECK;
/* What somebody holds now: "" for whoever is disabled, or no member. */
enum fault_code member_holds_any(const struct db *, int64_t account_id, int64_t user_id,
                                 const char **permissions) MUST_CHECK;
/* What somebody holds in whichever of the accounts above that level: also whoever is disabled. */
enum fault_code member_holds_above_any(const struct db *, int64_t user_id, int64_t level,
                                       const char **permissions) MUST_CHECK;

/* In a transaction, the account's row locked. FAULT_UNIQUE, naming the field `email`: is one. */
enum fault_code member_add(struct db *, int64_t account_id, int64_t user_id,
                           int64_t role_id) MUST_CHECK;
enum fault_code member_set_role(struct db *, int64_t account_id, int64_t user_id,
                                int64_t role_id) MUST_CHECK;
/* With the user's sessions on that account. */
enum fault_code member_drop(struct db *, int64_t account_id, int64_t user_id) MUST_CHECK;
/* The same, out of a reseller's customer. */
enum fault_code member_drop_resold(struct db *, int64_t account_id, int64_t user_id) MUST_CHECK;

/* Administrators who are not disabled, their rows locked; in a transaction. */
enum fault_code member_administrators(struct db *, struct list *) MUST_CHECK;
