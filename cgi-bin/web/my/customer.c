/* SPDX-License-Identifier: Apache-2.0 */
/* Whose customers they are is in each query: gate_customers(). */
#include "web/my/customer.h"
#include "base/words.h"
#include "kind/customer.h"
#include "store/erase.h"
#include "store/invitation.h"
#include "store/usage.h"
#include "store/vm.h"
#include "web/change.h"

static const struct list_table customers = {
    .noun = &customer_noun,
    .title = T("Customers"),
    .path = "/reseller/customer",
    .shown = { "name", "state", "machines", "limit", "users", "created" },
    .row_path = "/reseller/customer/%lld",
    .tab = { { T("All"), "" },
             { T("Active"), "state:active" },
             { T("Suspended"), "state:suspended" },
             { T("Closed"), "state:closed" } },
    .empty = T("No customers yet. The first is invited by mail."),
    .act_path = "/reseller/customer/create",
    .act = T("Create customer"),
    .act_permission = PERM_CUSTOMER_WRITE,
};

enum fault_code customer_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &customers);
}

static const struct list_table usage = {
    .noun = &usage_noun,
    .title = T("Usage"),
    .path = "/reseller/usage",
    .shown = { "day", "customer", "machines", "running", "unknown", "vcpu", "memory", "disk", "rx",
               "tx" },
    .tab = { { T("All"), "" } },
    .empty = T("Nothing was used yet. Each hour of a machine is counted here."),
    .help =
        T("By day in UTC. A machine counts in each hour that has begun for it, once that is over."),
};

enum fault_code usage_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &usage);
}

static const struct list_table own_usage = {
    .noun = &usage_own_noun,
    .title = T("Your usage"),
    .path = "/usage",
    .shown = { "day", "machines", "running", "unknown", "vcpu", "memory", "disk", "rx", "tx" },
    .tab = { { T("All"), "" } },
    .empty = T("Nothing was used yet. Each hour of a machine is counted here."),
    .help =
        T("By day in UTC. A machine counts in each hour that has begun for it, once that is over."),
};

enum fault_code usage_own_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &own_usage);
}

/* --- making one --- */

enum { VM_LIMIT_MOST = 1000000 };

const struct field customer_new_form[] = {
    TEXT(struct customer_new, name, .label = T("A name"), .required = true, .max = 100,
         .check = check_title),
    I64(struct customer_new, vm_limit, .required = true, .max = VM_LIMIT_MOST),
    TEXT(struct customer_new, email, .required = true, .max = 254, .check = check_email),
    TEXT(struct customer_new, user_name, .required = true, .max = 100, .check = check_title),
    FIELDS_END,
};
static const struct form_input new_inputs[] = {
    INPUT("name", T("Name"), TEXT, .help = T("The company's, or the person's.")),
    INPUT("vm_limit", T("Machines at most"), NUMBER),
    INPUT("user_name", T("User's name"), TEXT, .section = T("First user"),
          .section_help = T("Gets a mail with a link on which a password is set, good for seven "
                            "days.")),
    INPUT("email", T("E-mail"), EMAIL),
    INPUTS_END,
};
static const struct form_spec new_spec = { .fields = customer_new_form,
                                           .inputs = new_inputs,
                                           .submit = T("Create customer"),
                                           .icon = "plus" };

enum fault_code customer_create_show(const struct db *db, struct request *rq)
{
    static const struct customer_new usual = { .name = "", .vm_limit = 10, .email = "" };
    struct form_head head = { .title = tr("Create customer"),
                              .crumbs = { { "/reseller/customer", tr("Customers") } } };
    struct form_ask ask = { .action = "/reseller/customer",
                            .cancel = "/reseller/customer",
                            .values = &usual };
    (void)db;
    return form_page_show(rq, &head, &new_spec, &ask);
}

static struct customer_change change_by(const struct request *rq)
{
    return (struct customer_change){ .who = gate_customers(rq),
                                     .by = rq->who->session.user_id,
                                     .account_id = rq->id[0],
                                     .user_id = rq->id[1] };
}

enum fault_code customer_create_do(struct db *db, struct request *rq)
{
    const struct customer_new *in = rq->form;
    struct customer_change c = change_by(rq);
    struct change change = { .what = "customer_create",
                             .object = in->name,
                             .of = { .noun = AUDIT_OF_ACCOUNT, .id = &c.account_id },
                             .fn = customer_create_tx,
                             .ctx = &c };
    c.name = in->name;
    c.limits.vm_limit = in->vm_limit;
    c.email = in->email;
    c.user_name = in->user_name;
    c.role = ROLE_OWNER;
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc && c.account_id)
        request_redirect(rq, "/reseller/customer/%lld?did=invited", (long long)c.account_id);
    else if (!rc)
        request_redirect(rq, "/reseller/customer?did=invited");
    return rc;
}

/* --- one --- */

static const struct word customer_roles[] = {
    { "owner", T("Owner: may do everything"), "" },
    { "member", T("Member: all but users"), "" },
    { "reader", T("Reads only"), "" },
};
static const enum user_role customer_role_of[] = { ROLE_OWNER, ROLE_MEMBER, ROLE_READER };

