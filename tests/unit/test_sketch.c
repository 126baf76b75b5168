/* SPDX-License-Identifier: Apache-2.0 */
/* Percentiles of sketches, and of sketches added up, against those of all the values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail
#include <stdlib.h>
#include <string.h>
#include "base/sketch.h"

enum { VALUES = 20000, PARTS = 24 };

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* At most a 64th off, and one where whole numbers are that far apart. */
static void assert_near(int64_t found, int64_t right)
{
    int64_t off = found > right ? found - right : right - found;
    if (off > right / 64 + 1)
        print_error("%lld is not near %lld\n", (long long)found, (long long)right);
    assert_true(off <= right / 64 + 1);
}

static void exact_ones_are_the_nearest_rank(void **state)
{
    static const int64_t one[] = { 7 };
    static const int64_t ten[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    int64_t hundred[100];
    (void)state;
    for (int i = 0; i < 100; i++)
        hundred[i] = i + 1;
    assert_int_equal(exact_percentile(one, 1, 50), 7);
    assert_int_equal(exact_percentile(one, 1, 99), 7);
    assert_int_equal(exact_percentile(ten, 10, 50), 5);
    assert_int_equal(exact_percentile(ten, 10, 95), 10);
    assert_int_equal(exact_percentile(hundred, 100, 50), 50);
    assert_int_equal(exact_percentile(hundred, 100, 99), 99);
    assert_int_equal(exact_percentile(NULL, 0, 50), -1);
}

static void each_value_is_near(void **state)
{
    static const int64_t values[] = { 0,
                                      1,
                                      2,
                                      31,
                                      32,
                                      33,
                                      63,
                                      64,
                                      1000,
                                      999999,
                                      60000000,
                                      INT64_C(86400000000),
                                      INT64_C(31536000000000) };
    (void)state;
    for (size_t i = 0; i < countof(values); i++) {
        struct sketch s = { .all = 0 };
        sketch_add(&s, values[i]);
        assert_near(sketch_percentile(&s, 50), values[i]);
    }
    struct sketch none = { .all = 0 };
    assert_int_equal(sketch_percentile(&none, 50), -1);
    sketch_add(&none, INT64_MAX); /* has a place, too */
    assert_true(sketch_percentile(&none, 50) > 0);
}

/* One hour of 24 is a hundred times as slow: a mean of the hours' percentiles would not see it. */
static void parts_added_up_are_as_right_as_the_whole(void **state)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    static int64_t all[VALUES];
    const char *stored[PARTS];
    struct sketch sum = { .all = 0 };
    (void)state;
    srandom(7);
    for (int p = 0, n = 0; p < PARTS; p++) {
        struct sketch part = { .all = 0 };
        for (; n < (p + 1) * VALUES / PARTS; n++) {
            all[n] = 1 + random() % 5000000 * (p == 3 ? 100 : 1);
            sketch_add(&part, all[n]);
        }
        stored[p] = sketch_text(a, &part);
    }
    for (int p = 0; p < PARTS; p++)
        sketch_add_text(&sum, stored[p]);
    qsort(all, VALUES, sizeof(all[0]), by_number);
    assert_int_equal(sum.all, VALUES);
    for (int percent = 1; percent < 100; percent++)
        assert_near(sketch_percentile(&sum, percent), exact_percentile(all, VALUES, percent));
}

/* Rows that were stored by an older program are read by a newer. */
static void what_is_stored_keeps_its_meaning(void **state)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct sketch s = { .all = 0 };
    (void)state;
    for (int i = 0; i < 3; i++)
        sketch_add(&s, 1000000);
    sketch_add(&s, 5);
    assert_string_equal(sketch_text(a, &s), "5:1 385:3");
    assert_string_equal(sketch_text(a, &(struct sketch){ .all = 0 }), "");
}

static void what_is_no_sketch_adds_nothing(void **state)
{
    static const char *const texts[] = {
        "x", "5", "5:", ":5", "-1:5", "1024:5", "5:-3", "5:3,6:1", "99999999999999999999:1"
    };
    (void)state;
    for (size_t i = 0; i < countof(texts); i++) {
        struct sketch s = { .all = 0 };
        sketch_add_text(&s, texts[i]);
        assert_int_equal(s.all, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_ones_are_the_nearest_rank),
        cmocka_unit_test(each_value_is_near),
        cmocka_unit_test(parts_added_up_are_as_right_as_the_whole),
        cmocka_unit_test(what_is_stored_keeps_its_meaning),
        cmocka_unit_test(what_is_no_sketch_adds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
