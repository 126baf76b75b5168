/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All of a node against the database. The node is asked first and the rows are read after, so a
 * machine that is made or deleted meanwhile can only look wrong; whatever looks wrong is therefore
 * looked at once more, node and row, before it is said. No machine is changed, here or there; the
 * host's clock is looked at by a volume that is made and removed.
 */
#include <stdlib.h>
#include "store/difference.h"
#include "store/node.h"
#include "task/names.h"
#include "task/steps.h"

enum { DIFFERENCES_MOST = 10000 };

struct compare {
    struct job *job;
    struct node node;
    struct virt_domain *domain; /* by UUID */
    size_t domains;
    struct list rows; /* by UUID */
    struct difference *found;
    int64_t count;
    struct node_look look;
};

static int domain_order(const void *a, const void *b)
{
    return strcmp(((const struct virt_domain *)a)->uuid, ((const struct virt_domain *)b)->uuid);
}

static int row_order(const void *uuid, const void *row)
{
    return strcmp(uuid, ((const struct compare_vm *)row)->uuid);
}

static const struct virt_domain *domain_of(const struct compare *c, const char *uuid)
{
    const struct virt_domain wanted = { .uuid = uuid };
    return bsearch(&wanted, c->domain, c->domains, sizeof(wanted), domain_order);
}

static void found(struct compare *c, const struct difference *d)
{
    if (c->count == DIFFERENCES_MOST)
        return;
    c->found[c->count] = *d;
    c->found[c->count++].node_id = c->node.id;
}

static const char *state_words(enum virt_state state)
{
    switch (state) {
    case VIRT_ABSENT: return "gone";
    case VIRT_OFF: return "off";
    case VIRT_RUNNING: return "running";
    case VIRT_PAUSED: return "paused";
    }
    bug("state %d", (int)state);
}

static enum fault_code missing(struct compare *c, const struct compare_vm *vm)
{
    struct job *j = c->job;
    struct virt_domain now;
    bool disk = false;
    enum fault_code rc = virt_domain_look(j->virt, vm->uuid, &now);
    if (rc || now.state != VIRT_ABSENT)
        return rc;
    rc = virt_volume_exists(j->virt, name_pool(j, vm->storage_id), name_disk(j, vm->id), &disk);
    if (rc)
        return rc;
    struct difference d = { .kind = DIFFERENCE_MISSING,
                            .uuid = vm->uuid,
                            .what = "",
                            .vm_id = vm->id,
                            .name = vm->name,
                            .ours = "defined",
                            .theirs =
                                disk ? "no domain; its disk is there" : "no domain, no disk" };
    found(c, &d);
    return FAULT_OK;
}

/* One value; NULL on the node's side is nothing there. */
static void differs(struct compare *c, const struct compare_vm *vm, const char *what,
                    const char *ours, const char *theirs)
{
    theirs = theirs ? theirs : "";
    if (!strcmp(ours, theirs))
        return;
    struct difference d = { .kind = DIFFERENCE_CHANGED,
                            .uuid = vm->uuid,
                            .what = what,
                            .vm_id = vm->id,
                            .name = vm->name,
                            .ours = ours,
                            .theirs = theirs };
    found(c, &d);
}

static const char *number(const struct job *j, int64_t n)
{
    return arena_printf(j->arena, "%lld", (long long)n);
}

static enum fault_code compare_state(struct compare *c, const struct compare_vm *vm)
{
    struct virt_domain now;
    enum fault_code rc = virt_domain_look(c->job->virt, vm->uuid, &now);
    bool off = vm->suspended || vm->wished == SEEN_OFF;
    if (!rc && now.state != VIRT_ABSENT)
        differs(c, vm, "state", state_words(off ? VIRT_OFF : VIRT_RUNNING), state_words(now.state));
    return rc;
}

