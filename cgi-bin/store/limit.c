/* SPDX-License-Identifier: Apache-2.0 */
/* Running machines are counted when they are limited, from their rows: many ways lead out of it. */
#include "store/limit.h"
#include <stddef.h>
#include "base/figures.h"
#include "base/text.h"
#include "store/number.h"

enum { LIMIT_MOST = 1000000 };
#define BYTES_MOST (INT64_C(1) << 60)

#define LIMITS                                                                                     \
    I64(struct limits, vm_limit, .required = true, .max = LIMIT_MOST),                             \
        I64(struct limits, running_limit, .max = LIMIT_MOST),                                      \
        I64(struct limits, vcpu_limit, .max = LIMIT_MOST),                                         \
        BYTES(struct limits, memory_limit, .max = BYTES_MOST),                                     \
        BYTES(struct limits, disk_limit, .max = BYTES_MOST),                                       \
        I64(struct limits, ip_limit, .max = LIMIT_MOST),                                           \
        BYTES(struct limits, traffic_limit, .max = BYTES_MOST)
const struct field limits_form[] = {
    LIMITS,
    I64(struct limits, api_minute, .max = LIMIT_MOST),
    FIELDS_END,
};
const struct field limits_resold_form[] = { LIMITS, FIELDS_END };

QUERY(reseller_of, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "SELECT reseller_id AS n FROM account WHERE id = ? AND resold", NUMBER_ROW);
QUERY(count_up, DB_WEB_WRITERS | DB_CLI,
      "UPDATE account SET vm_count = vm_count + ?, vcpu_count = vcpu_count + ?, "
      "memory_count = memory_count + ?, disk_count = disk_count + ?, ip_count = ip_count + ? "
      "WHERE id = ?");
QUERY(count_down, DB_TASKD,
      "UPDATE account SET vm_count = vm_count - ?, vcpu_count = vcpu_count - ?, "
      "memory_count = memory_count - ?, disk_count = disk_count - ?, ip_count = ip_count - ? "
      "WHERE id = ?");
QUERY(running_of_account, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "SELECT COUNT(*) AS n FROM vm WHERE account_id = ? AND wished = 2 AND node_id IS NOT NULL",
      NUMBER_ROW);
QUERY(running_of_reseller, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "SELECT COUNT(*) AS n FROM vm WHERE reseller_id = ? AND wished = 2 AND node_id IS NOT NULL",
      NUMBER_ROW);
QUERY(set, DB_ADMIN,
      "UPDATE account SET vm_limit = ?, running_limit = ?, vcpu_limit = ?, memory_limit = ?, "
      "disk_limit = ?, ip_limit = ?, traffic_limit = ?, api_minute = ? WHERE id = ?");

enum what { MACHINES, RUNNING, VCPU, MEMORY, DISK, IPS, TRAFFIC, WHATS };

/* What is refused. */
struct hit {
    const struct account *account;
    enum what what;
    int64_t most;
    int64_t has;
};

static const struct {
    size_t most;
    size_t has;
    size_t need;
    bool bytes;
    const char *name;
} whats[WHATS] = {
    [MACHINES] = { offsetof(struct account, vm_limit), offsetof(struct account, vm_count),
                   offsetof(struct limit_need, machines), false, "machines" },
    [RUNNING] = { offsetof(struct account, running_limit), 0, offsetof(struct limit_need, running),
                  false, "running" },
    [VCPU] = { offsetof(struct account, vcpu_limit), offsetof(struct account, vcpu_count),
               offsetof(struct limit_need, vcpu), false, "vCPU" },
    [MEMORY] = { offsetof(struct account, memory_limit), offsetof(struct account, memory_count),
                 offsetof(struct limit_need, memory), true, "memory" },
    [DISK] = { offsetof(struct account, disk_limit), offsetof(struct account, disk_count),
               offsetof(struct limit_need, disk), true, "disk" },
    [IPS] = { offsetof(struct account, ip_limit), offsetof(struct account, ip_count),
              offsetof(struct limit_need, ips), false, "IPv4" },
    /* each machine needs a byte of it that is left */
    [TRAFFIC] = { offsetof(struct account, traffic_limit), offsetof(struct account, traffic_count),
                  offsetof(struct limit_need, machines), true, "traffic a month" },
};

