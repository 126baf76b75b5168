/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/erase.h"
#include "base/poke.h"
#include "base/words.h"
#include "kind/account.h"
#include "kind/user.h"
#include "store/account.h"
#include "store/member.h"
#include "web/form.h"

const struct field account_erase_form[] = {
    TEXT(struct account_erasing, confirm, .label = T("The name"), .required = true, .max = 100),
    FIELDS_END,
};

static enum fault_code go_to_task(struct request *rq, const struct asked *asked)
{
    poke_taskd(web_of(rq)->conf);
    request_redirect(rq, "/admin/task/%lld", (long long)asked->task_id);
    return FAULT_OK;
}

/* --- an account --- */

static enum fault_code load(const struct db *db, const struct request *rq, struct account *a)
{
    enum fault_code rc = account_load_any(db, rq->id[0], a);
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such account.")) : rc;
}

enum fault_code account_erase_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = {
        INPUT("confirm", T("Type the account's name"), TEXT, .focus = true),
        INPUTS_END,
    };
    static const struct form_spec spec = { .fields = account_erase_form,
                                           .inputs = inputs,
                                           .submit = T("Erase account"),
                                           .icon = "trash-2",
                                           .danger = true };
    struct account a;
    enum fault_code rc = load(db, rq, &a);
    if (rc)
        return rc;
    const char *path = arena_printf(rq->arena, "/account/%lld", (long long)a.id);
    const char *lead = a.vm_count
                           ? arena_printf(rq->arena, tr("It has %lld machines. Delete them first."),
                                          (long long)a.vm_count)
                           : tr("There is no way back. Download what it has first.");
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Erase %s?"), a.name),
                  .lead = lead,
                  .crumbs = { { "/account", tr("Accounts") }, { path, a.name } } },
        .order = { tr("At once: its users are signed out, its tokens are refused."),
                   tr("Keys, tokens, schedules and mails: are deleted."),
                   tr("Its users: lose name, address and password, unless they are in other "
                      "accounts.") },
        .stays = tr("Audit, tasks and the ledger of addresses stay under the account's number, "
                    "without names."),
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action =
                                                     arena_printf(rq->arena, "%s/erase", path),
                                                 .cancel = path });
}

enum fault_code account_erase_do(struct db *db, struct request *rq)
{
    const struct account_erasing *in = rq->form;
    struct once once = gate_once(rq);
    struct asked asked;
    struct account a;
    enum fault_code rc = load(db, rq, &a);
    if (!rc && strcmp(in->confirm, a.name) != 0)
        rc = fail_field(rq->fault, FAULT_INVALID, "confirm", T("This is not the account's name."));
    if (!rc)
        rc = account_erase(db, &rq->who->asker, a.id, &once, &asked);
    return rc ? rc : go_to_task(rq, &asked);
}

/* --- a user --- */

const struct field user_erase_form[] = {
    TEXT(struct user_erasing, confirm, .label = T("The address"), .required = true, .max = 254),
    FIELDS_END,
};

static enum fault_code load_user(const struct db *db, const struct request *rq, struct profile *u)
{
    enum fault_code rc = user_load_any(db, rq->id[0], u);
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such user.")) : rc;
}

enum fault_code user_erase_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = {
        INPUT("confirm", T("Type the user's address"), TEXT, .focus = true),
        INPUTS_END,
    };
    static const struct form_spec spec = { .fields = user_erase_form,
                                           .inputs = inputs,
                                           .submit = T("Erase user"),
                                           .icon = "trash-2",
                                           .danger = true };
    struct profile u;
    struct list members;
    enum fault_code rc = load_user(db, rq, &u);
    if (!rc)
        rc = member_of_user_any(db, u.id, &members);
    if (rc)
        return rc;
    const char *path = arena_printf(rq->arena, "/user/%lld", (long long)u.id);
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Erase %s?"), u.email),
                  .lead = members.count ? tr("The user is in an account. Take it out of all of "
                                             "them first.")
                                        : tr("There is no way back."),
                  .crumbs = { { "/user", tr("Users") }, { path, u.email } } },
        .order = { tr("Name, address, password, second step and sessions: are forgotten."),
                   tr("Invitations and mails to the address: are deleted.") },
        .stays = tr("What the user did stays in the audit, without a name."),
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action =
                                                     arena_printf(rq->arena, "%s/erase", path),
                                                 .cancel = path });
}

enum fault_code user_erase_do(struct db *db, struct request *rq)
{
    const struct user_erasing *in = rq->form;
    struct once once = gate_once(rq);
    struct asked asked;
    struct profile u;
    enum fault_code rc = load_user(db, rq, &u);
    if (!rc && strcmp(in->confirm, u.email) != 0)
        rc = fail_field(rq->fault, FAULT_INVALID, "confirm", T("This is not the user's address."));
    if (!rc)
        rc = user_erase(db, &rq->who->asker, u.id, &once, &asked);
    return rc ? rc : go_to_task(rq, &asked);
}
