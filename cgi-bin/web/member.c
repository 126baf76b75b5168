/* SPDX-License-Identifier: Apache-2.0 */
#include "web/member.h"
#include "base/words.h"
#include "kind/member.h"
#include "web/change.h"

struct member_row {
    int64_t user_id;
    const char *name;
    const char *email;
    const char *href; /* of the user's page, "" where there is none */
    const char *role;
    bool disabled;
    bool may_change;
    bool may_remove;
    const char *path;
    struct list roles;
};
struct role_option {
    const char *name;
    const char *words;
    bool chosen;
};
struct invitation_row {
    const char *email;
    const char *role;
    int64_t created_at;
    const char *path;
    bool may_end;
};
static const struct field role_option_fields[] = {
    TEXT(struct role_option, name),
    TEXT(struct role_option, words),
    BOOL(struct role_option, chosen),
    FIELDS_END,
};
static const struct field member_row_fields[] = {
    I64(struct member_row, user_id),
    TEXT(struct member_row, name),
    TEXT(struct member_row, email),
    TEXT(struct member_row, href),
    TEXT(struct member_row, role),
    BOOL(struct member_row, disabled),
    BOOL(struct member_row, may_change),
    BOOL(struct member_row, may_remove),
    TEXT(struct member_row, path),
    LIST(struct member_row, roles, struct role_option, role_option_fields),
    FIELDS_END,
};
static const struct field invitation_row_fields[] = {
    TEXT(struct invitation_row, email), TEXT(struct invitation_row, role),
    TIME(struct invitation_row, created_at), TEXT(struct invitation_row, path),
    BOOL(struct invitation_row, may_end), FIELDS_END,
};
const struct field member_panel_view[] = {
    LIST(struct member_panel, members, struct member_row, member_row_fields),
    LIST(struct member_panel, invitations, struct invitation_row, invitation_row_fields),
    GROUP(struct member_panel, invite, struct form_view, form_view),
    BOOL(struct member_panel, reads),
    BOOL(struct member_panel, may_invite),
    FIELDS_END,
};

const struct field member_wish_form[] = {
    TEXT(struct member_wish, role, .label = T("A role"), .required = true, .max = ROLE_NAME),
    FIELDS_END,
};
const struct field member_new_form[] = {
    TEXT(struct member_new, email, .label = T("An e-mail address"), .required = true, .max = 254,
         .check = check_email),
    TEXT(struct member_new, role, .label = T("A role"), .required = true, .max = ROLE_NAME),
    FIELDS_END,
};
static const struct form_input new_inputs[] = {
    INPUT("email", T("E-mail"), EMAIL,
          .help = T("Gets a link. Who has a user here already keeps it, and gets this account as "
                    "well.")),
    INPUT("role", T("Role"), SELECT),
    INPUTS_END,
};
static const struct form_spec new_spec = { .fields = member_new_form,
                                           .inputs = new_inputs,
                                           .submit = T("Invite"),
                                           .prefix = "invite_" };

/* --- where --- */

static bool at_admin(const struct request *rq)
{
    return web_of(rq)->face == WEB_ADMIN;
}

static int64_t account_of(const struct request *rq)
{
    return at_admin(rq) ? rq->id[0] : rq->who->asker.account_id;
}

/* What comes behind the account. */
static int64_t second_id(const struct request *rq)
{
    return rq->id[at_admin(rq) ? 1 : 0];
}

static const char *path_of(const struct request *rq, int64_t account_id, const char *more)
{
    return at_admin(rq) ? arena_printf(rq->arena, "/account/%lld%s", (long long)account_id, more)
                        : arena_printf(rq->arena, "/account%s", more);
}

/* --- the panel --- */

static permission_set set_of(const struct list *roles, int64_t role_id)
{
    const struct role *r = roles->rows;
    for (int64_t i = 0; i < roles->count; i++)
        if (r[i].id == role_id)
            return permission_read(r[i].permissions);
    return 0;
}

static bool is_within(const struct request *rq, permission_set set)
{
    return !(set & ~rq->who->may);
}

/* Those that whoever looks may give. */
static struct list options_of(const struct request *rq, const struct list *roles, int64_t chosen)
{
    struct role_option *o = arena_array(rq->arena, (size_t)roles->count, sizeof(*o));
    const struct role *r = roles->rows;
    int64_t n = 0;
    for (int64_t i = 0; i < roles->count; i++)
        if (is_within(rq, permission_read(r[i].permissions)))
            o[n++] = (struct role_option){ r[i].name, role_people(r[i].id, r[i].name),
                                           r[i].id == chosen };
    return (struct list){ o, n };
}

