/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/start.h"
#include "base/clock.h"
#include "base/words.h"
#include "store/fleet.h"
#include "store/metric.h"
#include "store/vm.h"
#include "web/admin/first.h"
#include "web/admin/hold.h"
#include "web/limit.h"
#include "web/page.h"
#include "web/task_rows.h"

enum { FAILED_SHOWN = 10 };

struct top_panel {
    const char *id;
    const char *title;
    struct list rows;
};
static const struct field top_panel_fields[] = {
    TEXT(struct top_panel, id),
    TEXT(struct top_panel, title),
    LIST(struct top_panel, rows, struct top_vm, top_vm_view),
    FIELDS_END,
};

static const struct {
    enum metric_top by;
    const char *id;
    const char *title;
} tops[] = {
    { TOP_CPU, "cpu", T("Processors") },
    { TOP_OUT_BYTES, "out", T("Traffic out") },
    { TOP_REQUESTS, "requests", T("Disk requests") },
};

struct start_page {
    const char *machines;
    const char *running;
    struct fleet fleet;
    const char *mem_level;
    const char *disk_level;
    int64_t tasks_running;
    int64_t tasks_failed;
    int64_t lock_task;
    const char *lock_age; /* "" while no lock is held */
    struct list first;
    struct list holds;
    struct list silent;
    struct list nodes;
    struct list tops;
    struct list failing;
};
const struct field start_view[] = {
    TEXT(struct start_page, machines),
    TEXT(struct start_page, running),
    GROUP(struct start_page, fleet, struct fleet, fleet_view),
    TEXT(struct start_page, mem_level),
    TEXT(struct start_page, disk_level),
    I64(struct start_page, tasks_running),
    I64(struct start_page, tasks_failed),
    I64(struct start_page, lock_task),
    TEXT(struct start_page, lock_age),
    LIST(struct start_page, first, struct first_row, first_row_fields),
    LIST(struct start_page, holds, struct hold_row, hold_row_fields),
    LIST(struct start_page, silent, struct silent_node, silent_node_view),
    LIST(struct start_page, nodes, struct top_node, top_node_view),
    LIST(struct start_page, tops, struct top_panel, top_panel_fields),
    LIST(struct start_page, failing, struct task_row, task_row_fields),
    FIELDS_END,
};

static enum fault_code fill_counts(const struct db *db, const struct request *rq,
                                   struct start_page *page)
{
    const struct scope *scope = &rq->who->asker.scope;
    int64_t machines = 0;
    int64_t running = 0;
    struct task_counts tasks;
    enum fault_code rc = list_count(db, scope, &vm_noun, "", &machines);
    if (!rc)
        rc = list_count(db, scope, &vm_noun, "state:running", &running);
    if (!rc)
        rc = task_counts_any(db, &tasks);
    if (!rc)
        rc = fleet_any(db, &page->fleet);
    if (rc)
        return rc;
    page->machines = page_count(rq->arena, machines, LIST_LOOKED);
    page->running = page_count(rq->arena, running, LIST_LOOKED);
    page->mem_level = limit_level(page->fleet.mem_percent);
    page->disk_level = limit_level(page->fleet.disk_percent);
    page->tasks_running = tasks.running + tasks.waiting;
    page->tasks_failed = tasks.failed_today;
    return FAULT_OK;
}

/* What keeps tasks from going on. */
static enum fault_code fill_locks(const struct db *db, const struct request *rq,
                                  struct start_page *page)
{
    struct task_oldest_lock lock;
    enum fault_code rc = task_oldest_lock_any(db, &lock);
    if (rc)
        return rc;
    int64_t now = clock_now();
    page->lock_task = lock.task_id;
    page->lock_age =
        lock.task_id ? clock_took(rq->arena, now > lock.since ? now - lock.since : 0) : "";
    return hold_rows(db, rq, &page->holds);
}

/* The busiest nodes and, a column each, the busiest machines. */
static enum fault_code fill_load(const struct db *db, const struct request *rq,
                                 struct start_page *page)
{
    struct top_panel *panels = arena_array(rq->arena, countof(tops), sizeof(*panels));
    enum fault_code rc = top_node_list_any(db, &page->nodes);
    for (size_t i = 0; !rc && i < countof(tops); i++) {
        panels[i] = (struct top_panel){ .id = tops[i].id, .title = tr(tops[i].title) };
        rc = top_vm_list_any(db, tops[i].by, &panels[i].rows);
    }
    page->tops = (struct list){ panels, countof(tops) };
    return rc;
}

enum fault_code start_show(const struct db *db, struct request *rq)
{
    static const struct list_ask failed = { .filter = "state:failed", .limit = FAILED_SHOWN };
    struct start_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct list_page failing;
    enum fault_code rc = fill_counts(db, rq, page);
    if (!rc)
        rc = fill_locks(db, rq, page);
    if (!rc)
        rc = fill_load(db, rq, page);
    if (!rc)
        rc = first_rows(db, rq, &page->first);
    if (!rc)
        rc = fleet_silent_any(db, &page->silent);
    if (!rc)
        rc = list_read(db, &rq->who->asker.scope, &task_noun, &failed, &failing);
    if (rc)
        return rc;
    page->failing = task_rows(rq, &failing.rows);
    rq->view = page;
    return FAULT_OK;
}
