/* SPDX-License-Identifier: Apache-2.0 */
#include "web/my/account.h"
#include "base/words.h"
#include "store/account.h"
#include "store/member.h"
#include "store/session_open.h"
#include "web/change.h"
#include "web/page.h"

struct member_row {
    int64_t user_id;
    const char *name;
    const char *email;
    const char *role;
    bool disabled;
    bool may_change;
    bool owner;
};
static const struct field member_row_fields[] = {
    I64(struct member_row, user_id), TEXT(struct member_row, name),
    TEXT(struct member_row, email),  TEXT(struct member_row, role),
    BOOL(struct member_row, disabled), BOOL(struct member_row, may_change),
    BOOL(struct member_row, owner), FIELDS_END,
};

struct account_page {
    const char *name;
    int64_t vm_count;
    int64_t vm_limit;
    int64_t vm_left;
    int64_t percent;
    int64_t created_at;
    bool suspended;
    const char *suspended_why;
    struct list members;
};
const struct field my_account_view[] = {
    TEXT(struct account_page, name),
    I64(struct account_page, vm_count),
    I64(struct account_page, vm_limit),
    I64(struct account_page, vm_left),
    I64(struct account_page, percent),
    TIME(struct account_page, created_at),
    BOOL(struct account_page, suspended),
    TEXT(struct account_page, suspended_why),
    LIST(struct account_page, members, struct member_row, member_row_fields),
    FIELDS_END,
};

/* Nobody changes his own role: so an owner is always left. */
static struct list rows_of(const struct request *rq, const struct list *from)
{
    const struct session *s = &rq->who->session;
    bool may = gate_may(rq->who, PERM_USER_WRITE) && !s->suspended;
    const struct member *m = from->rows;
    struct member_row *rows = arena_array(rq->arena, (size_t)from->count, sizeof(*rows));
    for (int64_t i = 0; i < from->count; i++)
        rows[i] = (struct member_row){ .user_id = m[i].user_id,
                                       .name = m[i].user_name,
                                       .email = m[i].email,
                                       .role = tr(user_role_words[m[i].role].people),
                                       .disabled = m[i].disabled,
                                       .may_change = may && m[i].user_id != s->user_id,
                                       .owner = m[i].role == ROLE_OWNER };
    return (struct list){ rows, from->count };
}

enum fault_code my_account_show(const struct db *db, struct request *rq)
{
    const struct asker *who = &rq->who->asker;
    struct account_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct account a;
    struct list members;
    enum fault_code rc = account_load_any(db, who->account_id, &a);
    if (!rc)
        rc = member_list(db, &who->scope, who->account_id, &members);
    if (rc)
        return rc;
    page->members = rows_of(rq, &members);
    page->name = a.name;
    page->vm_count = a.vm_count;
    page->vm_limit = a.vm_limit;
    page->vm_left = a.vm_limit > a.vm_count ? a.vm_limit - a.vm_count : 0;
    page->percent = a.vm_count >= a.vm_limit ? 100 : a.vm_count * 100 / a.vm_limit;
    page->created_at = a.created_at;
    page->suspended = a.suspended;
    page->suspended_why = a.suspended_why;
    page_title(rq, tr("Account"));
    rq->view = page;
    return FAULT_OK;
}

/* --- a role --- */

static const struct word role_words[] = { { "owner", T("Owner"), "" },
                                          { "reader", T("Reads only"), "" } };
static const enum user_role role_of[] = { ROLE_OWNER, ROLE_READER };

const struct field member_role_form[] = {
    STATE(struct member_role, role, role_words, .required = true),
    FIELDS_END,
};

struct working {
    int64_t by;
    int64_t account_id;
    int64_t user_id;
    enum user_role role;
};

static enum fault_code role_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    return member_set_role(db, w->by, w->account_id, w->user_id, w->role);
}

enum fault_code member_role_do(struct db *db, struct request *rq)
{
    const struct member_role *in = rq->form;
    const struct asker *who = &rq->who->asker;
    struct working w = { who->user_id, who->account_id, rq->id[0], role_of[in->role] };
    struct member m;
    enum fault_code rc = member_load(db, &who->scope, w.account_id, w.user_id, &m);
    if (rc == FAULT_MISSING)
        return fail(rq->fault, rc, T("There is no such user here."));
    if (!rc && w.user_id == who->user_id)
        rc = fail(rq->fault, FAULT_CONFLICT, T("You cannot change your own role."));
    if (rc)
        return rc;
    struct change change = { .what = "user_role",
                             .object = arena_printf(rq->arena, "%s: %s", m.email,
                                                    role_words[in->role].code),
                             .fn = role_tx,
                             .ctx = &w };
    rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "/account?did=role-changed");
    return rc;
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
    struct change change = { .what = "account_switch",
                             .object =
                                 arena_printf(rq->arena, "account %lld", (long long)in->account),
                             .fn = switch_tx,
                             .ctx = &s };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (rc == FAULT_MISSING)
        return fail(rq->fault, rc, T("You have no such account."));
    if (!rc)
        request_redirect(rq, "/?did=account-switched");
    return rc;
}
