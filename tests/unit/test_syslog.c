/* SPDX-License-Identifier: Apache-2.0 */
/* Lines for a system log: what is said when nobody takes them names the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those four first; its fail() would hide ours */
#include <cmocka.h>
#undef fail
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "task/syslog_out.h"

static int listen_at(const char *path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
    assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
    return fd;
}

static void who_takes_nothing_is_named(void **state)
{
    char folder[] = "/tmp/hatchery-syslog.XXXXXX";
    char path[64];
    char got[16] = "";
    struct fault f = { .code = FAULT_OK };
    OWNED(syslog_drop) struct syslog_out out = { .fd = -1 };
    OWNED(arena_drop) struct arena *a = arena_new();
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/log", folder);
    int log = listen_at(path);
    assert_int_equal(syslog_open(&f, path, &out), FAULT_OK);
    assert_int_equal(syslog_send(&f, &out, "a line"), FAULT_OK);
    assert_int_equal(recv(log, got, sizeof(got) - 1, 0), 6);
    assert_string_equal(got, "a line");
    close(log);
    assert_int_equal(syslog_send(&f, &out, "a line"), FAULT_UPSTREAM);
    const char *told = fault_words(&f, a);
    assert_non_null(strstr(told, path));
    assert_null(strstr(told, "  "));
    unlink(path);
    rmdir(folder);
}

static void a_log_has_a_name(void **state)
{
    static const struct {
        const char *where;
        bool good;
    } cases[] = {
        { "", true },
        { "/dev/log", true },
        { "logs.example:601", true },
        { "[2001:db8::1]:601", true },
        { "tls:logs.example:6514", true },
        { "tls:logs.example", false },
        { "tls:/dev/log", false },
        { "tls:", false },
        { "logs.example", false },
        { ":601", false },
        { "logs.example:0", false },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        if (!check_syslog(cases[i].where) != cases[i].good)
            print_error("%s\n", cases[i].where);
        assert_int_equal(!check_syslog(cases[i].where), cases[i].good);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(who_takes_nothing_is_named),
                                        cmocka_unit_test(a_log_has_a_name) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
