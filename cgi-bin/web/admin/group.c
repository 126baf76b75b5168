/* SPDX-License-Identifier: Apache-2.0 */
/* Which accounts are in one is a list of theirs, with a filter. */
#include "web/admin/group.h"
#include "base/checks.h"
#include "base/words.h"
#include "web/change.h"
#include "web/limit.h"

static const struct list_table groups = {
    .noun = &group_noun,
    .title = T("Groups of accounts"),
    .path = "/group",
    .shown = { "name", "accounts", "machines", "limit", "vcpu", "memory", "disk", "ipv4",
               "created" },
    .row_path = "/group/%lld",
    .empty = T("No groups yet. The accounts of one have limits in sum, beside their own."),
    .act_path = "/group/create",
    .act = T("Create group"),
    .act_permission = PERM_ACCOUNT_WRITE,
    .help = T("Accounts that have limits in sum, such as the companies of one owner."),
};

enum fault_code group_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &groups);
}

/* --- making and changing --- */

static const struct form_input inputs[] = {
    INPUT("name", T("Name"), TEXT, .help = T("Customers do not see it.")),
    LIMIT_INPUTS,
    INPUT("api_minute", T("JSON requests within a minute"), NUMBER,
          .help = T("Of all its accounts. Left empty: no limit in sum."), .blank = true),
    INPUTS_END,
};
static const struct form_spec create_spec = {
    .fields = group_form, .inputs = inputs, .submit = T("Create group"), .icon = "plus"
};
static const struct form_spec change_spec = {
    .fields = group_form, .inputs = inputs, .submit = T("Save"), .prefix = "group_"
};

static const char *path_of(const struct request *rq, const char *tail)
{
    return arena_printf(rq->arena, "/group/%lld%s", (long long)rq->id[0], tail);
}

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct account_group *g = ctx;
    return group_add(db, g, &g->id);
}

static enum fault_code change_tx(struct db *db, void *ctx)
{
    struct account_group *g = ctx;
    return group_change(db, g);
}

static enum fault_code drop_tx(struct db *db, void *ctx)
{
    struct account_group *g = ctx;
    return group_drop(db, g->id);
}

static enum fault_code save(struct db *db, struct request *rq, const char *what, db_tx_fn *fn,
                            struct account_group *g)
{
    struct change c = { .what = what,
                        .object = g->name,
                        .of = { .noun = AUDIT_OF_GROUP, .id = &g->id },
                        .fn = fn,
                        .ctx = g };
    return change_once(db, rq, &c, NULL);
}

enum fault_code group_create_show(const struct db *db, struct request *rq)
{
    static const struct account_group usual = { .name = "", .vm_limit = 100 };
    struct form_head head = { .title = tr("Create group"),
                              .lead = tr("What its accounts have together stays below its limits; "
                                         "those of each hold as well."),
                              .crumbs = { { "/group", tr("Groups of accounts") } } };
    struct form_ask ask = { .action = "/group", .cancel = "/group", .values = &usual };
    (void)db;
    return form_page_show(rq, &head, &create_spec, &ask);
}

enum fault_code group_create_do(struct db *db, struct request *rq)
{
    struct account_group g = *(const struct account_group *)rq->form;
    enum fault_code rc = save(db, rq, "group_add", add_tx, &g);
    if (!rc && g.id)
        request_redirect(rq, "/admin/group/%lld?did=group-added", (long long)g.id);
    else if (!rc) /* a repeated form: the list has the group */
        request_redirect(rq, "/admin/group?did=group-added");
    return rc;
}

/* --- one --- */

struct group_page {
    int64_t id;
    const char *name;
    int64_t created_at;
    const char *accounts;
    const char *accounts_href;
    struct list limits;
    struct form_view change;
    struct form_view member;
};
const struct field group_page_view[] = {
    I64(struct group_page, id),
    TEXT(struct group_page, name),
    TIME(struct group_page, created_at),
    TEXT(struct group_page, accounts),
    TEXT(struct group_page, accounts_href),
    LIST(struct group_page, limits, struct limit_row, limit_row_fields),
    GROUP(struct group_page, change, struct form_view, form_view),
    GROUP(struct group_page, member, struct form_view, form_view),
    FIELDS_END,
};

