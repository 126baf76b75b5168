/* SPDX-License-Identifier: Apache-2.0 */
#include "web/preview.h"
#include "base/clock.h"
#include "base/figures.h"
#include "base/words.h"
#include "kind/vm.h"

struct preview_step {
    const char *words;
};
static const struct field step_view[] = { TEXT(struct preview_step, words), FIELDS_END };

const struct field preview_view[] = {
    TEXT(struct preview, why_not),
    TEXT(struct preview, usual),
    TEXT(struct preview, waits_for),
    TEXT(struct preview, node),
    TEXT(struct preview, storage),
    TEXT(struct preview, memory),
    TEXT(struct preview, disk),
    LIST(struct preview, steps, struct preview_step, step_view),
    FIELDS_END,
};

static const char *size_words(const struct request *rq, int64_t bytes)
{
    return bytes ? figure_words(rq->arena, figure_bytes, bytes) : "";
}

static struct preview made_of(const struct request *rq, const struct kind_plan *p)
{
    bool provider = web_of(rq)->face == WEB_ADMIN;
    int count = p->kind ? kind_step_count(p->kind) : 0;
    struct preview_step *steps = arena_array(rq->arena, (size_t)count + 1, sizeof(*steps));
    for (int i = 0; i < count; i++)
        steps[i].words = tr(p->kind->steps[i].words);
    return (struct preview){ .why_not = "",
                             .usual = p->usual ? clock_took(rq->arena, p->usual) : "",
                             .waits_for = p->waits_for,
                             .node = provider ? p->task.node : "",
                             .storage = provider ? p->storage : "",
                             .memory = size_words(rq, p->memory),
                             .disk = size_words(rq, p->disk),
                             .steps = { steps, count } };
}

struct preview preview_of(const struct request *rq)
{
    return made_of(rq, rq->who->asker.plan);
}

enum fault_code preview_foresee(const struct db *db, const struct request *rq, const char *kind,
                                const char *resource, const char *why_not, struct preview *out)
{
    struct kind_plan plan;
    enum fault_code rc = plan_foresee(db, &rq->who->asker.scope, kind, resource, &plan);
    *out = made_of(rq, &plan);
    out->why_not = why_not ? why_not : "";
    return rc;
}

/* Its lock is held by the task in hand alone, which refuses the click. */
enum fault_code preview_of_vm(const struct db *db, const struct request *rq, const struct vm *vm,
                              const char *kind, struct preview *out)
{
    const char *why = vm_refuses(vm, kind_find(kind));
    if (why && vm->task_id)
        why = vm_busy_words(rq->arena, vm);
    return preview_foresee(db, rq, kind, NULL, why ? tr(why) : NULL, out);
}
