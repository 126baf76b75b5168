/* SPDX-License-Identifier: Apache-2.0 */
/* A task's steps on their axis: what is waiting, running, done, cut off and undone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include "base/clock.h"
#include "web/task_time.h"

static struct arena *arena;

enum { S = 1000000 };
static const int64_t t0 = INT64_C(1700000000) * S;

static struct task_time look(const struct task *t, const struct task_step *steps, int64_t n)
{
    struct list done = { steps, n };
    return task_time_of(arena, t, &done);
}

static const struct step_row *row(const struct list *rows, int64_t i)
{
    assert_true(i < rows->count);
    return (const struct step_row *)rows->rows + i;
}

static void expect(const struct list *rows, int64_t i, enum step_state state, int64_t x, int64_t w)
{
    const struct step_row *r = row(rows, i);
    assert_int_equal(r->state, state);
    assert_int_equal(r->x, x);
    assert_int_equal(r->w, w);
}

static void a_task_that_waits_has_its_steps(void **state)
{
    struct task t = { .kind = "vm_create", .state = TASK_QUEUED };
    struct task_time time = look(&t, NULL, 0);
    (void)state;
    assert_int_equal(time.steps.count, 5);
    for (int64_t i = 0; i < 5; i++)
        expect(&time.steps, i, STEP_WAITING, 0, 0);
    assert_string_equal(row(&time.steps, 0)->words, "Make the disk");
    assert_string_equal(time.axis, "");
    assert_int_equal(time.undone.count, 0);
}

static void a_done_task_fills_its_axis(void **state)
{
    struct task t = { .kind = "vm_start", .state = TASK_DONE, .ended_at = t0 + 10 * S };
    const struct task_step steps[] = { { 0, 1, "seed", t0, t0 + 1 * S },
                                       { 0, 2, "start", t0 + 1 * S, t0 + 9 * S },
                                       { 0, 3, "confirm", t0 + 9 * S, t0 + 10 * S } };
    struct task_time time = look(&t, steps, 3);
    (void)state;
    expect(&time.steps, 0, STEP_DONE, 0, 100);
    expect(&time.steps, 1, STEP_DONE, 100, 800);
    expect(&time.steps, 2, STEP_DONE, 900, 100);
    assert_string_equal(row(&time.steps, 1)->took, "8.0 s");
    assert_string_equal(time.axis, "10.0 s");
}

/* Who ended it is no fault of the step's. */
static void a_cancelled_step_has_not_failed(void **state)
{
    struct task t = { .kind = "vm_shutdown",
                      .state = TASK_CANCELLED,
                      .undoing = true,
                      .error_code = "cancelled",
                      .ended_at = t0 + 10 * S };
    const struct task_step steps[] = { { 0, 1, "button", t0, t0 + 1 * S },
                                       { 0, 2, "wait_off", t0 + 1 * S, 0 } };
    struct task_time time = look(&t, steps, 2);
    (void)state;
    expect(&time.steps, 0, STEP_DONE, 0, 100);
    expect(&time.steps, 1, STEP_CANCELLED, 100, 900);
}

static void a_running_step_ends_now(void **state)
{
    int64_t now = clock_now();
    struct task t = { .kind = "vm_start", .state = TASK_RUNNING };
    const struct task_step steps[] = { { 0, 1, "seed", now - 4 * S, now - 2 * S },
                                       { 0, 2, "start", now - 2 * S, 0 } };
    struct task_time time = look(&t, steps, 2);
    (void)state;
    assert_int_equal(row(&time.steps, 0)->state, STEP_DONE);
    assert_in_range(row(&time.steps, 0)->w, 480, 500);
    assert_int_equal(row(&time.steps, 1)->state, STEP_RUNNING);
    assert_in_range(row(&time.steps, 1)->w, 500, 520);
    assert_int_equal(row(&time.steps, 2)->state, STEP_WAITING);
}

