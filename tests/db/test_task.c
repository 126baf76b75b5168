/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks as they are read and ended: what a cancelled one leaves, logs by level, pages. */
#include "db_fixture.h"
#include "base/log.h"
#include "kind/task.h"
#include "store/account.h"
#include "store/node.h"
#include "store/number.h"
#include "store/task_log.h"
#include "store/task_page.h"
#include "task/job.h"

QUERY(make_running, 0,
      "UPDATE vm SET made_at = NOW(6), seen = 2, busy = 0, task_id = NULL WHERE id = ?");
QUERY(rows_of, 0,
      "SELECT (SELECT COUNT(*) FROM vm WHERE id = ?) + "
      "(SELECT COUNT(*) FROM nic WHERE vm_id = ?) + "
      "(SELECT COUNT(*) FROM ip_hold WHERE vm_id = ? AND ended_at IS NULL) AS n",
      NUMBER_ROW);
QUERY(reserved, 0,
      "SELECT SUM(mem_reserved) + (SELECT SUM(reserved) FROM storage) + "
      "(SELECT SUM(vm_count) FROM account) AS n FROM node",
      NUMBER_ROW);

QUERY(set_there, 0, "UPDATE image_copy SET state = 1 WHERE image_id = ?");
QUERY(there, 0, "SELECT COUNT(*) AS n FROM image_copy WHERE image_id = ? AND state = 1",
      NUMBER_ROW);

static int64_t number(struct world *w, const struct query *q, const struct arg *args, size_t count)
{
    struct number found;
    must(w, db_one(w->taskd, q, &found, args, count));
    return found.n;
}

static struct task load(struct world *w, int64_t id)
{
    struct scope all = scope_everything();
    struct task t;
    must(w, task_load(w->taskd, &all, id, &t));
    return t;
}

static void cancel(struct world *w, int64_t id)
{
    struct asker who = world_asker(w, 0);
    must(w, task_cancel_ask(w->my, &who, id));
}

/* As a dispatcher and a worker would. */
static void run(struct world *w, int64_t id)
{
    int64_t fence = 0;
    must(w, queue_claim(w->taskd, id, "test:1", 30, &fence));
    enum fault_code rc = job_run(&w->conf, w->taskd, id, fence);
    db_use(w->taskd, w->arena, &w->fault);
    assert_int_equal(rc, FAULT_OK);
}

/* It waits for its image; nobody has begun it. */
static void a_cancelled_creation_never_was(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    int64_t task = 0;
    int64_t before = number(w, &reserved, NO_ARGS);
    int64_t vm = world_create(w, 0, "cancelled", &task);
    assert_true(number(w, &reserved, NO_ARGS) > before);
    cancel(w, task);
    run(w, task);
    struct task t = load(w, task);
    assert_int_equal(t.state, TASK_CANCELLED);
    assert_string_equal(t.error_code, "cancelled");
    assert_false(t.vm_there);
    assert_int_equal(number(w, &rows_of, ARGS(ARG(vm), ARG(vm), ARG(vm))), 0);
    assert_int_equal(number(w, &reserved, NO_ARGS), before);
    assert_string_equal(task_again_refuses(&t), "A task of this kind is not tried again by itself: "
                                                "ask for it anew.");
    assert_int_equal(task_cancel_ask(w->my, &who, task), FAULT_CONFLICT);
    fault_clear(&w->fault);
    vm = world_create(w, 0, "cancelled", &task); /* the name is free */
    assert_true(vm > 0);
}

static int64_t a_machine(struct world *w, const char *name)
{
    int64_t vm = world_create(w, 0, name, NULL);
    must(w, db_exec(w->taskd, &make_running, NULL, NULL, ARGS(ARG(vm))));
    return vm;
}

static int64_t ask(struct world *w, int64_t vm, const char *kind)
{
    const struct once once = { .key = NULL };
    struct asker who = world_asker(w, 0);
    struct asked asked;
    must(w, vm_task_ask(w->my, &who, kind, vm, &once, &asked));
    return asked.task_id;
}

/* What a click led to is found by its number, in rows and in all programs' lines. */
static void a_task_keeps_its_request(void **state)
{
    struct world *w = *state;
    int64_t vm = a_machine(w, "numbered");
    log_request("0123456789abcdef");
    int64_t task = ask(w, vm, "vm_stop");
    log_request(NULL);
    assert_string_equal(load(w, task).request, "0123456789abcdef");
    cancel(w, task);
    run(w, task);
    assert_string_equal(log_request_now(), "0123456789abcdef");
    log_request(NULL);
    assert_string_equal(load(w, ask(w, vm, "vm_stop")).request, "");
}

/* Else a comparison would call a machine wrong that nobody wants off any more. */
static void a_cancelled_wish_is_none(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct vm now;
    int64_t vm = a_machine(w, "wished");
    int64_t task = ask(w, vm, "vm_shutdown");
    must(w, vm_load(w->my, &who.scope, vm, &now));
    assert_int_equal(now.wished, SEEN_OFF);
    cancel(w, task);
    run(w, task);
    must(w, vm_load(w->my, &who.scope, vm, &now));
    assert_int_equal(now.wished, SEEN_RUNNING);
    assert_int_equal(now.state, VM_RUNNING);
    assert_int_equal(now.task_id, 0);
    assert_int_equal(now.failed_task_id, 0);
}

