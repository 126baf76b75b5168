/* SPDX-License-Identifier: Apache-2.0 */
/* An administrator never locks himself out: neither himself nor the last one is disabled. */
#include "web/admin/user.h"
#include "base/words.h"
#include "kind/member.h"
#include "kind/user.h"
#include "store/account.h"
#include "store/erase.h"
#include "store/link.h"
#include "store/passkey.h"
#include "store/member.h"
#include "store/outbox.h"
#include "store/session_open.h"
#include "store/signin.h"
#include "store/totp.h"
#include "store/user_noun.h"
#include "web/change.h"
#include "web/form.h"
#include "web/session_list.h"

static const struct list_table users = {
    .noun = &user_noun,
    .title = T("Users"),
    .path = "/user",
    .shown = { "email", "name", "accounts", "state", "signed-in", "created" },
    .row_path = "/user/%lld",
    .tab = { { T("All"), "" },
             { T("Disabled"), "state:disabled" },
             { T("Invited"), "state:invited" } },
    .empty = T("No users yet."),
    .help = T("A user is invited on the page of an account."),
};

enum fault_code user_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &users);
}

struct user_page {
    int64_t id;
    const char *email;
    const char *name;
    const char *language;
    const char *time_zone;
    bool disabled;
    bool invited;
    bool own; /* whoever looks is this user */
    bool totp;
    bool passkeys;
    bool steps; /* either of both */
    bool act;   /* whoever looks may act as this user */
    bool left;  /* is in no account, and not erased yet */
    int64_t created_at;
    struct list members;
    struct list sessions;
    struct list signins;
};
const struct field user_page_view[] = {
    I64(struct user_page, id),
    TEXT(struct user_page, email),
    TEXT(struct user_page, name),
    TEXT(struct user_page, language),
    TEXT(struct user_page, time_zone),
    BOOL(struct user_page, disabled),
    BOOL(struct user_page, invited),
    BOOL(struct user_page, own),
    BOOL(struct user_page, totp),
    BOOL(struct user_page, passkeys),
    BOOL(struct user_page, steps),
    BOOL(struct user_page, act),
    BOOL(struct user_page, left),
    TIME(struct user_page, created_at),
    LIST(struct user_page, members, struct member, member_view),
    LIST(struct user_page, sessions, struct session_line, session_line_view),
    LIST(struct user_page, signins, struct signin_row, signin_row_view),
    FIELDS_END,
};

static enum fault_code load(const struct db *db, const struct request *rq, struct profile *u)
{
    enum fault_code rc = user_load_any(db, rq->id[0], u);
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such user.")) : rc;
}

static const char *path_of(const struct request *rq, const char *more)
{
    return arena_printf(rq->arena, "/user/%lld%s", (long long)rq->id[0], more);
}

static bool is_own(const struct request *rq)
{
    return rq->who->session.user_id == rq->id[0];
}

static bool is_customer(const struct list *members)
{
    const struct member *m = members->rows;
    for (int64_t i = 0; i < members->count; i++)
        if (m[i].level == ACCOUNT_PROVIDER)
            return false;
    return members->count > 0;
}

enum fault_code user_show(const struct db *db, struct request *rq)
{
    struct user_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct profile u;
    struct list open;
    struct list keys;
    enum fault_code rc = load(db, rq, &u);
    if (!rc)
        rc = member_of_user_any(db, u.id, &page->members);
    if (!rc)
        rc = session_list_any(db, u.id, rq->who->session.id, &open);
    if (!rc)
        rc = signin_list_any(db, u.id, &page->signins);
    if (rc)
        return rc;
    struct totp_state step;
    rc = totp_state(db, u.id, &step);
    if (rc && rc != FAULT_MISSING)
        return rc;
    page->totp = !rc;
    fault_clear(rq->fault);
    rc = passkey_list_any(db, u.id, &keys);
    if (rc)
        return rc;
    page->passkeys = keys.count > 0;
    page->steps = page->totp || page->passkeys;
    struct member *m = (struct member *)(uintptr_t)page->members.rows;
    for (int64_t i = 0; i < page->members.count; i++)
        m[i].role = role_people(m[i].role_id, m[i].role);
    page->act = gate_may(rq->who, PERM_ACT_AS) && is_customer(&page->members) && !u.disabled;
    page->left = !page->members.count && !erase_was_done(u.email);
    page->id = u.id;
    page->email = u.email;
    page->name = u.name;
    page->language = u.language;
    page->time_zone = u.time_zone;
    page->disabled = u.disabled;
    page->invited = u.invited;
    page->own = is_own(rq);
    page->created_at = u.created_at;
    page->sessions =
        session_lines(rq, &open,
                      gate_may(rq->who, PERM_USER_WRITE) ? path_of(rq, "/session") : NULL);
    page_title(rq, u.email);
    rq->view = page;
    return FAULT_OK;
}

/* --- changes --- */

struct working {
    const struct asker *who;
    struct profile user;
    int64_t session_id;
};

/* Whoever asks may do this to nobody who may more. */
static enum fault_code check_whom(const struct db *db, const struct working *w)
{
    return asker_check_whom(db, w->who, w->user.id, ACCOUNT_CUSTOMER + 1);
}

static enum fault_code change_user(struct db *db, struct request *rq, struct working *w,
                                   enum audit_noun_no noun, const char *what, db_tx_fn *fn,
                                   const char *did)
{
    struct change change = { .what = what,
                             .object = w->user.email,
                             .of = { .noun = noun, .id = &w->user.id },
                             .none = "a link is a mail, and the outbox has it",
                             .fn = fn,
                             .ctx = w };
    w->who = &rq->who->asker;
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "/admin%s?did=%s", path_of(rq, ""), did);
    return rc;
}

