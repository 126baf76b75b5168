/* SPDX-License-Identifier: Apache-2.0 */
#include "store/limit.h"
#include <stddef.h>
#include "base/figures.h"
#include "base/text.h"
#include "store/account_rows.h"
#include "store/number.h"

/* Whose limits an account's are in sum with others'; 0: nobody's. */
struct above {
    int64_t group_id;
    int64_t reseller_id;
};
static const struct field above_view[] = {
    I64(struct above, group_id),
    I64(struct above, reseller_id),
    FIELDS_END,
};
QUERY(above_of, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "SELECT group_id, IF(resold, reseller_id, 0) AS reseller_id FROM account WHERE id = ?",
      ROWS(struct above, above_view));

QUERY(of_account, DB_WEB_WRITERS | DB_CLI | DB_TASKD, LIMITS_COUNT("account"));

#define RUNS "vm.wished = 2 AND vm.node_id IS NOT NULL"
#define COUNTERS (DB_WEB | DB_CLI | DB_TASKD)
/* While it is suspended none does, and none can be started. What runs again when that ends keeps
 * its place in the sum of a group or a reseller. */
QUERY(running_of_account, COUNTERS,
      "SELECT COUNT(*) AS n FROM vm JOIN account ON account.id = vm.account_id "
      "WHERE vm.account_id = ? AND " RUNS " AND NOT (vm.suspended AND " SUSPENDED("account") ")",
      NUMBER_ROW);
QUERY(running_of_group, COUNTERS,
      "SELECT COUNT(*) AS n FROM account JOIN vm ON vm.account_id = account.id "
      "WHERE account.group_id = ? AND " RUNS,
      NUMBER_ROW);
QUERY(running_of_reseller, COUNTERS,
      "SELECT COUNT(*) AS n FROM vm WHERE vm.reseller_id = ? AND " RUNS, NUMBER_ROW);
static const struct query *const running_of[] = { [LIMIT_OF_ACCOUNT] = &running_of_account,
                                                  [LIMIT_OF_GROUP] = &running_of_group,
                                                  [LIMIT_OF_RESELLER] = &running_of_reseller };

/* What is refused. */
struct hit {
    const struct limit_state *state;
    enum limit_what what;
};

static const struct {
    size_t most;
    size_t has; /* and needs */
    bool bytes;
    const char *name;
} whats[LIMIT_WHATS] = {
    [LIMIT_MACHINES] = { offsetof(struct limits, vm_limit), offsetof(struct limit_need, machines),
                         false, "machines" },
    [LIMIT_RUNNING] = { offsetof(struct limits, running_limit),
                        offsetof(struct limit_need, running), false, "running" },
    [LIMIT_VCPU] = { offsetof(struct limits, vcpu_limit), offsetof(struct limit_need, vcpu), false,
                     "vCPU" },
    [LIMIT_MEMORY] = { offsetof(struct limits, memory_limit), offsetof(struct limit_need, memory),
                       true, "memory" },
    [LIMIT_DISK] = { offsetof(struct limits, disk_limit), offsetof(struct limit_need, disk), true,
                     "disk" },
    [LIMIT_IPS] = { offsetof(struct limits, ip_limit), offsetof(struct limit_need, ips), false,
                    "IPv4" },
    [LIMIT_TRAFFIC] = { offsetof(struct limits, traffic_limit),
                        offsetof(struct limit_need, traffic), true, "traffic a month" },
};

static int64_t at(const void *base, size_t off)
{
    return *(const int64_t *)(const void *)((const char *)base + off);
}

static const char *figure(struct arena *a, enum limit_what w, int64_t n)
{
    return figure_words(a, whats[w].bytes ? figure_bytes : figure_number, n);
}

/* --- what somebody has --- */

struct limit_state limit_state_of(const struct account *a)
{
    struct limit_state s = { .of = a->level == ACCOUNT_RESELLER ? LIMIT_OF_RESELLER
                                                                : LIMIT_OF_ACCOUNT,
                             .id = a->id,
                             .name = a->name,
                             .has = limits_had(a) };
    limits_of(a, &s.most);
    return s;
}

struct limit_state limit_state_of_group(const struct account_group *g)
{
    return (struct limit_state){ .of = LIMIT_OF_GROUP,
                                 .id = g->id,
                                 .name = g->name,
                                 .most = { .vm_limit = g->vm_limit,
                                           .running_limit = g->running_limit,
                                           .vcpu_limit = g->vcpu_limit,
                                           .memory_limit = g->memory_limit,
                                           .disk_limit = g->disk_limit,
                                           .ip_limit = g->ip_limit,
                                           .traffic_limit = g->traffic_limit,
                                           .api_minute = g->api_minute },
                                 .has = { .machines = g->vm_count,
                                          .vcpu = g->vcpu_count,
                                          .memory = g->memory_count,
                                          .disk = g->disk_count,
                                          .ips = g->ip_count,
                                          .traffic = g->traffic_count } };
}

