/* SPDX-License-Identifier: Apache-2.0 */
/* One page with two forms: which of them was refused is told by its address. */
#include "web/admin/account.h"
#include "base/poke.h"
#include "base/words.h"
#include "kind/account.h"
#include "kind/member.h"
#include "store/account_noun.h"
#include "store/erase.h"
#include "store/link.h"
#include "store/signin.h"
#include "store/vm.h"
#include "web/admin/group.h"
#include "web/change.h"
#include "web/member.h"

static const struct list_table accounts = {
    .noun = &account_noun,
    .title = T("Accounts"),
    .path = "/account",
    .shown = { "name", "kind", "reseller", "state", "machines", "limit", "group", "created" },
    .row_path = "/account/%lld",
    .tab = { { T("All"), "" },
             { T("Customers"), "kind:customer" },
             { T("Resellers"), "kind:reseller" },
             { T("Suspended"), "state:suspended" },
             { T("Closed"), "state:closed" } },
    .empty = T("No accounts yet. The first customer is invited by mail."),
    .act_path = "/account/create",
    .act = T("Create account"),
    .act_permission = PERM_ACCOUNT_WRITE,
};

enum fault_code account_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &accounts);
}

/* --- making one --- */

enum { VM_LIMIT_MOST = 1000000 };

static const struct word new_kinds[] = {
    { "customer", T("Customer of yours"), "" },
    { "reseller", T("Reseller, with customers of its own"), "" },
};

const struct field account_new_form[] = {
    STATE(struct account_new, kind, new_kinds),
    TEXT(struct account_new, name, .label = T("A name"), .required = true, .max = 100,
         .check = check_title),
    I64(struct account_new, vm_limit, .required = true, .max = VM_LIMIT_MOST),
    TEXT(struct account_new, email, .required = true, .max = 254, .check = check_email),
    TEXT(struct account_new, user_name, .required = true, .max = 100, .check = check_title),
    FIELDS_END,
};
static const struct form_input new_inputs[] = {
    INPUT("kind", T("Kind"), SELECT),
    INPUT("name", T("Name"), TEXT, .help = T("The company's, or the person's.")),
    INPUT("vm_limit", T("Machines at most"), NUMBER),
    INPUT("user_name", T("User's name"), TEXT, .section = T("First user"),
          .section_help = T("Gets a mail with a link on which a password is set, good for seven "
                            "days.")),
    INPUT("email", T("E-mail"), EMAIL),
    INPUTS_END,
};
static const struct form_spec new_spec = {
    .fields = account_new_form, .inputs = new_inputs, .submit = T("Create account"), .icon = "plus"
};

enum fault_code account_create_show(const struct db *db, struct request *rq)
{
    static const struct account_new usual = { .name = "", .vm_limit = 10, .email = "" };
    struct form_head head = { .title = tr("Create account"),
                              .crumbs = { { "/account", tr("Accounts") } } };
    struct form_ask ask = { .action = "/account", .cancel = "/account", .values = &usual };
    (void)db;
    return form_page_show(rq, &head, &new_spec, &ask);
}

struct working {
    const struct asker *who;
    bool reseller;
    int64_t account_id;
    struct limits limits;
    const char *name; /* of the account */
    const char *email;
    const char *user_name;
};

static enum fault_code create_tx(struct db *db, void *ctx)
{
    struct working *w = ctx;
    struct role owner;
    int64_t user = 0;
    int64_t level = w->reseller ? ACCOUNT_RESELLER : ACCOUNT_CUSTOMER;
    enum fault_code rc = member_role_of(db, w->who, level, "owner", &owner);
    if (!rc)
        rc = w->reseller ? account_add_reseller(db, w->name, &w->account_id)
                         : account_add(db, w->name, &w->account_id);
    if (!rc)
        rc = limits_set(db, w->account_id, &w->limits);
    return rc ? rc : link_invite(db, w->account_id, owner.id, w->email, w->user_name, &user, NULL);
}

