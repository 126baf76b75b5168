/* SPDX-License-Identifier: Apache-2.0 */
/* `task cancel`, `retry`, `hold` and `release`: what is done to tasks, as on their pages. */
#include "base/poke.h"
#include "cli/cli.h"
#include "cli/forms.h"
#include "kind/change.h"
#include "kind/task.h"
#include "store/node.h"

const struct field hold_form[] = {
    TEXT(struct hold_form, what, .min = 1, .max = 60),
    FIELDS_END,
};

const struct field release_form[] = {
    TEXT(struct hold_form, what, .required = true, .min = 1, .max = 60),
    FIELDS_END,
};

static enum fault_code missing(struct cli *c, enum fault_code rc, int64_t id)
{
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "id", T("There is no task %lld."), (long long)id);
    return rc;
}

enum fault_code cli_task_cancel(struct cli *c)
{
    const struct id_form *form = c->form;
    struct asker who;
    enum fault_code rc = cli_asker(c, &who);
    if (!rc)
        rc = task_cancel_ask(c->db, &who, form->id);
    if (!rc)
        poke_taskd(&c->conf);
    return missing(c, rc, form->id);
}

enum fault_code cli_task_retry(struct cli *c)
{
    const struct id_form *form = c->form;
    const struct once once = { .key = NULL };
    struct asker who;
    struct asked asked;
    enum fault_code rc = cli_asker(c, &who);
    if (!rc)
        rc = task_again_ask(c->db, &who, form->id, &once, &asked);
    if (rc)
        return missing(c, rc, form->id);
    poke_taskd(&c->conf);
    cli_asked(c, &who, asked.task_id);
    return FAULT_OK;
}

/* --- holds --- */

struct holding {
    const char *what;
    const char *by;
    bool hold;
};

/* A node by its name or number. */
static enum fault_code find_node(struct cli *c, const char *node, const char **what)
{
    struct list rows;
    enum fault_code rc = node_list_any(c->db, &rows);
    if (rc)
        return rc;
    const struct node *n = rows.rows;
    for (int64_t i = 0; i < rows.count; i++) {
        const char *id = arena_printf(c->arena, "%lld", (long long)n[i].id);
        if (strcmp(n[i].name, node) && strcmp(id, node))
            continue;
        *what = arena_printf(c->arena, "node:%s", id);
        return FAULT_OK;
    }
    return fail_field(c->fault, FAULT_INVALID, "what", T("There is no node %s."), node);
}

/* "node:n3" as it is kept, by the node's id. */
static enum fault_code read_what(struct cli *c, const char *typed, const char **what)
{
    *what = typed;
    if (!strcmp(typed, "all"))
        return FAULT_OK;
    if (!strncmp(typed, "node:", strlen("node:")))
        return find_node(c, typed + strlen("node:"), what);
    if (strncmp(typed, "kind:", strlen("kind:")))
        return fail_field(c->fault, FAULT_INVALID, "what",
                          T("What is held is all, kind:NAME or node:NAME."));
    if (kind_find(typed + strlen("kind:")))
        return FAULT_OK;
    return fail_field(c->fault, FAULT_INVALID, "what", T("There is no kind %s of tasks."),
                      typed + strlen("kind:"));
}

/* Held by two, it is held once. */
static enum fault_code hold_tx(struct db *db, void *ctx)
{
    const struct holding *h = ctx;
    bool changed = false;
    if (h->hold)
        return task_hold(db, h->what, h->by, &changed);
    enum fault_code rc = task_release(db, h->what, &changed);
    if (!rc && !changed)
        return fail_field(db->fault, FAULT_MISSING, "what", T("%s is not held."), h->what);
    return rc;
}

static enum fault_code set_held(struct cli *c, const char *typed, bool hold)
{
    struct asker who;
    struct holding h = { .hold = hold };
    struct change change = { .what = hold ? "task_hold" : "task_release",
                             .of = { .noun = AUDIT_OF_HOLD },
                             .fn = hold_tx,
                             .ctx = &h };
    enum fault_code rc = read_what(c, typed, &h.what);
    if (!rc)
        rc = cli_asker(c, &who);
    if (rc)
        return rc;
    h.by = who.who;
    change.object = change.of.name = h.what;
    return cli_change(c, &change);
}

static enum fault_code list_holds(struct cli *c)
{
    static const char *const columns[] = { "what", "held_by", "held_at", NULL };
    struct list rows;
    enum fault_code rc = task_holds_any(c->db, &rows);
    if (!rc)
        cli_list(c, task_hold_view, sizeof(struct task_hold), &rows, columns);
    return rc;
}

enum fault_code cli_task_hold(struct cli *c)
{
    const struct hold_form *form = c->form;
    return form->what ? set_held(c, form->what, true) : list_holds(c);
}

enum fault_code cli_task_release(struct cli *c)
{
    const struct hold_form *form = c->form;
    enum fault_code rc = set_held(c, form->what, false);
    if (!rc)
        poke_taskd(&c->conf);
    return rc;
}
