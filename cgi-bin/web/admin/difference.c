/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is offered is safe and whole, or it is not offered. A domain that nobody has is not adopted:
 * its disk, addresses and owner would have to be made up. Memory and processors of the node are not
 * taken over, since they were never reserved or sold.
 */
#include "web/admin/difference.h"
#include "base/poke.h"
#include "base/words.h"
#include "kind/account.h"
#include "kind/vm.h"
#include "store/difference.h"
#include "store/schedule.h"
#include "web/change.h"
#include "web/form.h"
#include "web/list.h"

static const char compare_kind[] = "fleet_compare";
static const struct form_input no_inputs[] = { INPUTS_END };

static void dress(const struct request *rq, const char *column, const void *row,
                  struct list_cell *cell)
{
    const struct difference *d = row;
    if (!strcmp(column, "what") && !strcmp(d->what, "memory"))
        cell->small = tr("MiB");
    (void)rq;
}

static const struct list_table differences = {
    .noun = &difference_noun,
    .title = T("Differences"),
    .path = "/difference",
    .shown = { "kind", "name", "what", "ours", "theirs", "node", "hidden", "since", "seen" },
    .row_path = "/difference/%lld",
    .tab = { { T("All"), "" },
             { T("Unknown"), "kind:unknown" },
             { T("Missing"), "kind:missing" },
             { T("Changed"), "kind:changed" },
             { T("Set aside"), "hidden:yes" } },
    .empty = T("No differences: every node has what the database has."),
    .act_path = "/difference/compare",
    .act = T("Compare now"),
    .act_icon = "rotate-cw",
    .act_permission = PERM_DIFFERENCE_WRITE,
    .help = T("All nodes are compared every ten minutes. Nothing is changed by itself."),
    .dress = dress,
};

enum fault_code difference_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &differences);
}

/* --- comparing now --- */

enum fault_code difference_compare_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = no_inputs,
                                           .submit = T("Compare now") };
    struct schedule s = { 0 };
    struct preview plan;
    const struct form_confirm page = {
        .head = { .title = tr("Compare all nodes"),
                  .lead = tr("Each node is asked for its machines, and the database for its rows."),
                  .crumbs = { { "/difference", tr("Differences") } } },
        .stays = tr("Nothing is changed, here or there."),
        .plan = &plan,
    };
    const struct form_ask ask = { .action = "/difference/compare",
                                  .cancel = "/difference",
                                  .cancel_words = tr("Cancel") };
    enum fault_code rc = schedule_own_any(db, compare_kind, &s);
    if (rc)
        return rc == FAULT_MISSING
                   ? fail(rq->fault, rc, T("taskd has not run yet: nothing can be compared."))
                   : rc;
    rc = preview_foresee(db, rq, compare_kind, NULL, NULL, &plan);
    return rc ? rc : form_confirm_show(rq, &page, &spec, &ask);
}

static enum fault_code compare_tx(struct db *db, void *ctx)
{
    (void)ctx;
    return schedule_now(db, compare_kind);
}

enum fault_code difference_compare_do(struct db *db, struct request *rq)
{
    const struct change c = { .what = "compare",
                              .object = "all nodes",
                              .none = "it asks for a task, which says what it found",
                              .fn = compare_tx };
    enum fault_code rc = change_once(db, rq, &c, NULL);
    if (rc)
        return rc;
    poke_taskd(web_of(rq)->conf);
    request_redirect(rq, "%s/task", page_root(rq));
    return FAULT_OK;
}

/* --- one difference --- */

static const struct form_option act_define = { "define", T("Define it as the database has it"),
                                               false };
static const struct form_option act_delete = { "delete", T("Delete the machine"), false };
static const struct form_option act_start = { "start", T("Start it"), false };
static const struct form_option act_off = { "off", T("Shut it down"), false };
static const struct form_option act_take = { "take", T("Leave it so: that is wished now"), false };
static const struct form_option act_hide = { "hide", T("Set it aside until it changes"), false };

const struct field difference_form[] = {
    TEXT(struct difference_do, act, .label = T("What to do"), .required = true, .min = 1,
         .max = 16),
    FIELDS_END,
};

enum { ACTS_MOST = 4 };

/* By what the comparison found; each act judges for itself whether it still may. */
static int acts_of(const struct difference *d, struct form_option out[ACTS_MOST])
{
    int n = 0;
    bool state = d->kind == DIFFERENCE_CHANGED && !strcmp(d->what, "state");
    bool runs = !strcmp(d->theirs, "running");
    if (d->kind == DIFFERENCE_MISSING) {
        out[n++] = act_define;
        out[n++] = act_delete;
    } else if (state) {
        out[n++] = strcmp(d->ours, "off") ? act_start : act_off;
        if (runs || !strcmp(d->theirs, "off"))
            out[n++] = act_take;
    } else if (d->kind == DIFFERENCE_CHANGED && strcmp(d->what, "name"))
        out[n++] = act_define;
    if (!d->hidden)
        out[n++] = act_hide;
    for (int i = 0; i < n; i++)
        out[i].words = tr(out[i].words);
    return n;
}

static const char *lead_of(const struct request *rq, const struct difference *d)
{
    struct arena *a = rq->arena;
    switch ((enum difference_kind)d->kind) {
    case DIFFERENCE_UNKNOWN:
        return arena_printf(a, tr("Node %s has a domain that is not known here (%s): %s. UUID %s."),
                            d->node, d->ours, d->theirs, d->uuid);
    case DIFFERENCE_MISSING:
        return arena_printf(a, tr("Node %s has not what it should have: %s. UUID %s."), d->node,
                            d->theirs, d->uuid);
    case DIFFERENCE_CHANGED:
        return arena_printf(a, tr("On node %s its %s is %s; here it is %s."), d->node, d->what,
                            d->theirs[0] ? d->theirs : tr("not there"), d->ours);
    case DIFFERENCE_KINDS: break;
    }
    bug("difference of kind %u", d->kind);
}