enum fault_code account_create_do(struct db *db, struct request *rq)
{
    const struct account_new *in = rq->form;
    struct working w = { .who = &rq->who->asker,
                         .limits = { .vm_limit = in->vm_limit },
                         .name = in->name,
                         .email = in->email,
                         .user_name = in->user_name,
                         .reseller = in->kind == 1 };
    struct change change = { .what = "account_create",
                             .object = in->name,
                             .of = { .noun = AUDIT_OF_ACCOUNT, .id = &w.account_id },
                             .fn = create_tx,
                             .ctx = &w };
    enum fault_code rc = gate_demand(rq, PERM_USER_WRITE); /* its first user is invited */
    if (!rc)
        rc = change_once(db, rq, &change, NULL);
    if (!rc && w.account_id)
        request_redirect(rq, "/admin/account/%lld?did=invited", (long long)w.account_id);
    else if (!rc)
        request_redirect(rq, "/admin/account?did=invited");
    return rc;
}

/* --- one --- */

struct account_page {
    int64_t id;
    const char *name;
    const char *kind;
    int64_t above_id;
    const char *above; /* the reseller whose customer it is; "": the provider's own */
    const char *suspended_why;
    int64_t closed_at;
    int64_t machines; /* that are left, also those that were never made */
    struct list limits;
    int64_t group_id;
    const char *group; /* "": it is in none */
    int64_t created_at;
    const char *of_it; /* as a filter: account:#ID */
    struct member_panel people;
    struct list signins;
    const char *host;       /* of a reseller's brand, once it is confirmed; "": none is */
    const char *host_asked; /* another than that; "": none */
    struct form_view limit;
    struct form_view choice;
    bool customer; /* a reseller is one, too */
    bool reseller;
    bool suspended;
    bool closed;
    bool erased;
    bool groupable; /* a customer of the provider's own, not closed */
    bool host_served;
};
const struct field account_page_view[] = {
    I64(struct account_page, id),
    TEXT(struct account_page, name),
    TEXT(struct account_page, kind),
    BOOL(struct account_page, customer),
    BOOL(struct account_page, reseller),
    I64(struct account_page, above_id),
    TEXT(struct account_page, above),
    BOOL(struct account_page, suspended),
    TEXT(struct account_page, suspended_why),
    BOOL(struct account_page, closed),
    BOOL(struct account_page, erased),
    TIME(struct account_page, closed_at),
    I64(struct account_page, machines),
    BOOL(struct account_page, groupable),
    LIST(struct account_page, limits, struct limit_row, limit_row_fields),
    I64(struct account_page, group_id),
    TEXT(struct account_page, group),
    TIME(struct account_page, created_at),
    TEXT(struct account_page, of_it),
    GROUP(struct account_page, people, struct member_panel, member_panel_view),
    LIST(struct account_page, signins, struct signin_row, signin_row_view),
    TEXT(struct account_page, host),
    TEXT(struct account_page, host_asked),
    BOOL(struct account_page, host_served),
    GROUP(struct account_page, limit, struct form_view, form_view),
    GROUP(struct account_page, choice, struct form_view, form_view),
    FIELDS_END,
};

static enum fault_code load(const struct db *db, const struct request *rq, struct account *a)
{
    enum fault_code rc = account_load_any(db, rq->id[0], a);
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such account.")) : rc;
}

static const char *path_of(const struct request *rq, const char *more)
{
    return arena_printf(rq->arena, "/account/%lld%s", (long long)rq->id[0], more);
}

/* What it has and may have, alone and in a group. */
static enum fault_code fill_limits(const struct db *db, struct request *rq, const struct account *a,
                                   struct account_page *page)
{
    struct account_group g = { .name = "" };
    struct limit_state state = limit_state_of(a);
    struct form_ask limit = { .action = path_of(rq, "/limit"), .values = &state.most };
    const char *path = state.of == LIMIT_OF_RESELLER ? "/account" : "/vm";
    enum fault_code rc = limit_rows(db, rq, &state, LIMIT_OTHERS, path, &page->limits);
    if (!rc && a->group_id)
        rc = group_load_any(db, a->group_id, &g);
    page->groupable = a->level == ACCOUNT_CUSTOMER && !a->resold && !a->closed_at;
    if (!rc && page->groupable)
        rc = group_choice_fill(db, rq, a, &page->choice);
    page->group_id = a->group_id;
    page->group = g.name;
    form_fill(rq, &limit_spec, &limit, &page->limit);
    return rc;
}

