/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A button is shown where its task could be asked for now, and disabled where it
 * probably can be once the work in hand is done, or its node answers. Asking is judged again
 * (kind/vm.c), so a stale page harms nothing.
 */
#include "web/vm_show.h"
#include "store/nic.h"
#include "store/traffic.h"
#include "web/chart_table.h"
#include "web/page.h"
#include "web/task_rows.h"
#include "web/vm_act.h"
#include "web/vm_words.h"

enum { LAST_TASKS = 10 };

struct vm_page {
    int64_t id;
    const char *name;
    unsigned state;
    const char *image;
    const char *image_icon;
    const char *plan;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    const char *location;
    int64_t node_id;
    const char *node;
    int64_t account_id;
    const char *account;
    const char *uuid;
    const char *mac;
    int64_t created_at;
    const char *ipv4;
    const char *ipv6;
    const char *ssh_line;
    int64_t received; /* this month */
    int64_t sent;
    int64_t included;
    bool can_start;
    bool can_stop;
    bool can_shutdown;
    bool can_reboot;
    bool can_delete;
    bool can_schedule;
    bool waits; /* nothing can be asked of it now: it is busy, or its node does not answer */
    bool busy;
    const char *busy_words;
    const char *step_words;
    int64_t percent;
    int64_t task_id;
    const char *why;
    int64_t why_task_id;
    const char *why_code;
    const char *what_next;
    struct list tasks;
    struct charts load;
};
const struct field vm_show_view[] = {
    I64(struct vm_page, id),
    TEXT(struct vm_page, name),
    STATE(struct vm_page, state, vm_state_words),
    TEXT(struct vm_page, image),
    TEXT(struct vm_page, image_icon),
    TEXT(struct vm_page, plan),
    I64(struct vm_page, vcpu),
    BYTES(struct vm_page, memory),
    BYTES(struct vm_page, disk),
    TEXT(struct vm_page, location),
    I64(struct vm_page, node_id),
    TEXT(struct vm_page, node),
    I64(struct vm_page, account_id),
    TEXT(struct vm_page, account),
    TEXT(struct vm_page, uuid),
    TEXT(struct vm_page, mac),
    TIME(struct vm_page, created_at),
    TEXT(struct vm_page, ipv4),
    TEXT(struct vm_page, ipv6),
    TEXT(struct vm_page, ssh_line),
    BYTES(struct vm_page, received),
    BYTES(struct vm_page, sent),
    BYTES(struct vm_page, included),
    BOOL(struct vm_page, can_start),
    BOOL(struct vm_page, can_stop),
    BOOL(struct vm_page, can_shutdown),
    BOOL(struct vm_page, can_reboot),
    BOOL(struct vm_page, can_delete),
    BOOL(struct vm_page, can_schedule),
    BOOL(struct vm_page, waits),
    BOOL(struct vm_page, busy),
    TEXT(struct vm_page, busy_words),
    TEXT(struct vm_page, step_words),
    I64(struct vm_page, percent),
    I64(struct vm_page, task_id),
    TEXT(struct vm_page, why),
    I64(struct vm_page, why_task_id),
    TEXT(struct vm_page, why_code),
    TEXT(struct vm_page, what_next),
    LIST(struct vm_page, tasks, struct task_row, task_row_fields),
    GROUP(struct vm_page, load, struct charts, charts_view),
    FIELDS_END,
};

static bool can_schedule(const struct request *rq, const struct vm *vm)
{
    return vm->state != VM_FAILED && !rq->who->session.suspended &&
           gate_may(rq->who, PERM_VM_POWER);
}

static void fill_facts(const struct request *rq, const struct vm *vm, struct vm_page *p)
{
    p->id = vm->id;
    p->name = vm->name;
    p->state = vm->state;
    p->image = vm->image;
    p->image_icon = vm->image_icon;
    p->plan = vm->plan;
    p->vcpu = vm->vcpu;
    p->memory = vm->memory;
    p->disk = vm->disk;
    p->location = vm->location;
    p->node_id = vm->node_id;
    p->node = vm->node;
    p->account_id = vm->account_id;
    p->account = vm->account;
    p->uuid = vm->uuid;
    p->created_at = vm->created_at;
    p->ipv4 = vm->ipv4;
    p->ipv6 = vm->ipv6;
    p->ssh_line = *vm->ipv4 ? arena_printf(rq->arena, "ssh root@%s", vm->ipv4) : "";
}

