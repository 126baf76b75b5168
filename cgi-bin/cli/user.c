/* SPDX-License-Identifier: Apache-2.0 */
/* `user`: passwords come by standard input or are made here, never by an argument. */
#include <unistd.h>
#include "base/common.h"
#include "base/secret.h"
#include "cli/cli.h"
#include "cli/forms.h"
#include "kind/user.h"
#include "store/account.h"
#include "store/link.h"
#include "store/session_open.h"
#include "store/passkey.h"
#include "store/totp.h"
#include "store/user_noun.h"

const struct field user_add_form[] = {
    I64(struct user_add_form, account, .required = true, .min = 1, .max = INT64_MAX),
    TEXT(struct user_add_form, email, .required = true, .max = 254, .check = check_email),
    TEXT(struct user_add_form, name, .required = true, .min = 1, .max = 100, .check = check_title),
    TEXT(struct user_add_form, role, .max = ROLE_NAME),
    BOOL(struct user_add_form, generate),
    FIELDS_END,
};

const struct field user_invite_form[] = {
    I64(struct user_invite_form, account, .required = true, .min = 1, .max = INT64_MAX),
    TEXT(struct user_invite_form, email, .required = true, .max = 254, .check = check_email),
    TEXT(struct user_invite_form, name, .required = true, .min = 1, .max = 100,
         .check = check_title),
    TEXT(struct user_invite_form, role, .max = ROLE_NAME),
    FIELDS_END,
};

const struct field user_passwd_form[] = {
    TEXT(struct user_passwd_form, email, .required = true, .max = 254, .check = check_email),
    BOOL(struct user_passwd_form, generate),
    FIELDS_END,
};

static enum fault_code get_password(struct cli *c, bool generate, char **password, bool *made)
{
    *password = generate || isatty(STDIN_FILENO) ? NULL : cli_line(c->arena);
    *made = !*password;
    if (*made)
        *password = secret_password(c->arena);
    enum fault_code rc =
        common_use(c->fault, arena_printf(c->arena, "%s/build/passwords.list", c->conf.root));
    if (rc)
        return rc;
    const char *wrong = check_password(*password);
    if (wrong)
        return fail_field(c->fault, FAULT_INVALID, "password", "%s", wrong);
    return FAULT_OK;
}

/* A role is for accounts of one level. The change is told in the account's audit. */
static enum fault_code check_account(struct cli *c, int64_t id, const char *name,
                                     struct change *change, struct role *role)
{
    struct account account;
    enum fault_code rc = cli_account(c, "account", id, &account);
    if (rc)
        return rc;
    change->account_id = account.id;
    change->reseller_id = account.reseller_id;
    bool provider = account.level == ACCOUNT_PROVIDER;
    return role_find(c->db, account.level,
                     name       ? name
                     : provider ? "administrator"
                                : "owner",
                     role);
}

struct adding {
    const struct user_add_form *form;
    struct role role;
    const char *password;
    int64_t id;
};

/* Its two rows come together or not at all. */
static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct adding *a = ctx;
    return user_add(db, a->form->account, a->role.id, a->form->email, a->form->name, a->password,
                    &a->id);
}

enum fault_code cli_user_add(struct cli *c)
{
    const struct user_add_form *form = c->form;
    char *password = NULL;
    bool made = false;
    struct adding adding = { .form = form };
    struct change change = {
        .what = "user_add",
        .object = form->email,
        .of = { .noun = AUDIT_OF_MEMBER, .id = &adding.id, .account_id = form->account },
        .fn = add_tx,
        .ctx = &adding
    };
    enum fault_code rc = check_account(c, form->account, form->role, &change, &adding.role);
    if (!rc)
        rc = get_password(c, form->generate, &password, &made);
    adding.password = password;
    if (!rc)
        rc = cli_change(c, &change);
    if (!rc && made)
        cli_secret(c, "password", password);
    return rc;
}

static enum fault_code find_user(struct cli *c, const char *email, struct profile *user)
{
    enum fault_code rc = user_by_email_any(c->db, email, user);
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "email", T("There is no user %s."), email);
    return rc;
}

struct new_password {
    struct profile user;
    const char *hash;
};

