/* SPDX-License-Identifier: Apache-2.0 */
/* The customer's row is locked first, so that what is done is done to one of this scope. */
#include "kind/customer.h"
#include "kind/member.h"
#include "store/link.h"

static enum fault_code lock(struct db *db, const struct customer_change *c)
{
    struct account account;
    enum fault_code rc = customer_lock(db, &c->who, c->account_id, &account);
    return rc ? rc : account_is_open(db, &account);
}

static enum fault_code invite(struct db *db, struct customer_change *c)
{
    enum fault_code rc = customer_check_invites(db, &c->who);
    return rc ? rc
              : link_invite(db, c->account_id, c->role, c->email, c->user_name, &c->user_id, NULL);
}

enum fault_code customer_create_tx(struct db *db, void *change)
{
    struct customer_change *c = change;
    enum fault_code rc = customer_add(db, &c->who, c->name, &c->account_id);
    if (!rc)
        rc = customer_set_limits(db, c->account_id, &c->limits);
    return rc ? rc : invite(db, c);
}

enum fault_code customer_invite_tx(struct db *db, void *change)
{
    struct customer_change *c = change;
    enum fault_code rc = lock(db, c);
    return rc ? rc : invite(db, c);
}

enum fault_code customer_limit_tx(struct db *db, void *change)
{
    const struct customer_change *c = change;
    enum fault_code rc = lock(db, c);
    return rc ? rc : customer_set_limits(db, c->account_id, &c->limits);
}

enum fault_code customer_disable_tx(struct db *db, void *change)
{
    const struct customer_change *c = change;
    struct customer_user user = { .id = 0 };
    enum fault_code rc = lock(db, c);
    if (!rc)
        rc = customer_user_load(db, &c->who, c->account_id, c->user_id, &user);
    if (!rc && c->disabled && user.id == c->by)
        rc = fail(db->fault, FAULT_CONFLICT, T("You cannot disable yourself."));
    return rc ? rc : customer_user_set_disabled(db, user.id, c->disabled);
}

enum fault_code customer_link_tx(struct db *db, void *change)
{
    struct customer_change *c = change;
    struct customer_user user = { .id = 0 };
    enum fault_code rc = lock(db, c);
    if (!rc)
        rc = customer_user_load(db, &c->who, c->account_id, c->user_id, &user);
    if (!rc && user.disabled)
        rc = fail(db->fault, FAULT_CONFLICT, T("The user is disabled. Enable it first."));
    return rc ? rc : link_add_signin(db, user.id, &c->secret);
}

static enum fault_code lock_user(struct db *db, const struct customer_change *c,
                                 struct customer_user *user)
{
    enum fault_code rc = lock(db, c);
    return rc ? rc : customer_user_load(db, &c->who, c->account_id, c->user_id, user);
}

enum fault_code customer_remove_tx(struct db *db, void *change)
{
    const struct customer_change *c = change;
    struct customer_user user = { .id = 0 };
    enum fault_code rc = lock_user(db, c, &user);
    if (!rc)
        rc = member_remove_resold(db, c->account_id, user.id);
    return rc || !user.invited ? rc : link_end_all(db, user.id);
}

enum fault_code customer_invite_again_tx(struct db *db, void *change)
{
    const struct customer_change *c = change;
    struct customer_user user = { .id = 0 };
    enum fault_code rc = lock_user(db, c, &user);
    if (!rc && user.disabled)
        rc = fail(db->fault, FAULT_CONFLICT, T("The user is disabled. Enable it first."));
    return rc ? rc : link_invite_again_resold(db, c->account_id, user.id);
}

static enum fault_code lock_invitation(struct db *db, const struct customer_change *c,
                                       struct invitation *i)
{
    enum fault_code rc = lock(db, c);
    return rc ? rc : invitation_load(db, &c->who, c->account_id, c->invitation_id, i);
}

enum fault_code customer_invitation_end_tx(struct db *db, void *change)
{
    const struct customer_change *c = change;
    struct invitation i;
    enum fault_code rc = lock_invitation(db, c, &i);
    return rc ? rc : invitation_drop_resold(db, i.id);
}

enum fault_code customer_invitation_again_tx(struct db *db, void *change)
{
    const struct customer_change *c = change;
    struct invitation i;
    enum fault_code rc = lock_invitation(db, c, &i);
    return rc ? rc : invitation_again_resold(db, &i);
}
