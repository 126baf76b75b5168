/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Schedules of accounts whose time has come: one task, whoever dispatches; what was missed, what
 * is skipped and why. Time is moved by next_at alone.
 */
#include "db_fixture.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "kind/schedule.h"
#include "store/number.h"
#include "store/user.h"

enum { DISPATCHERS = 4, ROUNDS = 10 };
#define SECOND INT64_C(1000000)
#define YEARLY "0 0 1 1 *"

QUERY(set_next, 0, "UPDATE schedule SET next_at = NOW(6) + INTERVAL ? MINUTE WHERE id = ?");
QUERY(set_by_clock_ahead, 0,
      "UPDATE schedule SET next_at = NOW(6) + INTERVAL 3 YEAR, "
      "set_at = NOW(6) + INTERVAL 1 DAY WHERE id = ?");
QUERY(make_idle, 0,
      "UPDATE vm SET busy = 0, task_id = NULL, made_at = NOW(6), seen = 1 WHERE id = ?");
QUERY(end_tasks, 0, "UPDATE task SET state = 3 WHERE vm_id = ?");
QUERY(set_disabled, 0, "UPDATE user SET disabled = ? WHERE id = ?");
QUERY(set_role, 0, "UPDATE member SET role_id = ? WHERE user_id = ?");
QUERY(set_suspended, 0, "UPDATE account SET suspended = ? WHERE id = ?");
QUERY(tasks_of, 0, "SELECT COUNT(*) AS n FROM task WHERE asked_by = CONCAT('schedule ', ?)",
      NUMBER_ROW);
QUERY(rows_of, 0, "SELECT COUNT(*) AS n FROM schedule WHERE vm_id = ?", NUMBER_ROW);
QUERY(free_addresses, 0,
      "UPDATE ip JOIN nic ON nic.id = ip.nic_id SET ip.nic_id = NULL WHERE nic.vm_id = ?");
QUERY(drop_all, 0, "DELETE FROM schedule WHERE account_id = ?");

static struct db *owner; /* may do all */

static int begin(void **state)
{
    int rc = world_begin(state);
    owner = world_connect(*state, "owner", false);
    return rc;
}

static int end(void **state)
{
    db_close(&owner);
    return world_end(state);
}

static void idle(struct world *w, int64_t vm_id)
{
    must(w, db_exec(owner, &end_tasks, NULL, NULL, ARGS(ARG(vm_id))));
    must(w, db_exec(owner, &make_idle, NULL, NULL, ARGS(ARG(vm_id))));
}

static int64_t machine(struct world *w, const char *name)
{
    int64_t id = world_create(w, 0, name, NULL);
    idle(w, id);
    return id;
}

static int64_t schedule(struct world *w, int64_t vm_id, const char *moment)
{
    struct schedule s = { .kind = "vm_start",
                          .account_id = w->account[0],
                          .reseller_id = w->reseller,
                          .vm_id = vm_id,
                          .user_id = w->user[0],
                          .made_by = "one@first.example",
                          .own_maker = true,
                          .moment = moment,
                          .zone = "UTC",
                          .next_at = clock_now() + 3600 * SECOND };
    int64_t id = 0;
    must(w, schedule_add(w->my, &s, &id));
    return id;
}

static void set_due(struct world *w, int64_t id, int64_t minutes_ago)
{
    must(w, db_exec(owner, &set_next, NULL, NULL, ARGS(ARG(-minutes_ago), ARG(id))));
}

static bool is_due(struct world *w, int64_t id)
{
    struct list rows;
    bool found = false;
    must(w, schedule_due(w->taskd, &rows));
    const struct schedule_due *at = rows.rows;
    for (int64_t i = 0; i < rows.count; i++)
        found |= !at[i].own && at[i].id == id;
    return found;
}

static struct schedule look(struct world *w, int64_t id)
{
    struct schedule s = { 0 };
    struct scope all = scope_everything();
    must(w, schedule_load(w->taskd, &all, id, &s));
    return s;
}

static int64_t count(struct world *w, int64_t id)
{
    struct number found = { 0 };
    must(w, db_one(owner, &tasks_of, &found, ARGS(ARG(id))));
    return found.n;
}

static int64_t turn(struct world *w, int64_t id)
{
    int64_t task_id = -1;
    must(w, schedule_turn(w->taskd, id, &task_id));
    return task_id;
}

