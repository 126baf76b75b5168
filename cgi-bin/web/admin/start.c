/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/start.h"
#include "store/node.h"
#include "store/vm_count.h"
#include "web/page.h"
#include "web/task_rows.h"

enum { FAILED_SHOWN = 10 };

struct start_page {
    int64_t machines;
    int64_t running;
    int64_t nodes;
    int64_t tasks_running;
    int64_t tasks_failed;
    struct list failing;
};
const struct field start_view[] = {
    I64(struct start_page, machines),
    I64(struct start_page, running),
    I64(struct start_page, nodes),
    I64(struct start_page, tasks_running),
    I64(struct start_page, tasks_failed),
    LIST(struct start_page, failing, struct task_row, task_row_fields),
    FIELDS_END,
};

enum fault_code start_show(const struct db *db, struct request *rq)
{
    static const struct task_filter failed = { .state = TASK_FAILED, .limit = FAILED_SHOWN };
    const struct scope *scope = &rq->who->asker.scope;
    struct start_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct vm_counts machines;
    struct task_counts tasks;
    struct list nodes;
    struct list failing;
    enum fault_code rc = vm_counts(db, scope, &machines);
    if (!rc)
        rc = task_counts_any(db, &tasks);
    if (!rc)
        rc = node_list_any(db, &nodes);
    if (!rc)
        rc = task_list(db, scope, &failed, &failing);
    if (rc)
        return rc;
    *page = (struct start_page){ .machines = machines.total,
                                 .running = machines.running,
                                 .nodes = nodes.count,
                                 .tasks_running = tasks.running + tasks.waiting,
                                 .tasks_failed = tasks.failed_today,
                                 .failing = task_rows(rq, &failing) };
    rq->view = page;
    return FAULT_OK;
}
