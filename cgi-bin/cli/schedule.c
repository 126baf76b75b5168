/* SPDX-License-Identifier: Apache-2.0 */
/* `schedule`: what is done to machines at times, and what the panel does by itself. */
#include "base/poke.h"
#include "cli/cli.h"
#include "cli/forms.h"
#include "kind/schedule.h"
#include "store/user.h"

static const char *check_what(const char *value)
{
    return word_find(schedule_kind_words, SCHEDULE_KINDS, value) >= 0
               ? NULL
               : T("This is vm_start, vm_shutdown, vm_reboot or vm_stop.");
}

const struct field schedule_add_form[] = {
    I64(struct schedule_add_form, vm, .required = true, .min = 1, .max = INT64_MAX),
    TEXT(struct schedule_add_form, kind, .required = true, .max = 32, .check = check_what),
    TEXT(struct schedule_add_form, moment, .required = true, .max = CRON_MAX, .check = check_cron),
    TEXT(struct schedule_add_form, zone, .max = 64, .check = check_time_zone),
    I64(struct schedule_add_form, spread, .min = 0, .max = SCHEDULE_JITTER_MOST),
    TEXT(struct schedule_add_form, user, .required = true, .max = 254, .check = check_email),
    FIELDS_END,
};

enum fault_code cli_schedule_list(struct cli *c)
{
    static const char *const shown[] = { "id",   "state", "kind", "machine", "account", "when",
                                         "zone", "next",  "ran",  "own",     NULL };
    return cli_noun_list(c, &schedule_noun, shown);
}

/* It goes on in a user's name and by that user's rights: the command line has none to lend. */
static enum fault_code find_user(struct cli *c, const char *email, struct asker *who)
{
    struct profile user;
    enum fault_code rc = user_by_email_any(c->db, email, &user);
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "user", T("There is no user %s."), email);
    who->user_id = user.id;
    who->who = user.email;
    return rc;
}

enum fault_code cli_schedule_add(struct cli *c)
{
    const struct schedule_add_form *form = c->form;
    const struct scope all = scope_everything();
    struct asker who;
    struct vm vm;
    int kind = word_find(schedule_kind_words, SCHEDULE_KINDS, form->kind);
    const struct schedule_asked in = { .kind = kind < 0 ? 0 : (unsigned)kind,
                                       .moment = form->moment,
                                       .zone = form->zone ? form->zone : "UTC",
                                       .jitter = form->spread };
    enum fault_code rc = cli_asker(c, &who);
    if (!rc)
        rc = find_user(c, form->user, &who);
    if (!rc)
        rc = vm_load(c->db, &all, form->vm, &vm);
    if (rc == FAULT_MISSING && !c->fault->field)
        return fail_field(c->fault, rc, "vm", T("There is no machine %lld."), (long long)form->vm);
    if (rc)
        return rc;
    struct schedule_saving w = { .scope = &all,
                                 .s = { .vm_id = vm.id,
                                        .vm = vm.name,
                                        .account_id = vm.account_id,
                                        .reseller_id = vm.reseller_id } };
    rc = schedule_take_asked(c->fault, &who, &in, &w.s);
    const struct change change = schedule_saved(SCHEDULE_ADD, &w);
    if (!rc)
        rc = cli_change(c, &change);
    if (!rc)
        cli_made(c, w.s.id);
    return rc;
}

static enum fault_code act_on(struct cli *c, enum schedule_act act)
{
    const struct id_form *form = c->form;
    const struct scope all = scope_everything();
    struct schedule_saving w = { .scope = &all };
    enum fault_code rc = act == SCHEDULE_RUN ? schedule_load(c->db, &all, form->id, &w.s)
                                             : schedule_load_asked(c->db, &all, form->id, &w.s);
    if (!rc && act == SCHEDULE_RESUME)
        rc = schedule_take_next(c->fault, &w.s);
    const struct change change = schedule_saved(act, &w);
    return rc ? rc : cli_change(c, &change);
}

enum fault_code cli_schedule_pause(struct cli *c)
{
    return act_on(c, SCHEDULE_PAUSE);
}

enum fault_code cli_schedule_resume(struct cli *c)
{
    return act_on(c, SCHEDULE_RESUME);
}

enum fault_code cli_schedule_delete(struct cli *c)
{
    return act_on(c, SCHEDULE_DROP);
}

enum fault_code cli_schedule_run(struct cli *c)
{
    enum fault_code rc = act_on(c, SCHEDULE_RUN);
    if (!rc)
        poke_taskd(&c->conf);
    return rc;
}
