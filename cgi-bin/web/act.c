/* SPDX-License-Identifier: Apache-2.0 */
#include "web/act.h"
#include "base/secret.h"
#include "base/words.h"
#include "store/account.h"
#include "store/member.h"
#include "store/session.h"
#include "web/change.h"

/* --- at the administrator's panel --- */

static const char *path_of(const struct request *rq, const char *more)
{
    return arena_printf(rq->arena, "/user/%lld%s", (long long)rq->id[0], more);
}

/* Nobody acts as one of the provider's own people: that would be a way to their rights. */
static enum fault_code find_customer(const struct db *db, const struct request *rq,
                                     struct member *out)
{
    struct list members;
    struct profile u;
    enum fault_code rc = user_load_any(db, rq->id[0], &u);
    if (rc == FAULT_MISSING)
        return fail(rq->fault, rc, T("There is no such user."));
    if (!rc)
        rc = member_of_user_any(db, u.id, &members);
    if (rc)
        return rc;
    const struct member *m = members.rows;
    bool staff = false;
    for (int64_t i = 0; i < members.count; i++)
        staff |= m[i].level == ACCOUNT_PROVIDER;
    if (!members.count || staff || u.disabled)
        return fail(rq->fault, FAULT_CONFLICT,
                    T("You act as users of customers alone, and not as disabled ones."));
    *out = m[0];
    out->email = u.email;
    return FAULT_OK;
}

enum fault_code act_ask_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = inputs,
                                           .submit = T("Act as this user") };
    struct member m = { .user_id = 0 };
    enum fault_code rc = find_customer(db, rq, &m);
    if (rc)
        return rc;
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Act as %s?"), m.email),
                  .crumbs = { { "/user", tr("Users") }, { path_of(rq, ""), m.email } } },
        .order = { arena_printf(rq->arena,
                                tr("For half an hour: you see and do in %s what this "
                                   "user may, but for people, keys, tokens and money."),
                                m.account_name),
                   tr("Of all that: the audit has your name and the user's.") },
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action = path_of(rq, "/act"),
                                                 .cancel = path_of(rq, ""),
                                                 .cancel_words = tr("Leave it") });
}

/* A link, since no form may lead to another host. */
struct way_page {
    int64_t id;
    const char *email;
    const char *href;
};
const struct field act_way_view[] = {
    I64(struct way_page, id),
    TEXT(struct way_page, email),
    TEXT(struct way_page, href),
    FIELDS_END,
};

struct beginning {
    struct session_new session;
};

static enum fault_code begin_tx(struct db *db, void *ctx)
{
    const struct beginning *b = ctx;
    return session_add_ticket(db, &b->session);
}

/* As it is stored: no cookie's value has a blank in it. */
static const char *ticket_hash(struct arena *a, const char *ticket)
{
    return secret_hash(a, arena_printf(a, "act %s", ticket));
}

enum fault_code act_ask_do(struct db *db, struct request *rq)
{
    struct member m = { .user_id = 0 };
    struct account account;
    bool repeated = false;
    enum fault_code rc = find_customer(db, rq, &m);
    if (!rc)
        rc = account_load_any(db, m.account_id, &account);
    if (rc)
        return rc;
    const char *ticket = secret_token(rq->arena, SECRET_SESSION_LEN);
    struct beginning b = { .session = { .face = SESSION_MY,
                                        .hash = ticket_hash(rq->arena, ticket),
                                        .user_id = m.user_id,
                                        .account_id = account.id,
                                        .reseller_id = account.reseller_id,
                                        .address = rq->env.remote ? rq->env.remote : "",
                                        .agent = rq->env.agent ? rq->env.agent : "",
                                        .actor_id = rq->who->session.user_id,
                                        .actor = rq->who->asker.who } };
    struct change change = { .what = "act_as",
                             .object = m.email,
                             .account_id = account.id,
                             .reseller_id = account.reseller_id,
                             .none = "who as whom is who the line is by",
                             .fn = begin_tx,
                             .ctx = &b };
    rc = change_once(db, rq, &change, &repeated);
    if (rc)
        return rc;
    if (repeated) {
        request_redirect(rq, "/admin%s", path_of(rq, "/act"));
        return FAULT_OK;
    }
    struct way_page *page = arena_alloc(rq->arena, sizeof(*page));
    page->id = m.user_id;
    page->email = m.email;
    page->href = arena_printf(rq->arena, "%s/act?ticket=%s", web_of(rq)->conf->url, ticket);
    page_title(rq, tr("Act as"));
    rq->view = page;
    return FAULT_OK;
}

/* --- at the customer's pages --- */

const struct field act_form[] = {
    TEXT(struct act_form, ticket, .required = true, .min = SECRET_SESSION_LEN,
         .max = SECRET_SESSION_LEN),
    FIELDS_END,
};

enum fault_code act_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUT("ticket", NULL, HIDDEN), INPUTS_END };
    static const struct form_spec spec = { .fields = act_form,
                                           .inputs = inputs,
                                           .submit = T("Begin") };
    const char *ticket = params_get(rq->method == M_GET ? &rq->query : &rq->fields, "ticket");
    struct act_form first = { .ticket = ticket };
    struct form_head head = {
        .title = tr("Act as a customer"),
        .lead = tr("Your own session at these pages ends, if there is one."),
    };
    struct form_ask ask = { .action = "/act", .values = &first };
    (void)db;
    page_title(rq, head.title);
    return form_page_show(rq, &head, &spec, &ask);
}

enum fault_code act_do(struct db *db, struct request *rq)
{
    const struct act_form *in = rq->form;
    const char *cookie = secret_token(rq->arena, SECRET_SESSION_LEN);
    enum fault_code rc =
        session_take_ticket(db, ticket_hash(rq->arena, in->ticket), secret_hash(rq->arena, cookie));
    if (rc == FAULT_MISSING)
        return fail(rq->fault, rc, T("This was used, or is too old. Begin anew."));
    if (rc)
        return rc;
    gate_set_cookie(rq, COOKIE_SESSION, cookie);
    request_redirect(rq, "/");
    return FAULT_OK;
}