static enum fault_code fill_host(const struct db *db, const struct request *rq,
                                 struct account_page *page)
{
    struct brand brand;
    enum fault_code rc = brand_of(db, rq->id[0], &brand);
    if (rc)
        return rc;
    page->host = brand.host;
    page->host_asked = strcmp(brand.host, brand.host_asked) != 0 ? brand.host_asked : "";
    page->host_served = conf_serves(web_of(rq)->conf, brand.host);
    return FAULT_OK;
}

enum fault_code account_show(const struct db *db, struct request *rq)
{
    struct account_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct account a;
    struct account above = { .name = "" };
    enum fault_code rc = load(db, rq, &a);
    if (!rc)
        rc = member_panel_fill(db, rq, &a, &page->people);
    if (!rc)
        rc = signin_list_of_account_any(db, a.id, &page->signins);
    if (!rc)
        rc = erase_machines(db, a.id, &page->machines);
    if (!rc)
        rc = fill_limits(db, rq, &a, page);
    if (!rc)
        rc = fill_host(db, rq, page);
    if (!rc && a.resold)
        rc = account_load_any(db, a.reseller_id, &above);
    if (rc)
        return rc;
    page->id = a.id;
    page->reseller = a.level == ACCOUNT_RESELLER;
    page->above_id = above.id;
    page->above = above.name;
    page->name = a.name;
    page->kind = account_kind_words[a.level].people;
    page->customer = a.level != ACCOUNT_PROVIDER;
    page->suspended = a.suspended && !a.closed_at;
    page->closed = a.closed_at != 0;
    page->erased = a.erased;
    page->closed_at = a.closed_at;
    page->suspended_why = a.suspended_why;
    page->created_at = a.created_at;
    page->of_it = arena_printf(rq->arena, "account:#%lld", (long long)a.id);
    page_title(rq, a.name);
    request_show(rq, "admin/account.html", account_page_view, page);
    return FAULT_OK;
}

static enum fault_code limit_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    struct account a;
    enum fault_code rc = account_lock_any(db, w->account_id, &a);
    if (!rc)
        rc = account_is_open(db, &a);
    return rc ? rc : limits_set(db, a.id, &w->limits);
}

static enum fault_code change_account(struct db *db, struct request *rq, const struct account *a,
                                      const char *what, const char *object, db_tx_fn *fn,
                                      struct working *w, const char *did)
{
    struct change change = { .what = what,
                             .object = object,
                             .account_id = a->id,
                             .reseller_id = a->reseller_id,
                             .of = { .noun = AUDIT_OF_ACCOUNT, .id = &a->id },
                             .fn = fn,
                             .ctx = w };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "/admin%s?did=%s", path_of(rq, ""), did);
    return rc;
}

enum fault_code account_limit_do(struct db *db, struct request *rq)
{
    const struct limits *in = rq->form;
    struct account a;
    enum fault_code rc = load(db, rq, &a);
    struct working w = { .account_id = rq->id[0], .limits = *in };
    return rc ? rc
              : change_account(db, rq, &a, "account_limit",
                               arena_printf(rq->arena, "%s: %s", a.name,
                                            limits_words(rq->arena, in)),
                               limit_tx, &w, "limit-set");
}

/* --- a reseller's host name --- */

const struct field account_host_form[] = {
    TEXT(struct account_host, host, .max = 253),
    FIELDS_END,
};

struct confirming {
    int64_t reseller_id;
    const char *host;
};

static enum fault_code host_tx(struct db *db, void *ctx)
{
    const struct confirming *c = ctx;
    return brand_confirm(db, c->reseller_id, c->host);
}

enum fault_code account_host_do(struct db *db, struct request *rq)
{
    const struct account_host *in = rq->form;
    struct confirming c = { rq->id[0], in->host };
    struct account a;
    enum fault_code rc = load(db, rq, &a);
    if (rc)
        return rc;
    struct change change = { .what = "brand_host",
                             .object = c.host,
                             .account_id = a.id,
                             .reseller_id = a.reseller_id,
                             .of = { .noun = AUDIT_OF_BRAND, .id = &a.id },
                             .fn = host_tx,
                             .ctx = &c };
    rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "/admin%s?did=%s", path_of(rq, ""),
                         *c.host ? "host-confirmed" : "host-dropped");
    return rc;
}