static int64_t at(const void *base, size_t off)
{
    return *(const int64_t *)(const void *)((const char *)base + off);
}

static const char *figure(struct arena *a, enum what w, int64_t n)
{
    return figure_words(a, whats[w].bytes ? figure_bytes : figure_number, n);
}

/* --- words --- */

static enum fault_code own_words(struct db *db, const struct hit *h)
{
    struct fault *f = db->fault;
    const char *most = figure(db->arena, h->what, h->most);
    const char *has = figure(db->arena, h->what, h->has);
    switch (h->what) {
    case MACHINES:
        return fail(f, FAULT_LIMIT,
                    T("Your account may have %s machines and has %s. Delete one or ask for more."),
                    most, has);
    case RUNNING:
        return fail(f, FAULT_LIMIT,
                    T("Your account may run %s machines and runs %s. Stop one or ask for more."),
                    most, has);
    case VCPU:
        return fail(
            f, FAULT_LIMIT,
            T("Your account may have %s vCPU and has %s. Delete a machine or ask for more."), most,
            has);
    case MEMORY:
        return fail(f, FAULT_LIMIT,
                    T("Your account may have %s of memory and has %s. Delete a machine or ask for "
                      "more."),
                    most, has);
    case DISK:
        return fail(f, FAULT_LIMIT,
                    T("Your account may have %s of disk and has %s. Delete a machine or ask for "
                      "more."),
                    most, has);
    case IPS:
        return fail(f, FAULT_LIMIT,
                    T("Your account may have %s IPv4 addresses and has %s. Delete a machine or ask "
                      "for more."),
                    most, has);
    case TRAFFIC:
        return fail(
            f, FAULT_LIMIT,
            T("Your account may send %s a month and has sent %s. Wait for the next month or "
              "ask for more."),
            most, has);
    case WHATS: break;
    }
    bug("a limit of nothing");
}

static enum fault_code others_words(struct db *db, const struct hit *h)
{
    struct fault *f = db->fault;
    const char *name = h->account->name;
    const char *most = figure(db->arena, h->what, h->most);
    const char *has = figure(db->arena, h->what, h->has);
    switch (h->what) {
    case MACHINES:
        return fail(f, FAULT_LIMIT, T("%s may have %s machines and has %s. Raise its limit."), name,
                    most, has);
    case RUNNING:
        return fail(f, FAULT_LIMIT, T("%s may run %s machines and runs %s. Raise its limit."), name,
                    most, has);
    case VCPU:
        return fail(f, FAULT_LIMIT, T("%s may have %s vCPU and has %s. Raise its limit."), name,
                    most, has);
    case MEMORY:
        return fail(f, FAULT_LIMIT, T("%s may have %s of memory and has %s. Raise its limit."),
                    name, most, has);
    case DISK:
        return fail(f, FAULT_LIMIT, T("%s may have %s of disk and has %s. Raise its limit."), name,
                    most, has);
    case IPS:
        return fail(f, FAULT_LIMIT, T("%s may have %s IPv4 addresses and has %s. Raise its limit."),
                    name, most, has);
    case TRAFFIC:
        return fail(f, FAULT_LIMIT, T("%s may send %s a month and has sent %s. Raise its limit."),
                    name, most, has);
    case WHATS: break;
    }
    bug("a limit of nothing");
}

/* TEN-04: what the reseller's other customers have is nothing to this one. */
static enum fault_code refuse(struct db *db, const struct hit *h, bool own, bool above)
{
    if (own && above)
        return fail(db->fault, FAULT_LIMIT,
                    T("Your provider has no more to give now. Ask for more, or try later."));
    return own ? own_words(db, h) : others_words(db, h);
}

/* --- taking --- */

/* The reseller's row, locked behind its customer's; FAULT_MISSING: it is nobody's customer. */
static enum fault_code lock_above(struct db *db, int64_t account_id, struct account *out)
{
    struct number id;
    enum fault_code rc = db_one(db, &reseller_of, &id, ARGS(ARG(account_id)));
    return rc ? rc : account_lock_any(db, id.n, out);
}

