/* SPDX-License-Identifier: Apache-2.0 */
/* Nobody shuts himself out: one's own address is in one's own list. */
#include "web/network.h"
#include "base/net.h"
#include "base/words.h"
#include "kind/member.h"
#include "store/account.h"
#include "store/user.h"
#include "web/change.h"

const struct field network_form[] = {
    TEXT(struct network_form, networks, .max = NET_LIST_MOST, .check = check_networks),
    FIELDS_END,
};
static const struct form_input inputs[] = {
    INPUT("networks", T("Networks"), AREA, .code = true,
          .help = T("One a line, such as 192.0.2.0/24 or 2001:db8::/32. Empty: from everywhere.")),
    INPUTS_END,
};
static const struct form_spec spec = {
    .fields = network_form, .inputs = inputs, .submit = T("Save")
};

static bool is_own(const struct request *rq)
{
    return !rq->id[0] || rq->id[0] == rq->who->session.user_id;
}

static const char *path_of(const struct request *rq, const char *more)
{
    return rq->id[0] ? arena_printf(rq->arena, "/user/%lld%s", (long long)rq->id[0], more)
                     : arena_printf(rq->arena, "/profile%s", more);
}

static enum fault_code load(const struct db *db, const struct request *rq, struct profile *u)
{
    enum fault_code rc = user_load_any(db, rq->id[0] ? rq->id[0] : rq->who->session.user_id, u);
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such user.")) : rc;
}

enum fault_code network_show(const struct db *db, struct request *rq)
{
    struct profile u;
    enum fault_code rc = load(db, rq, &u);
    if (rc)
        return rc;
    struct network_form now = { .networks = net_list_join(rq->arena, u.networks, '\n') };
    struct form_head head = {
        .title = tr("Networks"),
        .lead = rq->id[0] ? arena_printf(rq->arena, tr("From where %s may sign in."), u.email)
                          : arena_printf(rq->arena,
                                         tr("From where you may sign in and work. You are at %s."),
                                         rq->env.remote ? rq->env.remote : ""),
        .crumbs = { { path_of(rq, ""), rq->id[0] ? u.email : tr("Profile") } },
    };
    struct form_ask ask = { .action = path_of(rq, "/network"),
                            .cancel = path_of(rq, ""),
                            .values = &now };
    return form_page_show(rq, &head, &spec, &ask);
}

struct setting_networks {
    const struct asker *who;
    int64_t user_id;
    const char *networks;
};

static enum fault_code set_tx(struct db *db, void *ctx)
{
    const struct setting_networks *s = ctx;
    enum fault_code rc = asker_check_whom(db, s->who, s->user_id, ACCOUNT_CUSTOMER + 1);
    return rc ? rc : user_set_networks(db, s->user_id, s->networks);
}

enum fault_code network_do(struct db *db, struct request *rq)
{
    const struct network_form *in = rq->form;
    const char *remote = rq->env.remote ? rq->env.remote : "";
    const char *list = net_list_join(rq->arena, in->networks ? in->networks : "", ' ');
    struct profile u;
    enum fault_code rc = load(db, rq, &u);
    if (rc)
        return rc;
    if (*list && is_own(rq) && !net_list_has(list, remote))
        return fail_field(rq->fault, FAULT_INVALID, "networks",
                          T("You are at %s, which is not among them: you would be shut out."),
                          remote);
    struct setting_networks s = { &rq->who->asker, u.id, list };
    struct change change = { .what = "user_networks",
                             .object = u.email,
                             .of = { .noun = AUDIT_OF_USER, .id = &u.id },
                             .fn = set_tx,
                             .ctx = &s };
    rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "%s%s?did=networks-set", page_root(rq), path_of(rq, ""));
    return rc;
}
