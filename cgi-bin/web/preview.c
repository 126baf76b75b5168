/* SPDX-License-Identifier: Apache-2.0 */
#include "web/preview.h"
#include "base/clock.h"
#include "base/words.h"

struct preview_step {
    const char *words;
};
static const struct field step_view[] = { TEXT(struct preview_step, words), FIELDS_END };

const struct field preview_view[] = {
    TEXT(struct preview, usual),
    TEXT(struct preview, waits_for),
    TEXT(struct preview, node),
    TEXT(struct preview, storage),
    BYTES(struct preview, memory),
    BYTES(struct preview, disk),
    LIST(struct preview, steps, struct preview_step, step_view),
    FIELDS_END,
};

struct preview preview_of(const struct request *rq)
{
    const struct kind_plan *p = rq->who->asker.plan;
    bool provider = web_of(rq)->face == WEB_ADMIN;
    int count = p->kind ? kind_step_count(p->kind) : 0;
    struct preview_step *steps = arena_array(rq->arena, (size_t)count + 1, sizeof(*steps));
    for (int i = 0; i < count; i++)
        steps[i].words = tr(p->kind->steps[i].words);
    return (struct preview){ .usual = p->usual ? clock_took(rq->arena, p->usual) : "",
                             .waits_for = p->waits_for,
                             .node = provider ? p->task.node : "",
                             .storage = provider ? p->storage : "",
                             .memory = p->memory,
                             .disk = p->disk,
                             .steps = { steps, count } };
}