static enum fault_code compare_one(struct compare *c, const struct compare_vm *row)
{
    struct job *j = c->job;
    struct compare_vm vm;
    const struct virt_domain *d = domain_of(c, row->uuid);
    enum fault_code rc = compare_vm_any(j->db, c->node.id, row->id, &vm);
    if (rc == FAULT_MISSING) {
        fault_clear(j->fault);
        return FAULT_OK;
    }
    if (rc || vm.in_hand)
        return rc;
    if (!d)
        return missing(c, &vm);
    differs(c, &vm, "name", name_domain(j, vm.id), d->name);
    differs(c, &vm, "vcpu", number(j, vm.vcpu), number(j, d->vcpu));
    differs(c, &vm, "memory", number(j, vm.memory >> 20), number(j, d->memory >> 20));
    differs(c, &vm, "disk", arena_printf(j->arena, "%s/%s", vm.path, name_disk(j, vm.id)), d->disk);
    differs(c, &vm, "mac", vm.mac, d->mac);
    return compare_state(c, &vm);
}

/* Is there anything to look at once more? Most machines cost one comparison and no statement. */
static bool looks_right(const struct compare *c, const struct compare_vm *vm)
{
    struct job *j = c->job;
    const struct virt_domain *d = domain_of(c, vm->uuid);
    bool off = vm->suspended || vm->wished == SEEN_OFF;
    return d && d->state == (off ? VIRT_OFF : VIRT_RUNNING) && d->vcpu == vm->vcpu &&
           d->memory == vm->memory && !strcmp(d->name, name_domain(j, vm->id)) && d->mac &&
           !strcmp(d->mac, vm->mac) && d->disk &&
           !strcmp(d->disk, arena_printf(j->arena, "%s/%s", vm->path, name_disk(j, vm->id)));
}

static enum fault_code unknown(struct compare *c, const struct virt_domain *d)
{
    struct job *j = c->job;
    struct virt_domain now;
    int64_t vm_id = 0;
    int64_t node_id = 0;
    enum fault_code rc = compare_owner_any(j->db, d->uuid, &vm_id, &node_id);
    if (rc == FAULT_MISSING) {
        fault_clear(j->fault);
        rc = FAULT_OK;
    }
    if (rc || node_id == c->node.id)
        return rc;
    rc = virt_domain_look(j->virt, d->uuid, &now);
    if (rc || now.state == VIRT_ABSENT)
        return rc;
    struct difference u = {
        .kind = DIFFERENCE_UNKNOWN,
        .uuid = d->uuid,
        .what = "",
        .vm_id = vm_id,
        .name = now.name,
        .ours = node_id ? arena_printf(j->arena, "machine %lld of another node", (long long)vm_id)
                        : "no machine",
        .theirs = arena_printf(j->arena, "%s, %lld vCPU, %lld MiB, %s", state_words(now.state),
                               (long long)d->vcpu, (long long)(d->memory >> 20),
                               d->disk ? d->disk : "no disk"),
    };
    found(c, &u);
    return FAULT_OK;
}

static enum fault_code look_at_both(struct compare *c)
{
    struct job *j = c->job;
    enum fault_code rc = node_load_any(j->db, j->task.node_id, &c->node);
    if (!rc)
        rc = job_virt(j, c->node.uri);
    if (!rc)
        rc = virt_domains(j->virt, true, &c->domain);
    if (!rc)
        rc = compare_vms_any(j->db, c->node.id, &c->rows);
    if (rc)
        return rc;
    while (c->domain[c->domains].uuid)
        c->domains++;
    qsort(c->domain, c->domains, sizeof(*c->domain), domain_order);
    c->found = arena_array(j->arena, DIFFERENCES_MOST, sizeof(*c->found));
    return FAULT_OK;
}

static enum fault_code write_tx(struct db *db, void *ctx)
{
    const struct compare *c = ctx;
    int64_t task = c->job->task.id;
    enum fault_code rc = job_mine(c->job);
    for (int64_t i = 0; !rc && i < c->count; i++)
        rc = difference_note(db, task, &c->found[i]);
    if (!rc)
        rc = node_looked(db, c->node.id, &c->look);
    return rc ? rc : difference_sweep(db, c->node.id, task);
}