static enum fault_code passwd_tx(struct db *db, void *ctx)
{
    const struct new_password *n = ctx;
    return user_set_password_hash(db, n->user.id, n->hash, 0);
}

enum fault_code cli_user_passwd(struct cli *c)
{
    const struct user_passwd_form *form = c->form;
    char *password = NULL;
    bool made = false;
    struct new_password n;
    enum fault_code rc = find_user(c, form->email, &n.user);
    if (!rc)
        rc = get_password(c, form->generate, &password, &made);
    if (rc)
        return rc;
    n.hash = secret_password_hash(c->arena, password);
    struct change change = { .what = "password",
                             .object = n.user.email,
                             .said = audit_masked(c->arena, "password"),
                             .fn = passwd_tx,
                             .ctx = &n };
    rc = cli_change(c, &change);
    if (!rc && made)
        cli_secret(c, "password", password);
    return rc;
}

enum fault_code cli_user_list(struct cli *c)
{
    static const char *const shown[] = { "id",    "email",     "name",    "accounts",
                                         "state", "signed-in", "created", NULL };
    return cli_noun_list(c, &user_noun, shown);
}

const struct field email_form[] = {
    TEXT(struct email_form, email, .required = true, .max = 254, .check = check_email),
    FIELDS_END,
};

static enum fault_code disable_tx(struct db *db, void *ctx)
{
    const struct profile *user = ctx;
    return user_disable(db, user->id);
}

static enum fault_code enable_tx(struct db *db, void *ctx)
{
    const struct profile *user = ctx;
    return user_set_disabled(db, user->id, false);
}

static enum fault_code change_user(struct cli *c, enum audit_noun_no noun, const char *what,
                                   db_tx_fn *fn)
{
    const struct email_form *form = c->form;
    struct profile user;
    enum fault_code rc = find_user(c, form->email, &user);
    struct change change = { .what = what,
                             .object = user.email,
                             .of = { .noun = noun, .id = &user.id },
                             .fn = fn,
                             .ctx = &user };
    return rc ? rc : cli_change(c, &change);
}

enum fault_code cli_user_disable(struct cli *c)
{
    return change_user(c, AUDIT_OF_USER, "user_disable", disable_tx);
}

enum fault_code cli_user_enable(struct cli *c)
{
    return change_user(c, AUDIT_OF_USER, "user_enable", enable_tx);
}

static enum fault_code totp_tx(struct db *db, void *ctx)
{
    const struct profile *user = ctx;
    enum fault_code rc = totp_drop(db, user->id, NULL);
    if (!rc)
        rc = passkey_drop_all(db, user->id, NULL);
    return rc ? rc : session_end_others(db, user->id, 0);
}

enum fault_code cli_user_totp_off(struct cli *c)
{
    return change_user(c, AUDIT_OF_SECOND_STEP, "totp_reset", totp_tx);
}

struct inviting {
    const struct user_invite_form *form;
    struct role role;
    int64_t id;
};

static enum fault_code invite_tx(struct db *db, void *ctx)
{
    struct inviting *i = ctx;
    return link_invite(db, i->form->account, i->role.id, i->form->email, i->form->name, &i->id,
                       NULL);
}

enum fault_code cli_user_invite(struct cli *c)
{
    const struct user_invite_form *form = c->form;
    struct inviting i = { .form = form };
    struct change change = {
        .what = "user_invite",
        .object = form->email,
        .of = { .noun = AUDIT_OF_MEMBER, .id = &i.id, .account_id = form->account },
        .fn = invite_tx,
        .ctx = &i
    };
    enum fault_code rc = check_account(c, form->account, form->role, &change, &i.role);
    if (!rc)
        rc = cli_change(c, &change);
    if (!rc)
        cli_made(c, i.id);
    return rc;
}

enum fault_code cli_user_erase(struct cli *c)
{
    const struct email_form *form = c->form;
    const struct once once = { .key = NULL };
    struct profile user;
    struct asker who;
    struct asked asked;
    enum fault_code rc = find_user(c, form->email, &user);
    if (!rc)
        rc = cli_asker(c, &who);
    if (!rc)
        rc = user_erase(c->db, &who, user.id, &once, &asked);
    if (!rc)
        cli_asked(c, &who, asked.task_id);
    return rc;
}
