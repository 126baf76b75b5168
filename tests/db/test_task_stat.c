/* SPDX-License-Identifier: Apache-2.0 */
/* Figures of ended tasks, and which of them are deleted, on a real MariaDB. */
#include "db_fixture.h"
#include <string.h>
#include "base/clock.h"
#include "store/signin.h"
#include "store/task_stat.h"
#include "store/task_sweep.h"

#define SECOND INT64_C(1000000)
#define HOUR INT64_C(3600)
#define DAY INT64_C(86400)
/* Kinds that nothing else here has; a day long ago, so that hours are over. */
static const char rolled[] = "test_roll";
static const char swept[] = "test_sweep";
#define LONG_AGO (INT64_C(1760000000) / DAY * DAY)

QUERY(add, 0,
      "INSERT INTO task (kind, account_id, reseller_id, parent_id, vm_id, state, asked_by, "
      "queued_at, started_at, ended_at) VALUES (?, 1, 1, ?, ?, ?, 'test', ?, ?, ?)");
QUERY(add_step, 0,
      "INSERT INTO task_step (task_id, `undo`, no, name, begun_at) VALUES (?, 0, 1, 'x', NOW(6))");
QUERY(add_line, 0,
      "INSERT INTO task_log (task_id, at, level, `inner`, message) VALUES (?, NOW(6), 0, 0, 'x')");
QUERY(add_wait, 0, "INSERT INTO task_wait (task_id, on_task_id) VALUES (?, ?)");
QUERY(name_it, 0, "UPDATE vm SET failed_task_id = ? WHERE id = ?");
QUERY(has_in_hand, 0, "UPDATE vm SET task_id = ? WHERE id = ?");
QUERY(copied, 0, "UPDATE image_copy SET task_id = ? WHERE image_id = ?");
QUERY(scheduled, 0,
      "INSERT INTO schedule (kind, every_seconds, next_at, task_id) "
      "VALUES ('test_sweep', 600, NOW(6) + INTERVAL 1 DAY, ?)");
QUERY(at_times, 0,
      "INSERT INTO schedule (kind, account_id, reseller_id, vm_id, next_at, task_id) "
      "VALUES ('vm_stop', 1, 1, ?, NOW(6) + INTERVAL 1 DAY, ?)");
QUERY(end_it, 0, "UPDATE task SET state = 3, ended_at = NOW(6) WHERE id = ?");
QUERY(is_there, 0, "SELECT COUNT(*) AS n FROM task WHERE id = ?", NUMBER_ROW);
QUERY(rest_of, 0,
      "SELECT (SELECT COUNT(*) FROM task_step WHERE task_id = t.id) + (SELECT COUNT(*) FROM "
      "task_log WHERE task_id = t.id) + (SELECT COUNT(*) FROM task_wait WHERE t.id IN (task_id, "
      "on_task_id)) AS n FROM (SELECT ? AS id) AS t",
      NUMBER_ROW);
QUERY(old_signins, 0,
      "INSERT INTO signin (user_id, face, passed, address, agent, at) "
      "SELECT ?, 0, TRUE, '192.0.2.1', '', NOW(6) - INTERVAL seq * 90 DAY FROM seq_1_to_4");

struct made {
    const char *kind;
    enum task_state state;
    int64_t ended; /* seconds since 1970 */
    int64_t waited; /* microseconds */
    int64_t took;
    int64_t parent;
    int64_t vm;
};

static int64_t make(struct world *w, struct db *owner, struct made m)
{
    int64_t id = 0;
    int64_t ended = m.ended * SECOND;
    bool open = m.state < TASK_DONE;
    must(w, db_exec(owner, &add, NULL, &id,
                    ARGS(ARG(m.kind), arg_ref(m.parent), arg_ref(m.vm), arg_i64(m.state),
                         arg_text(clock_sql(w->arena, ended - m.took - m.waited)),
                         arg_text(clock_sql(w->arena, ended - m.took)),
                         arg_text(open ? NULL : clock_sql(w->arena, ended)))));
    return id;
}

/* As the task does it; says how many hours it made. */
static int roll(struct world *w, const char *kind, int64_t now)
{
    int64_t at = 0;
    int hours = -1;
    bool more = true;
    must(w, task_stat_from(w->taskd, kind, &at));
    for (; more; hours++)
        must(w, task_stat_roll(w->taskd, kind, now, &at, &more));
    must(w, task_stat_roll_kind(w->taskd, kind, now));
    return hours;
}

static struct task_stat row_at(struct world *w, struct db *reader, enum task_stat_level level,
                               int64_t at)
{
    struct list found;
    must(w, task_stat_list_any(reader, rolled, level, at, &found));
    const struct task_stat *s = found.rows;
    assert_true(found.count > 0 && s[0].at == at);
    return s[0];
}

