/* SPDX-License-Identifier: Apache-2.0 */
/* The queue on a real MariaDB: who is claimed, who waits for whom, who is ended. */
#include "db_fixture.h"
#include "kind/task.h"
#include "store/number.h"

#define SCOPE_OF(w, which) scope_account((w)->reseller, (w)->account[which])
QUERY(drop_locks, 0, "DELETE FROM task_lock WHERE task_id = ?");
QUERY(add_wait, 0, "INSERT INTO task_wait (task_id, on_task_id) VALUES (?, ?)");
QUERY(make_kind, 0, "UPDATE task SET kind = ? WHERE id = ?");
QUERY(make_heavy, 0, "UPDATE task SET heavy = TRUE, node_id = ?, storage_id = ? WHERE id = ?");

static enum fault_code claim(struct world *w, int64_t id, int64_t *fence)
{
    enum fault_code rc = queue_claim(w->taskd, id, "test:1", 30, fence);
    fault_clear(&w->fault);
    return rc;
}

struct ending {
    int64_t id;
    int64_t fence;
};

static enum fault_code end_tx(struct db *db, void *ctx)
{
    const struct ending *e = ctx;
    return queue_end(db, e->id, e->fence, TASK_DONE);
}

static void end_task(struct world *w, int64_t id, int64_t fence)
{
    struct ending e = { id, fence };
    must(w, db_tx(w->taskd, end_tx, NULL, &e));
}

static void locks_exclude_share_and_wake(void **state)
{
    struct world *w = *state;
    int64_t fence[5];
    int64_t shared1 = world_task(w, 0, "r:1", false);
    int64_t shared2 = world_task(w, 0, "r:1", false);
    int64_t alone = world_task(w, 0, "r:1", true);
    int64_t shared3 = world_task(w, 0, "r:1", false);
    int64_t other = world_task(w, 0, "r:2", true);
    struct task t;
    struct scope all = scope_everything();
    assert_int_equal(claim(w, shared1, &fence[0]), FAULT_OK);
    assert_int_equal(claim(w, shared2, &fence[1]), FAULT_OK);
    assert_int_equal(claim(w, shared2, &fence[4]), FAULT_MISSING); /* it has a keeper */
    assert_int_equal(claim(w, alone, &fence[2]), FAULT_MISSING);
    assert_int_equal(claim(w, shared3, &fence[3]), FAULT_MISSING); /* behind the older intent */
    assert_int_equal(claim(w, other, &fence[4]), FAULT_OK);
    must(w, task_load(w->taskd, &all, alone, &t));
    assert_int_equal(t.state, TASK_PARKED);
    end_task(w, shared1, fence[0]);
    end_task(w, shared2, fence[1]);
    must(w, task_load(w->taskd, &all, alone, &t));
    assert_int_equal(t.state, TASK_QUEUED);
    assert_int_equal(claim(w, alone, &fence[2]), FAULT_OK);
    end_task(w, alone, fence[2]);
    assert_int_equal(claim(w, shared3, &fence[3]), FAULT_OK);
    end_task(w, shared3, fence[3]);
    end_task(w, other, fence[4]);
}

static void a_task_parked_for_nothing_is_woken(void **state)
{
    struct world *w = *state;
    int64_t first = world_task(w, 0, "r:lost", true);
    int64_t second = world_task(w, 0, "r:lost", true);
    int64_t fence = 0;
    int64_t woken = -1;
    assert_int_equal(claim(w, first, &fence), FAULT_OK);
    assert_int_equal(claim(w, second, &fence), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, queue_wake_forgotten(w->taskd, &woken));
    assert_int_equal(woken, 0);
    must(w, db_exec(w->taskd, &drop_locks, NULL, NULL, ARGS(ARG(first))));
    must(w, queue_wake_forgotten(w->taskd, &woken));
    assert_int_equal(woken, 1);
    must(w, claim(w, second, &fence));
    end_task(w, second, fence);
    end_task(w, first, 1);
}

