/* SPDX-License-Identifier: Apache-2.0 */
#include "web/task_child.h"
#include "base/words.h"
#include "store/task_child.h"
#include "web/page.h"
#include "web/task_rows.h"

struct child_row {
    const char *object;
    const char *href; /* "": it was left out, and has no task */
    unsigned state;
    const char *why;
};
static const struct field row_fields[] = {
    TEXT(struct child_row, object),
    TEXT(struct child_row, href),
    STATE(struct child_row, state, task_state_words),
    TEXT(struct child_row, why),
    FIELDS_END,
};

const struct field task_family_fields[] = {
    BOOL(struct task_family, any),
    TEXT(struct task_family, words),
    I64(struct task_family, percent),
    TEXT(struct task_family, all_href),
    LIST(struct task_family, some, struct child_row, row_fields),
    TEXT(struct task_family, parent_href),
    TEXT(struct task_family, parent_words),
    FIELDS_END,
};

static const char *count(struct arena *a, int64_t n)
{
    return page_count(a, n, INT64_MAX);
}

static void say(const struct request *rq, const struct task_children *sum, struct task_family *f)
{
    struct arena *a = rq->arena;
    int64_t all = sum->count + sum->left_out;
    f->any = all > 0;
    f->percent = all ? (sum->ended + sum->left_out) * 100 / all : 0;
    f->words =
        arena_printf(a, tr("%s of %s have ended: %s done, %s failed, %s cancelled, %s left out."),
                     count(a, sum->ended + sum->left_out), count(a, all), count(a, sum->done),
                     count(a, sum->failed), count(a, sum->cancelled), count(a, sum->left_out));
}

static enum fault_code find_some(const struct db *db, const struct request *rq,
                                 const struct task *t, struct task_family *f)
{
    struct list found;
    bool provider = web_of(rq)->face == WEB_ADMIN;
    enum fault_code rc = task_children_some_any(db, t->id, &found);
    if (rc)
        return rc;
    const struct task_child *c = found.rows;
    struct child_row *rows = arena_array(rq->arena, (size_t)found.count + 1, sizeof(*rows));
    for (int64_t i = 0; i < found.count; i++) {
        struct task failed = { .error_code = c[i].error_code,
                               .error_id = c[i].error_id,
                               .error_args = c[i].error_args };
        rows[i] = (struct child_row){
            .object = c[i].object,
            .href = c[i].id
                        ? arena_printf(rq->arena, "%s/task/%lld", page_root(rq), (long long)c[i].id)
                        : "",
            .state = c[i].state,
            .why = task_why(rq->arena, &failed, provider),
        };
    }
    f->some = (struct list){ rows, found.count };
    return FAULT_OK;
}

static enum fault_code find_parent(const struct db *db, const struct request *rq,
                                   const struct task *t, struct task_family *f)
{
    struct task parent;
    if (!t->parent_id)
        return FAULT_OK;
    enum fault_code rc = task_load(db, &rq->who->asker.scope, t->parent_id, &parent);
    if (rc == FAULT_MISSING) { /* another's, such as the provider's */
        fault_clear(rq->fault);
        return FAULT_OK;
    }
    if (rc)
        return rc;
    f->parent_href = arena_printf(rq->arena, "%s/task/%lld", page_root(rq), (long long)parent.id);
    f->parent_words = task_title_words(rq, &parent);
    return FAULT_OK;
}

enum fault_code task_family_of(const struct db *db, const struct request *rq, const struct task *t,
                               struct task_family *f)
{
    struct task_children sum;
    const char *id = arena_printf(rq->arena, "%lld", (long long)t->id);
    *f = (struct task_family){ .words = "", .all_href = "", .parent_href = "" };
    enum fault_code rc = task_children_any(db, t->id, &sum);
    if (!rc)
        rc = find_parent(db, rq, t, f);
    if (rc)
        return rc;
    say(rq, &sum, f);
    f->all_href = page_filter_href(rq, "/task", "parent", id);
    return f->any ? find_some(db, rq, t, f) : FAULT_OK;
}