/* It comes due, is left out, and says so; its time has moved on. */
static void expect_skipped(struct world *w, int64_t id, int64_t minutes_ago, const char *why)
{
    int64_t before = count(w, id);
    set_due(w, id, minutes_ago);
    assert_int_equal(turn(w, id), 0);
    struct schedule s = look(w, id);
    const char *said = task_words(w->arena, s.why, s.why_args);
    if (!strstr(said, why))
        print_error("says: %s\n", said);
    assert_non_null(strstr(said, why));
    assert_true(s.skipped_at > s.ran_at);
    assert_int_equal(count(w, id), before);
    assert_false(is_due(w, id));
}

static void one_task_in_the_name_of_its_user(void **state)
{
    struct world *w = *state;
    struct scope mine = scope_account(w->reseller, w->account[0]);
    struct task t;
    struct vm vm;
    bool may = false;
    int64_t vm_id = machine(w, "turn1");
    int64_t id = schedule(w, vm_id, "* * * * *");
    assert_false(is_due(w, id));
    assert_int_equal(turn(w, id), 0);
    assert_int_equal(look(w, id).skipped_at, 0);
    set_due(w, id, 1);
    assert_true(is_due(w, id));
    int64_t task_id = turn(w, id);
    assert_true(task_id > 0);
    must(w, task_load(w->my, &mine, task_id, &t));
    assert_string_equal(t.kind, "vm_start");
    assert_int_equal(t.vm_id, vm_id);
    assert_int_equal(t.account_id, w->account[0]);
    assert_string_equal(t.asked_by, arena_printf(w->arena, "schedule %lld", (long long)id));
    must(w, task_may_any(w->taskd, task_id, "vm_power", &may));
    assert_true(may);
    must(w, vm_load(w->my, &mine, vm_id, &vm));
    assert_int_equal(vm.task_id, task_id);
    assert_int_equal(vm.wished, SEEN_RUNNING);
    struct schedule s = look(w, id);
    assert_int_equal(s.task_id, task_id);
    assert_true(s.next_at > clock_now() - SECOND);
    assert_int_equal(s.next_at % (60 * SECOND), 0);
    assert_int_equal(s.state, SCHEDULE_ACTIVE);
    assert_int_equal(turn(w, id), 0);
    assert_int_equal(count(w, id), 1);
}

static void never_twice_at_once(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct once once = { .key = NULL };
    struct asked asked;
    int64_t vm_id = machine(w, "turn2");
    int64_t id = schedule(w, vm_id, YEARLY);
    set_due(w, id, 0);
    int64_t task_id = turn(w, id);
    assert_true(task_id > 0);
    expect_skipped(w, id, 0, arena_printf(w->arena, "(%lld) was not over", (long long)task_id));
    idle(w, vm_id);
    must(w, vm_task_ask(w->my, &who, "vm_stop", vm_id, &once, &asked));
    expect_skipped(w, id, 0,
                   arena_printf(w->arena, "(%lld) had turn2 in hand", (long long)asked.task_id));
    idle(w, vm_id);
    set_due(w, id, 0);
    assert_true(turn(w, id) > 0);
}

/* The panel was off. */
static void what_was_missed_runs_once_within_the_hour(void **state)
{
    struct world *w = *state;
    int64_t vm_id = machine(w, "turn3");
    int64_t yearly = schedule(w, vm_id, YEARLY);
    int64_t often = schedule(w, vm_id, "*/5 * * * *");
    expect_skipped(w, yearly, 61, "more than an hour");
    set_due(w, yearly, 59);
    assert_true(turn(w, yearly) > 0);
    idle(w, vm_id);
    set_due(w, often, 600);
    assert_true(turn(w, often) > 0);
    assert_false(is_due(w, often));
    assert_int_equal(count(w, often), 1);
    idle(w, vm_id);
}

/* "2026-11-24 14:30", so many minutes ago. */
static const char *date(struct world *w, int64_t minutes_ago)
{
    const char *sql = clock_sql(w->arena, clock_now() - minutes_ago * 60 * SECOND);
    return arena_strndup(w->arena, sql, strlen("2026-11-24 14:30"));
}

static void a_date_comes_once(void **state)
{
    struct world *w = *state;
    int64_t vm_id = machine(w, "turn4");
    int64_t late = schedule(w, vm_id, date(w, 10));
    int64_t missed = schedule(w, vm_id, date(w, 90));
    set_due(w, late, 10);
    assert_true(turn(w, late) > 0);
    assert_int_equal(look(w, late).state, SCHEDULE_OVER);
    idle(w, vm_id);
    set_due(w, late, 10);
    assert_false(is_due(w, late));
    assert_int_equal(turn(w, late), 0);
    assert_int_equal(count(w, late), 1);
    expect_skipped(w, missed, 90, "more than an hour");
    assert_int_equal(look(w, missed).state, SCHEDULE_OVER);
}

