/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever changes something by the command line is in the audit by his name on this host. */
#include <pwd.h>
#include <unistd.h>
#include "cli/cli.h"
#include "base/clock.h"
#include "base/poke.h"
#include "base/text.h"
#include "kind/change.h"
#include "kind/plan.h"
#include "store/account.h"
#include "store/audit.h"

static const char *unix_name(struct arena *a)
{
    const struct passwd *p = getpwuid(getuid());
    return p ? arena_strdup(a, p->pw_name) : arena_printf(a, "uid %ld", (long)getuid());
}

enum fault_code cli_asker(struct cli *c, struct asker *who)
{
    *who = (struct asker){ .scope = scope_everything(),
                           .who = unix_name(c->arena),
                           .address = "command line",
                           .inst = c->conf.inst };
    enum fault_code rc = account_provider(c->db, "Provider", &who->account_id);
    who->reseller_id = who->account_id;
    if (c->dry_run)
        who->plan = arena_alloc(c->arena, sizeof(*who->plan));
    return rc;
}

static void show_plan(const struct cli *c, const struct kind_plan *p)
{
    int count = p->kind ? kind_step_count(p->kind) : 0;
    printf("It can be done; nothing was. %s %s:\n", p->kind ? p->kind->words : "",
           cli_escape(c->arena, p->task.object));
    for (int i = 0; i < count; i++)
        printf("  %d. %s\n", i + 1, p->kind->steps[i].words);
    if (p->machines)
        printf("Machines: %lld.\n", (long long)p->machines);
    for (int i = 0; i < p->look.whys; i++)
        printf("Of the first %lld, left out %lld: %s\n", (long long)p->look.looked,
               (long long)p->look.left[i].count, p->look.left[i].why);
    if (p->usual)
        printf("It usually takes %s.\n", clock_took(c->arena, p->usual));
    if (p->waits_for[0])
        printf("It waits first for: %s\n", cli_escape(c->arena, p->waits_for));
}

static json_t *plan_json(const struct kind_plan *p)
{
    json_t *steps = json_array();
    for (int i = 0; p->kind && i < kind_step_count(p->kind); i++)
        json_array_append_new(steps, json_string(p->kind->steps[i].name));
    return json_pack("{s:s, s:s, s:o, s:s, s:s, s:I, s:s, s:I, s:I}", "kind",
                     p->kind ? p->kind->name : "", "object", p->task.object, "steps", steps, "node",
                     p->task.node, "storage", p->storage, "usual_microseconds",
                     (json_int_t)p->usual, "waits_for", p->waits_for, "machines",
                     (json_int_t)p->machines, "left_out", (json_int_t)p->look.left_out);
}

void cli_asked(const struct cli *c, const struct asker *who, int64_t task_id)
{
    if (who->plan && c->json) {
        cli_json(plan_json(who->plan));
    } else if (who->plan) {
        show_plan(c, who->plan);
    } else {
        poke_taskd(&c->conf);
        cli_made(c, task_id);
    }
}

struct run {
    const struct asker *who;
    const struct change *change;
};

static enum fault_code run_tx(struct db *db, void *ctx)
{
    const struct run *r = ctx;
    return change_make(db, r->who, r->change);
}

enum fault_code cli_change(struct cli *c, const struct change *change)
{
    struct asker who;
    struct run run = { &who, change };
    enum fault_code rc = cli_asker(c, &who);
    return rc ? rc : db_tx(c->db, run_tx, NULL, &run);
}

enum fault_code cli_note_refusal(struct cli *c)
{
    const struct cli_refused *r = c->form;
    struct asker who;
    enum fault_code rc = cli_asker(c, &who);
    struct audit_new n = { .account_id = who.account_id,
                           .reseller_id = who.reseller_id,
                           .who = who.who,
                           .address = who.address,
                           .what = r->what,
                           .object = text_cut(c->arena, r->object, AUDIT_NAME),
                           .why = r->why,
                           .refused = true };
    return rc ? rc : audit_add(c->db, &n);
}
