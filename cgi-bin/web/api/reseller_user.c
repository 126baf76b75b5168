/* SPDX-License-Identifier: Apache-2.0 */
/* Users of a reseller's customers: invited, disabled, and let in by a link once (SES-11). */
#include "web/api/reseller.h"
#include "base/clock.h"
#include "store/brand.h"
#include "store/invitation.h"
#include "store/link.h"

static json_t *user_json(struct arena *a, const struct customer_user *u)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:b, s:b, s:s}", "id", (json_int_t)u->id, "email",
                     u->email, "name", u->name, "role", u->role, "disabled", u->disabled, "invited",
                     u->invited, "created", clock_iso(a, u->created_at));
}

static struct customer_change change_by(const struct request *rq)
{
    return (struct customer_change){ .who = gate_customers(rq),
                                     .by = rq->who->session.user_id,
                                     .account_id = rq->id[0],
                                     .user_id = rq->id[1] };
}

static enum fault_code answer(const struct db *db, struct request *rq,
                              const struct customer_change *c, int status)
{
    struct customer_user u;
    enum fault_code rc = customer_user_load(db, &c->who, c->account_id, c->user_id, &u);
    if (!rc)
        answer_one(rq, status, "user", user_json(rq->arena, &u));
    return rc;
}

enum fault_code api_customer_users(const struct db *db, struct request *rq)
{
    struct scope who = gate_customers(rq);
    struct account customer;
    struct list_query q;
    struct list rows;
    enum fault_code rc = list_query_read(rq, TAKES_NAME, &q);
    if (!rc)
        rc = customer_load(db, &who, rq->id[0], &customer);
    if (!rc)
        rc = customer_users(db, &who, customer.id, &rows);
    if (rc)
        return rc;
    const struct customer_user *u = rows.rows;
    json_t *all = json_array();
    for (int64_t i = 0; i < rows.count; i++)
        if (!q.name || !strcmp(q.name, u[i].name))
            json_add(all, user_json(rq->arena, &u[i]));
    return answer_all(rq, &q, "users", all);
}

static enum fault_code change_user(struct db *db, struct request *rq, const char *what,
                                   const char *object, enum audit_noun_no noun, db_tx_fn *fn,
                                   struct customer_change *c, bool *planned)
{
    struct change change = { .what = what,
                             .object = object,
                             .account_id = c->account_id,
                             .reseller_id = c->who.reseller,
                             .of = { .noun = noun, .id = &c->user_id, .account_id = c->account_id },
                             .fn = fn,
                             .ctx = c };
    return reseller_change(db, rq, &change, planned);
}

/* --- inviting --- */

static const struct word roles[] = { { "owner", "", "" },
                                     { "member", "", "" },
                                     { "reader", "", "" } };
static const enum user_role role_of[] = { ROLE_OWNER, ROLE_MEMBER, ROLE_READER };

struct invite_body {
    const char *email;
    const char *name;
    unsigned role;
};
static const struct field invite_body_form[] = {
    TEXT(struct invite_body, email, .required = true, .max = 254, .check = check_email),
    TEXT(struct invite_body, name, .required = true, .min = 1, .max = 100, .check = check_title),
    STATE(struct invite_body, role, roles),
    FIELDS_END,
};

/* Of the user that was invited now, or by the same request before. */
static enum fault_code find_invited(const struct db *db, struct customer_change *c,
                                    const char *email)
{
    struct list rows;
    enum fault_code rc = customer_users(db, &c->who, c->account_id, &rows);
    const struct customer_user *u = rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++)
        if (!strcmp(u[i].email, user_email_normal(db->arena, email)))
            c->user_id = u[i].id;
    return rc;
}

enum fault_code api_customer_invite(struct db *db, struct request *rq)
{
    struct invite_body in = { .role = 0 };
    struct customer_change c = change_by(rq);
    struct account customer;
    bool planned = false;
    enum fault_code rc = customer_load(db, &c.who, c.account_id, &customer);
    if (!rc)
        rc = reseller_read(rq, invite_body_form, &in);
    if (rc)
        return rc;
    c.email = in.email;
    c.user_name = in.name;
    c.role = role_of[in.role];
    rc = change_user(db, rq, "user_invite", in.email, AUDIT_OF_MEMBER, customer_invite_tx, &c,
                     &planned);
    if (rc || planned)
        return rc;
    rc = find_invited(db, &c, in.email);
    return rc ? rc : answer(db, rq, &c, 201);
}

/* --- disabling --- */

static enum fault_code set_disabled(struct db *db, struct request *rq, bool disabled)
{
    struct customer_change c = change_by(rq);
    struct customer_user user;
    bool planned = false;
    struct account account;
    enum fault_code rc = customer_user_load(db, &c.who, c.account_id, c.user_id, &user);
    if (!rc)
        rc = customer_load(db, &c.who, c.account_id, &account);
    if (!rc)
        rc = account_is_open(db, &account);
    if (!rc)
        rc = no_body(rq);
    c.disabled = disabled;
    if (!rc)
        rc = change_user(db, rq, disabled ? "user_disable" : "user_enable", user.email,
                         AUDIT_OF_USER_RESOLD, customer_disable_tx, &c, &planned);
    return rc || planned ? rc : answer(db, rq, &c, 200);
}

enum fault_code api_customer_disable(struct db *db, struct request *rq)
{
    return set_disabled(db, rq, true);
}