enum fault_code user_disable_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = inputs, .submit = T("Disable user"), .danger = true
    };
    struct profile u;
    enum fault_code rc = load(db, rq, &u);
    if (rc)
        return rc;
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Disable %s?"), u.email),
                  .crumbs = { { "/user", tr("Users") }, { path_of(rq, ""), u.email } } },
        .order = { tr("At once: the user's sessions end."),
                   tr("From then on: no sign-in, and no link of a mail lets the user in.") },
        .stays = tr("Accounts, machines and keys stay. The user can be enabled again."),
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action = path_of(rq, "/disable"),
                                                 .cancel = path_of(rq, ""),
                                                 .cancel_words = tr("Leave it") });
}

static enum fault_code disable_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    enum fault_code rc = check_whom(db, w);
    return rc ? rc : user_disable(db, w->user.id);
}

enum fault_code user_disable_do(struct db *db, struct request *rq)
{
    struct working w;
    enum fault_code rc = load(db, rq, &w.user);
    if (!rc && is_own(rq))
        rc = fail(rq->fault, FAULT_CONFLICT, T("You cannot disable yourself."));
    return rc ? rc
              : change_user(db, rq, &w, AUDIT_OF_USER, "user_disable", disable_tx, "user-disabled");
}

static enum fault_code enable_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    enum fault_code rc = check_whom(db, w);
    return rc ? rc : user_set_disabled(db, w->user.id, false);
}

enum fault_code user_enable_do(struct db *db, struct request *rq)
{
    struct working w;
    enum fault_code rc = load(db, rq, &w.user);
    return rc ? rc
              : change_user(db, rq, &w, AUDIT_OF_USER, "user_enable", enable_tx, "user-enabled");
}

/* Whoever lost phone and recovery codes signs in by the password alone, and sets it up anew. */
static enum fault_code totp_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    bool had = false;
    bool keys = false;
    struct list members;
    enum fault_code rc = check_whom(db, w);
    if (!rc)
        rc = totp_drop(db, w->user.id, &had);
    if (!rc)
        rc = passkey_drop_all(db, w->user.id, &keys);
    if (!rc && !had && !keys)
        return fail(db->fault, FAULT_CONFLICT, T("The user has no second step and no passkey."));
    if (!rc)
        rc = session_end_others(db, w->user.id, 0);
    if (!rc)
        rc = member_of_user_any(db, w->user.id, &members);
    if (rc || !members.count)
        return rc;
    const struct member *m = members.rows;
    struct outbox_new mail = { MAIL_TOTP,  m[0].account_id, w->user.reseller_id,
                               w->user.id, w->user.email,   "{}" };
    return outbox_add(db, &mail, NULL);
}

enum fault_code user_totp_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = inputs, .submit = T("Take it away"), .danger = true
    };
    struct profile u;
    enum fault_code rc = load(db, rq, &u);
    if (rc)
        return rc;
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Take second step and passkeys of %s away?"),
                                        u.email),
                  .crumbs = { { "/user", tr("Users") }, { path_of(rq, ""), u.email } } },
        .order = { tr("At once: the password alone lets the user in, and all sessions end."),
                   tr("Passkeys: they go, too."), tr("A mail tells the user of it.") },
        .stays = tr("Do it for whom you know: who asks may be somebody else."),
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action = path_of(rq, "/totp"),
                                                 .cancel = path_of(rq, ""),
                                                 .cancel_words = tr("Leave it") });
}

enum fault_code user_totp_do(struct db *db, struct request *rq)
{
    struct working w;
    enum fault_code rc = load(db, rq, &w.user);
    return rc ? rc
              : change_user(db, rq, &w, AUDIT_OF_SECOND_STEP, "totp_reset", totp_tx, "totp-reset");
}

/* At which face: where the user's first account is. Links that were sent before are done with. */
static enum fault_code link_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    struct list members;
    int64_t mail = 0;
    enum fault_code rc = check_whom(db, w);
    if (!rc && w->user.invited)
        return link_invite_again(db, w->user.id, &mail);
    if (!rc)
        rc = member_of_user_any(db, w->user.id, &members);
    if (rc)
        return rc;
    const struct member *m = members.rows;
    bool admin = members.count && m[0].level == ACCOUNT_PROVIDER;
    rc = link_end_all(db, w->user.id);
    return rc ? rc
              : link_ask_reset(db, admin ? SESSION_ADMIN : SESSION_MY,
                               admin ? 0 : w->user.reseller_id, w->user.email);
}

enum fault_code user_link_do(struct db *db, struct request *rq)
{
    struct working w;
    enum fault_code rc = load(db, rq, &w.user);
    if (!rc && w.user.disabled)
        rc = fail(rq->fault, FAULT_CONFLICT, T("The user is disabled. Enable it first."));
    return rc ? rc : change_user(db, rq, &w, AUDIT_OF_NOTHING, "user_link", link_tx, "link-sent");
}

static enum fault_code end_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    enum fault_code rc = check_whom(db, w);
    if (!rc)
        rc = session_end(db, w->user.id, w->session_id);
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        rc = FAULT_OK;
    }
    return rc;
}

enum fault_code user_session_end_do(struct db *db, struct request *rq)
{
    struct working w = { .session_id = rq->id[1] };
    enum fault_code rc = load(db, rq, &w.user);
    return rc ? rc
              : change_user(db, rq, &w, AUDIT_OF_SESSIONS, "session_end", end_tx, "sessions-ended");
}
