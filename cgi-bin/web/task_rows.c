/* SPDX-License-Identifier: Apache-2.0 */
#include "web/task_rows.h"
#include "base/clock.h"
#include "base/words.h"
#include "kind/bulk.h"
#include "web/list.h"

const struct field task_row_fields[] = {
    I64(struct task_row, id),
    TEXT(struct task_row, kind_words),
    STATE(struct task_row, state, task_state_words),
    TEXT(struct task_row, object),
    TEXT(struct task_row, object_href),
    TEXT(struct task_row, account),
    TEXT(struct task_row, node),
    TIME(struct task_row, when),
    TEXT(struct task_row, took),
    TEXT(struct task_row, by),
    FIELDS_END,
};

const char *task_kind_words(const char *kind)
{
    const struct kind *k = kind_find(kind);
    return k ? tr(k->words) : kind;
}

static bool is_many(const struct task *t)
{
    return !strcmp(t->kind, "vm_bulk");
}

const char *task_what_words(const struct request *rq, const struct task *t)
{
    return is_many(t) ? bulk_words(rq->arena, t) : task_kind_words(t->kind);
}

const char *task_object_words(const struct request *rq, const struct task *t)
{
    long long n = 0;
    if (!is_many(t) || !parse_i64(t->object, 0, INT64_MAX, &n))
        return t->object;
    return arena_printf(rq->arena, trn("%s machine", "%s machines", n),
                        page_count(rq->arena, n, INT64_MAX));
}

const char *task_title_words(const struct request *rq, const struct task *t)
{
    return arena_printf(rq->arena, "%s %s", task_what_words(rq, t), task_object_words(rq, t));
}

const char *task_object_href(const struct request *rq, const struct task *t)
{
    if (!t->vm_there)
        return "";
    return arena_printf(rq->arena, "%s/vm/%lld", page_root(rq), (long long)t->vm_id);
}

static int64_t ran_us(const struct task *t)
{
    int64_t end = t->ended_at ? t->ended_at : clock_now();
    return t->started_at && end > t->started_at ? end - t->started_at : 0;
}

const char *task_ran(struct arena *a, const struct task *t)
{
    return t->started_at ? clock_took(a, ran_us(t)) : "";
}

bool task_is_slow(const struct task *t)
{
    return t->p99 && ran_us(t) > t->p99;
}

struct list task_rows(const struct request *rq, const struct list *tasks)
{
    const struct task *t = tasks->rows;
    struct task_row *rows = arena_array(rq->arena, (size_t)tasks->count, sizeof(*rows));
    for (int64_t i = 0; i < tasks->count; i++)
        rows[i] = (struct task_row){ .id = t[i].id,
                                     .kind_words = task_what_words(rq, &t[i]),
                                     .state = t[i].state,
                                     .object = task_object_words(rq, &t[i]),
                                     .object_href = task_object_href(rq, &t[i]),
                                     .account = t[i].account,
                                     .node = t[i].node,
                                     .when = t[i].queued_at,
                                     .took = t[i].ended_at ? task_ran(rq->arena, &t[i]) : "",
                                     .by = t[i].asked_by };
    return (struct list){ rows, tasks->count };
}

/* --- the pages of lists --- */

/* One that runs on is told of once it is late. */
static void dress_took(const struct request *rq, const struct task *t, struct list_cell *cell)
{
    cell->is_number = false;
    cell->text = t->ended_at ? task_ran(rq->arena, t) : "";
    if (!task_is_slow(t))
        return;
    cell->is_state = true;
    cell->icon = "task-slow";
    cell->text = arena_printf(rq->arena, tr("%s, slow"), task_ran(rq->arena, t));
}

static void dress(const struct request *rq, const char *column, const void *row,
                  struct list_cell *cell)
{
    const struct task *t = row;
    if (!strcmp(column, "kind"))
        cell->text = task_what_words(rq, t);
    else if (!strcmp(column, "on")) {
        cell->href = task_object_href(rq, t);
        cell->text = task_object_words(rq, t);
    } else if (!strcmp(column, "took"))
        dress_took(rq, t, cell);
}

#define TASK_TABLE                                                                                 \
    .noun = &task_noun, .title = T("Tasks"), .path = "/task",                                      \
    .shown = { "state", "kind", "id", "on", "account", "by", "took", "queued" },                   \
    .row_path = "/task/%lld",                                                                      \
    .tab = { { T("All"), "" },                                                                     \
             { T("Running"), "state:running" },                                                    \
             { T("Queued"), "state:queued" },                                                      \
             { T("Waiting for others"), "state:parked" },                                          \
             { T("Failed"), "state:failed" },                                                      \
             { T("Cancelled"), "state:cancelled" },                                                \
             { T("Done"), "state:done" } },                                                        \
    .empty = T("No tasks yet. All that the panel does is written here."), .dress = dress
static const struct list_table own_tasks = { TASK_TABLE };
static const struct list_table all_tasks = {
    TASK_TABLE,
    .act_path = "/task/kind",
    .act = T("Kinds and holds"),
    .act_icon = "gauge",
    .act_permission = PERM_TASK_READ,
};

enum fault_code task_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, web_of(rq)->face == WEB_ADMIN ? &all_tasks : &own_tasks);
}
