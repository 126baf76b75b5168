/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may change who is in an account, and in which role: pages, JSON and the command line alike.
 * Nobody gives more than he has, nor takes from whoever has more; one who may do this is always
 * left. Rights are read as they are in the transaction, not as they were when the request came.
 */
#pragma once
#include "kind/kind.h"
#include "store/invitation.h"
#include "store/member.h"

/* What the asker holds now; root, at the command line, holds everything, and a token, which may be
 * narrower than its role, nothing: it gives nobody a role (API-01). */
enum fault_code asker_holds(const struct db *, const struct asker *, permission_set *) MUST_CHECK;

/* FAULT_DENIED unless all that `set` has is the asker's. */
enum fault_code asker_check_within(const struct db *, const struct asker *,
                                   permission_set set) MUST_CHECK;

/*
 * FAULT_DENIED where the user may more than the asker in one of the accounts above that level:
 * nobody disables such a user, sends a link, takes the second step away or signs in for it. Oneself
 * is always allowed. In the transaction that does it.
 */
enum fault_code asker_check_whom(const struct db *, const struct asker *, int64_t user_id,
                                 int64_t level) MUST_CHECK;

struct member_change {
    const struct asker *who;
    int64_t account_id;
    int64_t user_id;
    const char *role; /* by name */
};
/* All in a transaction. FAULT_MISSING: no such account in the asker's scope, or no such member. */
enum fault_code member_role(struct db *, const struct member_change *) MUST_CHECK;
enum fault_code member_remove(struct db *, const struct member_change *) MUST_CHECK;
/* Out of a reseller's customer, whose row is locked; who it is was looked at: kind/customer.c. */
enum fault_code member_remove_resold(struct db *, int64_t account_id, int64_t user_id) MUST_CHECK;
/* Of a user that there is: the command line's way. */
enum fault_code member_join(struct db *, const struct member_change *) MUST_CHECK;

struct member_invite {
    const struct asker *who;
    int64_t account_id;
    const char *email;
    const char *role;
    const char *language;
};
/* By a mail to the address, whether it has a user or not. */
enum fault_code member_invite(struct db *, const struct member_invite *) MUST_CHECK;
/* FAULT_INVALID names the field `role`: no such role for the account; FAULT_DENIED: more than the
 * asker's. */
enum fault_code member_role_of(const struct db *, const struct asker *, int64_t level,
                               const char *name, struct role *) MUST_CHECK;
