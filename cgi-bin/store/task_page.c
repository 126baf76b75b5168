/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks without a machine, such as an image's, are the panel's own business. */
#include "store/task_page.h"

#define PAGE(where, sign, order)                                                                   \
    "SELECT task.id, kind, vm_id, state, percent, error_code, error_id, error_args, queued_at, "   \
    "started_at, ended_at FROM (SELECT task.id FROM task WHERE account_id = ? AND " where          \
    "AND (? = 0 OR (1 << state) & ?) AND task.id " sign " ? ORDER BY " order                       \
    " LIMIT ? OFFSET ?) AS page JOIN task ON task.id = page.id ORDER BY " order
#define ALL "vm_id IS NOT NULL "
#define ONE "vm_id = ? "
#define ROW ROWS(struct task, task_view)

QUERY(all_up, DB_API_READER, PAGE(ALL, ">", "task.id"), ROW);
QUERY(all_down, DB_API_READER, PAGE(ALL, "<", "task.id DESC"), ROW);
QUERY(vm_up, DB_API_READER, PAGE(ONE, ">", "task.id"), ROW);
QUERY(vm_down, DB_API_READER, PAGE(ONE, "<", "task.id DESC"), ROW);

enum fault_code task_page(const struct db *db, const struct scope *who,
                          const struct task_page_filter *f, struct list *out)
{
    struct arg args[7];
    size_t n = 0;
    args[n++] = ARG(who->account);
    if (f->vm_id)
        args[n++] = ARG(f->vm_id);
    args[n++] = ARG(f->states);
    args[n++] = ARG(f->states);
    args[n++] = arg_i64(f->behind ? f->behind : f->down ? INT64_MAX : 0);
    args[n++] = ARG(f->limit);
    args[n++] = ARG(f->offset);
    const struct query *q =
        f->vm_id ? (f->down ? &vm_down : &vm_up) : (f->down ? &all_down : &all_up);
    return db_all(db, q, out, args, n);
}
