/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/hold.h"
#include "base/poke.h"
#include "base/words.h"
#include "store/node.h"
#include "web/change.h"
#include "web/form.h"
#include "web/task_rows.h"

static const char all[] = "all";
static const char of_kind[] = "kind:";
static const char of_node[] = "node:";

static const char *check_what(const char *value)
{
    return value[strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789_:")]
               ? T("This is nothing that can be held.")
               : NULL;
}

const struct field hold_query_form[] = {
    TEXT(struct hold_query, what, .max = 64, .check = check_what),
    FIELDS_END,
};

const struct field hold_row_fields[] = {
    TEXT(struct hold_row, what),
    TEXT(struct hold_row, words),
    TEXT(struct hold_row, held_by),
    TIME(struct hold_row, held_at),
    FIELDS_END,
};

/* What may be held, as pages call it. */
struct holdable {
    const char *words; /* NULL: there is no such thing */
    const char *path;  /* of the page that is about it */
};

static enum fault_code find_node(const struct db *db, const struct request *rq, int64_t id,
                                 struct holdable *out)
{
    struct node node;
    enum fault_code rc = node_load_any(db, id, &node);
    if (rc == FAULT_MISSING) {
        fault_clear(rq->fault);
        return FAULT_OK;
    }
    if (rc)
        return rc;
    out->words = arena_printf(rq->arena, tr("Tasks on node %s"), node.name);
    out->path = arena_printf(rq->arena, "/node/%lld", (long long)id);
    return FAULT_OK;
}

static enum fault_code find_holdable(const struct db *db, const struct request *rq,
                                     const char *what, struct holdable *out)
{
    long long id = 0;
    *out = (struct holdable){ NULL, "/task/kind" };
    if (!strcmp(what, all))
        out->words = tr("All tasks");
    else if (!strncmp(what, of_kind, sizeof(of_kind) - 1)) {
        const char *kind = what + sizeof(of_kind) - 1;
        if (!kind_find(kind))
            return FAULT_OK;
        out->words = task_kind_words(kind);
        out->path = arena_printf(rq->arena, "/task/kind/%s", kind);
    } else if (!strncmp(what, of_node, sizeof(of_node) - 1) &&
               parse_i64(what + sizeof(of_node) - 1, 1, INT64_MAX, &id))
        return find_node(db, rq, id, out);
    return FAULT_OK;
}

enum fault_code hold_rows(const struct db *db, const struct request *rq, struct list *out)
{
    struct list found;
    enum fault_code rc = task_holds_any(db, &found);
    if (rc)
        return rc;
    const struct task_hold *h = found.rows;
    struct hold_row *rows = arena_array(rq->arena, (size_t)found.count + 1, sizeof(*rows));
    for (int64_t i = 0; !rc && i < found.count; i++) {
        struct holdable thing;
        rc = find_holdable(db, rq, h[i].what, &thing);
        rows[i] = (struct hold_row){ h[i].what, thing.words ? thing.words : h[i].what, h[i].held_by,
                                     h[i].held_at };
    }
    *out = (struct list){ rows, found.count };
    return rc;
}

bool hold_has(const struct list *rows, const char *what)
{
    const struct hold_row *row = rows->rows;
    for (int64_t i = 0; i < rows->count; i++)
        if (!strcmp(row[i].what, what))
            return true;
    return false;
}

/* --- asking --- */

static const struct form_input inputs[] = {
    INPUT("what", "", HIDDEN),
    INPUTS_END,
};
static const struct form_spec hold_spec = {
    .fields = hold_query_form, .inputs = inputs, .submit = T("Hold"),
};
static const struct form_spec release_spec = {
    .fields = hold_query_form, .inputs = inputs, .submit = T("Release"), .icon = "play",
};

static const char *what_of(const struct request *rq)
{
    const struct hold_query *in = rq->form;
    return in->what && *in->what ? in->what : all;
}

/* What the request names; FAULT_MISSING: nothing that can be held. What is gone can be released. */
static enum fault_code named(const struct db *db, const struct request *rq, bool release,
                             struct holdable *out)
{
    enum fault_code rc = find_holdable(db, rq, what_of(rq), out);
    if (!rc && !out->words && release)
        out->words = what_of(rq);
    return rc || out->words
               ? rc
               : fail(rq->fault, FAULT_MISSING, T("There is no such kind or node to hold."));
}

static enum fault_code ask(struct request *rq, const struct form_confirm *page,
                           const struct form_spec *spec, const struct holdable *thing)
{
    const struct hold_query values = { what_of(rq) };
    const struct form_ask form = {
        .action = spec == &hold_spec ? "/task/hold" : "/task/release",
        .cancel = thing->path,
        .cancel_words = tr("Cancel"),
        .values = &values,
    };
    return form_confirm_show(rq, page, spec, &form);
}

enum fault_code hold_show(const struct db *db, struct request *rq)
{
    struct holdable thing;
    enum fault_code rc = named(db, rq, false, &thing);
    if (rc)
        return rc;
    const struct form_confirm page = {
        .head = { .title = arena_printf(rq->arena, tr("Hold: %s"), thing.words),
                  .crumbs = { { "/task", tr("Tasks") }, { "/task/kind", tr("Kinds and holds") } } },
        .order = { tr("New ones: wait in the queue until the hold ends."),
                   tr("Running ones: end as they would.") },
        .stays = tr("Tasks can be asked for and cancelled as ever."),
    };
    return ask(rq, &page, &hold_spec, &thing);
}

enum fault_code release_show(const struct db *db, struct request *rq)
{
    struct holdable thing;
    enum fault_code rc = named(db, rq, true, &thing);
    if (rc)
        return rc;
    const struct form_confirm page = {
        .head = { .title = arena_printf(rq->arena, tr("Release: %s"), thing.words),
                  .crumbs = { { "/task", tr("Tasks") }, { "/task/kind", tr("Kinds and holds") } } },
        .order = { tr("What waits begins at once, in its order and within the limits.") },
        .stays = tr("What another hold is about goes on waiting."),
    };
    return ask(rq, &page, &release_spec, &thing);
}

/* --- doing --- */

struct holding {
    const char *what;
    const char *by;
    bool release;
};

static enum fault_code hold_tx(struct db *db, void *ctx)
{
    const struct holding *h = ctx;
    bool changed = false;
    return h->release ? task_release(db, h->what, &changed)
                      : task_hold(db, h->what, h->by, &changed);
}

static enum fault_code change(struct db *db, struct request *rq, bool release)
{
    struct holdable thing;
    struct holding h = { what_of(rq), rq->who->asker.who, release };
    const struct change c = { .what = release ? "task_release" : "task_hold",
                              .object = h.what,
                              .of = { .noun = AUDIT_OF_HOLD, .name = h.what },
                              .fn = hold_tx,
                              .ctx = &h };
    enum fault_code rc = named(db, rq, release, &thing);
    if (!rc)
        rc = change_once(db, rq, &c, NULL);
    if (rc)
        return rc;
    if (release)
        poke_taskd(web_of(rq)->conf);
    request_redirect(rq, "/admin%s?did=%s", thing.path, release ? "released" : "held");
    return FAULT_OK;
}

enum fault_code hold_do(struct db *db, struct request *rq)
{
    return change(db, rq, false);
}

enum fault_code release_do(struct db *db, struct request *rq)
{
    return change(db, rq, true);
}
