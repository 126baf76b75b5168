/* SPDX-License-Identifier: Apache-2.0 */
/* So many within a minute, at an even pace, over processes: TEN-06. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/rate.h"

enum { MOST = 60, SECOND = 1000000 };

static struct rate *fresh(char *path)
{
    struct rate *r = NULL;
    struct fault f;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    fault_clear(&f);
    assert_int_equal(rate_open(&f, path, &r), FAULT_OK);
    return r;
}

static void so_many_and_no_more(void **state)
{
    char path[] = "/tmp/rate.XXXXXX";
    struct rate *r = fresh(path);
    struct rate_left left;
    int64_t now = 1000 * (int64_t)SECOND;
    for (int i = 0; i < MOST; i++) {
        assert_true(rate_take(r, 5, MOST, now, &left));
        assert_int_equal(left.remaining, MOST - 1 - i);
    }
    assert_false(rate_take(r, 5, MOST, now, &left));
    assert_int_equal(left.retry_in, 2);
    assert_true(rate_take(r, 6, MOST, now, &left));
    now += SECOND; /* one of 60 a minute */
    assert_true(rate_take(r, 5, MOST, now, &left));
    assert_false(rate_take(r, 5, MOST, now, &left));
    now += 60 * (int64_t)SECOND;
    assert_true(rate_take(r, 5, MOST, now, &left));
    assert_int_equal(left.remaining, MOST - 1);
    unlink(path);
    (void)state;
}

static void a_clock_that_began_anew(void **state)
{
    char path[] = "/tmp/rate.XXXXXX";
    struct rate *r = fresh(path);
    struct rate_left left;
    for (int i = 0; i < MOST; i++)
        assert_true(rate_take(r, 5, MOST, 5000 * (int64_t)SECOND, &left));
    assert_true(rate_take(r, 5, MOST, SECOND, &left));
    unlink(path);
    (void)state;
}

/* Many keys, since it is at the first request of each that processes meet. */
static void over_processes(void **state)
{
    enum { CHILDREN = 4, EACH = 20, KEYS = 2000, MANY = 30 };
    char path[] = "/tmp/rate.XXXXXX";
    struct rate *r = fresh(path);
    _Atomic int *passed = mmap(NULL, KEYS * sizeof *passed, PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child[CHILDREN];
    assert_true(passed != MAP_FAILED);
    for (int c = 0; c < CHILDREN; c++) {
        child[c] = fork();
        if (child[c])
            continue;
        struct rate_left left;
        for (int key = 0; key < KEYS; key++) {
            for (int i = 0; i < EACH; i++)
                passed[key] += rate_take(r, key + 1, MANY, SECOND, &left);
        }
        _exit(0);
    }
    for (int c = 0; c < CHILDREN; c++) {
        int status = 1;
        assert_int_equal(waitpid(child[c], &status, 0), child[c]);
        assert_int_equal(status, 0);
    }
    for (int key = 0; key < KEYS; key++)
        assert_int_equal(passed[key], MANY);
    munmap(passed, KEYS * sizeof *passed);
    unlink(path);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(so_many_and_no_more),
        cmocka_unit_test(a_clock_that_began_anew),
        cmocka_unit_test(over_processes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
