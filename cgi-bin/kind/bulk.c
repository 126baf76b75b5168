/* SPDX-License-Identifier: Apache-2.0 */
/* The click counts the machines and queues one task, whatever their number. */
#include "kind/bulk.h"
#include "base/words.h"
#include "form/input.h"
#include "kind/change.h"
#include "kind/once.h"
#include "kind/vm.h"
#include "store/task_child.h"

const struct word bulk_power_words[BULK_DELETE] = {
    [BULK_START] = { "start", T("Start"), "play" },
    [BULK_SHUTDOWN] = { "shutdown", T("Shut down"), "power" },
    [BULK_REBOOT] = { "reboot", T("Restart"), "rotate-cw" },
    [BULK_STOP] = { "stop", T("Power off"), "power-off" },
};

static const char *const act_kinds[BULK_ACTS] = {
    [BULK_START] = "vm_start", [BULK_SHUTDOWN] = "vm_shutdown", [BULK_REBOOT] = "vm_reboot",
    [BULK_STOP] = "vm_stop",   [BULK_DELETE] = "vm_delete",
};

const char *bulk_kind(enum bulk_act act)
{
    return act_kinds[act];
}

/* --- its arguments --- */

static const struct field args_form[] = {
    TEXT(struct bulk_args, kind, .required = true),
    BOOL(struct bulk_args, everyone),
    IDS(struct bulk_args, vm_id),
    I64(struct bulk_args, of, .min = 0, .max = INT64_MAX),
    TEXT(struct bulk_args, filter, .max = LIST_FILTER_MAX + 1),
    I64(struct bulk_args, last, .min = 0, .max = INT64_MAX),
    I64(struct bulk_args, count, .min = 0, .max = BULK_MOST),
    TEXT(struct bulk_args, from),
    FIELDS_END,
};

static const char *args_write(struct arena *a, const struct bulk_args *b)
{
    OWNED(input_drop_json)
    json_t *json = json_pack("{s:s, s:b, s:I, s:s, s:I, s:I, s:s}", "kind", b->kind, "everyone",
                             b->everyone, "of", (json_int_t)b->of, "filter", b->filter, "last",
                             (json_int_t)b->last, "count", (json_int_t)b->count, "from", b->from);
    json_t *ids = json_array();
    for (int64_t i = 0; i < b->vm_id.count; i++)
        json_array_append_new(ids, json_integer(b->vm_id.id[i]));
    json_object_set_new(json, "vm_id", ids);
    size_t len = json_dumpb(json, NULL, 0, JSON_COMPACT);
    char *out = arena_alloc(a, len + 1);
    json_dumpb(json, out, len, JSON_COMPACT);
    return out;
}

static int act_of(const char *kind)
{
    for (int i = 0; i < BULK_ACTS; i++)
        if (!strcmp(act_kinds[i], kind))
            return i;
    return -1;
}

enum fault_code bulk_args_read(struct fault *f, struct arena *a, const char *json,
                               struct bulk_args *out)
{
    struct input_errors errors = { .count = 0 };
    OWNED(input_drop_json) json_t *args = NULL;
    *out = (struct bulk_args){ .filter = "", .from = "" };
    enum fault_code rc = input_parse_json(f, json, strlen(json), &args);
    if (!rc)
        rc = input_from_json(f, a, args_form, args, out, &errors);
    if (!rc && act_of(out->kind) < 0)
        return fail(f, FAULT_INVALID, T("%s is nothing to do with many machines."), out->kind);
    return rc;
}

const char *bulk_words(struct arena *a, const struct task *t)
{
    struct fault f;
    struct bulk_args args;
    fault_clear(&f);
    if (bulk_args_read(&f, a, t->args, &args))
        return tr(kind_find("vm_bulk")->words);
    int act = act_of(args.kind);
    return act == BULK_DELETE ? tr("Delete") : tr(bulk_power_words[act].people);
}

/* --- looking before --- */

static void leave_out(struct bulk_look *look, const char *why)
{
    int i = 0;
    while (i < look->whys && strcmp(look->left[i].why, why))
        i++;
    if (i == look->whys && i < BULK_WHYS)
        look->left[look->whys++] = (struct bulk_left){ why, 0 };
    if (i < BULK_WHYS)
        look->left[i].count++;
    look->left_out++;
}

void bulk_look_at(struct bulk_look *look, const struct vm *vm, const struct kind *k)
{
    const char *why = vm_refuses(vm, k);
    look->looked++;
    if (why)
        leave_out(look, why);
}

static enum fault_code look_at_ids(const struct db *db, const struct scope *who,
                                   const struct kind *k, const struct ids *ids,
                                   struct bulk_look *look)
{
    struct vm vm;
    enum fault_code rc = FAULT_OK;
    for (int64_t i = 0; !rc && i < ids->count; i++) {
        rc = vm_load(db, who, ids->id[i], &vm);
        if (!rc)
            bulk_look_at(look, &vm, k);
        if (rc != FAULT_MISSING)
            continue;
        fault_clear(db->fault);
        look->looked++;
        leave_out(look, T("There is no such machine here."));
        rc = FAULT_OK;
    }
    return rc;
}