/* The task that a choice asks for; NULL: none. */
static const char *kind_of_act(const struct vm *vm, const char *act)
{
    if (!strcmp(act, "define"))
        return "vm_define";
    if (!strcmp(act, "delete"))
        return "vm_delete";
    if (!strcmp(act, "start"))
        return "vm_start";
    if (strcmp(act, "off") != 0)
        return NULL;
    return vm->suspended ? "vm_suspend" : "vm_shutdown"; /* a suspended one's owner has no say */
}

static enum fault_code foresee(const struct db *db, const struct request *rq,
                               const struct difference *d, const struct form_option *acts,
                               int count, struct list *out)
{
    struct form_plan *plans = arena_array(rq->arena, ACTS_MOST, sizeof(*plans));
    struct vm vm;
    int n = 0;
    *out = (struct list){ plans, 0 };
    enum fault_code rc = vm_load(db, &rq->who->asker.scope, d->vm_id, &vm);
    if (rc == FAULT_MISSING) { /* a domain that nobody has, or its machine is gone */
        fault_clear(rq->fault);
        return FAULT_OK;
    }
    for (int i = 0; !rc && i < count; i++) {
        const char *kind = kind_of_act(&vm, acts[i].value);
        if (!kind)
            continue;
        plans[n].words = acts[i].words;
        rc = preview_of_vm(db, rq, &vm, kind, &plans[n++].plan);
    }
    out->count = n;
    return rc;
}

enum fault_code difference_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = {
        INPUT("act", T("What to do"), SELECT,
              .help =
                  T("Changes of processors, memory, disk or address hold from the next start.")),
        INPUTS_END,
    };
    static const struct form_spec spec = { .fields = difference_form,
                                           .inputs = inputs,
                                           .submit = T("Do it") };
    static const struct form_spec nothing = { .fields = no_fields,
                                              .inputs = no_inputs,
                                              .submit = T("Compare again") };
    struct difference d;
    enum fault_code rc = difference_load_any(db, rq->id[0], &d);
    if (rc)
        return rc;
    struct form_option *acts = arena_array(rq->arena, ACTS_MOST, sizeof(*acts));
    int count = acts_of(&d, acts);
    struct form_head head = { .title = d.name,
                              .lead = lead_of(rq, &d),
                              .crumbs = { { "/difference", tr("Differences") } } };
    rc = foresee(db, rq, &d, acts, count, &head.plans);
    if (rc)
        return rc;
    struct form_ask ask = { .action = arena_printf(rq->arena, "/difference/%lld", (long long)d.id),
                            .cancel = "/difference",
                            .choices = { { "act", { acts, count } } } };
    if (!count)
        ask.action = "/difference/compare";
    return form_page_show(rq, &head, count ? &spec : &nothing, &ask);
}

struct acting {
    struct difference d;
    bool take;
};

static enum fault_code act_tx(struct db *db, void *ctx)
{
    const struct acting *a = ctx;
    return a->take ? difference_take_state(db, &a->d) : difference_hide(db, a->d.id);
}

static enum fault_code note_it(struct db *db, struct request *rq, const struct difference *d,
                               bool take)
{
    struct acting a = { *d, take };
    const struct change c = { .what = take ? "difference_take" : "difference_hide",
                              .object = d->name,
                              .of = { .noun = AUDIT_OF_DIFFERENCE, .id = &a.d.id },
                              .fn = act_tx,
                              .ctx = &a };
    enum fault_code rc = change_once(db, rq, &c, NULL);
    if (!rc)
        request_redirect(rq, "%s/difference", page_root(rq));
    return rc;
}

static enum fault_code ask(struct db *db, struct request *rq, const struct difference *d,
                           const char *act)
{
    struct once once = gate_once(rq);
    struct asked asked;
    struct vm vm;
    const struct asker *who = &rq->who->asker;
    enum fault_code rc = vm_load(db, &who->scope, d->vm_id, &vm);
    if (rc)
        return rc;
    const char *kind = kind_of_act(&vm, act);
    rc = !strcmp(kind, "vm_suspend") ? vm_suspend_ask(db, who, vm.id, &once, &asked)
                                     : vm_task_ask(db, who, kind, vm.id, &once, &asked);
    if (rc)
        return rc;
    poke_taskd(web_of(rq)->conf);
    request_redirect(rq, "%s/task/%lld", page_root(rq), (long long)asked.task_id);
    return FAULT_OK;
}

static bool offered(const struct difference *d, const char *act)
{
    struct form_option acts[ACTS_MOST];
    int count = acts_of(d, acts);
    for (int i = 0; i < count; i++)
        if (!strcmp(acts[i].value, act))
            return true;
    return false;
}

enum fault_code difference_act_do(struct db *db, struct request *rq)
{
    const struct difference_do *in = rq->form;
    struct difference d;
    enum fault_code rc = difference_load_any(db, rq->id[0], &d);
    if (rc)
        return rc;
    if (!offered(&d, in->act))
        return fail_field(rq->fault, FAULT_INVALID, "act", T("Choose one of these."));
    if (!strcmp(in->act, "hide") || !strcmp(in->act, "take"))
        return note_it(db, rq, &d, in->act[0] == 't');
    if (!strcmp(in->act, "delete")) {
        request_redirect(rq, "%s/vm/%lld/delete", page_root(rq), (long long)d.vm_id);
        return FAULT_OK;
    }
    return ask(db, rq, &d, in->act);
}