static void rights_are_looked_at_again(void **state)
{
    struct world *w = *state;
    int64_t vm_id = machine(w, "turn5");
    int64_t id = schedule(w, vm_id, YEARLY);
    must(w, db_exec(owner, &set_disabled, NULL, NULL, ARGS(arg_i64(1), ARG(w->user[0]))));
    expect_skipped(w, id, 0, "one@first.example may not do this any more");
    must(w, db_exec(owner, &set_disabled, NULL, NULL, ARGS(arg_i64(0), ARG(w->user[0]))));
    must(w, db_exec(owner, &set_role, NULL, NULL, ARGS(arg_i64(ROLE_READER), ARG(w->user[0]))));
    expect_skipped(w, id, 0, "may not do this any more");
    must(w, db_exec(owner, &set_role, NULL, NULL, ARGS(arg_i64(ROLE_OWNER), ARG(w->user[0]))));
    must(w, db_exec(owner, &set_suspended, NULL, NULL, ARGS(arg_i64(1), ARG(w->account[0]))));
    expect_skipped(w, id, 0, "The account was suspended.");
    must(w, db_exec(owner, &set_suspended, NULL, NULL, ARGS(arg_i64(0), ARG(w->account[0]))));
    set_due(w, id, 0);
    assert_true(turn(w, id) > 0);
}

/* A row that names another's machine, as a web program that was taken over could write it. */
static void a_neighbours_machine_is_not_touched(void **state)
{
    struct world *w = *state;
    int64_t theirs = world_create(w, 1, "turn6", NULL);
    idle(w, theirs);
    int64_t id = schedule(w, theirs, YEARLY);
    expect_skipped(w, id, 0, "no such machine");
}

static void a_delay_moves_every_time(void **state)
{
    struct schedule s = { .moment = "*/5 * * * *", .zone = "UTC" };
    int64_t now = INT64_C(1800000000) * SECOND; /* a whole hour */
    int64_t plain = 0;
    int64_t later = 0;
    (void)state;
    assert_true(schedule_next(&s, now, &plain));
    assert_int_equal(plain, now + 300 * SECOND);
    s.delay = 90;
    assert_true(schedule_next(&s, now, &later));
    assert_int_equal(later, now + 90 * SECOND); /* of the hour's own */
    assert_true(schedule_next(&s, later, &plain));
    assert_int_equal(plain, later + 300 * SECOND);
    s.delay = 1000; /* longer than a round: as many come */
    assert_true(schedule_next(&s, now, &later));
    assert_int_equal(later, now + 100 * SECOND);
}

/* CLK: found when the clock was a day ahead. */
static void a_time_that_went_astray_is_found_anew(void **state)
{
    struct world *w = *state;
    struct list rows;
    bool found = false;
    int64_t id = schedule(w, machine(w, "turn7"), "0 * * * *");
    must(w, db_exec(owner, &set_by_clock_ahead, NULL, NULL, ARGS(ARG(id))));
    must(w, schedule_astray(w->taskd, &rows));
    const struct number *at = rows.rows;
    for (int64_t i = 0; i < rows.count; i++)
        found |= at[i].n == id;
    assert_true(found);
    assert_int_equal(turn(w, id), 0);
    struct schedule s = look(w, id);
    assert_int_equal(s.skipped_at, 0);
    assert_true(s.next_at <= clock_now() + 3600 * SECOND);
    must(w, schedule_astray(w->taskd, &rows));
    at = rows.rows;
    for (int64_t i = 0; i < rows.count; i++)
        assert_int_not_equal(at[i].n, id);
}

static void race(struct world *w, int64_t id)
{
    struct db *db = world_connect(w, "taskd", false);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t task_id = 0;
        if (schedule_turn(db, id, &task_id))
            _exit(1);
    }
    _exit(0);
}