/* --- suspending --- */

const struct field account_suspension_form[] = {
    TEXT(struct account_suspension, why, .label = T("A reason"), .required = true, .max = 500,
         .check = check_title),
    FIELDS_END,
};

static enum fault_code plan_of(const struct db *db, const struct request *rq,
                               const struct account *a, const char *kind, struct preview *out)
{
    return preview_foresee(db, rq, kind, arena_printf(rq->arena, "account:%lld", (long long)a->id),
                           !a->suspended && !strcmp(kind, "account_resume")
                               ? tr("The account is not suspended.")
                               : NULL,
                           out);
}

static enum fault_code running_words(const struct db *db, const struct request *rq,
                                     const struct account *a, const char **out)
{
    int64_t running = 0;
    const struct scope owner = scope_account(a->reseller_id, a->id);
    enum fault_code rc = list_count(db, &owner, &vm_noun, "state:running", &running);
    *out = arena_printf(rq->arena, tr("Machines: %s, of which running: %s."),
                        page_count(rq->arena, a->vm_count, INT64_MAX),
                        page_count(rq->arena, running, LIST_LOOKED));
    return rc;
}

enum fault_code account_suspend_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = {
        INPUT("why", T("Reason"), TEXT, .help = T("The customer reads it on every page.")),
        INPUTS_END,
    };
    static const struct form_spec spec = { .fields = account_suspension_form,
                                           .inputs = inputs,
                                           .submit = T("Suspend account"),
                                           .danger = true };
    struct account a;
    enum fault_code rc = load(db, rq, &a);
    if (rc)
        return rc;
    struct preview plan;
    const char *how_many = NULL;
    rc = plan_of(db, rq, &a, "account_suspend", &plan);
    if (!rc)
        rc = running_words(db, rq, &a, &how_many);
    if (rc)
        return rc;
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Suspend %s?"), a.name),
                  .lead = how_many,
                  .crumbs = { { "/account", tr("Accounts") }, { path_of(rq, ""), a.name } } },
        .order = { tr("At once: nothing of the account is made, changed or started any more."),
                   tr("Its machines: are shut down, and stay off."),
                   tr("Its users: can sign in and look.") },
        .stays = tr("Disks and addresses stay. Resuming starts what ran before."),
        .plan = &plan,
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action = path_of(rq, "/suspend"),
                                                 .cancel = path_of(rq, ""),
                                                 .cancel_words = tr("Leave it") });
}

enum fault_code account_suspend_do(struct db *db, struct request *rq)
{
    const struct account_suspension *in = rq->form;
    struct once once = gate_once(rq);
    struct asked asked;
    enum fault_code rc = account_suspend(db, &rq->who->asker, rq->id[0], in->why, &once, &asked);
    if (rc)
        return rc;
    poke_taskd(web_of(rq)->conf);
    request_redirect(rq, "/admin%s", path_of(rq, ""));
    return FAULT_OK;
}

enum fault_code account_resume_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = inputs,
                                           .submit = T("Resume account") };
    struct account a;
    enum fault_code rc = load(db, rq, &a);
    if (rc)
        return rc;
    struct preview plan;
    rc = plan_of(db, rq, &a, "account_resume", &plan);
    if (rc)
        return rc;
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Resume %s?"), a.name),
                  .crumbs = { { "/account", tr("Accounts") }, { path_of(rq, ""), a.name } } },
        .order = { tr("At once: its users may do again what their roles allow."),
                   tr("Its machines: those that ran when it was suspended are started.") },
        .plan = &plan,
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action = path_of(rq, "/resume"),
                                                 .cancel = path_of(rq, ""),
                                                 .cancel_words = tr("Leave it suspended") });
}

enum fault_code account_resume_do(struct db *db, struct request *rq)
{
    struct once once = gate_once(rq);
    struct asked asked;
    enum fault_code rc = account_resume(db, &rq->who->asker, rq->id[0], &once, &asked);
    if (rc)
        return rc;
    poke_taskd(web_of(rq)->conf);
    request_redirect(rq, "/admin%s", path_of(rq, ""));
    return FAULT_OK;
}
