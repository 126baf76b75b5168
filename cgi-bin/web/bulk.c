/* SPDX-License-Identifier: Apache-2.0 */
#include "web/bulk.h"
#include "base/poke.h"
#include "base/words.h"
#include "store/vm.h"
#include "web/preview.h"

const struct field bulk_bar_fields[] = {
    BOOL(struct bulk_bar, any),   TEXT(struct bulk_bar, path),   TEXT(struct bulk_bar, filter),
    BOOL(struct bulk_bar, power), BOOL(struct bulk_bar, remove), FIELDS_END,
};

#define WHICH                                                                                      \
    IDS(struct bulk_wish, id), TEXT(struct bulk_wish, filter, .max = LIST_FILTER_MAX + 1),         \
        BOOL(struct bulk_wish, all)
const struct field bulk_query[] = {
    STATE(struct bulk_wish, act, bulk_power_words),
    WHICH,
    FIELDS_END,
};
const struct field bulk_form[] = {
    STATE(struct bulk_wish, act, bulk_power_words, .label = T("What to do"), .required = true),
    WHICH,
    FIELDS_END,
};
const struct field bulk_delete_form[] = {
    WHICH,
    I64(struct bulk_wish, confirm, .label = T("The number of machines"), .required = true,
        .min = 1, .max = BULK_MOST),
    FIELDS_END,
};

struct bulk_bar bulk_bar_of(const struct request *rq, const char *filter)
{
    bool free = !rq->who->session.suspended;
    bool power = free && gate_may(rq->who, PERM_VM_POWER);
    bool remove = free && gate_may(rq->who, PERM_VM_DELETE);
    return (struct bulk_bar){ .any = power || remove,
                              .path = arena_printf(rq->arena, "%s/vm/bulk", page_root(rq)),
                              .filter = filter,
                              .power = power,
                              .remove = remove };
}

/* --- the question --- */

struct ticked {
    int64_t id;
    const char *name;
    const char *account;
    unsigned state;
};
static const struct field ticked_fields[] = {
    I64(struct ticked, id),
    TEXT(struct ticked, name),
    TEXT(struct ticked, account),
    STATE(struct ticked, state, vm_state_words),
    FIELDS_END,
};

static const struct field left_fields[] = {
    TEXT(struct bulk_left, why),
    I64(struct bulk_left, count),
    FIELDS_END,
};

struct bulk_page {
    const char *title;
    const char *act; /* "" for deleting */
    const char *submit;
    const char *icon;
    bool danger;
    const char *action;
    const char *list; /* the way back */
    const char *filter;
    struct list ticked;
    int64_t count; /* of them */
    int64_t total; /* of all that fit */
    bool any;
    bool offers; /* more fit than are ticked */
    bool all;
    const char *confirm_error;
    struct list errors;
    const char *looked; /* how many would be left out, "" for none */
    struct list left;   /* struct bulk_left */
    struct preview plan; /* of each */
};
const struct field bulk_view[] = {
    TEXT(struct bulk_page, title),
    TEXT(struct bulk_page, act),
    TEXT(struct bulk_page, submit),
    TEXT(struct bulk_page, icon),
    BOOL(struct bulk_page, danger),
    TEXT(struct bulk_page, action),
    TEXT(struct bulk_page, list),
    TEXT(struct bulk_page, filter),
    LIST(struct bulk_page, ticked, struct ticked, ticked_fields),
    I64(struct bulk_page, count),
    I64(struct bulk_page, total),
    BOOL(struct bulk_page, any),
    BOOL(struct bulk_page, offers),
    BOOL(struct bulk_page, all),
    TEXT(struct bulk_page, confirm_error),
    LIST(struct bulk_page, errors, struct field_error, field_error_view),
    TEXT(struct bulk_page, looked),
    LIST(struct bulk_page, left, struct bulk_left, left_fields),
    GROUP(struct bulk_page, plan, struct preview, preview_view),
    FIELDS_END,
};

static bool is_among(const struct ids *ids, int64_t id)
{
    for (int64_t i = 0; i < ids->count; i++)
        if (ids->id[i] == id)
            return true;
    return false;
}

/* Those that are still there, each once. */
static enum fault_code find_ticked(const struct db *db, const struct request *rq,
                                   const struct ids *ids, const struct kind *k,
                                   struct bulk_look *look, struct list *out)
{
    struct ticked *rows = arena_array(rq->arena, IDS_MAX, sizeof(*rows));
    struct ids seen = { .count = 0 };
    for (int64_t i = 0; i < ids->count; i++) {
        struct vm vm;
        enum fault_code rc = vm_load(db, &rq->who->asker.scope, ids->id[i], &vm);
        if (rc && rc != FAULT_MISSING)
            return rc;
        fault_clear(rq->fault);
        if (rc || is_among(&seen, vm.id))
            continue;
        bulk_look_at(look, &vm, k);
        rows[seen.count] = (struct ticked){ vm.id, vm.name, vm.account, vm.state };
        seen.id[seen.count++] = vm.id;
    }
    *out = (struct list){ rows, seen.count };
    return FAULT_OK;
}

