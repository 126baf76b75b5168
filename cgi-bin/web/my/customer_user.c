/* SPDX-License-Identifier: Apache-2.0 */
/* Who is in a customer, or asked to join it: taken out, withdrawn, asked once more. */
#include "base/words.h"
#include "kind/customer.h"
#include "store/invitation.h"
#include "web/change.h"
#include "web/my/customer.h"

static const char *path_of(const struct request *rq)
{
    return arena_printf(rq->arena, "/reseller/customer/%lld", (long long)rq->id[0]);
}

static enum fault_code make(struct db *db, struct request *rq, struct change *change,
                            struct customer_change *c, const char *did)
{
    change->account_id = c->account_id;
    change->reseller_id = c->who.reseller;
    change->ctx = c;
    enum fault_code rc = change_once(db, rq, change, NULL);
    if (!rc)
        request_redirect(rq, "%s?did=%s", path_of(rq), did);
    return rc;
}

/* --- users --- */

static enum fault_code load_user(const struct db *db, const struct request *rq,
                                 struct customer_change *c, struct customer_user *user)
{
    *c = (struct customer_change){ .who = gate_customers(rq),
                                   .by = rq->who->session.user_id,
                                   .account_id = rq->id[0],
                                   .user_id = rq->id[1] };
    return customer_user_load(db, &c->who, c->account_id, c->user_id, user);
}

enum fault_code customer_remove_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec removal = {
        .fields = no_fields, .inputs = inputs, .submit = T("Remove user"), .danger = true
    };
    static const struct form_spec withdrawal = {
        .fields = no_fields, .inputs = inputs, .submit = T("Withdraw invitation"), .danger = true
    };
    struct customer_change c;
    struct customer_user user = { .id = 0 };
    struct account a;
    enum fault_code rc = load_user(db, rq, &c, &user);
    if (!rc)
        rc = customer_load(db, &c.who, c.account_id, &a);
    if (rc)
        return rc;
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Remove %s?"), user.email),
                  .crumbs = { { "/reseller/customer", tr("Customers") },
                              { path_of(rq), a.name } } },
        .order = { user.invited ? tr("At once: the links in the mails open nothing.")
                                : tr("At once: the user's sessions in this account end."),
                   user.invited ? NULL
                                : tr("Tasks that the user asked for: end before their next step "
                                     "where they can."),
                   user.invited ? NULL
                                : tr("The user's schedules: are done no more, until somebody else "
                                     "saves them.") },
        .stays = tr("Machines, keys and tokens stay, and so does the user's access to other "
                    "accounts."),
    };
    const char *action =
        arena_printf(rq->arena, "%s/user/%lld/remove", path_of(rq), (long long)user.id);
    return form_confirm_show(rq, &ask, user.invited ? &withdrawal : &removal,
                             &(struct form_ask){ .action = action,
                                                 .cancel = path_of(rq),
                                                 .cancel_words = tr("Leave it") });
}

enum fault_code customer_remove_do(struct db *db, struct request *rq)
{
    struct customer_change c;
    struct customer_user user = { .id = 0 };
    enum fault_code rc = load_user(db, rq, &c, &user);
    if (rc)
        return rc;
    struct change change = {
        .what = user.invited ? "invite_end" : "user_remove",
        .object = arena_printf(rq->arena, "%s: was %s", user.email, user.role),
        .of = { .noun = AUDIT_OF_MEMBER, .id = &c.user_id, .account_id = c.account_id },
        .fn = customer_remove_tx
    };
    return make(db, rq, &change, &c, user.invited ? "invitation-ended" : "user-removed");
}

enum fault_code customer_again_do(struct db *db, struct request *rq)
{
    struct customer_change c;
    struct customer_user user = { .id = 0 };
    enum fault_code rc = load_user(db, rq, &c, &user);
    if (rc)
        return rc;
    struct change change = { .what = "user_link",
                             .object = user.email,
                             .none = "a link is a mail, and the outbox has it",
                             .fn = customer_invite_again_tx };
    return make(db, rq, &change, &c, "link-sent");
}

/* --- whom its own people asked --- */

static enum fault_code change_invitation(struct db *db, struct request *rq, const char *what,
                                         db_tx_fn *fn, const char *did)
{
    struct customer_change c = { .who = gate_customers(rq),
                                 .by = rq->who->session.user_id,
                                 .account_id = rq->id[0],
                                 .invitation_id = rq->id[1] };
    struct invitation i;
    enum fault_code rc = invitation_load(db, &c.who, c.account_id, c.invitation_id, &i);
    if (rc)
        return rc;
    struct change change = {
        .what = what,
        .object = i.email,
        .of = { .noun = AUDIT_OF_INVITATION, .account_id = c.account_id, .name = i.email },
        .fn = fn
    };
    return make(db, rq, &change, &c, did);
}

enum fault_code customer_invitation_end_do(struct db *db, struct request *rq)
{
    return change_invitation(db, rq, "invite_end", customer_invitation_end_tx, "invitation-ended");
}

enum fault_code customer_invitation_again_do(struct db *db, struct request *rq)
{
    return change_invitation(db, rq, "user_link", customer_invitation_again_tx, "link-sent");
}
