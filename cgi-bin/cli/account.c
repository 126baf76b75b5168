/* SPDX-License-Identifier: Apache-2.0 */
/* `account`: customers of the provider, and resellers. */
#include "cli/cli.h"
#include "cli/forms.h"
#include "kind/account.h"
#include "store/account_noun.h"

const struct field account_add_form[] = {
    TEXT(struct account_add_form, name, .required = true, .min = 1, .max = 100,
         .check = check_title),
    BOOL(struct account_add_form, reseller),
    FIELDS_END,
};

const struct field account_suspend_form[] = {
    I64(struct account_suspend_form, id, .required = true, .min = 1, .max = INT64_MAX),
    TEXT(struct account_suspend_form, why, .required = true, .min = 1, .max = 500,
         .check = check_title),
    FIELDS_END,
};

struct adding {
    const char *name;
    bool reseller;
    int64_t id;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct adding *a = ctx;
    return a->reseller ? account_add_reseller(db, a->name, &a->id)
                       : account_add(db, a->name, &a->id);
}

enum fault_code cli_account_add(struct cli *c)
{
    const struct account_add_form *form = c->form;
    struct adding a = { form->name, form->reseller, 0 };
    struct change change = { .what = "account_create",
                             .object = form->name,
                             .of = { .noun = AUDIT_OF_ACCOUNT, .id = &a.id },
                             .fn = add_tx,
                             .ctx = &a };
    enum fault_code rc = cli_change(c, &change);
    if (!rc)
        cli_made(c, a.id);
    return rc;
}

enum fault_code cli_account_list(struct cli *c)
{
    static const char *const shown[] = { "id",    "name",  "kind",    "state", "machines",
                                         "limit", "users", "created", NULL };
    return cli_noun_list(c, &account_noun, shown);
}

enum fault_code cli_account_suspend(struct cli *c)
{
    const struct account_suspend_form *form = c->form;
    const struct once once = { .key = NULL };
    struct asker who;
    struct asked asked;
    enum fault_code rc = cli_asker(c, &who);
    if (!rc)
        rc = account_suspend(c->db, &who, form->id, form->why, &once, &asked);
    if (rc)
        return rc;
    cli_asked(c, &who, asked.task_id);
    return FAULT_OK;
}

enum fault_code cli_account_resume(struct cli *c)
{
    const struct id_form *form = c->form;
    const struct once once = { .key = NULL };
    struct asker who;
    struct asked asked;
    enum fault_code rc = cli_asker(c, &who);
    if (!rc)
        rc = account_resume(c->db, &who, form->id, &once, &asked);
    if (rc)
        return rc;
    cli_asked(c, &who, asked.task_id);
    return FAULT_OK;
}

const struct field account_erase_form[] = {
    I64(struct account_erase_form, id, .required = true, .min = 1, .max = INT64_MAX),
    TEXT(struct account_erase_form, name, .required = true, .max = 100),
    FIELDS_END,
};

enum fault_code cli_account(struct cli *c, const char *field, int64_t id, struct account *out)
{
    enum fault_code rc = account_load_any(c->db, id, out);
    return rc == FAULT_MISSING
               ? fail_field(c->fault, rc, field, T("There is no account %lld."), (long long)id)
               : rc;
}

/* For ever, so it asks for the name as well. */
static enum fault_code for_good(struct cli *c,
                                enum fault_code (*fn)(struct db *, const struct asker *, int64_t,
                                                      const struct once *, struct asked *))
{
    const struct account_erase_form *form = c->form;
    const struct once once = { .key = NULL };
    struct asker who;
    struct asked asked;
    struct account a;
    enum fault_code rc = cli_account(c, "id", form->id, &a);
    if (!rc && strcmp(a.name, form->name) != 0)
        return fail_field(c->fault, FAULT_INVALID, "name", T("Account %lld has another name."),
                          (long long)form->id);
    if (!rc)
        rc = cli_asker(c, &who);
    if (!rc)
        rc = fn(c->db, &who, form->id, &once, &asked);
    if (rc)
        return rc;
    cli_asked(c, &who, asked.task_id);
    return FAULT_OK;
}

enum fault_code cli_account_close(struct cli *c)
{
    return for_good(c, account_close);
}

enum fault_code cli_account_erase(struct cli *c)
{
    return for_good(c, account_erase);
}