enum fault_code api_customer_enable(struct db *db, struct request *rq)
{
    return set_disabled(db, rq, false);
}

/* --- taking out, asking once more --- */

static enum fault_code load_user(const struct db *db, struct request *rq, struct customer_change *c,
                                 struct customer_user *user)
{
    *c = change_by(rq);
    enum fault_code rc = customer_user_load(db, &c->who, c->account_id, c->user_id, user);
    return rc ? rc : no_body(rq);
}

enum fault_code api_customer_remove(struct db *db, struct request *rq)
{
    struct customer_change c;
    struct customer_user user = { .id = 0 };
    bool planned = false;
    enum fault_code rc = load_user(db, rq, &c, &user);
    if (!rc)
        rc = change_user(db, rq, user.invited ? "invite_end" : "user_remove",
                         arena_printf(rq->arena, "%s: was %s", user.email, user.role),
                         AUDIT_OF_MEMBER, customer_remove_tx, &c, &planned);
    if (!rc && !planned)
        answer_one(rq, 200, "user", user_json(rq->arena, &user));
    return rc;
}

enum fault_code api_customer_invite_again(struct db *db, struct request *rq)
{
    struct customer_change c;
    struct customer_user user = { .id = 0 };
    bool planned = false;
    enum fault_code rc = load_user(db, rq, &c, &user);
    struct change change = { .what = "user_link",
                             .object = user.email,
                             .account_id = c.account_id,
                             .reseller_id = c.who.reseller,
                             .none = "a link is a mail, and the outbox has it",
                             .fn = customer_invite_again_tx,
                             .ctx = &c };
    if (!rc)
        rc = reseller_change(db, rq, &change, &planned);
    return rc || planned ? rc : answer(db, rq, &c, 200);
}

/* --- whom its own people asked --- */

static json_t *invitation_json(struct arena *a, const struct invitation *i)
{
    return json_pack("{s:I, s:s, s:s, s:s}", "id", (json_int_t)i->id, "email", i->email, "role",
                     i->role, "created", clock_iso(a, i->created_at));
}

enum fault_code api_customer_invitations(const struct db *db, struct request *rq)
{
    struct scope who = gate_customers(rq);
    struct account customer;
    struct list_query q;
    struct list rows;
    enum fault_code rc = list_query_read(rq, 0, &q);
    if (!rc)
        rc = customer_load(db, &who, rq->id[0], &customer);
    if (!rc)
        rc = invitation_list(db, &who, customer.id, &rows);
    if (rc)
        return rc;
    const struct invitation *i = rows.rows;
    json_t *all = json_array();
    for (int64_t n = 0; n < rows.count; n++)
        json_add(all, invitation_json(rq->arena, &i[n]));
    return answer_all(rq, &q, "invitations", all);
}

static enum fault_code change_invitation(struct db *db, struct request *rq, const char *what,
                                         db_tx_fn *fn)
{
    struct customer_change c = change_by(rq);
    struct invitation i = { .id = 0 };
    bool planned = false;
    c.invitation_id = rq->id[1];
    enum fault_code rc = invitation_load(db, &c.who, c.account_id, c.invitation_id, &i);
    if (!rc)
        rc = no_body(rq);
    struct change change = {
        .what = what,
        .object = i.email,
        .account_id = c.account_id,
        .reseller_id = c.who.reseller,
        .of = { .noun = AUDIT_OF_INVITATION, .account_id = c.account_id, .name = i.email },
        .fn = fn,
        .ctx = &c
    };
    if (!rc)
        rc = reseller_change(db, rq, &change, &planned);
    if (!rc && !planned)
        answer_one(rq, 200, "invitation", invitation_json(rq->arena, &i));
    return rc;
}

enum fault_code api_customer_invitation_end(struct db *db, struct request *rq)
{
    return change_invitation(db, rq, "invite_end", customer_invitation_end_tx);
}

enum fault_code api_customer_invitation_again(struct db *db, struct request *rq)
{
    return change_invitation(db, rq, "user_link", customer_invitation_again_tx);
}

/* --- a link that signs in --- */

/* A repeated request has no link: what is stored of the first one holds no secret (API-03). */
enum fault_code api_customer_signin_link(struct db *db, struct request *rq)
{
    struct customer_change c = change_by(rq);
    struct customer_user user;
    struct brand brand;
    enum fault_code rc = customer_user_load(db, &c.who, c.account_id, c.user_id, &user);
    if (!rc)
        rc = no_body(rq);
    if (!rc)
        rc = brand_of(db, c.who.reseller, &brand);
    struct change change = { .what = "signin_link",
                             .object = user.email,
                             .account_id = c.account_id,
                             .reseller_id = c.who.reseller,
                             .none = "the link is shown once and lies nowhere",
                             .fn = customer_link_tx,
                             .ctx = &c };
    if (!rc)
        rc = change_once(db, rq, &change, NULL);
    if (rc)
        return rc;
    const char *url = brand_url(rq->arena, web_of(rq)->conf->url, &brand);
    json_t *link =
        c.secret ? json_string(arena_printf(rq->arena, "%s/signin/link?link=%s", url, c.secret))
                 : json_null();
    answer_one(rq, 201, "signin_link",
               json_pack("{s:o, s:I}", "url", link, "seconds",
                         (json_int_t)link_seconds[LINK_SIGNIN]));
    return FAULT_OK;
}