static void hours_are_exact_and_days_are_their_sum(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    struct db *reader = world_connect(w, "admin_reader", true);
    int64_t now = LONG_AGO + 5 * HOUR + 1200;
    struct task_stat s;
    struct scope all = scope_everything();
    struct task t;
    int64_t one =
        make(w, owner, (struct made){ rolled, TASK_CANCELLED, LONG_AGO + 3599, 7, 1, 0, 0 });
    int64_t other = make(w, owner, (struct made){ "test_few", TASK_DONE, LONG_AGO, 7, 1, 0, 0 });
    for (int i = 1; i <= 100; i++)
        make(w, owner, (struct made){ rolled, TASK_DONE, LONG_AGO + i, 10 * i, 1000 * i, 0, 0 });
    make(w, owner, (struct made){ rolled, TASK_FAILED, LONG_AGO + 3599, 7000, 9000000, 0, 0 });
    for (int i = 0; i < 100; i++)
        make(w, owner, (struct made){ rolled, TASK_DONE, LONG_AGO + 3 * HOUR, 5, 2000000, 0, 0 });
    assert_int_equal(roll(w, rolled, now), 2);
    s = row_at(w, reader, STAT_HOUR, LONG_AGO);
    assert_int_equal(s.done, 100);
    assert_int_equal(s.failed, 1);
    assert_int_equal(s.cancelled, 1);
    assert_int_equal(s.took.p50, 50000);
    assert_int_equal(s.took.p95, 95000);
    assert_int_equal(s.took.p99, 99000); /* not the failed one's 9 s */
    assert_int_equal(s.waited.p99, 1000);
    s = row_at(w, reader, STAT_DAY, LONG_AGO);
    assert_int_equal(s.done, 200);
    assert_in_range(s.took.p50, 98500, 101600);    /* of 200 the 100th: 100 ms */
    assert_in_range(s.took.p95, 1970000, 2032000); /* the mean of both hours' is 1.05 s */
    must(w, task_stat_kind_any(reader, rolled, &s));
    assert_int_equal(s.done, 200);
    must(w, task_load(reader, &all, one, &t));
    assert_in_range(t.p99, 1970000, 2032000);
    must(w, task_load(reader, &all, other, &t));
    assert_int_equal(t.p99, 0);
    db_close(&reader);
    db_close(&owner);
}

static void what_goes_on_is_made_anew(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    struct db *reader = world_connect(w, "admin_reader", true);
    int64_t now = LONG_AGO + 6 * HOUR + 600;
    make(w, owner, (struct made){ rolled, TASK_DONE, now - 1000, 5, 3000, 0, 0 });
    make(w, owner, (struct made){ rolled, TASK_DONE, now - 2, 5, 3000, 0, 0 });
    assert_int_equal(roll(w, rolled, now), 2); /* not those before once more */
    make(w, owner, (struct made){ rolled, TASK_DONE, now - 1, 5, 3000, 0, 0 });
    assert_int_equal(roll(w, rolled, now), 1);
    assert_int_equal(row_at(w, reader, STAT_HOUR, LONG_AGO + 6 * HOUR).done, 2);
    assert_int_equal(row_at(w, reader, STAT_DAY, LONG_AGO).done, 203);
    /* an hour that has just ended may still get one that is being committed */
    make(w, owner, (struct made){ rolled, TASK_DONE, LONG_AGO + 8 * HOUR - 1, 5, 3000, 0, 0 });
    assert_int_equal(roll(w, rolled, LONG_AGO + 8 * HOUR + 10), 2);
    make(w, owner, (struct made){ rolled, TASK_DONE, LONG_AGO + 8 * HOUR - 1, 5, 3000, 0, 0 });
    assert_int_equal(roll(w, rolled, LONG_AGO + 8 * HOUR + 400), 1);
    assert_int_equal(row_at(w, reader, STAT_HOUR, LONG_AGO + 7 * HOUR).done, 2);
    assert_int_equal(roll(w, rolled, LONG_AGO + 8 * HOUR + 500), 0);
    db_close(&reader);
    db_close(&owner);
}