static enum fault_code fail_tx(struct db *db, void *ctx)
{
    const struct task *t = ctx;
    enum fault_code rc = vm_free(db, t->vm_id, t->id, SEEN_OFF, t->id);
    return rc ? rc : queue_end(db, t->id, t->fence, TASK_FAILED);
}

static int64_t a_failed_task(struct world *w, int64_t vm)
{
    struct fault why = { .code = FAULT_TIMEOUT, .id = "late" };
    int64_t fence = 0;
    int64_t id = ask(w, vm, "vm_stop");
    must(w, queue_claim(w->taskd, id, "test:1", 30, &fence));
    must(w, queue_undo(w->taskd, id, fence, &why));
    struct task t = load(w, id);
    must(w, db_tx(w->taskd, fail_tx, NULL, &t));
    return id;
}

static void the_command_line_tries_again(void **state)
{
    struct world *w = *state;
    const struct once once = { .key = NULL };
    struct asker who = { .scope = scope_everything(),
                         .account_id = w->reseller,
                         .reseller_id = w->reseller,
                         .who = "hatchery task",
                         .address = "",
                         .inst = w->conf.inst };
    struct asked asked;
    bool may = false;
    int64_t vm = a_machine(w, "again");
    int64_t failed = a_failed_task(w, vm);
    must(w, task_again_ask(w->cli, &who, failed, &once, &asked));
    struct task t = load(w, asked.task_id);
    assert_int_equal(t.state, TASK_QUEUED);
    assert_int_equal(t.account_id, w->account[0]); /* whose machine it is, whoever asked */
    assert_string_equal(t.kind, "vm_stop");
    must(w, task_may_any(w->taskd, t.id, "vm_power", &may));
    assert_true(may);
}

/* --- logs --- */

static void write_line(struct world *w, int64_t id, enum task_level level, enum fault_code code,
                       const char *words)
{
    struct fault line = { .code = code, .id = words };
    must(w, queue_log(w->taskd, id, level, &line));
}

static void expect_lines(struct db *db, struct world *w, int64_t id, const struct task_log_ask *ask,
                         const char *const *words)
{
    struct list found;
    int64_t n = 0;
    must(w, task_log_last_any(db, id, ask, &found));
    const struct task_line *l = found.rows;
    for (; words[n]; n++) {
        assert_true(n < found.count);
        assert_string_equal(l[n].message, words[n]);
    }
    assert_int_equal(found.count, n);
}

/* TEN-04: what a host said is the provider's. */
static void a_log_is_read_by_level(void **state)
{
    struct world *w = *state;
    struct db *my = world_connect(w, "my_reader", true);
    struct task_log_ask ask = { .level = TASK_ALL_LEVELS, .most = 10 };
    struct task_log_counts counts;
    struct list next;
    int64_t id = world_task(w, 0, "r:log", true);
    write_line(w, id, TASK_INFO, FAULT_OK, "first");
    write_line(w, id, TASK_WARN, FAULT_UPSTREAM, "/etc said no");
    write_line(w, id, TASK_WARN, FAULT_OK, "second");
    write_line(w, id, TASK_ERROR, FAULT_OK, "third");
    expect_lines(my, w, id, &ask, (const char *const[]){ "first", "second", "third", NULL });
    ask.most = 2;
    expect_lines(my, w, id, &ask, (const char *const[]){ "second", "third", NULL });
    ask.level = TASK_WARN;
    expect_lines(my, w, id, &ask, (const char *const[]){ "second", NULL });
    ask.provider = true;
    expect_lines(w->cli, w, id, &ask, (const char *const[]){ "/etc said no", "second", NULL });
    must(w, task_log_counts_any(my, id, false, &counts));
    assert_int_equal(counts.all, 3);
    assert_int_equal(counts.level[TASK_WARN], 1);
    ask = (struct task_log_ask){ .level = TASK_ALL_LEVELS, .most = 1 };
    must(w, task_log_next_any(w->cli, id, &ask, &next));
    ask.behind = ((const struct task_line *)next.rows)->id;
    must(w, task_log_next_any(w->cli, id, &ask, &next));
    assert_string_equal(((const struct task_line *)next.rows)->message, "second");
    db_close(&my);
}

static void a_held_task_says_by_what(void **state)
{
    struct world *w = *state;
    struct db *my = world_connect(w, "my_reader", true);
    struct task_hold hold;
    bool changed = false;
    struct task t = load(w, world_task(w, 0, "r:why", true));
    assert_int_equal(task_hold_of(my, &t, &hold), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, task_hold(w->cli, "kind:vm_stop", "root", &changed));
    must(w, task_hold_of(my, &t, &hold));
    assert_string_equal(hold.what, "kind:vm_stop");
    assert_string_equal(hold.held_by, "root");
    must(w, task_release(w->cli, "kind:vm_stop", &changed));
    db_close(&my);
}

