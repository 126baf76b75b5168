/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs that are trusted with nothing: what they see, what they may use, and that nothing of
 * them stays. Real scripts as the user nobody, so that this needs root, as exec_run() does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/exec.h"
#include "base/file.h"

static struct arena *arena;
static struct fault fault;
static char dir[64];
static struct exec_user nobody;

static const char *file(const char *name)
{
    return arena_printf(arena, "%s/%s", dir, name);
}

static const char *script(const char *name, const char *body)
{
    const char *path = file(name);
    const char *text = arena_printf(arena, "#!/bin/sh\n%s\n", body);
    assert_int_equal(file_write(&fault, arena, path, 0755, text, strlen(text)), FAULT_OK);
    assert_int_equal(chmod(path, 0755), 0);
    return path;
}

static struct exec_ask ask_for(const char *const *argv)
{
    return (struct exec_ask){ .argv = argv,
                              .user = &nobody,
                              .input = "hello\n",
                              .input_len = 6,
                              .seconds = 20,
                              .most = 4096 };
}

static struct exec_end run(const char *const *argv)
{
    struct exec_ask ask = ask_for(argv);
    struct exec_end end;
    assert_int_equal(exec_run(&fault, arena, &ask, &end), FAULT_OK);
    return end;
}

static struct exec_end run_script(const char *body)
{
    const char *const argv[] = { script("s", body), NULL };
    return run(argv);
}

static bool is_gone(pid_t pid)
{
    for (int i = 0; i < 500; i++) {
        if (kill(pid, 0) && errno == ESRCH)
            return true;
        clock_sleep_ms(10);
    }
    return false;
}

/* Seconds to sleep by which a process is found, and no other test's. */
static const char *mark(int n)
{
    return arena_printf(arena, "%d%02d", 100000 + (int)getpid(), n);
}

/* The pid that this process knows it by: a script knows another. */
static pid_t running(int n)
{
    const char *marker = mark(n);
    char line[256];
    pid_t found = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *e = readdir(proc); !found && e; e = readdir(proc)) {
        int fd = open(arena_printf(arena, "/proc/%s/cmdline", e->d_name), O_RDONLY | O_CLOEXEC);
        ssize_t len = fd < 0 ? -1 : read(fd, line, sizeof(line));
        if (len > 0 && memmem(line, (size_t)len, marker, strlen(marker)))
            found = (pid_t)strtol(e->d_name, NULL, 10);
        file_close(&fd);
    }
    closedir(proc);
    return found;
}

static void what_it_says_and_how_it_ends(void **state)
{
    (void)state;
    struct exec_end end = run_script("cat; echo to the other >&2; exit 3");
    assert_int_equal(end.how, EXEC_EXITED);
    assert_int_equal(end.status, 3);
    assert_string_equal(end.output, "hello\nto the other\n");
    assert_string_equal(end.last, "to the other");
    assert_false(end.cut);
    end = run_script("printf 'first\\n\\n  \\nno end of line'");
    assert_int_equal(end.status, 0);
    assert_string_equal(end.last, "no end of line");
    end = run_script("kill -TERM $$");
    assert_int_equal(end.how, EXEC_SIGNALLED);
    assert_int_equal(end.status, SIGTERM);
    const char *const none[] = { file("is-not-there"), NULL };
    end = run(none);
    assert_int_equal(end.how, EXEC_NOT_STARTED);
    assert_int_equal(end.status, ENOENT);
}

/* INJ-03: words stay words. */
static void its_arguments_are_no_shell_s(void **state)
{
    (void)state;
    const char *const argv[] = {
        script("s", "printf '<%s>' \"$@\""), "a b", "$(id)", ";", "", NULL
    };
    struct exec_end end = run(argv);
    assert_string_equal(end.output, "<a b><$(id)><;><>");
}

