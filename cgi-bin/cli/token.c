/* SPDX-License-Identifier: Apache-2.0 */
/* `token`: of the JSON interface, printed once. */
#include "store/token.h"
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

enum fault_code cli_token_add(struct cli *c)
{
    const struct token_add_form *form = c->form;
    char *token = NULL;
    bool reader = form->role && !strcmp(form->role, "reader");
    enum fault_code rc =
        token_add(c->db, form->account, reader ? ROLE_READER : ROLE_OWNER, form->name, &token);
    if (!rc)
        cli_secret(c, "token", token);
    return rc;
}

enum fault_code cli_token_list(struct cli *c)
{
    static const char *const columns[] = { "id",         "account_id", "name",       "role",
                                           "created_at", "used_at",    "revoked_at", NULL };
    const struct token_list_form *form = c->form;
    struct scope who = scope_account(SCOPE_ANY, form->account ? form->account : SCOPE_ANY);
    struct list rows;
    enum fault_code rc = token_list(c->db, &who, &rows);
    if (!rc)
        cli_list(c, token_view, sizeof(struct token), &rows, columns);
    return rc;
}

enum fault_code cli_token_revoke(struct cli *c)
{
    const struct id_form *form = c->form;
    struct scope all = scope_everything();
    enum fault_code rc = token_revoke(c->db, &all, form->id);
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "id", T("There is no token %lld."), (long long)form->id);
    return rc;
}