static void what_failed_ended_when_undoing_began(void **state)
{
    struct task t = {
        .kind = "vm_create", .state = TASK_FAILED, .undoing = true, .ended_at = t0 + 10 * S
    };
    const struct task_step steps[] = { { 0, 1, "disk", t0, t0 + 4 * S },
                                       { 0, 2, "seed", t0 + 4 * S, 0 },
                                       { 1, 2, "seed", t0 + 6 * S, t0 + 8 * S },
                                       { 1, 1, "disk", t0 + 8 * S, t0 + 10 * S } };
    struct task_time time = look(&t, steps, 4);
    (void)state;
    expect(&time.steps, 0, STEP_DONE, 0, 400);
    expect(&time.steps, 1, STEP_FAILED, 400, 200);
    expect(&time.steps, 2, STEP_UNREACHED, 0, 0);
    assert_string_equal(row(&time.steps, 2)->took, "not reached");
    assert_int_equal(time.undone.count, 2);
    expect(&time.undone, 0, STEP_UNDONE, 600, 200);
    expect(&time.undone, 1, STEP_UNDONE, 800, 200);
    assert_string_equal(row(&time.undone, 0)->words, "Remove the seed");
    assert_string_equal(time.axis, "10.0 s");
}

static void what_is_given_up_reaches_no_further_step(void **state)
{
    static const struct task tries[] = {
        { .kind = "vm_start", .state = TASK_RUNNING, .undoing = true },
        { .kind = "vm_start", .state = TASK_QUEUED, .undoing = true },
        { .kind = "vm_start", .state = TASK_FAILED, .ended_at = t0 + 2 * S },
        { .kind = "vm_start", .state = TASK_CANCELLED, .ended_at = t0 + 2 * S },
    };
    const struct task_step steps[] = { { 0, 1, "seed", t0, 0 } };
    (void)state;
    for (size_t i = 0; i < countof(tries); i++) {
        struct task_time time = look(&tries[i], steps, 1);
        assert_int_equal(row(&time.steps, 0)->state, STEP_FAILED);
        assert_int_equal(row(&time.steps, 1)->state, STEP_UNREACHED);
        assert_int_equal(row(&time.steps, 2)->state, STEP_UNREACHED);
    }
}

static void between_tries_a_step_waits(void **state)
{
    struct task t = { .kind = "vm_start", .state = TASK_QUEUED, .tries = 1 };
    const struct task_step steps[] = { { 0, 1, "seed", t0, 0 } };
    struct task_time time = look(&t, steps, 1);
    (void)state;
    assert_int_equal(row(&time.steps, 0)->state, STEP_WAITING);
    assert_true(*row(&time.steps, 0)->note != '\0');
    assert_string_equal(time.axis, "0.00 s");
}

/* A step that sleeps until the task's children have ended is no failed try of it. */
static void a_step_that_waits_for_others_goes_on(void **state)
{
    int64_t now = clock_now();
    struct task t = { .kind = "vm_bulk", .state = TASK_PARKED };
    const struct task_step steps[] = { { 0, 1, "spread", now - 10 * S, now - 5 * S },
                                       { 0, 2, "sum", now - 5 * S, 0 } };
    struct task_time time = look(&t, steps, 2);
    (void)state;
    assert_int_equal(row(&time.steps, 1)->state, STEP_RUNNING);
    assert_string_equal(row(&time.steps, 1)->note, "");
    assert_in_range(row(&time.steps, 1)->x, 490, 500);
}

static void a_clock_that_went_back_leaves_no_axis(void **state)
{
    struct task t = { .kind = "vm_start", .state = TASK_DONE, .ended_at = t0 };
    const struct task_step steps[] = { { 0, 1, "seed", t0 + 5 * S, t0 + 1 * S },
                                       { 0, 2, "start", t0 + 1 * S, t0 + 1 * S } };
    struct task_time time = look(&t, steps, 2);
    (void)state;
    for (int64_t i = 0; i < 2; i++) {
        assert_in_range(row(&time.steps, i)->x, 0, 999);
        assert_in_range(row(&time.steps, i)->w, 1, 1000 - row(&time.steps, i)->x);
    }
}

static void an_unknown_kind_has_no_steps(void **state)
{
    struct task t = { .kind = "of_a_later_release", .state = TASK_DONE };
    struct task_time time = look(&t, NULL, 0);
    (void)state;
    assert_int_equal(time.steps.count, 0);
}

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_that_waits_has_its_steps),
        cmocka_unit_test(a_done_task_fills_its_axis),
        cmocka_unit_test(a_cancelled_step_has_not_failed),
        cmocka_unit_test(a_running_step_ends_now),
        cmocka_unit_test(what_failed_ended_when_undoing_began),
        cmocka_unit_test(what_is_given_up_reaches_no_further_step),
        cmocka_unit_test(between_tries_a_step_waits),
        cmocka_unit_test(a_step_that_waits_for_others_goes_on),
        cmocka_unit_test(a_clock_that_went_back_leaves_no_axis),
        cmocka_unit_test(an_unknown_kind_has_no_steps),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