const struct field group_member_form[] = {
    TEXT(struct group_member, account, .label = T("An account"), .required = true, .max = 100),
    FIELDS_END,
};
static const struct form_input member_inputs[] = {
    INPUT("account", T("Account"), TEXT,
          .help = T("The name or number of a customer of yours. One that is in another group "
                    "leaves that.")),
    INPUTS_END,
};
static const struct form_spec member_spec = {
    .fields = group_member_form, .inputs = member_inputs, .submit = T("Put in"), .prefix = "member_"
};

enum fault_code group_show(const struct db *db, struct request *rq)
{
    struct group_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct account_group g;
    enum fault_code rc = group_load_any(db, rq->id[0], &g);
    if (rc)
        return rc;
    struct limit_state state = limit_state_of_group(&g);
    struct form_ask change = { .action = path_of(rq, ""), .values = &g };
    struct form_ask member = { .action = path_of(rq, "/account") };
    page->id = g.id;
    page->name = g.name;
    page->created_at = g.created_at;
    page->accounts = page_count(rq->arena, g.accounts, COUNT_MOST);
    page->accounts_href = page_filter_href(rq, "/account", "group", g.name);
    form_fill(rq, &change_spec, &change, &page->change);
    form_fill(rq, &member_spec, &member, &page->member);
    page_title(rq, g.name);
    request_show(rq, "admin/group.html", group_page_view, page);
    return limit_rows(db, rq, &state, LIMIT_OTHERS, "/account", &page->limits);
}

enum fault_code group_change_do(struct db *db, struct request *rq)
{
    struct account_group g = *(const struct account_group *)rq->form;
    g.id = rq->id[0];
    enum fault_code rc = save(db, rq, "group_change", change_tx, &g);
    if (!rc)
        request_redirect(rq, "/admin%s?did=group-changed", path_of(rq, ""));
    return rc;
}

/* --- its accounts --- */

struct putting {
    int64_t account_id;
    int64_t group_id;
};

static enum fault_code put_tx(struct db *db, void *ctx)
{
    const struct putting *p = ctx;
    return group_put(db, p->account_id, p->group_id);
}

/* In the provider's audit alone: the group's name is nothing to the account. The account is named
 * and nothing beside it, so that erasing it finds the line. */
static enum fault_code put(struct db *db, struct request *rq, const struct account *a,
                           int64_t group_id)
{
    struct putting p = { a->id, group_id };
    struct change c = { .what = "account_group",
                        .object = a->name,
                        .of = { .noun = AUDIT_OF_ACCOUNT, .id = &a->id },
                        .fn = put_tx,
                        .ctx = &p };
    return change_once(db, rq, &c, NULL);
}

static enum fault_code find_member(const struct db *db, const char *typed, struct account *out)
{
    long long id = 0;
    enum fault_code rc = account_own_by_name_any(db, typed, out);
    if (rc == FAULT_MISSING && parse_i64(typed, 1, INT64_MAX, &id)) {
        fault_clear(db->fault);
        rc = account_load_any(db, id, out);
    }
    return rc == FAULT_MISSING
               ? fail_field(db->fault, FAULT_INVALID, "account", T("There is no such account."))
               : rc;
}

enum fault_code group_member_do(struct db *db, struct request *rq)
{
    const struct group_member *in = rq->form;
    struct account_group g = { .name = "" };
    struct account a = { .name = "" };
    enum fault_code rc = group_load_any(db, rq->id[0], &g);
    if (!rc)
        rc = find_member(db, in->account, &a);
    if (!rc)
        rc = put(db, rq, &a, g.id);
    if (rc == FAULT_CONFLICT && rq->fault->field) /* else its key was used for another */
        return fail_field(rq->fault, FAULT_INVALID, "account",
                          T("%s is no customer of yours: groups have none but those."), a.name);
    if (!rc)
        request_redirect(rq, "/admin%s?did=group-set", path_of(rq, ""));
    return rc;
}