static void figures_leave_the_month_and_go_at_last(void **state)
{
    struct world *w = *state;
    struct db *reader = world_connect(w, "admin_reader", true);
    struct task_stat s;
    struct list found;
    int64_t gone = 0;
    roll(w, rolled, LONG_AGO + 31 * DAY);
    must(w, task_stat_kind_any(reader, rolled, &s));
    assert_int_equal(s.done, 0);
    assert_int_equal(s.took.p99, -1);
    must(w, task_stat_sweep(w->taskd, LONG_AGO + 40 * DAY, &gone));
    assert_true(gone > 0);
    must(w, task_stat_list_any(reader, rolled, STAT_HOUR, 0, &found));
    assert_int_equal(found.count, 0);
    must(w, task_stat_list_any(reader, rolled, STAT_DAY, 0, &found));
    assert_int_equal(found.count, 1);
    must(w, task_stat_sweep(w->taskd, LONG_AGO + 735 * DAY, &gone));
    must(w, task_stat_list_any(reader, rolled, STAT_DAY, 0, &found));
    assert_int_equal(found.count, 0);
    db_close(&reader);
}

/* --- the sweep --- */

static bool there(struct world *w, struct db *owner, int64_t id)
{
    struct number found = { 0 };
    must(w, db_one(owner, &is_there, &found, ARGS(ARG(id))));
    return found.n == 1;
}

/* What is left of a task's own rows, and of waits that name it. */
static int64_t rest(struct world *w, struct db *owner, int64_t id)
{
    struct number found = { 0 };
    must(w, db_one(owner, &rest_of, &found, ARGS(ARG(id))));
    return found.n;
}

static struct task_sweep sweep(struct world *w, int64_t days)
{
    struct task_sweep s = { .kind = swept, .keep_days = days, .more = true };
    while (s.more)
        must(w, task_sweep(w->taskd, &s));
    return s;
}

static int64_t days_ago(int64_t days)
{
    return clock_now() / SECOND - days * DAY;
}

static int64_t old_one(struct world *w, struct db *owner, int64_t parent, int64_t vm)
{
    return make(w, owner, (struct made){ swept, TASK_DONE, days_ago(40), 5, 5, parent, vm });
}

static void what_is_past_its_time_goes_with_all_its_rows(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    int64_t old = old_one(w, owner, 0, 0);
    int64_t other = old_one(w, owner, 0, 0);
    int64_t young = make(w, owner, (struct made){ swept, TASK_DONE, days_ago(20), 5, 5, 0, 0 });
    int64_t open = make(w, owner, (struct made){ swept, TASK_QUEUED, days_ago(50), 5, 5, 0, 0 });
    must(w, db_exec(owner, &add_step, NULL, NULL, ARGS(ARG(old))));
    must(w, db_exec(owner, &add_line, NULL, NULL, ARGS(ARG(old))));
    must(w, db_exec(owner, &add_wait, NULL, NULL, ARGS(ARG(old), ARG(other))));
    must(w, db_exec(owner, &add_wait, NULL, NULL, ARGS(ARG(young), ARG(old))));
    must(w, db_exec(owner, &add_step, NULL, NULL, ARGS(ARG(young))));
    /* nothing goes before it was summed up */
    assert_int_equal(sweep(w, 30).gone, 0);
    assert_true(there(w, owner, old));
    assert_int_equal(roll(w, swept, clock_now() / SECOND), 2);
    assert_int_equal(sweep(w, 60).gone, 0);
    assert_int_equal(sweep(w, 30).gone, 2);
    assert_false(there(w, owner, old));
    assert_int_equal(rest(w, owner, old), 0);
    assert_true(there(w, owner, young));
    assert_int_equal(rest(w, owner, young), 1);
    assert_true(there(w, owner, open));
    must(w, db_exec(owner, &end_it, NULL, NULL, ARGS(ARG(open))));
    db_close(&owner);
}

/* A parent goes behind its children, and they stay until it has counted them. */
static void children_and_parents_stay_as_long_as_they_are_needed(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    int64_t parent = old_one(w, owner, 0, 0);
    int64_t child = old_one(w, owner, parent, 0);
    int64_t goes_on = make(w, owner, (struct made){ swept, TASK_PARKED, days_ago(9), 5, 5, 0, 0 });
    int64_t its_child = old_one(w, owner, goes_on, 0);
    int64_t ended_parent = old_one(w, owner, 0, 0);
    int64_t late_child =
        make(w, owner, (struct made){ swept, TASK_FAILED, days_ago(2), 5, 5, ended_parent, 0 });
    roll(w, swept, clock_now() / SECOND);
    sweep(w, 30);
    assert_false(there(w, owner, child));
    assert_true(there(w, owner, its_child));
    assert_true(there(w, owner, ended_parent));
    assert_true(there(w, owner, late_child));
    sweep(w, 30); /* its child went the last time */
    assert_false(there(w, owner, parent));
    must(w, db_exec(owner, &end_it, NULL, NULL, ARGS(ARG(goes_on))));
    sweep(w, 30);
    assert_false(there(w, owner, its_child));
    db_close(&owner);
}

