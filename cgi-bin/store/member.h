/* SPDX-License-Identifier: Apache-2.0 */
/* Which user has which role in which account. */
#pragma once
#include "store/user.h"

struct member {
    int64_t user_id;
    const char *email;
    const char *user_name;
    bool disabled;
    int64_t account_id;
    const char *account_name;
    int64_t level; /* of the account */
    enum user_role role;
};
extern const struct field member_view[];
/* Indexed by enum user_role; 0 is none. */
extern const struct word user_role_words[ROLE_SHIPPED + 1];

enum fault_code member_list(const struct db *, const struct scope *, int64_t account_id,
                            struct list *) MUST_CHECK;
enum fault_code member_of_user_any(const struct db *, int64_t user_id, struct list *) MUST_CHECK;
/* FAULT_MISSING: the account, in this scope, has no such member. */
enum fault_code member_load(const struct db *, const struct scope *, int64_t account_id,
                            int64_t user_id, struct member *) MUST_CHECK;
/* In a transaction: FAULT_DENIED unless `by` is (still) an owner, whose row stays locked: of two
 * owners who demote each other one remains. */
enum fault_code member_set_role(struct db *, int64_t by, int64_t account_id, int64_t user_id,
                                enum user_role) MUST_CHECK;
/* Administrators who are not disabled, their rows locked; in a transaction. */
enum fault_code member_administrators(struct db *, struct list *) MUST_CHECK;
