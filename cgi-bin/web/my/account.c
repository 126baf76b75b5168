/* SPDX-License-Identifier: Apache-2.0 */
#include "web/my/account.h"
#include "base/words.h"
#include "store/account.h"
#include "store/session_open.h"
#include "web/change.h"
#include "web/limit.h"
#include "web/member.h"

struct account_page {
    const char *name;
    bool reseller;
    struct list limits;
    int64_t created_at;
    bool suspended;
    const char *suspended_why;
    struct member_panel people;
};
const struct field my_account_view[] = {
    TEXT(struct account_page, name),
    BOOL(struct account_page, reseller),
    LIST(struct account_page, limits, struct limit_row, limit_row_fields),
    TIME(struct account_page, created_at),
    BOOL(struct account_page, suspended),
    TEXT(struct account_page, suspended_why),
    GROUP(struct account_page, people, struct member_panel, member_panel_view),
    FIELDS_END,
};

/* A reseller's are its customers' in sum. */
static enum fault_code fill_limits(const struct db *db, const struct request *rq,
                                   const struct account *a, struct list *out)
{
    struct limit_state state = limit_state_of(a);
    bool reseller = state.of == LIMIT_OF_RESELLER;
    bool open = gate_may(rq->who, reseller ? PERM_CUSTOMER_READ : PERM_VM_READ);
    const char *path = reseller ? "/reseller/customer" : "/vm";
    return limit_rows(db, rq, &state, LIMIT_OWN_PEOPLE, open ? path : NULL, out);
}

enum fault_code my_account_show(const struct db *db, struct request *rq)
{
    const struct asker *who = &rq->who->asker;
    struct account_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct account a;
    enum fault_code rc = account_load_any(db, who->account_id, &a);
    if (!rc)
        rc = member_panel_fill(db, rq, &a, &page->people);
    if (!rc)
        rc = fill_limits(db, rq, &a, &page->limits);
    if (rc)
        return rc;
    page->name = a.name;
    page->reseller = a.level == ACCOUNT_RESELLER;
    page->created_at = a.created_at;
    page->suspended = a.suspended;
    page->suspended_why = a.suspended_why;
    page_title(rq, tr("Account"));
    request_show(rq, "my/account.html", my_account_view, page);
    return FAULT_OK;
}

/* --- another account of the same user --- */

const struct field account_switch_form[] = {
    I64(struct account_switch, account, .required = true, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

struct switching {
    const struct session *session;
    int64_t account_id;
};

static enum fault_code switch_tx(struct db *db, void *ctx)
{
    const struct switching *s = ctx;
    return session_switch(db, s->session->user_id, s->session->id, s->account_id);
}

enum fault_code account_switch_do(struct db *db, struct request *rq)
{
    const struct account_switch *in = rq->form;
    const struct session *session = &rq->who->session;
    struct switching s = { session, in->account };
    struct change change = {
        .what = "account_switch",
        .object = arena_printf(rq->arena, "account %lld", (long long)in->account),
        .said = arena_printf(rq->arena, "{\"account\":[%lld,%lld]}", (long long)session->account_id,
                             (long long)in->account),
        .fn = switch_tx,
        .ctx = &s
    };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (rc == FAULT_MISSING)
        return fail(rq->fault, rc, T("You have no such account."));
    if (!rc)
        request_redirect(rq, "/?did=account-switched");
    return rc;
}