/* An open task asks at its beginning how those ended that it waited for. */
static void what_an_open_task_waits_for_stays(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    int64_t failed = make(w, owner, (struct made){ swept, TASK_FAILED, days_ago(40), 5, 5, 0, 0 });
    int64_t waits = make(w, owner, (struct made){ swept, TASK_QUEUED, days_ago(40), 5, 5, 0, 0 });
    struct task why;
    must(w, db_exec(owner, &add_wait, NULL, NULL, ARGS(ARG(waits), ARG(failed))));
    roll(w, swept, clock_now() / SECOND);
    struct task_sweep s = sweep(w, 30);
    assert_true(there(w, owner, failed));
    assert_true(s.kept > 0);
    must(w, task_failed_wait_any(w->taskd, waits, &why));
    assert_int_equal(why.id, failed);
    must(w, db_exec(owner, &end_it, NULL, NULL, ARGS(ARG(waits))));
    sweep(w, 30);
    assert_false(there(w, owner, failed));
    assert_int_equal(rest(w, owner, waits), 0);
    db_close(&owner);
}

static void what_a_row_names_stays(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    int64_t vm[2] = { world_create(w, 0, "sweep-1", NULL), world_create(w, 0, "sweep-2", NULL) };
    int64_t why = old_one(w, owner, 0, vm[0]);
    int64_t in_hand = old_one(w, owner, 0, vm[1]);
    int64_t once = old_one(w, owner, 0, vm[0]);
    int64_t on_time = old_one(w, owner, 0, vm[0]);
    int64_t copy = old_one(w, owner, 0, 0);
    int64_t last = old_one(w, owner, 0, 0);
    must(w, db_exec(owner, &name_it, NULL, NULL, ARGS(ARG(why), ARG(vm[0]))));
    must(w, db_exec(owner, &has_in_hand, NULL, NULL, ARGS(ARG(in_hand), ARG(vm[1]))));
    must(w, db_exec(owner, &copied, NULL, NULL, ARGS(ARG(copy), ARG(w->image))));
    must(w, db_exec(owner, &scheduled, NULL, NULL, ARGS(ARG(last))));
    must(w, db_exec(owner, &at_times, NULL, NULL, ARGS(ARG(vm[0]), ARG(on_time))));
    roll(w, swept, clock_now() / SECOND);
    sweep(w, 30);
    assert_true(there(w, owner, why));
    assert_true(there(w, owner, in_hand));
    assert_true(there(w, owner, copy));
    assert_true(there(w, owner, last));
    assert_true(there(w, owner, on_time));
    assert_false(there(w, owner, once));
    must(w, db_exec(owner, &name_it, NULL, NULL, ARGS(arg_ref(0), ARG(vm[0]))));
    sweep(w, 30);
    assert_false(there(w, owner, why));
    db_close(&owner);
}

/* More than one batch of those that stay, of one moment: none is looked at twice for ever. */
static void many_that_stay_do_not_stop_it(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    int64_t when = days_ago(45);
    int64_t parent = make(w, owner, (struct made){ swept, TASK_PARKED, when, 5, 5, 0, 0 });
    for (int i = 0; i < TASK_SWEEP_BATCH + 20; i++)
        make(w, owner, (struct made){ swept, TASK_DONE, when, 5, 5, parent, 0 });
    int64_t behind = old_one(w, owner, 0, 0);
    roll(w, swept, clock_now() / SECOND);
    struct task_sweep s = sweep(w, 30);
    assert_true(s.kept >= TASK_SWEEP_BATCH + 20);
    assert_false(there(w, owner, behind));
    must(w, db_exec(owner, &end_it, NULL, NULL, ARGS(ARG(parent))));
    s = sweep(w, 30);
    assert_true(s.gone >= TASK_SWEEP_BATCH + 20);
    db_close(&owner);
}

/* Half a year of sign-ins is kept. */
static void old_signins_go(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    int64_t gone = 0;
    must(w, signin_sweep(w->taskd, &gone));
    assert_int_equal(gone, 0);
    must(w, db_exec(owner, &old_signins, NULL, NULL, ARGS(ARG(w->user[0]))));
    must(w, signin_sweep(w->taskd, &gone));
    assert_int_equal(gone, 3);
    db_close(&owner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_are_exact_and_days_are_their_sum),
        cmocka_unit_test(what_goes_on_is_made_anew),
        cmocka_unit_test(figures_leave_the_month_and_go_at_last),
        cmocka_unit_test(what_is_past_its_time_goes_with_all_its_rows),
        cmocka_unit_test(children_and_parents_stay_as_long_as_they_are_needed),
        cmocka_unit_test(what_an_open_task_waits_for_stays),
        cmocka_unit_test(what_a_row_names_stays),
        cmocka_unit_test(many_that_stay_do_not_stop_it),
        cmocka_unit_test(old_signins_go),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