static void several_dispatchers_queue_one(void **state)
{
    struct world *w = *state;
    int64_t vm_id = machine(w, "turn8");
    int64_t id = schedule(w, vm_id, YEARLY);
    for (int round = 1; round <= 3; round++) {
        pid_t pid[DISPATCHERS];
        idle(w, vm_id);
        set_due(w, id, 0);
        for (int i = 0; i < DISPATCHERS; i++) {
            pid[i] = fork();
            if (!pid[i])
                race(w, id);
        }
        for (int i = 0; i < DISPATCHERS; i++) {
            int status = -1;
            assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
            assert_int_equal(status, 0);
        }
        assert_int_equal(count(w, id), round);
        assert_int_equal(look(w, id).skipped_at, 0);
    }
}

static void paused_and_resumed(void **state)
{
    struct world *w = *state;
    struct scope mine = scope_account(w->reseller, w->account[0]);
    struct scope theirs = scope_account(w->reseller, w->account[1]);
    struct schedule s;
    int64_t id = schedule(w, machine(w, "turn9"), YEARLY);
    assert_int_equal(schedule_load(w->my, &theirs, id, &s), FAULT_MISSING);
    assert_int_equal(schedule_pause(w->my, &theirs, id), FAULT_CONFLICT);
    assert_int_equal(schedule_drop(w->my, &theirs, id), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, schedule_pause(w->my, &mine, id));
    set_due(w, id, 0);
    assert_false(is_due(w, id));
    assert_int_equal(turn(w, id), 0);
    assert_int_equal(schedule_pause(w->my, &mine, id), FAULT_CONFLICT);
    fault_clear(&w->fault);
    must(w, schedule_resume(w->my, &mine, id, clock_now() + 60 * SECOND));
    assert_int_equal(look(w, id).state, SCHEDULE_ACTIVE);
    must(w, schedule_drop(w->my, &mine, id));
    assert_int_equal(schedule_load(w->my, &mine, id, &s), FAULT_MISSING);
    fault_clear(&w->fault);
}

/* TSK-01, of schedules: what a web program may write. */
static void a_web_program_writes_accounts_rows_alone(void **state)
{
    struct world *w = *state;
    struct scope all = scope_everything();
    struct schedule own;
    struct schedule s = { .kind = "vm_delete",
                          .account_id = w->account[0],
                          .reseller_id = w->reseller,
                          .vm_id = machine(w, "turn10"),
                          .user_id = w->user[0],
                          .made_by = "x",
                          .moment = YEARLY,
                          .zone = "UTC",
                          .next_at = clock_now() };
    int64_t id = 0;
    must(w, schedule_keep(w->taskd, "node_prepare", 600));
    must(w, schedule_own_any(w->taskd, "node_prepare", &own));
    assert_int_equal(schedule_drop(w->my, &all, own.id), FAULT_MISSING);
    assert_int_equal(schedule_pause(w->my, &all, own.id), FAULT_CONFLICT);
    assert_true(schedule_add(w->my, &s, &id));
    s.kind = "vm_stop";
    s.user_id = 0;
    assert_true(schedule_add(w->my, &s, &id));
    fault_clear(&w->fault);
}

static void an_account_has_a_hundred_and_a_machine_takes_its_own_along(void **state)
{
    struct world *w = *state;
    struct number left = { 0 };
    struct schedule s;
    must(w, db_exec(owner, &drop_all, NULL, NULL, ARGS(ARG(w->account[0]))));
    int64_t vm_id = machine(w, "turn11");
    for (int i = 0; i < SCHEDULES_MOST; i++)
        s = look(w, schedule(w, vm_id, YEARLY));
    assert_int_equal(schedule_add(w->my, &s, &s.id), FAULT_LIMIT);
    fault_clear(&w->fault);
    must(w, db_exec(owner, &free_addresses, NULL, NULL, ARGS(ARG(vm_id))));
    must(w, vm_drop(w->taskd, vm_id));
    must(w, db_one(owner, &rows_of, &left, ARGS(ARG(vm_id))));
    assert_int_equal(left.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_task_in_the_name_of_its_user),
        cmocka_unit_test(never_twice_at_once),
        cmocka_unit_test(what_was_missed_runs_once_within_the_hour),
        cmocka_unit_test(a_date_comes_once),
        cmocka_unit_test(rights_are_looked_at_again),
        cmocka_unit_test(a_neighbours_machine_is_not_touched),
        cmocka_unit_test(a_delay_moves_every_time),
        cmocka_unit_test(a_time_that_went_astray_is_found_anew),
        cmocka_unit_test(several_dispatchers_queue_one),
        cmocka_unit_test(paused_and_resumed),
        cmocka_unit_test(a_web_program_writes_accounts_rows_alone),
        cmocka_unit_test(an_account_has_a_hundred_and_a_machine_takes_its_own_along),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