/* Whether the host says it or not, its machines are compared. */
static void look_at_host(struct compare *c)
{
    struct job *j = c->job;
    struct list rows;
    struct node_guard guard = { "", "" };
    enum fault_code rc = storage_list_any(j->db, c->node.id, &rows);
    const struct storage *s = rc ? NULL : rows.rows;
    if (!rc)
        rc = virt_guard(j->virt, &guard);
    if (!rc && rows.count)
        rc = virt_clock(j->virt, name_pool(j, s[0].id), name_clock(j, c->node.id),
                        &c->look.clock_ms);
    c->look.has_clock = !rc && rows.count;
    c->look.guards = guard.models;
    c->look.runs_as = guard.runs_as;
    if (rc)
        job_log_fault(j, TASK_WARN, j->fault);
    fault_clear(j->fault);
}

static enum fault_code compare_apply(struct job *j)
{
    struct compare c = { .job = j };
    enum fault_code rc = look_at_both(&c);
    const struct compare_vm *row = rc ? NULL : c.rows.rows;
    if (!rc)
        look_at_host(&c);
    for (int64_t i = 0; !rc && i < c.rows.count; i++)
        if (!row[i].in_hand && !looks_right(&c, &row[i]))
            rc = compare_one(&c, &row[i]);
    for (size_t i = 0; !rc && i < c.domains; i++)
        if (!bsearch(c.domain[i].uuid, row, (size_t)c.rows.count, sizeof(*row), row_order))
            rc = unknown(&c, &c.domain[i]);
    if (!rc)
        rc = db_tx(j->db, write_tx, NULL, &c);
    if (!rc)
        job_log(j, TASK_INFO, T("%lld machines compared with %lld domains: %lld differences"),
                (long long)c.rows.count, (long long)c.domains, (long long)c.count);
    return rc;
}

/* --- every node --- */

static enum fault_code ask_one(struct job *j, const struct node *node)
{
    bool open = false;
    int64_t id = 0;
    struct task_new t = {
        .kind = "node_compare",
        .account_id = j->task.account_id,
        .reseller_id = j->task.reseller_id,
        .parent_id = j->task.id,
        .node_id = node->id,
        .object = node->name,
        .args = "{}",
        .asked_by = j->task.asked_by,
        .prio = PRIO_SCHEDULE,
        .lock = { { arena_printf(j->arena, "node:%lld", (long long)node->id), false } },
        .locks = 1,
    };
    enum fault_code rc = compare_is_open_any(j->db, node->id, &open);
    return rc || open ? rc : task_add_own(j->db, &t, &id);
}

struct asking {
    struct job *job;
    const struct node *node;
};

static enum fault_code ask_tx(struct db *db, void *ctx)
{
    const struct asking *a = ctx;
    (void)db;
    enum fault_code rc = job_mine(a->job);
    return rc ? rc : ask_one(a->job, a->node);
}

/* One that does not answer has differences enough; it is compared when it is back. */
static enum fault_code ask_apply(struct job *j)
{
    struct list rows;
    enum fault_code rc = node_list_any(j->db, &rows);
    const struct node *node = rc ? NULL : rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++) {
        struct asking a = { j, &node[i] };
        if (node[i].state == NODE_READY)
            rc = db_tx(j->db, ask_tx, NULL, &a);
    }
    return rc;
}

const struct job_kind job_node_compare = {
    .kind = "node_compare",
    .steps = { { "compare", compare_apply, NULL } },
    .settle = job_settle_nothing,
};

const struct job_kind job_fleet_compare = {
    .kind = "fleet_compare",
    .steps = { { "ask", ask_apply, NULL } },
    .settle = job_settle_nothing,
};