int64_t limit_most(const struct limit_state *s, enum limit_what w)
{
    return at(&s->most, whats[w].most);
}

int64_t limit_has(const struct limit_state *s, enum limit_what w)
{
    return at(&s->has, whats[w].has);
}

bool limit_holds(const struct limit_state *s, enum limit_what w)
{
    return w == LIMIT_MACHINES || limit_most(s, w);
}

bool limit_is_bytes(enum limit_what w)
{
    return whats[w].bytes;
}

enum fault_code limit_count_running(const struct db *db, struct limit_state *s)
{
    struct number n = { 0 };
    enum fault_code rc = db_one(db, running_of[s->of], &n, ARGS(ARG(s->id)));
    s->has.running = n.n;
    return rc;
}

/* --- words --- */

static enum fault_code own_words(struct db *db, const struct hit *h)
{
    struct fault *f = db->fault;
    const char *most = figure(db->arena, h->what, limit_most(h->state, h->what));
    const char *has = figure(db->arena, h->what, limit_has(h->state, h->what));
    switch (h->what) {
    case LIMIT_MACHINES:
        return fail(f, FAULT_LIMIT,
                    T("Your account may have %s machines and has %s. Delete one or ask for more."),
                    most, has);
    case LIMIT_RUNNING:
        return fail(f, FAULT_LIMIT,
                    T("Your account may run %s machines and runs %s. Stop one or ask for more."),
                    most, has);
    case LIMIT_VCPU:
        return fail(
            f, FAULT_LIMIT,
            T("Your account may have %s vCPU and has %s. Delete a machine or ask for more."), most,
            has);
    case LIMIT_MEMORY:
        return fail(f, FAULT_LIMIT,
                    T("Your account may have %s of memory and has %s. Delete a machine or ask for "
                      "more."),
                    most, has);
    case LIMIT_DISK:
        return fail(f, FAULT_LIMIT,
                    T("Your account may have %s of disk and has %s. Delete a machine or ask for "
                      "more."),
                    most, has);
    case LIMIT_IPS:
        return fail(f, FAULT_LIMIT,
                    T("Your account may have %s IPv4 addresses and has %s. Delete a machine or ask "
                      "for more."),
                    most, has);
    case LIMIT_TRAFFIC:
        return fail(
            f, FAULT_LIMIT,
            T("Your account may send %s a month and has sent %s. Wait for the next month or "
              "ask for more."),
            most, has);
    case LIMIT_WHATS: break;
    }
    bug("a limit of nothing");
}

static enum fault_code others_words(struct db *db, const struct hit *h)
{
    struct fault *f = db->fault;
    const char *name = h->state->of == LIMIT_OF_GROUP
                           ? arena_printf(db->arena, "Group %s", h->state->name)
                           : h->state->name;
    const char *most = figure(db->arena, h->what, limit_most(h->state, h->what));
    const char *has = figure(db->arena, h->what, limit_has(h->state, h->what));
    switch (h->what) {
    case LIMIT_MACHINES:
        return fail(f, FAULT_LIMIT, T("%s may have %s machines and has %s. Raise its limit."), name,
                    most, has);
    case LIMIT_RUNNING:
        return fail(f, FAULT_LIMIT, T("%s may run %s machines and runs %s. Raise its limit."), name,
                    most, has);
    case LIMIT_VCPU:
        return fail(f, FAULT_LIMIT, T("%s may have %s vCPU and has %s. Raise its limit."), name,
                    most, has);
    case LIMIT_MEMORY:
        return fail(f, FAULT_LIMIT, T("%s may have %s of memory and has %s. Raise its limit."),
                    name, most, has);
    case LIMIT_DISK:
        return fail(f, FAULT_LIMIT, T("%s may have %s of disk and has %s. Raise its limit."), name,
                    most, has);
    case LIMIT_IPS:
        return fail(f, FAULT_LIMIT, T("%s may have %s IPv4 addresses and has %s. Raise its limit."),
                    name, most, has);
    case LIMIT_TRAFFIC:
        return fail(f, FAULT_LIMIT, T("%s may send %s a month and has sent %s. Raise its limit."),
                    name, most, has);
    case LIMIT_WHATS: break;
    }
    bug("a limit of nothing");
}

