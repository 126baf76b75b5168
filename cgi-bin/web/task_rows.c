/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of tasks go back in time; the way forward is to the newest again. */
#include "web/task_rows.h"
#include "base/clock.h"
#include "web/page.h"

enum { PAGE_ROWS = 50 };

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
    return k ? k->words : kind;
}

const char *task_object_href(const struct request *rq, const struct task *t)
{
    if (!t->vm_there)
        return "";
    return arena_printf(rq->arena, "%s/vm/%lld", page_root(rq), (long long)t->vm_id);
}

const char *task_ran(struct arena *a, const struct task *t)
{
    if (!t->started_at)
        return "";
    int64_t end = t->ended_at ? t->ended_at : clock_now();
    return clock_took(a, end > t->started_at ? end - t->started_at : 0);
}

struct list task_rows(const struct request *rq, const struct list *tasks)
{
    const struct task *t = tasks->rows;
    struct task_row *rows = arena_array(rq->arena, (size_t)tasks->count, sizeof(*rows));
    for (int64_t i = 0; i < tasks->count; i++)
        rows[i] = (struct task_row){ .id = t[i].id,
                                     .kind_words = task_kind_words(t[i].kind),
                                     .state = t[i].state,
                                     .object = t[i].object,
                                     .object_href = task_object_href(rq, &t[i]),
                                     .account = t[i].account,
                                     .node = t[i].node,
                                     .when = t[i].queued_at,
                                     .took = t[i].ended_at ? task_ran(rq->arena, &t[i]) : "",
                                     .by = t[i].asked_by };
    return (struct list){ rows, tasks->count };
}

/* --- the pages of lists --- */

struct tab_state {
    const char *word;
    const char *words;
    int64_t state; /* enum task_state, -1: all */
};
static const struct tab_state tab_states[] = {
    { "all", T("All"), -1 },
    { "running", T("Running"), TASK_RUNNING },
    { "queued", T("Queued"), TASK_QUEUED },
    { "parked", T("Waiting for others"), TASK_PARKED },
    { "failed", T("Failed"), TASK_FAILED },
    { "done", T("Done"), TASK_DONE },
};

static const struct tab_state *tab_of(const char *word)
{
    for (size_t i = 0; i < countof(tab_states); i++)
        if (!strcmp(tab_states[i].word, word))
            return &tab_states[i];
    return NULL;
}

static const char *check_tab(const char *value)
{
    return tab_of(value) ? NULL : T("There is no such tab.");
}

const struct field task_query_form[] = {
    TEXT(struct task_query, state, .check = check_tab),
    I64(struct task_query, before, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

struct task_list_page {
    struct list tasks;
    struct list tabs;
    const char *prev_href;
    const char *next_href;
};
const struct field task_list_view[] = {
    LIST(struct task_list_page, tasks, struct task_row, task_row_fields),
    LIST(struct task_list_page, tabs, struct page_tab, page_tab_fields),
    TEXT(struct task_list_page, prev_href),
    TEXT(struct task_list_page, next_href),
    FIELDS_END,
};

static const char *list_href(const struct request *rq, const struct tab_state *tab, int64_t before)
{
    const char *path = arena_printf(rq->arena, "%s/task", page_root(rq));
    if (tab->state >= 0)
        path = arena_printf(rq->arena, "%s?state=%s", path, tab->word);
    if (!before)
        return path;
    return arena_printf(rq->arena, "%s%sbefore=%lld", path, tab->state >= 0 ? "&" : "?",
                        (long long)before);
}

static struct list tabs_of(const struct request *rq, const struct tab_state *current)
{
    struct page_tab *tabs = arena_array(rq->arena, countof(tab_states), sizeof(*tabs));
    for (size_t i = 0; i < countof(tab_states); i++)
        tabs[i] = (struct page_tab){ .href = list_href(rq, &tab_states[i], 0),
                                     .words = tab_states[i].words,
                                     .count = "",
                                     .current = &tab_states[i] == current };
    return (struct list){ tabs, countof(tab_states) };
}

enum fault_code task_list_show(const struct db *db, struct request *rq)
{
    const struct task_query *in = rq->form;
    const struct tab_state *tab = in->state && *in->state ? tab_of(in->state) : &tab_states[0];
    struct task_list_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct task_filter filter = { .state = tab->state,
                                  .before = in->before,
                                  .limit = PAGE_ROWS + 1 };
    struct list found;
    enum fault_code rc = task_list(db, &rq->who->asker.scope, &filter, &found);
    if (rc)
        return rc;
    bool more = found.count > PAGE_ROWS;
    if (more)
        found.count = PAGE_ROWS;
    const struct task *tasks = found.rows;
    page->tasks = task_rows(rq, &found);
    page->tabs = tabs_of(rq, tab);
    page->prev_href = in->before ? list_href(rq, tab, 0) : "";
    page->next_href = more ? list_href(rq, tab, tasks[found.count - 1].id) : "";
    page_title(rq, T("Tasks"));
    rq->view = page;
    return FAULT_OK;
}