static void it_has_three_descriptors_and_three_words(void **state)
{
    (void)state;
    int left_open = dup(STDIN_FILENO); /* not to be closed by exec by itself */
    setenv("SECRET_OF_OURS", "x", 1);
    signal(SIGPIPE, SIG_IGN);
    struct exec_end end =
        run_script("ls /proc/self/fd | tr '\\n' ' '; echo; env | sort | cut -d= -f1 |"
                   " tr '\\n' ' '; echo; grep SigIgn /proc/self/status");
    /* ls itself has opened the directory as 3 */
    assert_non_null(strstr(end.output, "0 1 2 3 \n"));
    assert_non_null(strstr(end.output, "HOME LC_ALL PATH PWD \n"));
    const char *ignored = strstr(end.output, "SigIgn: ");
    assert_non_null(ignored);
    /* make's children ignore the two signals that are the C library's own */
    assert_int_equal(strtoull(ignored + strlen("SigIgn: "), NULL, 16) & ~UINT64_C(0x180000000), 0);
    close(left_open);
    unsetenv("SECRET_OF_OURS");
}

static void it_is_that_user_and_gains_nothing(void **state)
{
    (void)state;
    struct exec_end end = run_script("id -u; id -g; id -G; "
                                     "grep -E 'NoNewPrivs|CapEff|CapPrm' /proc/self/status; "
                                     "cat /proc/1/environ; ls -d /root/. ; pwd; umask");
    const char *expect =
        arena_printf(arena, "%d\n%d\n%d\n", (int)nobody.uid, (int)nobody.gid, (int)nobody.group[0]);
    assert_int_equal(nobody.groups, 1);
    assert_memory_equal(end.output, expect, strlen(expect));
    assert_non_null(strstr(end.output, "NoNewPrivs: 1")); /* the tab is a blank now */
    assert_non_null(strstr(end.output, "CapEff: 0000000000000000"));
    assert_non_null(strstr(end.output, "CapPrm: 0000000000000000"));
    assert_non_null(strstr(end.output, "\n/\n"));
    struct exec_user root;
    assert_int_equal(exec_user_find(&fault, "root", &root), FAULT_OK);
    const char *const argv[] = { script("s", "id -u"), NULL };
    struct exec_ask ask = ask_for(argv);
    ask.user = &root;
    assert_int_equal(exec_run(&fault, arena, &ask, &end), FAULT_OK);
    assert_string_equal(end.output, "0\n");
    assert_int_equal(exec_user_find(&fault, "is-no-user-here", &root), FAULT_MISSING);
}

static void its_input_is_nobody_s_to_change(void **state)
{
    (void)state;
    struct exec_end end = run_script("{ echo more >> /proc/self/fd/0; } 2> /dev/null; "
                                     "cat; test ! -w /proc/self/fd/0");
    assert_int_equal(end.how, EXEC_EXITED);
    assert_memory_equal(end.output, "hello\n", 6);
    assert_null(strstr(end.output, "more"));
}

static void much_output_is_read_and_dropped(void **state)
{
    (void)state;
    struct exec_end end =
        run_script("head -c 100000000 /dev/zero | tr '\\0' x; echo; echo the end of it");
    assert_int_equal(end.how, EXEC_EXITED);
    assert_int_equal(end.status, 0);
    assert_int_equal(strlen(end.output), 4096);
    assert_true(end.cut);
    assert_string_equal(end.last, "the end of it");
}

static void a_line_is_cut_at_its_most(void **state)
{
    (void)state;
    struct exec_end end = run_script("head -c 1000 /dev/zero | tr '\\0' y; exit 1");
    assert_int_equal(strlen(end.last), FAULT_ARG_LEN - 1);
}

