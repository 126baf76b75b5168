/* SPDX-License-Identifier: Apache-2.0 */
/* A task's arguments on its page: readable, and no secret in them whatever a kind wrote. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <string.h>
#include "base/attr.h"
#include "web/task_args.h"

static void arguments_are_shown(void **state)
{
    static const char *const pairs[][2] = {
        { "{}", "{}" },
        { "{\"image_id\":7}", "{\n  \"image_id\": 7\n}" },
        { "{\"root_password\":\"x\",\"n\":1}", "{\n  \"root_password\": \"***\",\n  \"n\": 1\n}" },
        { "{\"Token\":{\"a\":1}}", "{\n  \"Token\": \"***\"\n}" },
        { "{\"rows\":[{\"hash\":\"$6$\"}]}",
          "{\n  \"rows\": [\n    {\n      \"hash\": \"***\"\n    }\n  ]\n}" },
        { "nonsense", "" },
    };
    struct arena *a = arena_new();
    (void)state;
    for (size_t i = 0; i < countof(pairs); i++)
        assert_string_equal(task_args_shown(a, pairs[i][0]), pairs[i][1]);
    arena_free(a);
}

static void what_is_deep_is_masked(void **state)
{
    struct arena *a = arena_new();
    char args[400] = "";
    (void)state;
    for (int i = 0; i < 30; i++)
        strcat(args, "{\"a\":");
    strcat(args, "\"deep\"");
    for (int i = 0; i < 30; i++)
        strcat(args, "}");
    assert_null(strstr(task_args_shown(a, args), "deep"));
    assert_non_null(strstr(task_args_shown(a, args), "***"));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arguments_are_shown),
        cmocka_unit_test(what_is_deep_is_masked),
    };
    return cmocka_run_group_tests_name("task_args", tests, NULL, NULL);
}
