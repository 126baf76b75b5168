/* SPDX-License-Identifier: Apache-2.0 */
/* `token`: of the JSON interface, printed once. */
#include "store/token.h"
#include "base/net.h"
#include "cli/cli.h"
#include "cli/forms.h"
#include "store/user.h"

static const char *check_role(const char *name)
{
    bool known = !strcmp(name, "owner") || !strcmp(name, "reader");
    return known ? NULL : T("A token's role is owner or reader.");
}

const struct field token_add_form[] = {
    I64(struct token_add_form, account, .required = true, .min = 1, .max = INT64_MAX),
    TEXT(struct token_add_form, name, .required = true, .min = 1, .max = 100, .check = check_title),
    TEXT(struct token_add_form, role, .max = 20, .check = check_role),
    STATE(struct token_add_form, access, token_access_words),
    TEXT(struct token_add_form, nouns, .max = TOKEN_NOUNS_MAX, .check = check_token_nouns),
    TEXT(struct token_add_form, labels, .max = TOKEN_LABELS_MAX, .check = check_token_labels),
    TEXT(struct token_add_form, networks, .max = NET_LIST_MOST, .check = check_networks),
    I64(struct token_add_form, days, .min = 1, .max = TOKEN_DAYS_MOST),
    FIELDS_END,
};

const struct field token_list_form[] = {
    I64(struct token_list_form, account, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

const struct field id_form[] = {
    I64(struct id_form, id, .required = true, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

struct adding {
    const struct token_add_form *form;
    char *token;
    int64_t id;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct adding *a = ctx;
    const struct token_add_form *f = a->form;
    bool reader = f->role && !strcmp(f->role, "reader");
    struct token_new n = { .account_id = f->account,
                           .role_id = reader ? ROLE_READER : ROLE_OWNER,
                           .name = f->name,
                           .access = (enum token_access)f->access,
                           .nouns = f->nouns ? f->nouns : "",
                           .labels = f->labels ? f->labels : "",
                           .networks = f->networks ? f->networks : "",
                           .days = f->days };
    return token_add(db, &n, &a->token, &a->id);
}

enum fault_code cli_token_add(struct cli *c)
{
    const struct token_add_form *form = c->form;
    struct adding a = { .form = form };
    struct change change = { .what = "token_add",
                             .object = form->name,
                             .of = { .noun = AUDIT_OF_TOKEN, .id = &a.id },
                             .fn = add_tx,
                             .ctx = &a };
    enum fault_code rc = cli_change(c, &change);
    if (!rc)
        cli_secret(c, "token", a.token);
    return rc;
}

enum fault_code cli_token_list(struct cli *c)
{
    static const char *const columns[] = { "id",      "account_id", "name",       "maker",
                                           "access",  "nouns",      "labels",     "networks",
                                           "used_at", "used_from",  "expires_at", "state",
                                           NULL };
    const struct token_list_form *form = c->form;
    struct scope who = scope_account(SCOPE_ANY, form->account ? form->account : SCOPE_ANY);
    struct list rows;
    enum fault_code rc = token_list(c->db, &who, &rows);
    if (!rc)
        cli_list(c, token_view, sizeof(struct token), &rows, columns);
    return rc;
}

static enum fault_code revoke_tx(struct db *db, void *ctx)
{
    const struct id_form *form = ctx;
    struct scope all = scope_everything();
    return token_revoke(db, &all, form->id);
}

enum fault_code cli_token_revoke(struct cli *c)
{
    const struct id_form *form = c->form;
    struct change change = { .what = "token_revoke",
                             .object = arena_printf(c->arena, "token %lld", (long long)form->id),
                             .of = { .noun = AUDIT_OF_TOKEN, .id = &form->id },
                             .fn = revoke_tx,
                             .ctx = c->form };
    enum fault_code rc = cli_change(c, &change);
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "id", T("There is no token %lld."), (long long)form->id);
    return rc;
}