static void what_is_no_text_becomes_text(void **state)
{
    (void)state;
    assert_string_equal(exec_clean(arena,
                                   "a\tb\x1b[1m\xc2\x9b"
                                   "c\xff\xc3",
                                   12),
                        "a b?[1m?c??");
    assert_string_equal(exec_clean(arena, "caf\xc3\xa9\n\xf0\x9f\x90\xa3", 10),
                        "caf\xc3\xa9\n\xf0\x9f\x90\xa3");
    assert_string_equal(exec_clean(arena, "x\0y", 3), "x?y");
    /* INJ-07: nor what turns a line round */
    assert_string_equal(exec_clean(arena, "a\xe2\x80\xaeyako\xe2\x81\xa6z", 12), "a?yako?z");
}

static void a_hanging_one_is_killed_with_all_it_began(void **state)
{
    (void)state;
    const char *const argv[] = { script("s", arena_printf(arena,
                                                          "trap '' TERM HUP INT\n"
                                                          "(setsid sleep %s & setsid sleep %s &)\n"
                                                          "echo begun\nsleep %s",
                                                          mark(1), mark(2), mark(3))),
                                 NULL };
    struct exec_ask ask = ask_for(argv);
    struct exec_end end;
    ask.seconds = 1;
    int64_t before = clock_monotonic();
    assert_int_equal(exec_run(&fault, arena, &ask, &end), FAULT_OK);
    assert_int_equal(end.how, EXEC_LATE);
    assert_string_equal(end.output, "begun\n");
    assert_in_range(clock_monotonic() - before, 1000000, 8000000);
    assert_int_equal(running(1), 0);
    assert_int_equal(running(2), 0);
    assert_int_equal(running(3), 0);
}

static void what_it_leaves_behind_ends_with_it(void **state)
{
    (void)state;
    struct exec_end end =
        run_script(arena_printf(arena,
                                "setsid sleep %s &\n"
                                "until cat /proc/[0-9]*/cmdline 2> /dev/null | tr '\\0' ' ' | "
                                "grep -q 'sleep[ ]%s'; do sleep 0.1; done\necho said",
                                mark(4), mark(4)));
    assert_int_equal(end.how, EXEC_EXITED);
    assert_string_equal(end.output, "said\n");
    assert_int_equal(running(4), 0);
}

static bool at_once(void *ctx)
{
    ++*(int *)ctx;
    return true;
}

static void it_is_stopped_when_it_is_not_wanted(void **state)
{
    (void)state;
    int asked = 0;
    const char *const argv[] = { script("s", arena_printf(arena, "sleep %s", mark(5))), NULL };
    struct exec_ask ask = ask_for(argv);
    struct exec_end end;
    ask.stop = at_once;
    ask.ctx = &asked;
    assert_int_equal(exec_run(&fault, arena, &ask, &end), FAULT_OK);
    assert_int_equal(end.how, EXEC_STOPPED);
    assert_int_equal(asked, 1);
    assert_int_equal(running(5), 0);
}

/* As a worker by its keeper: no word, no chance to clean up. */
static void it_dies_with_who_asked(void **state)
{
    (void)state;
    const char *const argv[] = {
        script("s", arena_printf(arena, "setsid sleep %s & sleep %s", mark(6), mark(7))), NULL
    };
    pid_t asking = fork();
    if (!asking) {
        struct exec_ask ask = ask_for(argv);
        struct exec_end end;
        _exit(exec_run(&fault, arena, &ask, &end));
    }
    pid_t deep = 0;
    for (int i = 0; !deep && i < 100; i++)
        deep = running(6);
    assert_true(deep > 0);
    kill(asking, SIGKILL);
    waitpid(asking, NULL, 0);
    assert_true(is_gone(deep));
    assert_int_equal(running(7), 0);
}