static void a_stale_fence_writes_nothing(void **state)
{
    struct world *w = *state;
    int64_t old = 0;
    int64_t now = 0;
    int64_t id = world_task(w, 0, "r:3", true);
    assert_int_equal(queue_claim(w->taskd, id, "test:1", 1, &old), FAULT_OK);
    while (claim(w, id, &now)) /* its lease of one second runs out */
        ;
    assert_int_equal(now, old + 1);
    assert_int_equal(queue_renew(w->taskd, id, old, 30), FAULT_LEASE);
    assert_int_equal(queue_step_begin(w->taskd, id, old, false, 1, "stop", 0), FAULT_LEASE);
    assert_int_equal(queue_again(w->taskd, id, old, 0), FAULT_LEASE);
    assert_int_equal(queue_mine(w->taskd, id, old), FAULT_LEASE);
    fault_clear(&w->fault);
    must(w, queue_mine(w->taskd, id, now));
    end_task(w, id, now);
}

static unsigned state_of(struct world *w, int64_t id)
{
    struct task t;
    struct scope all = scope_everything();
    must(w, task_load(w->taskd, &all, id, &t));
    return t.state;
}

static bool is_candidate(struct world *w, const struct queue_full *full, int64_t id)
{
    struct list found;
    must(w, queue_candidates(w->taskd, full, 30, &found));
    const struct queue_row *at = found.rows;
    for (int64_t i = 0; i < found.count; i++)
        if (at[i].id == id)
            return true;
    return false;
}

static void finish(struct world *w, int64_t id)
{
    int64_t fence = 0;
    must(w, claim(w, id, &fence));
    end_task(w, id, fence);
}

enum { CROWD = 40 };

static int64_t count_queued(struct world *w, const int64_t id[CROWD])
{
    int64_t n = 0;
    for (int i = 0; i < CROWD; i++)
        n += state_of(w, id[i]) == TASK_QUEUED;
    return n;
}

/* One of them gets it: the others are not all woken at each end, and none is forgotten. */
static void a_crowd_behind_one_lock_is_woken_in_parts(void **state)
{
    struct world *w = *state;
    int64_t id[CROWD];
    int64_t fence = 0;
    int64_t done = 0;
    int64_t first = world_task(w, 0, "r:crowd", true);
    for (int i = 0; i < CROWD; i++)
        id[i] = world_task(w, 0, "r:crowd", true);
    must(w, claim(w, first, &fence));
    for (int i = 0; i < CROWD; i++) {
        int64_t none = 0;
        assert_int_equal(claim(w, id[i], &none), FAULT_MISSING);
    }
    assert_int_equal(count_queued(w, id), 0);
    end_task(w, first, fence);
    assert_in_range(count_queued(w, id), 1, CROWD / 2);
    for (int round = 0; round < CROWD && done < CROWD; round++)
        for (int i = 0; i < CROWD; i++)
            if (state_of(w, id[i]) == TASK_QUEUED) {
                finish(w, id[i]);
                done++;
            }
    assert_int_equal(done, CROWD);
}

QUERY(rows_read, 0,
      "SELECT CAST(SUM(VARIABLE_VALUE) AS INT) AS n FROM information_schema.SESSION_STATUS "
      "WHERE VARIABLE_NAME LIKE 'Handler_read_%' AND VARIABLE_NAME <> 'Handler_read_rnd_next'",
      NUMBER_ROW);

static int64_t read_by_now(struct world *w)
{
    struct number n = { 0 };
    must(w, db_one(w->taskd, &rows_read, &n, NO_ARGS));
    return n.n;
}

enum { THRONG = 300 };

/* Those that share a resource wake each other in turn: an end reads as many as it wakes, whoever
 * was clicked comes before what goes many at a time, and none is left to the belt. */