enum fault_code bulk_look(const struct db *db, const struct scope *who, const struct kind *k,
                          const struct ids *ids, const char *filter, struct bulk_look *look)
{
    struct list_ask ask = { .filter = filter };
    struct list rows;
    *look = (struct bulk_look){ .looked = 0 };
    if (ids->count)
        return look_at_ids(db, who, k, ids, look);
    enum fault_code rc = list_read_all(db, who, &vm_noun, &ask, BULK_LOOK, &rows, NULL);
    const struct vm *vm = rc ? NULL : rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++)
        bulk_look_at(look, &vm[i], k);
    return rc;
}

/* --- asking --- */

struct asking {
    const struct asker *who;
    const struct bulk_new *wish;
    const struct task *ended; /* or what it left undone */
    struct bulk_args args;
    struct asked *out;
};

/* All that fit, and the last of them. */
static enum fault_code count_all(struct db *db, struct asking *a)
{
    struct bulk_args *args = &a->args;
    struct list_ask last = { .filter = args->filter, .sort = "-id", .limit = 1 };
    struct list_page page;
    enum fault_code rc = list_count(db, &a->who->scope, &vm_noun, args->filter, &args->count);
    if (!rc && args->count > BULK_MOST)
        return fail_field(db->fault, FAULT_INVALID, "filter",
                          T("More than %d machines fit. Add a narrower filter."), BULK_MOST);
    if (!rc && args->count)
        rc = list_read(db, &a->who->scope, &vm_noun, &last, &page);
    if (!rc && args->count && page.rows.count)
        args->last = ((const struct vm *)page.rows.rows)->id;
    return rc;
}

static enum fault_code count_bad(struct db *db, struct asking *a)
{
    struct task_children sum;
    enum fault_code rc = task_children_any(db, a->ended->id, &sum);
    a->args.count = rc ? 0 : sum.failed + sum.cancelled + sum.left_out;
    return rc;
}

static enum fault_code count_machines(struct db *db, struct asking *a)
{
    if (a->ended)
        return count_bad(db, a);
    if (!a->args.vm_id.count)
        return count_all(db, a);
    a->args.count = a->args.vm_id.count;
    return FAULT_OK;
}

static enum fault_code note(struct db *db, const struct asking *a)
{
    const struct asker *who = a->who;
    struct change_asked n = { .what = "vm_bulk",
                              .object = arena_printf(db->arena, "%s: %lld", a->args.kind,
                                                     (long long)a->args.count),
                              .account_id = who->account_id,
                              .reseller_id = who->reseller_id,
                              .before = "",
                              .task_id = a->out->task_id,
                              .own = !who->acting };
    return change_note(db, who, &n);
}

static enum fault_code ask_tx(struct db *db, void *ctx)
{
    struct asking *a = ctx;
    const struct asker *who = a->who;
    enum fault_code rc = count_machines(db, a);
    if (rc)
        return rc;
    if (!a->args.count)
        return fail(db->fault, FAULT_CONFLICT, T("There is no machine left to do this with."));
    if (a->wish && a->wish->confirmed && a->wish->confirmed != a->args.count)
        return fail_field(db->fault, FAULT_INVALID, "confirm",
                          T("It is %lld machines. Type that number."), (long long)a->args.count);
    struct task_new t = {
        .kind = "vm_bulk",
        .account_id = who->account_id,
        .reseller_id = who->reseller_id,
        .object = arena_printf(db->arena, "%lld", (long long)a->args.count),
        .args = args_write(db->arena, &a->args),
        .asked_by = who->who,
        .own_asker = !who->acting,
        .as_whom = who->user_id,
        .as_token = who->token_id,
    };
    bool asked = who->user_id || who->token_id; /* else the command line does */
    rc = asked ? task_add(db, &t, &a->out->task_id) : task_add_own(db, &t, &a->out->task_id);
    return rc ? rc : note(db, a);
}

static struct bulk_args args_of(const struct asker *who, const char *kind)
{
    return (struct bulk_args){ .kind = kind,
                               .everyone = who->scope.account == SCOPE_ANY,
                               .filter = "",
                               .from = who->address };
}

static void add_once(struct ids *ids, int64_t id)
{
    for (int64_t i = 0; i < ids->count; i++)
        if (ids->id[i] == id)
            return;
    ids->id[ids->count++] = id;
}

enum fault_code bulk_ask(struct db *db, const struct asker *who, const struct bulk_new *wish,
                         const struct once *once, struct asked *out)
{
    struct asking a = {
        .who = who, .wish = wish, .args = args_of(who, bulk_kind(wish->act)), .out = out
    };
    for (int64_t i = 0; i < wish->ids.count; i++)
        add_once(&a.args.vm_id, wish->ids.id[i]);
    if (wish->filter && !wish->ids.count)
        a.args.filter = wish->filter;
    *out = (struct asked){ 0 };
    return ask_once(db, who, once, ask_tx, &a, out);
}

enum fault_code bulk_again_ask(struct db *db, const struct asker *who, const struct task *ended,
                               const struct once *once, struct asked *out)
{
    struct bulk_args before;
    *out = (struct asked){ 0 };
    enum fault_code rc = bulk_args_read(db->fault, db->arena, ended->args, &before);
    if (rc)
        return rc;
    struct asking a = { .who = who, .ended = ended, .args = args_of(who, before.kind), .out = out };
    a.args.of = ended->id;
    return ask_once(db, who, once, ask_tx, &a, out);
}