static const char *list_href(const struct request *rq, const char *filter)
{
    if (!filter || !*filter)
        return arena_printf(rq->arena, "%s/vm", page_root(rq));
    return arena_printf(rq->arena, "%s/vm?filter=%s", page_root(rq),
                        gate_encode(rq->arena, filter));
}

static void fill_act(const struct request *rq, enum bulk_act act, struct bulk_page *p)
{
    bool remove = act == BULK_DELETE;
    const struct word *word = remove ? NULL : &bulk_power_words[act];
    const char *words = remove ? tr("Delete") : tr(word->people);
    p->danger = remove;
    p->act = remove ? "" : word->code;
    p->icon = remove ? "trash-2" : word->icon;
    p->submit = words;
    p->title = arena_printf(rq->arena, tr("%s: which machines?"), words);
    p->action = arena_printf(rq->arena, "%s/vm/bulk%s", page_root(rq), remove ? "/delete" : "");
}

static void fill_left(const struct request *rq, const struct bulk_look *look, struct bulk_page *p)
{
    struct bulk_left *rows = arena_array(rq->arena, BULK_WHYS, sizeof(*rows));
    p->looked = "";
    if (!look->left_out)
        return;
    p->looked = arena_printf(rq->arena, tr("Of the first %s, %s would be left out now:"),
                             page_count(rq->arena, look->looked, INT64_MAX),
                             page_count(rq->arena, look->left_out, INT64_MAX));
    for (int i = 0; i < look->whys; i++)
        rows[i] = (struct bulk_left){ tr(look->left[i].why), look->left[i].count };
    p->left = (struct list){ rows, look->whys };
}

static enum fault_code show(const struct db *db, struct request *rq, enum bulk_act act)
{
    const struct bulk_wish *in = rq->form;
    struct bulk_page *p = arena_alloc(rq->arena, sizeof(*p));
    const struct kind *k = kind_find(bulk_kind(act));
    struct bulk_look look = { .looked = 0 };
    enum fault_code rc = find_ticked(db, rq, &in->id, k, &look, &p->ticked);
    if (!rc && !p->ticked.count)
        rc =
            bulk_look(db, &rq->who->asker.scope, k, &(struct ids){ .count = 0 }, in->filter, &look);
    if (!rc)
        rc = preview_foresee(db, rq, k->name, NULL, NULL, &p->plan);
    if (!rc)
        rc = list_count(db, &rq->who->asker.scope, &vm_noun, in->filter, &p->total);
    if (rc)
        return rc;
    fill_act(rq, act, p);
    fill_left(rq, &look, p);
    p->list = list_href(rq, in->filter);
    p->filter = in->filter;
    p->count = p->ticked.count;
    p->offers = p->count && p->total > p->count && p->total <= BULK_MOST;
    p->all = in->all || !p->count;
    p->any = p->count || (p->total && p->total <= BULK_MOST);
    p->confirm_error = input_error_of(&rq->errors, "confirm");
    p->errors = page_errors(rq);
    page_title(rq, p->title);
    request_show(rq, "page/bulk.html", bulk_view, p);
    return FAULT_OK;
}

enum fault_code bulk_show(const struct db *db, struct request *rq)
{
    const struct bulk_wish *in = rq->form;
    return show(db, rq, (enum bulk_act)in->act);
}

enum fault_code bulk_delete_show(const struct db *db, struct request *rq)
{
    return show(db, rq, BULK_DELETE);
}

/* --- the wish --- */

static enum fault_code ask(struct db *db, struct request *rq, enum bulk_act act)
{
    const struct bulk_wish *in = rq->form;
    struct bulk_new wish = { .act = act, .filter = in->filter, .confirmed = in->confirm };
    struct once once = gate_once(rq);
    struct asked asked;
    if (!in->all)
        wish.ids = in->id;
    if (!in->all && !wish.ids.count)
        return fail_field(rq->fault, FAULT_INVALID, "id", T("Tick a machine first."));
    enum fault_code rc = bulk_ask(db, &rq->who->asker, &wish, &once, &asked);
    if (rc)
        return rc;
    poke_taskd(web_of(rq)->conf);
    request_redirect(rq, "%s/task/%lld", page_root(rq), (long long)asked.task_id);
    return FAULT_OK;
}

enum fault_code bulk_do(struct db *db, struct request *rq)
{
    const struct bulk_wish *in = rq->form;
    return ask(db, rq, (enum bulk_act)in->act);
}

enum fault_code bulk_delete_do(struct db *db, struct request *rq)
{
    return ask(db, rq, BULK_DELETE);
}