static void an_end_reads_no_more_than_it_wakes(void **state)
{
    struct world *w = *state;
    static const struct query urge = { .sql = "UPDATE task SET prio = ? WHERE id = ?" };
    int64_t id[THRONG];
    int64_t fence = 0;
    int64_t none = 0;
    int64_t woken = 0;
    int64_t first = world_task(w, 0, "r:throng", true);
    must(w, claim(w, first, &fence));
    for (int i = 0; i < THRONG; i++) {
        id[i] = world_task(w, 0, "r:throng", false);
        must(w, db_exec(w->taskd, &urge, NULL, NULL,
                        ARGS(arg_i64(i == THRONG - 1 ? PRIO_PERSON : PRIO_MANY), ARG(id[i]))));
        assert_int_equal(claim(w, id[i], &none), FAULT_MISSING);
    }
    int64_t before = read_by_now(w);
    end_task(w, first, fence);
    assert_in_range(read_by_now(w) - before, 1, 2 * THRONG);
    for (int i = 0; i < THRONG; i++)
        woken += state_of(w, id[i]) == TASK_QUEUED;
    assert_in_range(woken, 1, THRONG / 2);
    assert_int_equal(state_of(w, id[THRONG - 1]), TASK_QUEUED);
    int done = 0;
    for (int round = 0; round < THRONG && done < THRONG; round++)
        for (int i = 0; i < THRONG; i++)
            if (state_of(w, id[i]) == TASK_QUEUED) {
                finish(w, id[i]);
                done++;
            }
    assert_int_equal(done, THRONG);
}

/* Whom a hold keeps from beginning keeps nobody else from it. */
static void what_is_held_holds_up_nobody(void **state)
{
    struct world *w = *state;
    int64_t fence[2];
    int64_t woken = 0;
    bool changed = false;
    int64_t reader = world_task(w, 0, "r:held", false);
    int64_t alone = world_task(w, 0, "r:held", true);
    int64_t younger = world_task(w, 0, "r:held", false);
    struct queue_full nothing = { .heavy = false };
    must(w, db_exec(w->taskd, &make_kind, NULL, NULL, ARGS(arg_text("test_held"), ARG(alone))));
    must(w, claim(w, reader, &fence[0]));
    assert_int_equal(claim(w, alone, &fence[1]), FAULT_MISSING);
    assert_int_equal(claim(w, younger, &fence[1]), FAULT_MISSING);
    must(w, task_hold(w->cli, "kind:test_held", "ann", &changed));
    end_task(w, reader, fence[0]);
    must(w, queue_wake_forgotten(w->taskd, &woken));
    assert_false(is_candidate(w, &nothing, alone));
    finish(w, younger);
    must(w, task_release(w->cli, "kind:test_held", &changed));
    finish(w, alone);
}

/* TSK-04: whose share is used up, where too much moves: they are passed over, others are not. */
static void what_is_full_leaves_room(void **state)
{
    struct world *w = *state;
    const struct queue_full nothing = { .heavy = false };
    const struct queue_full account = { .account = { [QUEUE_FULL - 1] = w->account[0] } };
    const struct queue_full node = { .node = { 7001 } };
    const struct queue_full storage = { .storage = { 7002 } };
    const struct queue_full disks = { .heavy = true };
    int64_t light = world_task(w, 0, "r:light", true);
    int64_t heavy = world_task(w, 1, "r:heavy", true);
    must(w, db_exec(w->taskd, &make_heavy, NULL, NULL,
                    ARGS(arg_i64(7001), arg_i64(7002), ARG(heavy))));
    assert_true(is_candidate(w, &nothing, light));
    assert_true(is_candidate(w, &nothing, heavy));
    assert_false(is_candidate(w, &account, light));
    assert_true(is_candidate(w, &account, heavy));
    assert_true(is_candidate(w, &node, light));
    assert_false(is_candidate(w, &node, heavy));
    assert_false(is_candidate(w, &storage, heavy));
    assert_false(is_candidate(w, &disks, heavy)); /* sixty-four of them hide no light one */
    assert_true(is_candidate(w, &disks, light));
    finish(w, light);
    finish(w, heavy);
}

