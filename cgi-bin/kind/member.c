/* SPDX-License-Identifier: Apache-2.0 */
/* The account's row is locked first, so that of two owners who remove each other one remains. */
#include "kind/member.h"
#include "store/account.h"

/* --- who asks --- */

static bool is_root(const struct asker *who)
{
    return !who->user_id && !who->token_id;
}

enum fault_code asker_holds(const struct db *db, const struct asker *who, permission_set *set)
{
    const char *words = "";
    enum fault_code rc = FAULT_OK;
    if (who->user_id)
        rc = member_holds_any(db, who->account_id, who->user_id, &words);
    *set = is_root(who) ? ~(permission_set)0 : permission_read(words);
    return rc;
}

enum fault_code asker_check_within(const struct db *db, const struct asker *who, permission_set set)
{
    permission_set held = 0;
    enum fault_code rc = asker_holds(db, who, &held);
    for (int p = 0; !rc && p < PERM_COUNT; p++)
        if (set & ~held & permission_bit((enum permission)p))
            rc = fail(db->fault, FAULT_DENIED,
                      T("That is more than your own role may (%s). Ask somebody who may do that."),
                      permission_word((enum permission)p));
    return rc;
}

enum fault_code asker_check_whom(const struct db *db, const struct asker *who, int64_t user_id,
                                 int64_t level)
{
    const char *words = "";
    if (who->user_id == user_id && user_id)
        return FAULT_OK;
    enum fault_code rc = member_holds_above_any(db, user_id, level, &words);
    return rc ? rc : asker_check_within(db, who, permission_read(words));
}

enum fault_code member_role_of(const struct db *db, const struct asker *who, int64_t level,
                               const char *name, struct role *out)
{
    enum fault_code rc = role_find(db, level, name, out);
    return rc ? rc : asker_check_within(db, who, permission_read(out->permissions));
}

/* --- an account's members --- */

struct members {
    struct account account;
    struct list holders;
};

static enum fault_code lock(struct db *db, const struct member_change *c, struct members *m)
{
    enum fault_code rc = account_lock(db, &c->who->scope, c->account_id, &m->account);
    if (!rc)
        rc = account_is_open(db, &m->account);
    return rc ? rc : member_holders_any(db, m->account.id, &m->holders);
}

static const struct holder *holder_of(const struct members *m, int64_t user_id)
{
    const struct holder *h = m->holders.rows;
    for (int64_t i = 0; i < m->holders.count; i++)
        if (h[i].user_id == user_id)
            return &h[i];
    return NULL;
}

/* Whom may the asker change? Himself, and whoever has no more than he has. */
static enum fault_code check_whom(struct db *db, const struct member_change *c,
                                  const struct members *m)
{
    permission_set held = 0;
    const struct holder *h = holder_of(m, c->user_id);
    if (!h)
        return fail(db->fault, FAULT_MISSING, T("There is no such user here."));
    enum fault_code rc = asker_holds(db, c->who, &held);
    if (!rc && !(held & permission_bit(PERM_USER_WRITE)))
        return fail(db->fault, FAULT_DENIED, T("Your role may not do this (%s) any more."),
                    permission_word(PERM_USER_WRITE));
    return rc ? rc : asker_check_within(db, c->who, permission_read(h->permissions));
}

/* Would somebody be left who can invite others? `set`: what the user in question has from then. */
static enum fault_code check_left(struct db *db, int64_t user_id, const struct members *m,
                                  permission_set set)
{
    const struct holder *h = m->holders.rows;
    permission_set rule = permission_bit(PERM_USER_WRITE);
    bool ruled = false;
    bool left = false;
    for (int64_t i = 0; i < m->holders.count; i++) {
        permission_set its = permission_read(h[i].permissions);
        bool he = h[i].user_id == user_id;
        ruled |= he && h[i].active && its & rule;
        left |= h[i].active && (he ? set : its) & rule;
    }
    return left || !ruled
               ? FAULT_OK
               : fail(db->fault, FAULT_CONFLICT,
                      T("This is the last one who can invite others. Make somebody else an owner "
                        "first."));
}

enum fault_code member_role(struct db *db, const struct member_change *c)
{
    struct members m;
    struct role role = { .id = 0 };
    enum fault_code rc = lock(db, c, &m);
    if (!rc)
        rc = check_whom(db, c, &m);
    if (!rc)
        rc = member_role_of(db, c->who, m.account.level, c->role, &role);
    if (!rc)
        rc = check_left(db, c->user_id, &m, permission_read(role.permissions));
    return rc ? rc : member_set_role(db, m.account.id, c->user_id, role.id);
}

enum fault_code member_remove(struct db *db, const struct member_change *c)
{
    struct members m;
    enum fault_code rc = lock(db, c, &m);
    if (!rc)
        rc = check_whom(db, c, &m);
    if (!rc)
        rc = check_left(db, c->user_id, &m, 0);
    return rc ? rc : member_drop(db, m.account.id, c->user_id);
}

enum fault_code member_remove_resold(struct db *db, int64_t account_id, int64_t user_id)
{
    struct members m;
    enum fault_code rc = member_holders_any(db, account_id, &m.holders);
    if (!rc)
        rc = check_left(db, user_id, &m, 0);
    return rc ? rc : member_drop_resold(db, account_id, user_id);
}

enum fault_code member_join(struct db *db, const struct member_change *c)
{
    struct members m;
    struct role role;
    enum fault_code rc = lock(db, c, &m);
    if (!rc)
        rc = member_role_of(db, c->who, m.account.level, c->role, &role);
    return rc ? rc : member_add(db, m.account.id, c->user_id, role.id);
}

enum fault_code member_invite(struct db *db, const struct member_invite *i)
{
    struct account account;
    struct role role;
    struct list members;
    enum fault_code rc = account_lock(db, &i->who->scope, i->account_id, &account);
    if (!rc)
        rc = account_is_open(db, &account);
    if (!rc)
        rc = member_role_of(db, i->who, account.level, i->role, &role);
    if (!rc)
        rc = member_list(db, &i->who->scope, account.id, &members);
    if (rc)
        return rc;
    const char *email = user_email_normal(db->arena, i->email);
    const struct member *m = members.rows;
    for (int64_t n = 0; n < members.count; n++)
        if (!strcmp(m[n].email, email))
            return fail_field(db->fault, FAULT_UNIQUE, "email", T("%s is in this account already."),
                              email);
    struct invitation_new row = { .account_id = account.id,
                                  .reseller_id = account.reseller_id,
                                  .email = email,
                                  .role_id = role.id,
                                  .by_user_id = i->who->user_id,
                                  .by_name = i->who->who,
                                  .language = i->language };
    return invitation_add(db, &row);
}