static void fill_state(const struct db *db, const struct request *rq, const struct vm *vm,
                       struct vm_page *p)
{
    struct vm_work work = vm_work_of(rq->arena, vm);
    p->busy = work.busy;
    p->waits = p->busy || vm->state == VM_UNKNOWN;
    p->busy_words = work.words;
    p->step_words = work.step_words;
    p->percent = vm->percent;
    p->task_id = vm->task_id;
    p->can_start = vm_act_fits(rq, vm, "vm_start");
    p->can_stop = vm_act_fits(rq, vm, "vm_stop");
    p->can_shutdown = vm_act_fits(rq, vm, "vm_shutdown");
    p->can_reboot = vm_act_fits(rq, vm, "vm_reboot");
    p->can_delete = vm_act_fits(rq, vm, "vm_delete");
    p->can_schedule = can_schedule(rq, vm);
    if (work.busy)
        return;
    struct vm_why why = vm_why(db, rq, vm);
    p->why = why.words;
    p->why_code = why.code;
    p->what_next = why.what_next;
    p->why_task_id = why.task_id;
}

/* The page's, not the part's that refreshes itself. */
static enum fault_code fill_load(const struct db *db, const struct request *rq, const struct vm *vm,
                                 struct charts *load)
{
    struct samples *samples = arena_alloc(rq->arena, sizeof(*samples));
    const char *path = arena_printf(rq->arena, "%s/vm/%lld", page_root(rq), (long long)vm->id);
    if (rq->route->etag)
        return FAULT_OK;
    charts_begin(rq, load, path, SPAN_HOUR, chart_span(rq));
    enum fault_code rc =
        sample_vm_read(db, &rq->who->asker.scope, vm->id, 0, load->span, false, samples);
    if (rc)
        return rc;
    for (size_t i = 0; i < vm_chart_count; i++) {
        int64_t whole = vm_charts[i].unit == CHART_PERCENT ? vm->vcpu * 1000
                        : vm_charts[i].unit == CHART_KIB   ? vm->memory / 1024
                                                           : 0;
        chart_add(rq, load, &vm_charts[i], samples, whole);
    }
    charts_end(rq, load);
    return FAULT_OK;
}

enum fault_code vm_chart(const struct db *db, struct request *rq)
{
    const struct scope *scope = &rq->who->asker.scope;
    struct samples samples;
    struct vm vm;
    enum fault_code rc = vm_load(db, scope, rq->id[0], &vm);
    if (!rc)
        rc = sample_vm_read(db, scope, vm.id, 0, chart_span(rq), true, &samples);
    if (!rc)
        chart_csv(rq, vm_metrics, VM_METRIC_COUNT, &samples, vm.name);
    return rc;
}

enum fault_code vm_show(const struct db *db, struct request *rq)
{
    const struct scope *scope = &rq->who->asker.scope;
    struct vm_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct list_ask last = { .filter = arena_printf(rq->arena, "vm:%lld", (long long)rq->id[0]),
                             .limit = LAST_TASKS };
    struct vm vm;
    struct list_page tasks;
    struct traffic_month month;
    enum fault_code rc = vm_load(db, scope, rq->id[0], &vm);
    if (!rc)
        rc = list_read(db, scope, &task_noun, &last, &tasks);
    if (!rc && web_of(rq)->face == WEB_ADMIN)
        rc = nic_mac_any(db, vm.id, &page->mac);
    if (!rc)
        rc = traffic_month(db, scope, vm.id, &month);
    if (!rc)
        rc = fill_load(db, rq, &vm, &page->load);
    if (rc)
        return rc;
    fill_facts(rq, &vm, page);
    fill_state(db, rq, &vm, page);
    page->received = month.in_bytes;
    page->sent = month.out_bytes;
    page->included = month.included;
    page->tasks = task_rows(rq, &tasks.rows);
    page_title(rq, vm.name);
    rq->view = page;
    return FAULT_OK;
}
