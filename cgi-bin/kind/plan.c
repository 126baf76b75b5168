/* SPDX-License-Identifier: Apache-2.0 */
#include "kind/plan.h"
#include "base/words.h"

/* Another account's work has no name. */
static enum fault_code name_waits(const struct db *db, const struct scope *who, int64_t on,
                                  struct kind_plan *p)
{
    struct task other;
    if (!on)
        return FAULT_OK;
    enum fault_code rc = task_load(db, who, on, &other);
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        p->waits_for = tr("other work");
        return FAULT_OK;
    }
    const struct kind *k = rc ? NULL : kind_find(other.kind);
    if (k)
        p->waits_for = arena_printf(db->arena, "%s %s", tr(k->words), other.object);
    return rc;
}

/* A lock that is shared with its holders is not waited for. */
static enum fault_code read_waits(const struct db *db, const struct scope *who, struct kind_plan *p)
{
    int64_t on = 0;
    enum fault_code rc = task_waits_on_any(db, p->task.id, &on);
    const struct task_lock_row *lock = p->locks.rows;
    for (int64_t i = 0; !on && i < p->locks.count; i++)
        on = lock[i].exclusive ? lock[i].holder_id : 0;
    return rc ? rc : name_waits(db, who, on, p);
}

/* What it has in hand is what it reserves only where it makes the machine. */
static enum fault_code read_reserved(const struct db *db, struct kind_plan *p)
{
    const struct scope all = scope_everything();
    struct vm vm;
    if (p->kind->busy != BUSY_CREATING || !p->task.vm_id)
        return FAULT_OK;
    enum fault_code rc = vm_load(db, &all, p->task.vm_id, &vm);
    p->memory = vm.memory;
    p->disk = vm.disk;
    return rc;
}

/* Of many machines it is what is done to each of them. */
static enum fault_code read_many(const struct db *db, const struct scope *who, struct kind_plan *p)
{
    struct bulk_args args;
    if (strcmp(p->kind->name, "vm_bulk") != 0)
        return FAULT_OK;
    enum fault_code rc = bulk_args_read(db->fault, db->arena, p->task.args, &args);
    if (rc)
        return rc;
    p->kind = kind_find(args.kind);
    p->machines = args.count;
    return args.of ? FAULT_OK : bulk_look(db, who, p->kind, &args.vm_id, args.filter, &p->look);
}

enum fault_code plan_read(const struct db *db, const struct scope *who, int64_t task_id,
                          struct kind_plan *p)
{
    const struct scope all = scope_everything();
    *p = (struct kind_plan){ .storage = "", .waits_for = "" };
    if (!task_id)
        return FAULT_OK;
    enum fault_code rc = task_load(db, &all, task_id, &p->task);
    if (rc)
        return rc;
    p->kind = kind_find(p->task.kind);
    if (!p->kind)
        bug("there is no kind %s", p->task.kind);
    rc = task_locks_any(db, task_id, &p->locks);
    if (!rc)
        rc = read_waits(db, who, p);
    if (!rc)
        rc = read_reserved(db, p);
    if (!rc)
        rc = read_many(db, who, p);
    if (!rc)
        rc = task_storage_any(db, task_id, &p->storage);
    return rc ? rc : task_usual_any(db, p->kind->name, &p->usual);
}

enum fault_code plan_foresee(const struct db *db, const struct scope *who, const char *kind,
                             const char *resource, struct kind_plan *p)
{
    int64_t on = 0;
    *p = (struct kind_plan){ .kind = kind_find(kind), .storage = "", .waits_for = "" };
    if (!p->kind)
        bug("there is no kind %s", kind);
    p->task.node = "";
    enum fault_code rc = resource ? task_holder_any(db, resource, &on) : FAULT_OK;
    if (!rc)
        rc = name_waits(db, who, on, p);
    return rc ? rc : task_usual_any(db, kind, &p->usual);
}
