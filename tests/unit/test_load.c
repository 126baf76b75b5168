/* SPDX-License-Identifier: Apache-2.0 */
/* TSK-04: who has room when much is asked for at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include "task/load.h"

static struct arena *arena;
static const struct limits most = { .all = 96, .account = 24, .node = 32, .storage = 32 };

static struct load running(const struct queue_row *rows, int64_t count)
{
    struct list list = { rows, count };
    return load_of(arena, &list);
}

static bool is_named(const int64_t full[QUEUE_FULL], int64_t id)
{
    for (size_t i = 0; i < QUEUE_FULL; i++)
        if (full[i] == id)
            return true;
    return false;
}

static void an_account_has_its_share(void **state)
{
    const struct queue_row rows[] = { { .account_id = 1, .count = 24 },
                                      { .account_id = 2, .count = 23 } };
    struct load l = running(rows, 2);
    struct queue_full full;
    (void)state;
    assert_false(load_has_room(&most, &l, &rows[0]));
    assert_true(load_has_room(&most, &l, &rows[1]));
    load_full(&most, &l, &full);
    assert_true(is_named(full.account, 1));
    assert_false(is_named(full.account, 2));
    load_add(&l, &rows[1], 1);
    assert_false(load_has_room(&most, &l, &rows[1]));
}

/* Four that each have all they may have would fill the queue between them. */
static void the_last_quarter_is_for_those_who_ask_for_little(void **state)
{
    const struct queue_row rows[] = { { .account_id = 1, .count = 24 },
                                      { .account_id = 2, .count = 24 },
                                      { .account_id = 3, .count = 23 },
                                      { .account_id = 4, .count = 5 } };
    const struct queue_row other = { .account_id = 5 };
    struct load l = running(rows, 4);
    struct queue_full full;
    (void)state;
    assert_false(load_has_room(&most, &l, &rows[2])); /* it had in the first three quarters */
    assert_true(load_has_room(&most, &l, &rows[3]));
    load_add(&l, &rows[3], 1);
    assert_false(load_has_room(&most, &l, &rows[3]));
    load_full(&most, &l, &full);
    assert_true(is_named(full.account, 3));
    assert_true(is_named(full.account, 4));
    assert_true(load_has_room(&most, &l, &other));
    load_add(&l, &other, 19);
    assert_false(load_has_room(&most, &l, &(struct queue_row){ .account_id = 6 }));
}

/* Spread over many nodes, none of which is full. */
static void what_moves_disks_leaves_a_quarter(void **state)
{
    const struct queue_row rows[] = {
        { .account_id = 1, .node_id = 1, .storage_id = 1, .heavy = true, .count = 24 },
        { .account_id = 2, .node_id = 2, .storage_id = 2, .heavy = true, .count = 24 },
        { .account_id = 3, .node_id = 3, .storage_id = 3, .heavy = true, .count = 24 }
    };
    const struct queue_row heavy = { .account_id = 9, .node_id = 9, .heavy = true };
    const struct queue_row light = { .account_id = 9, .node_id = 1 };
    struct load l = running(rows, 3);
    struct queue_full full;
    (void)state;
    assert_false(load_has_room(&most, &l, &heavy));
    assert_true(load_has_room(&most, &l, &light));
    load_full(&most, &l, &full);
    assert_true(full.heavy);
    assert_false(is_named(full.node, 1));
    l = running(rows, 2);
    load_full(&most, &l, &full);
    assert_false(full.heavy);
    assert_true(load_has_room(&most, &l, &heavy));
}

/* A lease that is taken over, and what is only to be ended. */
static void what_runs_already_has_its_place(void **state)
{
    const struct queue_row rows[] = { { .account_id = 1, .count = 96 } };
    const struct queue_row late = { .account_id = 1, .free = true };
    struct load l = running(rows, 1);
    (void)state;
    assert_true(load_has_room(&most, &l, &late));
}

static int begin(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_drop(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_has_its_share),
        cmocka_unit_test(the_last_quarter_is_for_those_who_ask_for_little),
        cmocka_unit_test(what_moves_disks_leaves_a_quarter),
        cmocka_unit_test(what_runs_already_has_its_place),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