static struct list members_of(const struct request *rq, const struct list *from,
                              const struct list *roles, bool may)
{
    struct member_row *rows = arena_array(rq->arena, (size_t)from->count, sizeof(*rows));
    const struct member *m = from->rows;
    bool sees_users = at_admin(rq) && gate_may(rq->who, PERM_USER_READ);
    for (int64_t i = 0; i < from->count; i++) {
        bool self = m[i].user_id == rq->who->session.user_id;
        bool within = may && is_within(rq, set_of(roles, m[i].role_id));
        const char *more = arena_printf(rq->arena, "/user/%lld", (long long)m[i].user_id);
        rows[i] = (struct member_row){
            .user_id = m[i].user_id,
            .name = m[i].user_name,
            .email = m[i].email,
            .href = sees_users ? arena_printf(rq->arena, "%s%s", page_root(rq), more) : "",
            .role = role_people(m[i].role_id, m[i].role),
            .disabled = m[i].disabled,
            .may_change = within && !self,
            .may_remove = within,
            .path =
                arena_printf(rq->arena, "%s%s", page_root(rq), path_of(rq, m[i].account_id, more)),
            .roles = options_of(rq, roles, m[i].role_id),
        };
    }
    return (struct list){ rows, from->count };
}

static struct list invitations_of(const struct request *rq, const struct list *from, bool may)
{
    struct invitation_row *rows = arena_array(rq->arena, (size_t)from->count, sizeof(*rows));
    const struct invitation *v = from->rows;
    for (int64_t i = 0; i < from->count; i++)
        rows[i] = (struct invitation_row){
            .email = v[i].email,
            .role = role_people(v[i].role_id, v[i].role),
            .created_at = v[i].created_at,
            .path = arena_printf(rq->arena, "%s%s/invitation/%lld/end", page_root(rq),
                                 path_of(rq, v[i].account_id, ""), (long long)v[i].id),
            .may_end = may,
        };
    return (struct list){ rows, from->count };
}

static void fill_invite(struct request *rq, int64_t account_id, const struct list *roles,
                        struct member_panel *p)
{
    struct list offered = options_of(rq, roles, 0);
    const struct role_option *from = offered.rows;
    struct form_option *o = arena_array(rq->arena, (size_t)offered.count, sizeof(*o));
    for (int64_t i = 0; i < offered.count; i++)
        o[i] = (struct form_option){ from[i].name, from[i].words, false };
    /* not the first, which may everything */
    struct member_new usual = { .email = "",
                                .role = offered.count ? from[offered.count - 1].name : "" };
    struct form_ask ask = { .action = path_of(rq, account_id, "/user"),
                            .values = &usual,
                            .choices = { { "role", { o, offered.count } } } };
    form_fill(rq, &new_spec, &ask, &p->invite);
}

enum fault_code member_panel_fill(const struct db *db, struct request *rq, const struct account *a,
                                  struct member_panel *p)
{
    const struct scope *scope = &rq->who->asker.scope;
    struct list members;
    struct list roles;
    struct list open;
    *p = (struct member_panel){ .reads = gate_may(rq->who, PERM_USER_READ) };
    if (!p->reads)
        return FAULT_OK;
    enum fault_code rc = member_list(db, scope, a->id, &members);
    if (!rc)
        rc = role_list_of(db, a->level, &roles);
    if (!rc)
        rc = invitation_list(db, scope, a->id, &open);
    if (rc)
        return rc;
    p->may_invite =
        gate_may(rq->who, PERM_USER_WRITE) && !rq->who->session.suspended && !a->closed_at;
    p->members = members_of(rq, &members, &roles, p->may_invite);
    p->invitations = invitations_of(rq, &open, p->may_invite);
    fill_invite(rq, a->id, &roles, p);
    return FAULT_OK;
}

/* --- changes --- */

struct working {
    struct member_change change;
    struct member_invite invite;
    int64_t invitation_id;
    int64_t reseller_id;
};

