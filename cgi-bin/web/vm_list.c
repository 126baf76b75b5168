/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of machines has rows of its own: a customer's show the image's mark,
 * both addresses and the progress of what is in hand.
 */
#include "web/vm_list.h"
#include "store/vm.h"
#include "web/bulk.h"
#include "web/vm_words.h"

static const struct list_table machines = {
    .noun = &vm_noun,
    .title = T("Machines"),
    .path = "/vm",
    .shown = { "state", "name", "account", "node", "ip", "ipv6", "plan", "image", "location",
               "created" },
    .tab = { { T("All"), "" },
             { T("Running"), "state:running" },
             { T("Stopped"), "state:off" },
             { T("Failed"), "state:failed" } },
    .empty = T("No machines yet. The first is ready in a few seconds."),
    .act_path = "/vm/create",
    .act = T("Create machine"),
    .act_permission = PERM_VM_CREATE,
};

struct vm_row {
    int64_t id;
    bool pick; /* there is something to do with several */
    const char *name;
    unsigned state;
    const char *ipv4;
    const char *ipv6;
    const char *plan;
    const char *image;
    const char *image_icon;
    const char *location;
    int64_t account_id;
    const char *account;
    const char *node;
    bool busy;
    const char *step_words;
    int64_t percent;
    const char *why;
    const char *cpu_percent;
    const char *cpu_level;
    const char *mem_percent;
    const char *mem_level;
};
static const struct field row_fields[] = {
    I64(struct vm_row, id),
    BOOL(struct vm_row, pick),
    TEXT(struct vm_row, name),
    STATE(struct vm_row, state, vm_state_words),
    TEXT(struct vm_row, ipv4),
    TEXT(struct vm_row, ipv6),
    TEXT(struct vm_row, plan),
    TEXT(struct vm_row, image),
    TEXT(struct vm_row, image_icon),
    TEXT(struct vm_row, location),
    I64(struct vm_row, account_id),
    TEXT(struct vm_row, account),
    TEXT(struct vm_row, node),
    BOOL(struct vm_row, busy),
    TEXT(struct vm_row, step_words),
    I64(struct vm_row, percent),
    TEXT(struct vm_row, why),
    TEXT(struct vm_row, cpu_percent),
    TEXT(struct vm_row, cpu_level),
    TEXT(struct vm_row, mem_percent),
    TEXT(struct vm_row, mem_level),
    FIELDS_END,
};

struct vm_list_page {
    struct list_frame list;
    struct list heads;
    struct list vms;
    struct bulk_bar bulk;
};
const struct field vm_list_view[] = {
    GROUP(struct vm_list_page, list, struct list_frame, list_frame_fields),
    LIST(struct vm_list_page, heads, struct list_head, list_head_fields),
    LIST(struct vm_list_page, vms, struct vm_row, row_fields),
    GROUP(struct vm_list_page, bulk, struct bulk_bar, bulk_bar_fields),
    FIELDS_END,
};

static struct vm_row row_of(const struct db *db, const struct request *rq, const struct vm *vm)
{
    struct vm_row row = { .id = vm->id,
                          .name = vm->name,
                          .state = vm->state,
                          .ipv4 = vm->ipv4,
                          .ipv6 = vm->ipv6,
                          .plan = vm->plan,
                          .image = vm->image,
                          .image_icon = vm->image_icon,
                          .location = vm->location,
                          .account_id = vm->account_id,
                          .account = vm->account,
                          .node = vm->node,
                          .percent = vm->percent,
                          .cpu_level = vm->cpu_level,
                          .mem_level = vm->mem_level };
    struct vm_work work = vm_work_of(rq->arena, vm);
    row.busy = work.busy;
    row.step_words = work.step_words;
    if ((vm->failed_task_id || vm->state == VM_UNKNOWN) && !work.busy)
        row.why = vm_why(db, rq, vm).words;
    if (vm->state == VM_RUNNING ||
        vm->state == VM_PAUSED) { /* what was before it stopped is past */
        row.cpu_percent = vm->cpu_percent;
        row.mem_percent = vm->mem_percent;
    }
    return row;
}

enum fault_code vm_list_show(const struct db *db, struct request *rq)
{
    static const char *const own[] = { "state", "name", "ip", "plan", "location", NULL };
    static const char *const all[] = { "state", "name", "account", "node",
                                       "ip",    "plan", "image",   NULL };
    struct vm_list_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct list found;
    bool answered = false;
    enum fault_code rc = list_open(db, rq, &machines, &page->list, &found, &answered);
    if (rc || answered)
        return rc;
    const struct vm *vms = found.rows;
    struct vm_row *rows = arena_array(rq->arena, (size_t)found.count + 1, sizeof(*rows));
    page->bulk = bulk_bar_of(rq, page->list.filter);
    for (int64_t i = 0; i < found.count; i++) {
        rows[i] = row_of(db, rq, &vms[i]);
        rows[i].pick = page->bulk.any;
    }
    page->heads = list_heads(rq, &machines, &page->list, *page_root(rq) ? all : own);
    page->vms = (struct list){ rows, found.count };
    rq->view = page;
    return FAULT_OK;
}
