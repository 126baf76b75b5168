/* SPDX-License-Identifier: Apache-2.0 */
/* `task list`, and `task show`: one task with all that is known of it. */
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/forms.h"
#include "form/json.h"
#include "store/task_log.h"

enum { LINES = 1000 };

/* --- the list --- */

static json_t *time_json(struct arena *a, int64_t moment)
{
    return moment ? json_string(clock_iso(a, moment)) : json_null();
}

/* What it works on, by name; a name outlives what bears it. */
static json_t *resources_json(const struct task *t)
{
    json_t *all = json_array();
    if (t->vm_id)
        json_array_append_new(all, json_pack("{s:s, s:I, s:s}", "type", "vm", "id",
                                             (json_int_t)t->vm_id, "name", t->object));
    if (t->node_id)
        json_array_append_new(all, json_pack("{s:s, s:I, s:s?}", "type", "node", "id",
                                             (json_int_t)t->node_id, "name", t->node));
    return all;
}

static json_t *listed_json(struct arena *a, const void *row)
{
    const struct task *t = row;
    const char *error = t->error_id[0] ? task_why(a, t, true) : NULL;
    json_t *j =
        json_pack("{s:I, s:s, s:s, s:s?, s:s, s:s, s:o, s:o, s:o, s:s?, s:s, s:o}", "id",
                  (json_int_t)t->id, "kind", t->kind, "state", task_state_words[t->state].code,
                  "account", t->account, "user", t->asked_by, "object", t->object, "queued",
                  time_json(a, t->queued_at), "started", time_json(a, t->started_at), "ended",
                  time_json(a, t->ended_at), "error", error, "error_code", t->error_code,
                  "resources", resources_json(t));
    if (!j)
        bug("out of memory");
    return j;
}

enum fault_code cli_task_list(struct cli *c)
{
    static const char *const shown[] = { "id",   "kind", "state",  "on",   "vm", "account",
                                         "node", "by",   "queued", "took", NULL };
    return cli_noun_list_as(c, &task_noun, shown, listed_json);
}

/* --- one --- */

/* A stored sentence is shown with its arguments in it. */
struct line {
    int64_t at;
    const char *level;
    const char *message;
};
static const struct field line_view[] = {
    TIME(struct line, at),
    TEXT(struct line, level),
    TEXT(struct line, message),
    FIELDS_END,
};

static void render_lines(struct cli *c, struct list *lines)
{
    const struct task_line *from = lines->rows;
    struct line *to = arena_array(c->arena, (size_t)lines->count + 1, sizeof(*to));
    for (int64_t i = 0; i < lines->count; i++)
        to[i] = (struct line){ from[i].at, task_level_words[from[i].level].code,
                               task_words(c->arena, from[i].message, from[i].args) };
    lines->rows = to;
}

struct parts {
    struct task task;
    struct list steps;
    struct list locks;
    struct list lines;
    int64_t waits_on;
};

static void show(struct cli *c, struct parts *p)
{
    static const char *const steps[] = { "undo", "no", "name", "begun_at", "ended_at", NULL };
    static const char *const locks[] = { "resource",  "exclusive",   "granted", "intent",
                                         "holder_id", "holder_kind", NULL };
    static const char *const lines[] = { "at", "level", "message", NULL };
    cli_show(c, task_view, &p->task);
    if (p->task.error_id[0])
        printf("\nWhy it failed: %s\n", cli_escape(c->arena, task_why(c->arena, &p->task, true)));
    if (p->waits_on)
        printf("\nIt waits for task %lld.\n", (long long)p->waits_on);
    cli_part(c, "Steps", task_step_view, sizeof(struct task_step), &p->steps, steps);
    cli_part(c, "Locks", task_lock_view, sizeof(struct task_lock_row), &p->locks, locks);
    cli_part(c, "Log", line_view, sizeof(struct line), &p->lines, lines);
}

static void show_json(struct cli *c, struct parts *p)
{
    const struct task *t = &p->task;
    json_t *j = json_of(c->arena, task_view, t);
    const char *why = t->error_id[0] ? task_why(c->arena, t, true) : NULL;
    json_t *more =
        json_pack("{s:s?, s:I, s:o, s:o, s:o}", "error", why, "waits_on", (json_int_t)p->waits_on,
                  "steps",
                  json_of_list(c->arena, task_step_view, sizeof(struct task_step), &p->steps),
                  "locks",
                  json_of_list(c->arena, task_lock_view, sizeof(struct task_lock_row), &p->locks),
                  "log", json_of_list(c->arena, line_view, sizeof(struct line), &p->lines));
    if (!more || json_object_update(j, more))
        bug("out of memory");
    json_decref(more);
    cli_json(j);
}

enum fault_code cli_task_show(struct cli *c)
{
    const struct id_form *form = c->form;
    struct scope all = scope_everything();
    struct task_log_ask ask = { .provider = true, .level = TASK_ALL_LEVELS, .most = LINES };
    struct parts p;
    enum fault_code rc = task_load(c->db, &all, form->id, &p.task);
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "id", T("There is no task %lld."), (long long)form->id);
    if (!rc)
        rc = task_steps_any(c->db, form->id, &p.steps);
    if (!rc)
        rc = task_locks_any(c->db, form->id, &p.locks);
    if (!rc)
        rc = task_log_last_any(c->db, form->id, &ask, &p.lines);
    if (!rc)
        rc = task_waits_on_any(c->db, form->id, &p.waits_on);
    if (rc)
        return rc;
    render_lines(c, &p.lines);
    if (c->json)
        show_json(c, &p);
    else
        show(c, &p);
    return FAULT_OK;
}