const struct field customer_invite_form[] = {
    TEXT(struct customer_invite, email, .required = true, .max = 254, .check = check_email),
    TEXT(struct customer_invite, name, .required = true, .max = 100, .check = check_title),
    STATE(struct customer_invite, role, customer_roles),
    FIELDS_END,
};
static const struct form_input invite_inputs[] = {
    INPUT("name", T("Name"), TEXT),
    INPUT("email", T("E-mail"), EMAIL, .help = T("Gets a link on which a password is set.")),
    INPUT("role", T("Role"), SELECT),
    INPUTS_END,
};
static const struct form_spec invite_spec = { .fields = customer_invite_form,
                                              .inputs = invite_inputs,
                                              .submit = T("Invite"),
                                              .prefix = "invite_" };

struct user_row {
    int64_t account_id;
    int64_t id;
    const char *email;
    const char *name;
    const char *role;
    bool disabled;
    bool invited;
    bool may_change;
};
static const struct field user_row_fields[] = {
    I64(struct user_row, account_id),
    I64(struct user_row, id),
    TEXT(struct user_row, email),
    TEXT(struct user_row, name),
    TEXT(struct user_row, role),
    BOOL(struct user_row, disabled),
    BOOL(struct user_row, invited),
    BOOL(struct user_row, may_change),
    FIELDS_END,
};

struct asked_row {
    int64_t account_id;
    int64_t id;
    const char *email;
    const char *role;
    int64_t created_at;
    bool may_change;
};
static const struct field asked_row_fields[] = {
    I64(struct asked_row, account_id), I64(struct asked_row, id),
    TEXT(struct asked_row, email),     TEXT(struct asked_row, role),
    TIME(struct asked_row, created_at), BOOL(struct asked_row, may_change), FIELDS_END,
};

struct customer_page {
    int64_t id;
    const char *name;
    bool suspended;
    const char *suspended_why;
    bool closed;
    int64_t closed_at;
    int64_t machines; /* that are left, also those that were never made */
    struct list limits;
    int64_t created_at;
    bool may_change;
    struct list users;
    struct list asked; /* whom its own people invited */
    struct form_view limit;
    struct form_view invite;
};
const struct field customer_page_view[] = {
    I64(struct customer_page, id),
    TEXT(struct customer_page, name),
    BOOL(struct customer_page, suspended),
    TEXT(struct customer_page, suspended_why),
    BOOL(struct customer_page, closed),
    TIME(struct customer_page, closed_at),
    I64(struct customer_page, machines),
    LIST(struct customer_page, limits, struct limit_row, limit_row_fields),
    TIME(struct customer_page, created_at),
    BOOL(struct customer_page, may_change),
    LIST(struct customer_page, users, struct user_row, user_row_fields),
    LIST(struct customer_page, asked, struct asked_row, asked_row_fields),
    GROUP(struct customer_page, limit, struct form_view, form_view),
    GROUP(struct customer_page, invite, struct form_view, form_view),
    FIELDS_END,
};

static enum fault_code load(const struct db *db, const struct request *rq, struct account *a)
{
    struct scope who = gate_customers(rq);
    return customer_load(db, &who, rq->id[0], a);
}

static const char *path_of(const struct request *rq, const char *more)
{
    return arena_printf(rq->arena, "/reseller/customer/%lld%s", (long long)rq->id[0], more);
}

static struct list rows_of(const struct request *rq, const struct list *from, bool may_change)
{
    const struct customer_user *u = from->rows;
    struct user_row *rows = arena_array(rq->arena, (size_t)from->count, sizeof(*rows));
    for (int64_t i = 0; i < from->count; i++)
        rows[i] = (struct user_row){ .account_id = rq->id[0],
                                     .id = u[i].id,
                                     .email = u[i].email,
                                     .name = u[i].name,
                                     .role = role_people(u[i].role_id, u[i].role),
                                     .disabled = u[i].disabled,
                                     .invited = u[i].invited,
                                     .may_change = may_change && !u[i].seller };
    return (struct list){ rows, from->count };
}

static struct list asked_of(const struct request *rq, const struct list *from, bool may_change)
{
    const struct invitation *i = from->rows;
    struct asked_row *rows = arena_array(rq->arena, (size_t)from->count, sizeof(*rows));
    for (int64_t n = 0; n < from->count; n++)
        rows[n] = (struct asked_row){ .account_id = rq->id[0],
                                      .id = i[n].id,
                                      .email = i[n].email,
                                      .role = role_people(i[n].role_id, i[n].role),
                                      .created_at = i[n].created_at,
                                      .may_change = may_change };
    return (struct list){ rows, from->count };
}

static void fill_forms(struct request *rq, const struct account *a, struct customer_page *page)
{
    struct limits now;
    struct form_ask limit = { .action = path_of(rq, "/limit"), .values = &now };
    struct form_ask invite = { .action = path_of(rq, "/user") };
    limits_of(a, &now);
    form_fill(rq, &limit_resold_spec, &limit, &page->limit);
    form_fill(rq, &invite_spec, &invite, &page->invite);
}

