/* SPDX-License-Identifier: Apache-2.0 */
/* `member` and `role`: who is in an account, and what that allows. */
#include "kind/member.h"
#include "cli/cli.h"
#include "cli/forms.h"
#include "store/account.h"

#define WHO                                                                                        \
    TEXT(struct member_form, email, .required = true, .max = 254, .check = check_email),           \
        I64(struct member_form, account, .required = true, .min = 1, .max = INT64_MAX)

const struct field member_form[] = { WHO, FIELDS_END };
const struct field member_role_form[] = {
    WHO,
    TEXT(struct member_form, role, .required = true, .max = ROLE_NAME),
    FIELDS_END,
};
const struct field member_list_form[] = {
    I64(struct member_list_form, account, .required = true, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

struct working {
    struct asker who;
    struct member_change change;
    enum fault_code (*fn)(struct db *, const struct member_change *);
};

static enum fault_code change_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    return w->fn(db, &w->change);
}

/* An address is one user of each reseller: which one, the account says. */
static enum fault_code find(struct cli *c, const struct member_form *form, struct account *a,
                            struct profile *user)
{
    enum fault_code rc = cli_account(c, "account", form->account, a);
    if (rc)
        return rc;
    rc = user_of_reseller_any(c->db, a->reseller_id, form->email, user);
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "email", T("%s has no user there. Invite it first."),
                          form->email);
    return rc;
}

static enum fault_code change(struct cli *c, const char *what,
                              enum fault_code (*fn)(struct db *, const struct member_change *))
{
    const struct member_form *form = c->form;
    struct working w = { .fn = fn };
    struct account a = { .id = 0 };
    struct profile user = { .id = 0 };
    enum fault_code rc = cli_asker(c, &w.who);
    if (!rc)
        rc = find(c, form, &a, &user);
    if (rc)
        return rc;
    w.change = (struct member_change){ &w.who, a.id, user.id, form->role };
    struct change made = { .what = what,
                           .object = form->role
                                         ? arena_printf(c->arena, "%s: %s", user.email, form->role)
                                         : user.email,
                           .account_id = a.id,
                           .reseller_id = a.reseller_id,
                           .of = { .noun = AUDIT_OF_MEMBER, .id = &user.id, .account_id = a.id },
                           .fn = change_tx,
                           .ctx = &w };
    return cli_change(c, &made);
}

enum fault_code cli_member_add(struct cli *c)
{
    return change(c, "user_join", member_join);
}

enum fault_code cli_member_role(struct cli *c)
{
    return change(c, "user_role", member_role);
}

enum fault_code cli_member_remove(struct cli *c)
{
    return change(c, "user_remove", member_remove);
}

enum fault_code cli_member_list(struct cli *c)
{
    static const char *const shown[] = {
        "user_id", "email", "user_name", "role", "disabled", NULL
    };
    const struct member_list_form *form = c->form;
    struct scope all = scope_everything();
    struct list rows;
    enum fault_code rc = member_list(c->db, &all, form->account, &rows);
    if (!rc)
        cli_list(c, member_view, sizeof(struct member), &rows, shown);
    return rc;
}

enum fault_code cli_role_list(struct cli *c)
{
    static const char *const shown[] = { "level", "name", "shipped", "totp", "permissions", NULL };
    struct list rows;
    enum fault_code rc = role_list_any(c->db, &rows);
    if (!rc)
        cli_list(c, role_view, sizeof(struct role), &rows, shown);
    return rc;
}