/* above: the sum over a reseller's. */
static enum fault_code check(struct db *db, const struct account *a, const struct limit_need *need,
                             bool own, bool above)
{
    for (enum what w = 0; w < WHATS; w++) {
        struct hit h = { a, w, at(a, whats[w].most), 0 };
        int64_t wanted = at(need, whats[w].need);
        struct number n = { .n = whats[w].has ? at(a, whats[w].has) : 0 };
        if (!wanted || (w != MACHINES && !h.most))
            continue;
        enum fault_code rc = FAULT_OK;
        if (w == RUNNING)
            rc = db_one(db,
                        a->level == ACCOUNT_RESELLER ? &running_of_reseller : &running_of_account,
                        &n, ARGS(ARG(a->id)));
        if (rc)
            return rc;
        h.has = n.n;
        if (h.has > h.most - wanted)
            return refuse(db, &h, own, above);
    }
    return FAULT_OK;
}

static enum fault_code count(struct db *db, const struct query *how, int64_t id,
                             const struct limit_need *n)
{
    return db_exec(db, how, NULL, NULL,
                   ARGS(ARG(n->machines), ARG(n->vcpu), ARG(n->memory), ARG(n->disk), ARG(n->ips),
                        ARG(id)));
}

/* Of a reseller its own people may know; whoever asks for a customer is told who is full. */
static enum fault_code take_above(struct db *db, const struct account *a,
                                  const struct limit_need *need, bool own, bool counts)
{
    struct account above;
    enum fault_code rc = lock_above(db, a->id, &above);
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    if (!rc)
        rc = check(db, &above, need, own, true);
    return rc || !counts ? rc : count(db, &count_up, above.id, need);
}

enum fault_code limit_take(struct db *db, int64_t account_id, const struct limit_need *need,
                           bool own)
{
    struct account a;
    enum fault_code rc = account_lock_any(db, account_id, &a);
    if (!rc && a.suspended)
        return own ? fail(db->fault, FAULT_DENIED,
                          T("Your account is suspended: it can only look."))
                   : fail(db->fault, FAULT_DENIED, T("%s is suspended: no machine is made for it."),
                          a.name);
    if (!rc)
        rc = check(db, &a, need, own, false);
    if (!rc)
        rc = take_above(db, &a, need, own, true);
    return rc ? rc : count(db, &count_up, a.id, need);
}

enum fault_code limit_take_running(struct db *db, const struct account *a, bool own)
{
    static const struct limit_need one = { .running = 1 };
    enum fault_code rc = check(db, a, &one, own, false);
    return rc ? rc : take_above(db, a, &one, own, false);
}

enum fault_code limit_give_back(struct db *db, int64_t account_id, const struct limit_need *had)
{
    struct number above;
    enum fault_code rc = count(db, &count_down, account_id, had);
    if (!rc)
        rc = db_one(db, &reseller_of, &above, ARGS(ARG(account_id)));
    if (rc != FAULT_MISSING)
        return rc ? rc : count(db, &count_down, above.n, had);
    fault_clear(db->fault);
    return FAULT_OK;
}

/* --- setting them --- */

void limits_of(const struct account *a, struct limits *out)
{
    *out = (struct limits){ a->vm_limit,   a->running_limit, a->vcpu_limit,    a->memory_limit,
                            a->disk_limit, a->ip_limit,      a->traffic_limit, a->api_minute };
}

enum fault_code limits_set(struct db *db, int64_t account_id, const struct limits *l)
{
    return db_exec(db, &set, NULL, NULL,
                   ARGS(ARG(l->vm_limit), ARG(l->running_limit), ARG(l->vcpu_limit),
                        ARG(l->memory_limit), ARG(l->disk_limit), ARG(l->ip_limit),
                        ARG(l->traffic_limit), ARG(l->api_minute), ARG(account_id)));
}

const char *limits_words(struct arena *a, const struct limits *l)
{
    const int64_t most[WHATS] = { l->vm_limit,   l->running_limit, l->vcpu_limit,   l->memory_limit,
                                  l->disk_limit, l->ip_limit,      l->traffic_limit };
    struct text t;
    text_init(&t, a, 400);
    text_addf(&t, "%lld", (long long)most[MACHINES]);
    for (enum what w = RUNNING; w < WHATS; w++)
        if (most[w])
            text_addf(&t, ", %s %s", whats[w].name, figure(a, w, most[w]));
    return text_str(&t);
}