enum fault_code customer_show(const struct db *db, struct request *rq)
{
    struct customer_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct scope who = gate_customers(rq);
    struct account a;
    struct list users;
    struct list asked;
    enum fault_code rc = load(db, rq, &a);
    if (!rc)
        rc = customer_users(db, &who, a.id, &users);
    if (!rc)
        rc = invitation_list(db, &who, a.id, &asked);
    if (!rc)
        rc = erase_machines(db, a.id, &page->machines);
    if (!rc) {
        struct limit_state has = limit_state_of(&a);
        rc = limit_rows(db, rq, &has, LIMIT_OTHERS, NULL, &page->limits);
    }
    if (rc)
        return rc;
    page->id = a.id;
    page->name = a.name;
    page->suspended = a.suspended && !a.closed_at;
    page->suspended_why = a.suspended_why;
    page->closed = a.closed_at != 0;
    page->closed_at = a.closed_at;
    page->created_at = a.created_at;
    page->may_change = gate_may(rq->who, PERM_CUSTOMER_WRITE) && !rq->who->session.suspended;
    page->users = rows_of(rq, &users, page->may_change && !page->closed);
    page->asked = asked_of(rq, &asked, page->may_change && !page->closed);
    fill_forms(rq, &a, page);
    page_title(rq, a.name);
    request_show(rq, "my/customer.html", customer_page_view, page);
    return FAULT_OK;
}

/* path, act_path and the way up are the customer's. */
static const struct list_table machines = {
    .noun = &vm_noun,
    .title = T("Machines"),
    .shown = { "state", "name", "ip", "ipv6", "plan", "image", "created" },
    .tab = { { T("All"), "" },
             { T("Running"), "state:running" },
             { T("Stopped"), "state:off" },
             { T("Failed"), "state:failed" } },
    .empty = T("No machines yet. The first is ready in a few seconds."),
    .act = T("Create machine"),
    .act_permission = PERM_CUSTOMER_WRITE,
};

enum fault_code customer_vm_list(const struct db *db, struct request *rq)
{
    struct list_table its = machines;
    struct account a = { .name = "" };
    enum fault_code rc = gate_for_customer(db, rq, rq->id[0], &a);
    its.path = path_of(rq, "/vm");
    its.act_path = path_of(rq, "/vm/create");
    its.up_path = path_of(rq, "");
    its.up = a.name;
    return rc ? rc : list_show(db, rq, &its);
}

/* One of its changes, noted in the customer's audit. */
static enum fault_code change_customer(struct db *db, struct request *rq, const char *what,
                                       const char *object, enum audit_noun_no noun, db_tx_fn *fn,
                                       struct customer_change *c, const char *did)
{
    const int64_t *id = noun == AUDIT_OF_ACCOUNT ? &c->account_id : &c->user_id;
    struct change change = { .what = what,
                             .object = object,
                             .account_id = c->account_id,
                             .reseller_id = c->who.reseller,
                             .of = { .noun = noun, .id = id, .account_id = c->account_id },
                             .fn = fn,
                             .ctx = c };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "%s?did=%s", path_of(rq, ""), did);
    return rc;
}

enum fault_code customer_limit_do(struct db *db, struct request *rq)
{
    const struct limits *in = rq->form;
    struct customer_change c = change_by(rq);
    struct account a;
    c.limits = *in;
    enum fault_code rc = load(db, rq, &a);
    return rc ? rc
              : change_customer(db, rq, "account_limit",
                                arena_printf(rq->arena, "%s: %s", a.name,
                                             limits_words(rq->arena, in)),
                                AUDIT_OF_ACCOUNT, customer_limit_tx, &c, "limit-set");
}

enum fault_code customer_invite_do(struct db *db, struct request *rq)
{
    const struct customer_invite *in = rq->form;
    struct customer_change c = change_by(rq);
    c.email = in->email;
    c.user_name = in->name;
    c.role = customer_role_of[in->role];
    return change_customer(db, rq, "user_invite", in->email, AUDIT_OF_MEMBER, customer_invite_tx,
                           &c, "invited");
}

static enum fault_code set_disabled(struct db *db, struct request *rq, bool disabled)
{
    struct customer_change c = change_by(rq);
    struct customer_user user;
    c.disabled = disabled;
    enum fault_code rc = customer_user_load(db, &c.who, c.account_id, c.user_id, &user);
    return rc ? rc
              : change_customer(db, rq, disabled ? "user_disable" : "user_enable", user.email,
                                AUDIT_OF_USER_RESOLD, customer_disable_tx, &c,
                                disabled ? "user-disabled" : "user-enabled");
}

enum fault_code customer_disable_do(struct db *db, struct request *rq)
{
    return set_disabled(db, rq, true);
}

enum fault_code customer_enable_do(struct db *db, struct request *rq)
{
    return set_disabled(db, rq, false);
}
