/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever changes a schedule is in whose name it goes on. */
#include "base/poke.h"
#include "base/words.h"
#include "base/zone.h"
#include "kind/schedule.h"
#include "web/change.h"
#include "web/form.h"
#include "web/schedule.h"

enum { MACHINES_MOST = 200 };

const struct field schedule_form[] = {
    I64(struct schedule_asked, vm_id, .label = T("A machine"), .required = true, .min = 1,
        .max = INT64_MAX),
    SCHEDULE_ASKED,
    FIELDS_END,
};
const struct field schedule_change_form[] = { SCHEDULE_ASKED, FIELDS_END };

#define INPUTS                                                                                     \
    INPUT("kind", T("What to do"), SELECT),                                                        \
        INPUT("moment", T("When"), TEXT, .code = true,                                             \
              .help = T("As in cron: minute, hour, day of the month, month, day of the week, "     \
                        "such as 0 8 * * mon-fri. Or once: 2026-12-24 18:00.")),                   \
        INPUT("zone", T("Time zone"), SELECT,                                                      \
              .help = T("In which it is meant. What falls into an hour that clocks skip is done "  \
                        "right after it; an hour that they show twice counts once.")),             \
        INPUT("jitter", T("Spread"), NUMBER, .unit = T("minutes"),                                 \
              .help = T("So many minutes later at most, drawn once for this schedule. Left "       \
                        "empty: none."))

static const struct form_input create_inputs[] = {
    INPUT("vm_id", T("Machine"), SELECT,
          .help = T("Of more than 200 the first by name: for others begin at the machine's page.")),
    INPUTS,
    INPUTS_END,
};
static const struct form_input change_inputs[] = { INPUTS, INPUTS_END };
static const struct form_spec create_spec = { .fields = schedule_form,
                                              .inputs = create_inputs,
                                              .submit = T("Add schedule") };
static const struct form_spec change_spec = { .fields = schedule_change_form,
                                              .inputs = change_inputs,
                                              .submit = T("Save") };

static const char *path_of(const struct request *rq, const char *tail)
{
    return arena_printf(rq->arena, "/schedule/%lld%s", (long long)rq->id[0], tail);
}

/* --- which machines --- */

/* The machine that its page named, or the form that comes back; 0: none. */
static int64_t machine_asked(const struct request *rq)
{
    const char *sent =
        rq->method == M_POST ? params_get(&rq->fields, "vm_id") : params_get(&rq->query, "vm");
    long long id = 0;
    return sent && parse_i64(sent, 1, INT64_MAX, &id) ? id : 0;
}

static struct form_option option_of(struct arena *a, int64_t id, const char *name)
{
    return (struct form_option){ arena_printf(a, "%lld", (long long)id), name, false };
}

/* An account's first ones and the one that was asked for; the provider's people have that alone. */
static enum fault_code machines(const struct db *db, const struct request *rq, int64_t asked,
                                struct list *out)
{
    struct form_option *o = arena_array(rq->arena, MACHINES_MOST + 1, sizeof(*o));
    const struct scope *scope = &rq->who->asker.scope;
    struct list found = { 0 };
    struct vm one;
    bool there = false;
    enum fault_code rc = FAULT_OK;
    if (web_of(rq)->face != WEB_ADMIN)
        rc = vm_names(db, scope, MACHINES_MOST, &found);
    const struct vm_name *at = rc ? NULL : found.rows;
    for (int64_t i = 0; !rc && i < found.count; i++) {
        o[i] = option_of(rq->arena, at[i].id, at[i].name);
        there = there || at[i].id == asked;
    }
    *out = (struct list){ o, found.count };
    if (rc || there || !asked)
        return rc;
    rc = vm_load(db, scope, asked, &one);
    if (!rc)
        o[out->count++] = option_of(rq->arena, one.id, one.name);
    return rc;
}

/* --- making and changing --- */

enum fault_code schedule_create_show(const struct db *db, struct request *rq)
{
    struct schedule_asked now = { .vm_id = machine_asked(rq), .moment = "", .zone = zone_in_use() };
    struct list offered;
    enum fault_code rc = machines(db, rq, now.vm_id, &offered);
    if (rc)
        return rc;
    if (!offered.count && rq->method == M_POST)
        return fail(rq->fault, FAULT_MISSING, T("There is no such machine here."));
    if (!offered.count) { /* it begins at a machine */
        request_redirect(rq, "%s/vm", page_root(rq));
        return FAULT_OK;
    }
    struct form_head head = { .title = tr("Add schedule"),
                              .crumbs = { { "/schedule", tr("Schedules") } } };
    if (now.vm_id)
        head.more[0] = (struct form_crumb){ arena_printf(rq->arena, "/schedule?filter=vm:%lld",
                                                         (long long)now.vm_id),
                                            tr("The machine's schedules") };
    struct form_ask ask = { .action = "/schedule",
                            .cancel = "/schedule",
                            .values = &now,
                            .choices = { { "vm_id", offered },
                                         { "zone", form_zones(rq->arena) } } };
    return form_page_show(rq, &head, &create_spec, &ask);
}

static enum fault_code save(struct db *db, struct request *rq, enum schedule_act act,
                            struct schedule_saving *w)
{
    w->scope = &rq->who->asker.scope;
    const struct change c = schedule_saved(act, w);
    return change_once(db, rq, &c, NULL);
}

static enum fault_code take(const struct request *rq, struct schedule *s)
{
    return schedule_take_asked(rq->fault, &rq->who->asker, rq->form, s);
}