/* CLK: a lease far ahead is nobody's any more, and a task that was given no time is due. */
static void a_clock_that_went_back_holds_up_nobody(void **state)
{
    QUERY(ahead, 0,
          "UPDATE task SET run_at = NOW(6) + INTERVAL 1 HOUR, queued_at = run_at, "
          "lease_until = NOW(6) + INTERVAL 1 HOUR WHERE id = ?");
    struct world *w = *state;
    const struct queue_full nothing = { .heavy = false };
    int64_t fence[2];
    int64_t id = world_task(w, 0, "r:clock", true);
    must(w, db_exec(w->taskd, &ahead, NULL, NULL, ARGS(ARG(id))));
    assert_true(is_candidate(w, &nothing, id));
    must(w, claim(w, id, &fence[0]));
    assert_false(is_candidate(w, &nothing, id));
    must(w, db_exec(w->taskd, &ahead, NULL, NULL, ARGS(ARG(id))));
    assert_true(is_candidate(w, &nothing, id));
    must(w, claim(w, id, &fence[1]));
    assert_int_equal(fence[1], fence[0] + 1);
    end_task(w, id, fence[1]);
}

static void what_runs_is_counted(void **state)
{
    struct world *w = *state;
    struct list found;
    int64_t fence = 0;
    int64_t sum = 0;
    int64_t id = world_task(w, 0, "r:count", true);
    must(w, claim(w, id, &fence));
    must(w, queue_running(w->taskd, &found));
    const struct queue_row *at = found.rows;
    for (int64_t i = 0; i < found.count; i++)
        sum += at[i].account_id == w->account[0] ? at[i].count : 0;
    assert_int_equal(sum, 1);
    end_task(w, id, fence);
}

/* Maintenance: nothing of it begins, and what is released goes on. */
static void what_is_held_does_not_begin(void **state)
{
    static const char *const holds[] = { "all", "kind:vm_stop", "node:7003" };
    struct world *w = *state;
    const struct queue_full nothing = { .heavy = false };
    bool changed = false;
    int64_t fence = 0;
    int64_t id = world_task(w, 0, "r:held", true);
    must(w,
         db_exec(w->taskd, &make_heavy, NULL, NULL, ARGS(arg_i64(7003), arg_i64(7004), ARG(id))));
    for (size_t i = 0; i < countof(holds); i++) {
        must(w, task_hold(w->cli, holds[i], "root", &changed));
        assert_true(changed);
        assert_false(is_candidate(w, &nothing, id));
        must(w, task_hold(w->cli, holds[i], "root", &changed));
        assert_false(changed);
        must(w, task_release(w->cli, holds[i], &changed));
        assert_true(changed);
        assert_true(is_candidate(w, &nothing, id));
    }
    must(w, claim(w, id, &fence));
    must(w, queue_again(w->taskd, id, fence, 0));
    must(w, task_hold(w->cli, "all", "root", &changed));
    assert_true(is_candidate(w, &nothing, id)); /* what has begun goes on */
    must(w, task_release(w->cli, "all", &changed));
    finish(w, id);
}

/* --- cancelling --- */

/* Parked behind another: it is ended without its lock. */
static void a_cancelled_task_needs_no_lock(void **state)
{
    struct world *w = *state;
    const struct queue_full nothing = { .heavy = false };
    struct asker who = world_asker(w, 0);
    int64_t fence[2];
    int64_t holder = world_task(w, 0, "r:cancel", true);
    int64_t waits = world_task(w, 0, "r:cancel", true);
    must(w, claim(w, holder, &fence[0]));
    assert_int_equal(claim(w, waits, &fence[1]), FAULT_MISSING);
    assert_int_equal(state_of(w, waits), TASK_PARKED);
    must(w, task_cancel_ask(w->my, &who, waits));
    assert_true(is_candidate(w, &nothing, waits));
    must(w, claim(w, waits, &fence[1]));
    end_task(w, waits, fence[1]);
    end_task(w, holder, fence[0]);
}

