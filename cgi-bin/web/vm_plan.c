/* SPDX-License-Identifier: Apache-2.0 */
/* What each button of a machine would do: on a page of its own, at no cost to the machine's. */
#include "base/words.h"
#include "web/form.h"
#include "web/vm_act.h"

static const struct {
    const char *kind;
    const char *path;
    const char *icon;
} buttons[] = {
    { "vm_start", "start", "play" },
    { "vm_reboot", "reboot", "rotate-cw" },
    { "vm_shutdown", "shutdown", "power" },
    { "vm_stop", "stop", "power-off" },
    { "vm_delete", "delete", "trash-2" },
};

struct plan_act {
    const char *words;
    const char *path;
    const char *href;
    const char *icon;
    bool asks; /* it has a question of its own */
    bool refused;
    struct preview plan;
};
static const struct field act_fields[] = {
    TEXT(struct plan_act, words),   TEXT(struct plan_act, path),
    TEXT(struct plan_act, href),    TEXT(struct plan_act, icon),
    BOOL(struct plan_act, asks),    BOOL(struct plan_act, refused),
    GROUP(struct plan_act, plan, struct preview, preview_view), FIELDS_END,
};

struct plan_page {
    const char *name;
    const char *vm_href;
    struct list acts;
};
const struct field vm_plan_view[] = {
    TEXT(struct plan_page, name),
    TEXT(struct plan_page, vm_href),
    LIST(struct plan_page, acts, struct plan_act, act_fields),
    FIELDS_END,
};

static enum fault_code fill(const struct db *db, const struct request *rq, const struct vm *vm,
                            struct plan_page *page)
{
    struct plan_act *act = arena_array(rq->arena, countof(buttons), sizeof(*act));
    enum fault_code rc = FAULT_OK;
    int64_t n = 0;
    for (size_t i = 0; !rc && i < countof(buttons); i++) {
        const char *kind = buttons[i].kind;
        if (!vm_act_fits(rq, vm, kind))
            continue;
        act[n] = (struct plan_act){ .words = tr(kind_find(kind)->words),
                                    .path = buttons[i].path,
                                    .href = arena_printf(rq->arena, "%s/%s", page->vm_href,
                                                         buttons[i].path),
                                    .icon = buttons[i].icon,
                                    .asks = kind_find(kind)->busy == BUSY_DELETING };
        rc = preview_of_vm(db, rq, vm, kind, &act[n].plan);
        act[n].refused = act[n].plan.why_not[0] != '\0';
        n++;
    }
    page->acts = (struct list){ act, n };
    return rc;
}

enum fault_code vm_plan_show(const struct db *db, struct request *rq)
{
    struct plan_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct vm vm;
    enum fault_code rc = vm_load(db, &rq->who->asker.scope, rq->id[0], &vm);
    if (rc)
        return rc;
    page->name = vm.name;
    page->vm_href = arena_printf(rq->arena, "%s/vm/%lld", page_root(rq), (long long)vm.id);
    rc = fill(db, rq, &vm, page);
    if (rc)
        return rc;
    page_title(rq, arena_printf(rq->arena, tr("What the buttons of %s do"), vm.name));
    rq->view = page;
    return FAULT_OK;
}
