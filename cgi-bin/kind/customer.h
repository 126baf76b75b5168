/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a reseller does with its customers, by pages and JSON: each is a transaction whose scope
 * reaches that reseller's customers alone.
 */
#pragma once
#include "kind/kind.h"
#include "store/customer.h"
#include "store/limit.h"
#include "store/user.h"

struct customer_change {
    struct scope who;   /* { the reseller, SCOPE_ANY } */
    int64_t by;         /* the user who asks, 0: a token */
    int64_t account_id; /* set by customer_create_tx() */
    int64_t user_id;    /* set by it, and by customer_invite_tx() */
    int64_t invitation_id;
    const char *name;   /* of a new customer */
    struct limits limits;
    const char *email;
    const char *user_name;
    enum user_role role;
    bool disabled;
    char *secret; /* set by customer_link_tx() */
};
/* A customer with its limit and its first user, who is invited by mail. */
enum fault_code customer_create_tx(struct db *, void *change) MUST_CHECK;
enum fault_code customer_invite_tx(struct db *, void *change) MUST_CHECK;
enum fault_code customer_limit_tx(struct db *, void *change) MUST_CHECK;
/* A link by which its user signs in once (SES-11). FAULT_CONFLICT: disabled, or closed. */
enum fault_code customer_link_tx(struct db *, void *change) MUST_CHECK;
/* Out of the account; FAULT_CONFLICT: the last who can invite others. One who was never in is
 * invited no more. */
enum fault_code customer_remove_tx(struct db *, void *change) MUST_CHECK;
/* The mail of customer_invite_tx() once more. FAULT_CONFLICT: it was accepted; FAULT_RATE: a moment
 * ago. */
enum fault_code customer_invite_again_tx(struct db *, void *change) MUST_CHECK;
/* What the customer's own people asked somebody: withdrawn, and sent once more. */
enum fault_code customer_invitation_end_tx(struct db *, void *change) MUST_CHECK;
enum fault_code customer_invitation_again_tx(struct db *, void *change) MUST_CHECK;
/* FAULT_CONFLICT: it is oneself. */
enum fault_code customer_disable_tx(struct db *, void *change) MUST_CHECK;