static enum fault_code make(struct db *db, struct request *rq, struct working *w, const char *what,
                            const char *object, db_tx_fn *fn, const char *did)
{
    struct account a;
    enum fault_code rc = account_load_any(db, account_of(rq), &a);
    if (rc)
        return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such account.")) : rc;
    w->change.who = w->invite.who = &rq->who->asker;
    w->change.account_id = w->invite.account_id = a.id;
    struct change change = { .what = what,
                             .object = object,
                             .account_id = a.id,
                             .reseller_id = a.reseller_id,
                             .of = { .noun =
                                         w->invite.email ? AUDIT_OF_INVITATION : AUDIT_OF_MEMBER,
                                     .id = w->invite.email ? NULL : &w->change.user_id,
                                     .account_id = a.id,
                                     .name = w->invite.email },
                             .fn = fn,
                             .ctx = w };
    rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "%s%s?did=%s", page_root(rq), path_of(rq, a.id, ""), did);
    return rc;
}

static enum fault_code load(const struct db *db, const struct request *rq, struct member *m)
{
    return member_load(db, &rq->who->asker.scope, account_of(rq), second_id(rq), m);
}

static enum fault_code role_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    return member_role(db, &w->change);
}

enum fault_code member_role_do(struct db *db, struct request *rq)
{
    const struct member_wish *in = rq->form;
    struct member m;
    enum fault_code rc = load(db, rq, &m);
    if (!rc && m.user_id == rq->who->asker.user_id)
        rc = fail(rq->fault, FAULT_CONFLICT, T("You cannot change your own role."));
    if (rc)
        return rc;
    struct working w = { .change = { .user_id = m.user_id, .role = in->role } };
    const char *object = arena_printf(rq->arena, "%s: %s, was %s", m.email, in->role, m.role);
    return make(db, rq, &w, "user_role", object, role_tx, "role-changed");
}

enum fault_code member_remove_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = inputs, .submit = T("Remove user"), .danger = true
    };
    struct member m;
    enum fault_code rc = load(db, rq, &m);
    if (rc)
        return rc;
    const char *back = path_of(rq, m.account_id, "");
    bool self = m.user_id == rq->who->asker.user_id;
    struct form_confirm ask = {
        .head = { .title = self ? arena_printf(rq->arena, tr("Leave %s?"), m.account_name)
                                : arena_printf(rq->arena, tr("Remove %s?"), m.email),
                  .crumbs = { { back, at_admin(rq) ? m.account_name : tr("Account") } } },
        .order = { tr("At once: the user's sessions in this account end."),
                   tr("Tasks that the user asked for: end before their next step where they can."),
                   tr("The user's schedules: are done no more, until somebody else saves them.") },
        .stays = tr("Machines, keys and tokens stay, and so does the user's access to other "
                    "accounts."),
    };
    const char *action =
        path_of(rq, m.account_id,
                arena_printf(rq->arena, "/user/%lld/remove", (long long)m.user_id));
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action = action,
                                                 .cancel = back,
                                                 .cancel_words = tr("Leave it") });
}

static enum fault_code remove_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    return member_remove(db, &w->change);
}

enum fault_code member_remove_do(struct db *db, struct request *rq)
{
    struct member m;
    enum fault_code rc = load(db, rq, &m);
    if (rc)
        return rc;
    struct working w = { .change = { .user_id = m.user_id } };
    const char *object = arena_printf(rq->arena, "%s: was %s", m.email, m.role);
    rc = make(db, rq, &w, "user_remove", object, remove_tx, "user-removed");
    if (!rc && m.user_id == rq->who->asker.user_id)
        request_redirect(rq, "%s?did=left", gate_signin_path(web_of(rq)));
    return rc;
}

static enum fault_code invite_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    return member_invite(db, &w->invite);
}

enum fault_code member_invite_do(struct db *db, struct request *rq)
{
    const struct member_new *in = rq->form;
    const char *language = rq->who->session.language;
    struct working w = {
        .invite = { .email = in->email, .role = in->role, .language = language ? language : "en" }
    };
    const char *object = arena_printf(rq->arena, "%s: %s", in->email, in->role);
    return make(db, rq, &w, "user_invite", object, invite_tx, "invited");
}

static enum fault_code end_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    return invitation_drop(db, w->invitation_id);
}

enum fault_code invitation_end_do(struct db *db, struct request *rq)
{
    struct invitation i;
    enum fault_code rc =
        invitation_load(db, &rq->who->asker.scope, account_of(rq), second_id(rq), &i);
    if (rc)
        return rc;
    struct working w = { .invitation_id = i.id, .invite = { .email = i.email } };
    return make(db, rq, &w, "invite_end", i.email, end_tx, "invitation-ended");
}
