/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a confined program can still do, and what it cannot: each call is tried in a child of its
 * own, which ends with the errno that it met. As root, so that nothing but the filter says no.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/attr.h"
#include "base/confine.h"

static int run_program(void)
{
    char *argv[] = { (char *)(uintptr_t) "/bin/true", NULL };
    return execv(argv[0], argv);
}

static int look_into(void)
{
    return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int net_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int raw_socket(void)
{
    return socket(AF_PACKET, SOCK_RAW, 0);
}

static int unix_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int mount_it(void)
{
    return mount("tmpfs", "/tmp", "tmpfs", 0, NULL);
}

static int load_bpf(void)
{
    return (int)syscall(SYS_bpf, 0, NULL, 0);
}

static int ring(void)
{
    return (int)syscall(SYS_io_uring_setup, 1, NULL);
}

static int new_user(void)
{
    return setuid(65534);
}

static int new_namespace(void)
{
    return (int)syscall(SYS_unshare, 0x40000000);
}

static int make_file(void)
{
    return open("/tmp/confined.file", O_WRONLY | O_CREAT, 0600);
}

static int read_file(void)
{
    return open("/etc/passwd", O_RDONLY);
}

static int make_code(void)
{
    void *p =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? -1 : 0;
}

static int kill_parent(void)
{
    return kill(getppid(), 0);
}

static int change_mode(void)
{
    return chmod("/etc/passwd", 0644);
}

/* The errno of a call in a confined child; 0: it succeeded; negative: a signal. */
static int tried(enum confine_to to, int (*call)(void))
{
    int status = 0;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (!pid) {
        confine_begin();
        confine(to);
        errno = 0;
        _exit(call() < 0 ? errno : 0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* EACCES: what a release is killed for. */
static void test_a_web_program_runs_and_reaches_nothing(void **state)
{
    (void)state;
    assert_int_equal(tried(CONFINE_WEB, run_program), EACCES);
    assert_int_equal(tried(CONFINE_WEB, mount_it), EACCES);
    assert_int_equal(tried(CONFINE_WEB, load_bpf), EACCES);
    assert_int_equal(tried(CONFINE_WEB, ring), EACCES);
    assert_int_equal(tried(CONFINE_WEB, new_user), EACCES);
    assert_int_equal(tried(CONFINE_WEB, new_namespace), EACCES);
    assert_int_equal(tried(CONFINE_WEB, look_into), EPERM);
    assert_int_equal(tried(CONFINE_WEB, net_socket), EPERM);
    assert_int_equal(tried(CONFINE_WEB, raw_socket), EPERM);
    assert_int_equal(tried(CONFINE_WEB, make_file), EPERM);
    assert_int_equal(tried(CONFINE_WEB, change_mode), EPERM);
    assert_int_equal(tried(CONFINE_WEB, make_code), EPERM);
    assert_int_equal(tried(CONFINE_WEB, kill_parent), EPERM);
}

static void test_and_does_its_work(void **state)
{
    (void)state;
    assert_int_equal(tried(CONFINE_WEB, unix_socket), 0);
    assert_int_equal(tried(CONFINE_WEB, read_file), 0);
}

static void test_the_mailer_has_the_network_and_no_more(void **state)
{
    (void)state;
    assert_int_equal(tried(CONFINE_MAILER, net_socket), 0);
    assert_int_equal(tried(CONFINE_MAILER, raw_socket), EPERM);
    assert_int_equal(tried(CONFINE_MAILER, run_program), EACCES);
    assert_int_equal(tried(CONFINE_MAILER, mount_it), EACCES);
    assert_int_equal(tried(CONFINE_MAILER, look_into), EPERM);
}

static int has_capabilities(void)
{
    char status[4096] = "";
    int fd = open("/proc/self/status", O_RDONLY);
    ssize_t n = read(fd, status, sizeof(status) - 1);
    errno = EEXIST;
    return n > 0 && strstr(status, "CapPrm:\t0000000000000000") &&
                   strstr(status, "CapEff:\t0000000000000000")
               ? 0
               : -1;
}

static int dumps_core(void)
{
    struct rlimit core;
    errno = EEXIST;
    return getrlimit(RLIMIT_CORE, &core) || core.rlim_max ? -1 : 0;
}

static int has_proxy(void)
{
    errno = EEXIST;
    return getenv("HTTP_PROXY") || getenv("https_proxy") || !getenv("HATCHERY_STATE") ? -1 : 0;
}

/* prctl() itself is refused afterwards, so these look before that. */
static void test_what_is_given_up_at_the_start(void **state)
{
    int status = 0;
    (void)state;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (!pid) {
        confine_begin();
        _exit(prctl(PR_GET_DUMPABLE) || prctl(PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L) != 1 ||
              dumps_core());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void test_no_capability_is_left(void **state)
{
    (void)state;
    assert_int_equal(tried(CONFINE_MAILER, has_capabilities), 0);
}

/* WEB-02: no proxy from the environment. */
static void test_web_02_the_environment_is_clean(void **state)
{
    (void)state;
    setenv("HTTP_PROXY", "http://evil.example", 1);
    setenv("https_proxy", "http://evil.example", 1);
    setenv("HATCHERY_STATE", "/nonexistent", 1);
    assert_int_equal(tried(CONFINE_MAILER, has_proxy), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_web_program_runs_and_reaches_nothing),
        cmocka_unit_test(test_and_does_its_work),
        cmocka_unit_test(test_the_mailer_has_the_network_and_no_more),
        cmocka_unit_test(test_what_is_given_up_at_the_start),
        cmocka_unit_test(test_no_capability_is_left),
        cmocka_unit_test(test_web_02_the_environment_is_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
