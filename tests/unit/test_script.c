/* SPDX-License-Identifier: Apache-2.0 */
/* What a machine may be given to run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail
#include <string.h>
#include "base/common.h"
#include "base/script.h"

static void a_program_or_a_configuration(void **state)
{
    (void)state;
    static const char *const good[] = { "#!/bin/sh", "#! /bin/sh\necho \xc3\xa4\tx\r\n",
                                        "#cloud-config\npackages: [x]\n", "#cloud-config\r\n" };
    for (size_t i = 0; i < countof(good); i++)
        assert_null(check_script(good[i]));
}

/* INJ-02, NET-02: nothing that has cloud-init fetch from elsewhere, and no terminal's codes. */
static void nothing_else(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "echo",
        " #!/bin/sh",
        "#!bin/sh",
        "#include\nhttp://169.254.169.254/",
        "#include-once\nhttp://x",
        "#cloud-config-archive\n",
        "#cloud-config",
        "#cloud-configx\n",
        "Content-Type: multipart/mixed",
        "## template: jinja\n#cloud-config\n",
        "#part-handler\n",
        "#cloud-boothook\n",
        "#upstart-job\n",
        "#!/bin/sh\n\x1b[2J",
        "#!/bin/sh\n\x7f",
        "#!/bin/sh\n\xff",
        "\xef\xbb\xbf#!/bin/sh",
    };
    for (size_t i = 0; i < countof(bad); i++)
        assert_non_null(check_script(bad[i]));
}

static void it_is_as_long_as_it_may_be(void **state)
{
    (void)state;
    static char text[SCRIPT_MOST + 2] = "#!/";
    memset(text + 3, 'a', SCRIPT_MOST - 3);
    assert_null(check_script(text));
    text[SCRIPT_MOST] = 'a';
    assert_non_null(check_script(text));
}

static void lines_end_as_a_machine_ends_them(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    assert_string_equal(script_clean(a, "#!/bin/sh\r\na\rb\r\n\r"), "#!/bin/sh\na\rb\n\r");
    assert_string_equal(script_clean(a, ""), "");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_or_a_configuration),
        cmocka_unit_test(nothing_else),
        cmocka_unit_test(it_is_as_long_as_it_may_be),
        cmocka_unit_test(lines_end_as_a_machine_ends_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