const struct field group_choice_form[] = {
    I64(struct group_choice, group, .max = INT64_MAX),
    FIELDS_END,
};
static const struct form_input choice_inputs[] = {
    INPUT("group", T("Group"), SELECT, .help = T("Its accounts have limits in sum.")),
    INPUTS_END,
};
static const struct form_spec choice_spec = {
    .fields = group_choice_form, .inputs = choice_inputs, .submit = T("Set group"), .prefix = "in_"
};

enum fault_code group_choice_fill(const struct db *db, struct request *rq, const struct account *a,
                                  struct form_view *out)
{
    struct list all;
    enum fault_code rc = group_names_any(db, &all);
    if (rc)
        return rc;
    const struct account_group *g = all.rows;
    struct form_option *options = arena_array(rq->arena, (size_t)all.count + 1, sizeof(*options));
    options[0] = (struct form_option){ .value = "0", .words = tr("No group") };
    for (int64_t i = 0; i < all.count; i++)
        options[i + 1] =
            (struct form_option){ .value = arena_printf(rq->arena, "%lld", (long long)g[i].id),
                                  .words = g[i].name };
    const struct group_choice now = { a->group_id };
    struct form_ask ask = { .action =
                                arena_printf(rq->arena, "/account/%lld/group", (long long)a->id),
                            .values = &now,
                            .choices = { { "group", { options, all.count + 1 } } } };
    form_fill(rq, &choice_spec, &ask, out);
    return FAULT_OK;
}

enum fault_code account_group_do(struct db *db, struct request *rq)
{
    const struct group_choice *in = rq->form;
    struct account_group g;
    struct account a;
    enum fault_code rc = account_load_any(db, rq->id[0], &a);
    if (rc == FAULT_MISSING)
        return fail(rq->fault, rc, T("There is no such account."));
    if (!rc && in->group)
        rc = group_load_any(db, in->group, &g);
    if (rc == FAULT_MISSING)
        return fail_field(rq->fault, FAULT_INVALID, "group", T("There is no such group."));
    if (!rc)
        rc = put(db, rq, &a, in->group);
    if (!rc)
        request_redirect(rq, "/admin/account/%lld?did=group-set", (long long)a.id);
    return rc;
}

/* --- deleting --- */

enum fault_code group_delete_show(const struct db *db, struct request *rq)
{
    static const struct form_input nothing[] = { INPUTS_END };
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = nothing,
                                           .submit = T("Delete group"),
                                           .icon = "trash-2",
                                           .danger = true };
    struct account_group g;
    enum fault_code rc = group_load_any(db, rq->id[0], &g);
    if (rc)
        return rc;
    struct form_confirm page = {
        .head = { .title = arena_printf(rq->arena, tr("Delete the group %s?"), g.name),
                  .lead = arena_printf(rq->arena, tr("Accounts in it: %s."),
                                       page_count(rq->arena, g.accounts, COUNT_MOST)),
                  .crumbs = { { "/group", tr("Groups of accounts") },
                              { path_of(rq, ""), g.name } } },
        .order = { tr("Its limits in sum: hold no more.") },
        .stays = tr("The accounts, their machines and their own limits stay."),
    };
    struct form_ask ask = { .action = path_of(rq, "/delete"),
                            .cancel = path_of(rq, ""),
                            .cancel_words = tr("Keep it") };
    return form_confirm_show(rq, &page, &spec, &ask);
}

enum fault_code group_delete_do(struct db *db, struct request *rq)
{
    struct account_group g = { .id = rq->id[0], .name = "" };
    bool done = false;
    enum fault_code rc = change_found(db, rq, &done);
    if (!rc && !done)
        rc = group_load_any(db, rq->id[0], &g);
    if (!rc && !done)
        rc = save(db, rq, "group_delete", drop_tx, &g);
    if (!rc)
        request_redirect(rq, "/admin/group?did=group-deleted");
    return rc;
}