static void expect_refused(struct world *w, int which, int64_t id, enum fault_code why)
{
    struct asker who = world_asker(w, which);
    assert_int_equal(task_cancel_ask(w->my, &who, id), why);
    fault_clear(&w->fault);
}

static void not_every_task_can_be_cancelled(void **state)
{
    struct world *w = *state;
    int64_t fence = 0;
    bool cancelled = false;
    int64_t step_no = 0;
    int64_t id = world_task(w, 0, "r:begun", true);
    expect_refused(w, 1, id, FAULT_MISSING); /* TEN-02: another's is not there */
    must(w, claim(w, id, &fence));
    must(w, queue_step_begin(w->taskd, id, fence, false, 1, "stop", 0));
    expect_refused(w, 0, id, FAULT_CONFLICT); /* it would be done sooner than undone */
    must(w, queue_cancelled(w->taskd, id, fence, &cancelled, &step_no));
    assert_false(cancelled);
    assert_int_equal(step_no, 1);
    end_task(w, id, fence);
    expect_refused(w, 0, id, FAULT_CONFLICT);
}

/* It is being undone already: its keeper must not end the worker that does so, however long. */
static void what_is_being_undone_is_left_to_end(void **state)
{
    static const struct fault why = { .code = FAULT_CANCELLED, .id = "ended" };
    struct world *w = *state;
    struct scope own = SCOPE_OF(w, 0);
    int64_t fence = 0;
    int64_t step_no = 0;
    bool cancelled = false;
    int64_t id = world_task(w, 0, "r:undone", true);
    must(w, claim(w, id, &fence));
    must(w, queue_step_begin(w->taskd, id, fence, false, 1, "stop", 0));
    must(w, task_cancel(w->my, &own, id, true, "x"));
    must(w, queue_cancelled(w->taskd, id, fence, &cancelled, &step_no));
    assert_true(cancelled);
    must(w, queue_undo(w->taskd, id, fence, &why));
    must(w, queue_cancelled(w->taskd, id, fence, &cancelled, &step_no));
    assert_false(cancelled);
    end_task(w, id, fence);
}

/* A hold lets end what has begun, also what was half undone when its node went away. */
static void a_hold_keeps_nothing_from_being_undone(void **state)
{
    static const struct fault why = { .code = FAULT_UPSTREAM, .id = "gone" };
    struct world *w = *state;
    const struct queue_full nothing = { .heavy = false };
    bool changed = false;
    int64_t fence = 0;
    int64_t id = world_task(w, 0, "r:half", true);
    must(w, claim(w, id, &fence));
    must(w, queue_undo(w->taskd, id, fence, &why));
    must(w, queue_again(w->taskd, id, fence, 0));
    must(w, task_hold(w->cli, "all", "root", &changed));
    assert_true(is_candidate(w, &nothing, id));
    must(w, task_release(w->cli, "all", &changed));
    finish(w, id);
}

/* Two versions side by side: the tries of one that does not know the kind are not the task's. */
static void who_leaves_a_task_has_not_tried_it(void **state)
{
    struct world *w = *state;
    struct scope all = scope_everything();
    const struct queue_full nothing = { .heavy = false };
    struct task t;
    int64_t fence = 0;
    int64_t id = world_task(w, 0, "r:left", true);
    for (int i = 0; i < 20; i++) {
        must(w, claim(w, id, &fence));
        must(w, queue_leave(w->taskd, id, fence, 0));
    }
    must(w, task_load(w->taskd, &all, id, &t));
    assert_int_equal(t.tries, 0);
    assert_int_equal(queue_leave(w->taskd, id, fence, 0), FAULT_LEASE);
    fault_clear(&w->fault);
    must(w, claim(w, id, &fence));
    must(w, queue_leave(w->taskd, id, fence, 60));
    assert_false(is_candidate(w, &nothing, id));
}

/* --- one that waits for its children --- */