/* TEN-04: what other accounts of the group or the reseller have is nothing to this one. */
static enum fault_code refuse(struct db *db, const struct hit *h, bool own, bool above)
{
    if (own && above)
        return fail(db->fault, FAULT_LIMIT,
                    T("Your provider has no more to give now. Ask for more, or try later."));
    return own ? own_words(db, h) : others_words(db, h);
}

/* --- taking --- */

/* above: the sum over several accounts. */
static enum fault_code check(struct db *db, struct limit_state *s, const struct limit_need *need,
                             bool own, bool above)
{
    for (enum limit_what w = 0; w < LIMIT_WHATS; w++) {
        struct hit h = { s, w };
        int64_t wanted = at(need, whats[w].has);
        if (!wanted || !limit_holds(s, w))
            continue;
        enum fault_code rc = w == LIMIT_RUNNING ? limit_count_running(db, s) : FAULT_OK;
        if (rc)
            return rc;
        if (limit_has(s, w) > limit_most(s, w) - wanted)
            return refuse(db, &h, own, above);
    }
    return FAULT_OK;
}

static enum fault_code count_above(struct db *db, const struct above *above,
                                   const struct limit_need *n, int sign)
{
    enum fault_code rc = FAULT_OK;
    if (above->group_id)
        rc = group_count(db, above->group_id, n, sign);
    return rc || !above->reseller_id ? rc
                                     : limits_count(db, &of_account, above->reseller_id, n, sign);
}

static enum fault_code check_group(struct db *db, int64_t id, const struct limit_need *need,
                                   bool own)
{
    struct account_group g;
    enum fault_code rc = id ? group_lock_any(db, id, &g) : FAULT_OK;
    if (rc || !id)
        return rc;
    struct limit_state s = limit_state_of_group(&g);
    return check(db, &s, need, own, true);
}

/* Of a reseller its own people may know; whoever asks for a customer is told who is full. */
static enum fault_code check_reseller(struct db *db, int64_t id, const struct limit_need *need,
                                      bool own)
{
    struct account reseller;
    enum fault_code rc = id ? account_lock_any(db, id, &reseller) : FAULT_OK;
    if (rc || !id)
        return rc;
    struct limit_state s = limit_state_of(&reseller);
    return check(db, &s, need, own, true);
}

static enum fault_code check_all(struct db *db, const struct account *a,
                                 const struct limit_need *need, bool own, struct above *above)
{
    struct limit_state s = limit_state_of(a);
    enum fault_code rc = check(db, &s, need, own, false);
    if (!rc)
        rc = db_one(db, &above_of, above, ARGS(ARG(a->id)));
    if (!rc)
        rc = check_group(db, above->group_id, need, own);
    return rc ? rc : check_reseller(db, above->reseller_id, need, own);
}

enum fault_code limit_take(struct db *db, int64_t account_id, const struct limit_need *need,
                           bool own)
{
    struct account a;
    struct above above = { 0, 0 };
    struct limit_need wanted = *need;
    wanted.traffic = need->machines; /* a byte of it is left for each */
    enum fault_code rc = account_lock_any(db, account_id, &a);
    if (!rc && a.suspended)
        return own ? fail(db->fault, FAULT_DENIED,
                          T("Your account is suspended: it can only look."))
                   : fail(db->fault, FAULT_DENIED, T("%s is suspended: no machine is made for it."),
                          a.name);
    if (!rc)
        rc = check_all(db, &a, &wanted, own, &above);
    if (!rc)
        rc = limits_count(db, &of_account, a.id, need, 1);
    return rc ? rc : count_above(db, &above, need, 1);
}

enum fault_code limit_take_running(struct db *db, const struct account *a, bool own)
{
    static const struct limit_need one = { .running = 1 };
    struct above above;
    return check_all(db, a, &one, own, &above);
}

/* Its own row first: locked, it stays in its group. */
enum fault_code limit_give_back(struct db *db, int64_t account_id, const struct limit_need *had)
{
    struct above above = { 0, 0 };
    enum fault_code rc = limits_count(db, &of_account, account_id, had, -1);
    if (!rc)
        rc = db_one(db, &above_of, &above, ARGS(ARG(account_id)));
    return rc ? rc : count_above(db, &above, had, -1);
}

/* --- for the audit --- */

const char *limits_words(struct arena *a, const struct limits *l)
{
    struct text t;
    text_init(&t, a, 400);
    text_addf(&t, "%lld", (long long)l->vm_limit);
    for (enum limit_what w = LIMIT_RUNNING; w < LIMIT_WHATS; w++) {
        int64_t most = at(l, whats[w].most);
        if (most)
            text_addf(&t, ", %s %s", whats[w].name, figure(a, w, most));
    }
    return text_str(&t);
}