/* --- pages --- */

static void expect_page(struct world *w, const struct db *api, const struct task_page_filter *f,
                        const int64_t *ids, int64_t count)
{
    struct scope who = scope_account(w->reseller, w->account[0]);
    struct list found;
    must(w, task_page(api, &who, f, &found));
    const struct task *t = found.rows;
    assert_int_equal(found.count, count);
    for (int64_t i = 0; i < count; i++)
        assert_int_equal(t[i].id, ids[i]);
}

static void pages_have_an_order(void **state)
{
    struct world *w = *state;
    struct db *api = world_connect(w, "api_reader", true);
    int64_t vm = a_machine(w, "ordered");
    int64_t failed = a_failed_task(w, vm);
    int64_t off = ask(w, vm, "vm_shutdown");
    cancel(w, off);
    run(w, off);
    int64_t start = ask(w, vm, "vm_start");
    struct task_page_filter f = { .vm_id = vm, .limit = 3, .offset = 1 };
    /* the creation is the first of it, and queued */
    expect_page(w, api, &f, (const int64_t[]){ failed, off, start }, 3);
    f.by[0] = TASK_BY_KIND; /* vm_create, vm_shutdown, vm_start, vm_stop */
    expect_page(w, api, &f, (const int64_t[]){ off, start, failed }, 3);
    f.down[0] = true;
    f.offset = 0;
    expect_page(w, api, &f, (const int64_t[]){ failed, start, off }, 3);
    f = (struct task_page_filter){
        .vm_id = vm, .limit = 3, .by = { TASK_BY_STATUS, TASK_BY_ID }, .down = { false, true }
    };
    expect_page(w, api, &f, (const int64_t[]){ off, failed, start }, 3);
    f = (struct task_page_filter){
        .vm_id = vm, .limit = 2, .by = { TASK_BY_FINISHED }, .down = { true }
    };
    expect_page(w, api, &f, (const int64_t[]){ off, failed }, 2);
    f.by[0] = TASK_BY_STARTED;
    f.states = 1 << TASK_FAILED | 1 << TASK_CANCELLED;
    expect_page(w, api, &f, (const int64_t[]){ off, failed }, 2);
    db_close(&api);
}

static void many_are_asked_for_at_once(void **state)
{
    struct world *w = *state;
    struct db *api = world_connect(w, "api_reader", true);
    struct scope who = scope_account(w->reseller, w->account[0]);
    struct scope other = scope_account(w->reseller, w->account[1]);
    struct list found;
    int64_t vm = a_machine(w, "asked");
    int64_t task = ask(w, vm, "vm_stop");
    int64_t own = world_task(w, 0, "r:own", true); /* on no machine: not theirs to see */
    const int64_t ids[] = { own, task, INT64_MAX };
    must(w, task_page_ids(api, &who, ids, countof(ids), &found));
    assert_int_equal(found.count, 1);
    assert_int_equal(((const struct task *)found.rows)->id, task);
    must(w, task_page_ids(api, &other, ids, countof(ids), &found)); /* TEN-02 */
    assert_int_equal(found.count, 0);
    must(w, task_page_ids(api, &who, ids, 0, &found));
    assert_int_equal(found.count, 0);
    db_close(&api);
}

/*
 * TSK-01: a row as a web program that was taken over could write it. Undone, it would have removed
 * the base of all disks on that storage.
 */
static void an_image_that_is_there_is_nobodys_to_bring(void **state)
{
    struct world *w = *state;
    struct task_new forged = {
        .kind = "image_bring",
        .account_id = w->account[0],
        .reseller_id = w->reseller,
        .node_id = w->node,
        .object = "x",
        .args = arena_printf(w->arena, "{\"image_id\":%lld,\"storage_id\":1}", (long long)w->image),
        .asked_by = "x",
        .as_whom = w->user[0]
    };
    int64_t id = 0;
    world_create(w, 0, "based", NULL); /* its image is on its way to storage 1 */
    must(w, db_exec(w->taskd, &set_there, NULL, NULL, ARGS(ARG(w->image))));
    for (int named = 0; named < 2; named++) {
        must(w, task_add(w->my, &forged, &id));
        run(w, id);
        struct task t = load(w, id);
        assert_int_equal(t.state, TASK_FAILED);
        assert_string_equal(t.error_code, "forbidden");
        assert_int_equal(number(w, &there, ARGS(ARG(w->image))), 1);
        /* nor where it never was */
        forged.args =
            arena_printf(w->arena, "{\"image_id\":%lld,\"storage_id\":999}", (long long)w->image);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cancelled_creation_never_was),
        cmocka_unit_test(a_task_keeps_its_request),
        cmocka_unit_test(a_cancelled_wish_is_none),
        cmocka_unit_test(the_command_line_tries_again),
        cmocka_unit_test(a_log_is_read_by_level),
        cmocka_unit_test(a_held_task_says_by_what),
        cmocka_unit_test(pages_have_an_order),
        cmocka_unit_test(many_are_asked_for_at_once),
        cmocka_unit_test(an_image_that_is_there_is_nobodys_to_bring),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