static int64_t add_parent(struct world *w, int64_t child[2], int64_t *fence)
{
    int64_t parent = world_task(w, 0, "r:parent", true);
    child[0] = world_task(w, 0, "r:child0", true);
    child[1] = world_task(w, 0, "r:child1", true);
    for (int i = 0; i < 2; i++)
        must(w, db_exec(w->taskd, &add_wait, NULL, NULL, ARGS(ARG(parent), ARG(child[i]))));
    must(w, claim(w, parent, fence));
    return parent;
}

static void the_last_child_wakes_its_parent(void **state)
{
    struct world *w = *state;
    int64_t child[2];
    int64_t fence = 0;
    int64_t parent = add_parent(w, child, &fence);
    must(w, queue_await(w->taskd, parent, fence));
    assert_int_equal(state_of(w, parent), TASK_PARKED);
    finish(w, child[0]);
    assert_int_equal(state_of(w, parent), TASK_PARKED);
    finish(w, child[1]);
    assert_int_equal(state_of(w, parent), TASK_QUEUED);
    must(w, claim(w, parent, &fence));
    must(w, queue_await(w->taskd, parent, fence)); /* nothing is left to wait for */
    assert_int_equal(state_of(w, parent), TASK_QUEUED);
    finish(w, parent);
}

struct last_two {
    struct world *w;
    struct db *other;
    int64_t id[2];
    int64_t fence[2];
};

static enum fault_code end_both_tx(struct db *db, void *ctx)
{
    struct last_two *l = ctx;
    struct ending second = { l->id[1], l->fence[1] };
    enum fault_code rc = queue_end(db, l->id[0], l->fence[0], TASK_DONE);
    /* the second ends while the first has not committed: it waits for the parent's row in vain */
    assert_int_not_equal(db_tx(l->other, end_tx, NULL, &second), FAULT_OK);
    return rc;
}

/* Without the parent's lock both would see the other running, and nobody would wake it. */
static void two_children_end_at_once(void **state)
{
    QUERY(short_wait, 0, "SET SESSION innodb_lock_wait_timeout = 1");
    struct world *w = *state;
    struct last_two l = { .w = w, .other = world_connect(w, "taskd", false) };
    int64_t fence = 0;
    int64_t parent = add_parent(w, l.id, &fence);
    must(w, queue_await(w->taskd, parent, fence));
    for (int i = 0; i < 2; i++)
        must(w, claim(w, l.id[i], &l.fence[i]));
    must(w, db_exec(l.other, &short_wait, NULL, NULL, NO_ARGS));
    must(w, db_tx(w->taskd, end_both_tx, NULL, &l));
    fault_clear(&w->fault);
    assert_int_equal(state_of(w, parent), TASK_PARKED);
    end_task(w, l.id[1], l.fence[1]);
    assert_int_equal(state_of(w, parent), TASK_QUEUED);
    finish(w, parent);
    db_close(&l.other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(locks_exclude_share_and_wake),
        cmocka_unit_test(a_task_parked_for_nothing_is_woken),
        cmocka_unit_test(a_crowd_behind_one_lock_is_woken_in_parts),
        cmocka_unit_test(an_end_reads_no_more_than_it_wakes),
        cmocka_unit_test(what_is_held_holds_up_nobody),
        cmocka_unit_test(a_stale_fence_writes_nothing),
        cmocka_unit_test(what_is_full_leaves_room),
        cmocka_unit_test(a_clock_that_went_back_holds_up_nobody),
        cmocka_unit_test(what_runs_is_counted),
        cmocka_unit_test(what_is_held_does_not_begin),
        cmocka_unit_test(a_cancelled_task_needs_no_lock),
        cmocka_unit_test(not_every_task_can_be_cancelled),
        cmocka_unit_test(what_is_being_undone_is_left_to_end),
        cmocka_unit_test(a_hold_keeps_nothing_from_being_undone),
        cmocka_unit_test(who_leaves_a_task_has_not_tried_it),
        cmocka_unit_test(the_last_child_wakes_its_parent),
        cmocka_unit_test(two_children_end_at_once),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
