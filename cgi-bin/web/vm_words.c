/* SPDX-License-Identifier: Apache-2.0 */
#include "web/vm_words.h"
#include "store/task.h"

struct vm_work vm_work_of(const struct vm *vm)
{
    struct vm_work w = { .busy = vm->task_id != 0, .words = "", .step_words = "" };
    const struct kind *k = w.busy && vm->task_kind ? kind_find(vm->task_kind) : NULL;
    if (!k)
        return w;
    w.words = k->busy_words;
    w.step_count = kind_step_count(k);
    w.step_words = vm->step_no >= 1 && vm->step_no <= w.step_count ? k->steps[vm->step_no - 1].words
                                                                   : T("in the queue");
    return w;
}

struct vm_why vm_why(const struct db *db, const struct request *rq, const struct vm *vm)
{
    struct task t;
    bool provider = web_of(rq)->face == WEB_ADMIN;
    struct vm_why why = { .words = "", .code = "" };
    if (vm->suspended)
        why.words = provider ? T("The machine is suspended.")
                             : T("The machine is suspended. Ask your provider.");
    if (!vm->failed_task_id)
        return why;
    if (task_load(db, &rq->who->asker.scope, vm->failed_task_id, &t)) {
        fault_clear(rq->fault); /* the machine is shown without */
        return why;
    }
    why.words = task_why(rq->arena, &t, provider);
    why.code = t.error_code;
    return why;
}