static void it_is_bounded(void **state)
{
    (void)state;
    const char *at = file("big");
    int fd = open(at, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    assert_int_equal(fchown(fd, nobody.uid, nobody.gid), 0);
    close(fd);
    struct exec_end end = run_script(arena_printf(
        arena,
        "ulimit -c; ulimit -n; cat /proc/self/oom_score_adj; head -c 200000000 /dev/zero > %s",
        at));
    struct stat st;
    assert_memory_equal(end.output, "0\n256\n1000\n", 11);
    assert_int_not_equal(end.status, 0);
    assert_int_equal(stat(at, &st), 0);
    assert_int_equal(st.st_size, 64 << 20);
}

static void only_root_s_programs_are_good(void **state)
{
    (void)state;
    const char *good = script("good", "true");
    assert_int_equal(exec_check(&fault, dir, good), FAULT_OK);
    assert_int_equal(exec_check(&fault, file("sub"), good), FAULT_INVALID);
    assert_int_equal(exec_check(&fault, dir, "/bin/sh"), FAULT_INVALID);
    assert_int_equal(exec_check(&fault, dir, file("../etc/passwd")), FAULT_INVALID);
    assert_int_equal(exec_check(&fault, dir, file("is-not-there")), FAULT_INVALID);
    assert_int_equal(chmod(good, 0757), 0);
    assert_int_equal(exec_check(&fault, dir, good), FAULT_INVALID);
    assert_int_equal(chmod(good, 0775), 0);
    assert_int_equal(exec_check(&fault, dir, good), FAULT_INVALID);
    assert_int_equal(chmod(good, 0644), 0);
    assert_int_equal(exec_check(&fault, dir, good), FAULT_INVALID);
    assert_int_equal(chmod(good, 0755), 0);
    assert_int_equal(chown(good, nobody.uid, 0), 0);
    assert_int_equal(exec_check(&fault, dir, good), FAULT_INVALID);
    assert_int_equal(chown(good, 0, 0), 0);
    assert_int_equal(exec_check(&fault, dir, good), FAULT_OK);
    assert_int_equal(symlink(good, file("link")), 0);
    assert_int_equal(exec_check(&fault, dir, file("link")), FAULT_INVALID);
    assert_int_equal(chmod(dir, 0777), 0);
    assert_int_equal(exec_check(&fault, dir, good), FAULT_INVALID);
    assert_int_equal(chmod(dir, 0755), 0);
    assert_int_equal(chown(dir, nobody.uid, 0), 0);
    assert_int_equal(exec_check(&fault, dir, good), FAULT_INVALID);
    assert_int_equal(chown(dir, 0, 0), 0);
}

static int begin(void **state)
{
    (void)state;
    arena = arena_new();
    if (geteuid() != 0) {
        print_error("this test needs root\n");
        return -1;
    }
    snprintf(dir, sizeof(dir), "/tmp/hatchery-exec.XXXXXX");
    return mkdtemp(dir) && !chmod(dir, 0755) && !exec_user_find(&fault, "nobody", &nobody) ? 0 : -1;
}

static int end(void **state)
{
    static const char *const names[] = { "s", "good", "link", "big" };
    (void)state;
    for (size_t i = 0; i < countof(names); i++)
        unlink(file(names[i]));
    rmdir(dir);
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_says_and_how_it_ends),
        cmocka_unit_test(its_arguments_are_no_shell_s),
        cmocka_unit_test(it_has_three_descriptors_and_three_words),
        cmocka_unit_test(it_is_that_user_and_gains_nothing),
        cmocka_unit_test(its_input_is_nobody_s_to_change),
        cmocka_unit_test(much_output_is_read_and_dropped),
        cmocka_unit_test(a_line_is_cut_at_its_most),
        cmocka_unit_test(what_is_no_text_becomes_text),
        cmocka_unit_test(a_hanging_one_is_killed_with_all_it_began),
        cmocka_unit_test(what_it_leaves_behind_ends_with_it),
        cmocka_unit_test(it_is_stopped_when_it_is_not_wanted),
        cmocka_unit_test(it_dies_with_who_asked),
        cmocka_unit_test(it_is_bounded),
        cmocka_unit_test(only_root_s_programs_are_good),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
