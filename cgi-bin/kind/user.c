/* SPDX-License-Identifier: Apache-2.0 */
#include "kind/user.h"
#include "kind/change.h"
#include "kind/once.h"
#include "store/member.h"

enum fault_code user_disable(struct db *db, int64_t user_id)
{
    struct list left;
    enum fault_code rc = user_set_disabled(db, user_id, true);
    if (!rc)
        rc = member_administrators(db, &left);
    if (!rc && !left.count)
        rc = fail(db->fault, FAULT_CONFLICT,
                  T("This is the last administrator. Invite another one first."));
    return rc;
}

struct erasing {
    const struct asker *who;
    int64_t user_id;
    struct asked *out;
};

/* By its number in the task and in the audit: its address is what is to go. */
static enum fault_code erase_tx(struct db *db, void *ctx)
{
    const struct erasing *e = ctx;
    const struct asker *who = e->who;
    const char *object = arena_printf(db->arena, "user %lld", (long long)e->user_id);
    struct task_new t = {
        .kind = "user_erase",
        .account_id = who->account_id,
        .reseller_id = who->reseller_id,
        .object = object,
        .args = arena_printf(db->arena, "{\"user_id\":%lld}", (long long)e->user_id),
        .asked_by = who->who,
        .as_whom = who->user_id,
        .as_token = who->token_id,
    };
    struct list members;
    enum fault_code rc = member_of_user_any(db, e->user_id, &members);
    if (!rc && members.count)
        return fail(db->fault, FAULT_CONFLICT,
                    T("The user is in an account. Take it out of all of them first."));
    if (!rc)
        rc = who->user_id ? task_add_admin(db, &t, &e->out->task_id)
                          : task_add_own(db, &t, &e->out->task_id);
    return rc ? rc
              : change_note(db, who,
                            &(struct change_asked){ .what = t.kind,
                                                    .object = object,
                                                    .account_id = who->account_id,
                                                    .reseller_id = who->reseller_id,
                                                    .before = "",
                                                    .task_id = e->out->task_id,
                                                    .own = true });
}

enum fault_code user_erase(struct db *db, const struct asker *who, int64_t user_id,
                           const struct once *once, struct asked *out)
{
    struct erasing e = { who, user_id, out };
    *out = (struct asked){ 0 };
    return ask_once(db, who, once, erase_tx, &e, out);
}