enum fault_code schedule_create_do(struct db *db, struct request *rq)
{
    const struct schedule_asked *in = rq->form;
    struct vm vm;
    enum fault_code rc = vm_load(db, &rq->who->asker.scope, in->vm_id, &vm);
    if (rc)
        return rc;
    struct schedule_saving w = { .s = { .vm_id = vm.id,
                                        .vm = vm.name,
                                        .account_id = vm.account_id,
                                        .reseller_id = vm.reseller_id } };
    rc = take(rq, &w.s);
    if (!rc)
        rc = save(db, rq, SCHEDULE_ADD, &w);
    if (rc)
        return rc;
    if (w.s.id)
        request_redirect(rq, "%s/schedule/%lld?did=schedule-added", page_root(rq),
                         (long long)w.s.id);
    else /* a repeated form: the list has it */
        request_redirect(rq, "%s/schedule?did=schedule-added", page_root(rq));
    return FAULT_OK;
}

static enum fault_code load(const struct db *db, const struct request *rq, struct schedule *s)
{
    return schedule_load_asked(db, &rq->who->asker.scope, rq->id[0], s);
}

enum fault_code schedule_change_show(const struct db *db, struct request *rq)
{
    struct schedule s;
    enum fault_code rc = load(db, rq, &s);
    if (rc)
        return rc;
    int kind = word_find(schedule_kind_words, SCHEDULE_KINDS, s.kind);
    struct schedule_asked now = { .kind = kind < 0 ? 0 : (unsigned)kind,
                                  .moment = s.moment,
                                  .zone = s.zone,
                                  .jitter = s.jitter };
    struct form_head head = { .title = tr("Change"),
                              .lead = tr("It goes on in your name and with what you may do."),
                              .crumbs = { { "/schedule", tr("Schedules") },
                                          { path_of(rq, ""), schedule_title(rq, &s) } } };
    struct form_ask ask = { .action = path_of(rq, ""),
                            .cancel = path_of(rq, ""),
                            .values = &now,
                            .choices = { { "zone", form_zones(rq->arena) } } };
    return form_page_show(rq, &head, &change_spec, &ask);
}

static enum fault_code done(struct request *rq, enum fault_code rc, const char *did)
{
    if (!rc)
        request_redirect(rq, "%s/schedule/%lld?did=%s", page_root(rq), (long long)rq->id[0], did);
    return rc;
}

enum fault_code schedule_change_do(struct db *db, struct request *rq)
{
    struct schedule_saving w = { 0 };
    enum fault_code rc = load(db, rq, &w.s);
    if (!rc)
        rc = take(rq, &w.s);
    if (!rc)
        rc = save(db, rq, SCHEDULE_CHANGE, &w);
    return done(rq, rc, "schedule-changed");
}

enum fault_code schedule_pause_do(struct db *db, struct request *rq)
{
    struct schedule_saving w = { 0 };
    enum fault_code rc = load(db, rq, &w.s);
    if (!rc)
        rc = save(db, rq, SCHEDULE_PAUSE, &w);
    return done(rq, rc, "schedule-paused");
}

enum fault_code schedule_resume_do(struct db *db, struct request *rq)
{
    struct schedule_saving w = { 0 };
    enum fault_code rc = load(db, rq, &w.s);
    if (!rc)
        rc = schedule_take_next(rq->fault, &w.s);
    if (!rc)
        rc = save(db, rq, SCHEDULE_RESUME, &w);
    return done(rq, rc, "schedule-resumed");
}

/* --- now --- */

/* Its time has come; the one after it stays as it was. */
enum fault_code schedule_run_do(struct db *db, struct request *rq)
{
    struct schedule_saving w = { 0 };
    enum fault_code rc = schedule_load(db, &rq->who->asker.scope, rq->id[0], &w.s);
    if (!rc && w.s.own)
        rc = gate_demand(rq, PERM_TASK_HOLD);
    if (!rc)
        rc = save(db, rq, SCHEDULE_RUN, &w);
    if (!rc)
        poke_taskd(web_of(rq)->conf);
    return done(rq, rc, "schedule-run");
}

/* --- deleting --- */

enum fault_code schedule_delete_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = inputs,
                                           .submit = T("Delete schedule"),
                                           .icon = "trash-2",
                                           .danger = true };
    struct schedule s;
    enum fault_code rc = load(db, rq, &s);
    if (rc)
        return rc;
    const char *title = schedule_title(rq, &s);
    struct form_confirm confirm = {
        .head = { .title = tr("Delete the schedule?"),
                  .lead = arena_printf(rq->arena, "%s, %s (%s)", title, s.moment, s.zone),
                  .crumbs = { { "/schedule", tr("Schedules") }, { path_of(rq, ""), title } } },
        .order = { tr("From now on: nothing is done by it.") },
        .stays = tr("The machine stays as it is, and so do the tasks that it asked for."),
    };
    struct form_ask ask = { .action = path_of(rq, "/delete"), .cancel = path_of(rq, "") };
    return form_confirm_show(rq, &confirm, &spec, &ask);
}

/* One that is gone may have been deleted by this very form: asking finds that. */
enum fault_code schedule_delete_do(struct db *db, struct request *rq)
{
    struct schedule_saving w = { 0 };
    enum fault_code rc = load(db, rq, &w.s);
    if (rc && rc != FAULT_MISSING)
        return rc;
    fault_clear(rq->fault);
    w.s.id = rq->id[0];
    rc = save(db, rq, SCHEDULE_DROP, &w);
    if (!rc)
        request_redirect(rq, "%s/schedule?did=schedule-deleted", page_root(rq));
    return rc;
}
