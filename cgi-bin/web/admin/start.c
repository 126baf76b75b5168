/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/start.h"
#include "store/node.h"
#include "store/vm.h"
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
    static const struct list_ask failed = { .filter = "state:failed", .limit = FAILED_SHOWN };
    const struct scope *scope = &rq->who->asker.scope;
    struct start_page *page = arena_alloc(rq->arena, sizeof(*page));
    int64_t machines = 0;
    int64_t running = 0;
    struct task_counts tasks;
    struct list nodes;
    struct list_page failing;
    enum fault_code rc = list_count(db, scope, &vm_noun, "", &machines);
    if (!rc)
        rc = list_count(db, scope, &vm_noun, "state:running", &running);
    if (!rc)
        rc = task_counts_any(db, &tasks);
    if (!rc)
        rc = node_list_any(db, &nodes);
    if (!rc)
        rc = list_read(db, scope, &task_noun, &failed, &failing);
    if (rc)
        return rc;
    *page = (struct start_page){ .machines = machines,
                                 .running = running,
                                 .nodes = nodes.count,
                                 .tasks_running = tasks.running + tasks.waiting,
                                 .tasks_failed = tasks.failed_today,
                                 .failing = task_rows(rq, &failing.rows) };
    rq->view = page;
    return FAULT_OK;
}
