/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call that nobody has any use for but an attacker kills the process in a release; any other that
 * is not in the lists fails with EPERM. In a test build the first fails with EACCES instead, so
 * that a test can see it.
 */
#include "base/confine.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/fault.h"

enum { BEHIND = 5 }; /* services stand at -5, machines at 0 */

/* --- at the start --- */

extern char **environ;

/* Names that stay; what a supervisor, a shell or a client (HTTP_PROXY) left there does not. */
static bool stays(const char *entry)
{
    static const char *const names[] = {
        "HATCHERY_",     "LC_ALL=",
        "PATH=",
#ifdef FAILPOINTS
        "ASAN_OPTIONS=", "DONT_FAKE_MONOTONIC=",
        "FAKETIME",      "LD_PRELOAD=",
        "LSAN_OPTIONS=", "UBSAN_OPTIONS=",
#endif
    };
    for (size_t i = 0; i < countof(names); i++)
        if (!strncmp(entry, names[i], strlen(names[i])))
            return true;
    return false;
}

static void clean_environment(void)
{
    char **to = environ;
    for (char **from = environ; *from; from++)
        if (stays(*from))
            *to++ = *from;
    *to = NULL;
}

void confine_begin(void)
{
    struct rlimit none = { 0, 0 };
    clean_environment();
    if (setrlimit(RLIMIT_CORE, &none) || prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) ||
        prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L))
        bug("cannot give up rights: %s", strerror(errno));
}

void confine_memory(size_t most)
{
#ifndef __SANITIZE_ADDRESS__ /* which takes terabytes, and fills few of them */
    const struct rlimit data = { most, most };
    if (setrlimit(RLIMIT_DATA, &data))
        bug("setrlimit: %s", strerror(errno));
#else
    (void)most;
#endif
}

void confine_behind(void)
{
    errno = 0;
    if (nice(BEHIND) == -1 && errno)
        bug("cannot step back: %s", strerror(errno));
}

/* --- capabilities --- */

/* Also of root, whose files are still its own then, and nobody else's. */
static void drop_capabilities(void)
{
    struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct now[_LINUX_CAPABILITY_U32S_3] = { { 0 } };
    (void)!syscall(SYS_capset, &head,
                   now); /* may be forbidden where there is none: looked at next */
    if (syscall(SYS_capget, &head, now))
        bug("cannot look at capabilities: %s", strerror(errno));
    for (size_t i = 0; i < countof(now); i++)
        if (now[i].effective || now[i].permitted || now[i].inheritable)
            bug("capabilities are left over");
    if (prctl(PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L) != 1)
        bug("new rights can be gained");
}

/* --- calls of the kernel --- */

static const int calls[] = {
    /* memory and time */
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(mlock),
    SCMP_SYS(munlock),
    SCMP_SYS(membarrier),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(getrusage),
    /* descriptors */
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(close),
    SCMP_SYS(close_range),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),
    SCMP_SYS(getdents64),
    SCMP_SYS(fcntl),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(pipe),
    SCMP_SYS(pipe2),
    SCMP_SYS(eventfd2),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_pwait2),
    /* sockets, once they are there */
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(connect),
    SCMP_SYS(shutdown),
    SCMP_SYS(sendto),
    SCMP_SYS(recvfrom),
    SCMP_SYS(sendmsg),
    SCMP_SYS(recvmsg),
    SCMP_SYS(setsockopt),
    SCMP_SYS(getsockopt),
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    /* itself */
    SCMP_SYS(futex),
    SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigpending),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(tgkill),
    SCMP_SYS(alarm),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
};

static const int mailer_calls[] = {
    SCMP_SYS(clone),
    SCMP_SYS(wait4),
    SCMP_SYS(waitid),
    SCMP_SYS(kill),
    SCMP_SYS(prctl),
    SCMP_SYS(socketpair),
    SCMP_SYS(bind),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(recvmmsg),
    SCMP_SYS(ioctl),
    SCMP_SYS(signalfd4),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(rename),
    SCMP_SYS(unlink),
    SCMP_SYS(fsync),
    SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(setitimer),
    SCMP_SYS(timer_create),
    SCMP_SYS(timer_settime),
    SCMP_SYS(timer_delete),
    SCMP_SYS(timerfd_create),
    SCMP_SYS(timerfd_settime),
};

#ifdef FAILPOINTS
#define ATTACKED SCMP_ACT_ERRNO(EACCES)
#else
#define ATTACKED SCMP_ACT_KILL_PROCESS
#endif

/* Nothing of ours calls these. */
static const int attacks[] = {
#ifndef FAILPOINTS
    SCMP_SYS(ptrace),
#endif
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(bpf),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(setuid),
    SCMP_SYS(setgid),
    SCMP_SYS(setresuid),
    SCMP_SYS(setresgid),
    SCMP_SYS(setgroups),
    SCMP_SYS(capset),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(personality),
    SCMP_SYS(modify_ldt),
};

struct filter {
    scmp_filter_ctx ctx;
    int failed; /* the first error, negative */
};

static void rule(struct filter *f, uint32_t action, int call, unsigned n, struct scmp_arg_cmp arg)
{
    int rc = seccomp_rule_add_array(f->ctx, action, call, n, &arg);
    if (rc < 0 && !f->failed)
        f->failed = rc;
}

static void allow_all(struct filter *f, const int *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rule(f, SCMP_ACT_ALLOW, list[i], 0, (struct scmp_arg_cmp){ 0 });
}

static void allow_sockets(struct filter *f, enum confine_to to)
{
    static const unsigned network[] = { AF_INET, AF_INET6, AF_NETLINK };
    rule(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
    for (size_t i = 0; to == CONFINE_MAILER && i < countof(network); i++)
        rule(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, network[i]));
}

/* Reading alone: neither written nor made. */
static void allow_files(struct filter *f, enum confine_to to)
{
    static const int any[] = { SCMP_SYS(open), SCMP_SYS(openat) };
    enum { CHANGES = O_ACCMODE | O_CREAT | O_TRUNC };
    if (to == CONFINE_MAILER) {
        allow_all(f, any, countof(any));
        return;
    }
    rule(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, CHANGES, O_RDONLY));
    rule(f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, CHANGES, O_RDONLY));
}

/* No memory becomes code. The mailer's resolver loads modules. */
static void allow_memory(struct filter *f, enum confine_to to)
{
    static const int map[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };
    for (size_t i = 0; i < countof(map); i++)
        rule(f, SCMP_ACT_ALLOW, map[i], to == CONFINE_WEB,
             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

#ifdef FAILPOINTS
/* The leak checker, at a test program's end, stops it from a thread of its own and looks at it. */
static void allow_leak_check(struct filter *f)
{
    static const unsigned requests[] = { PTRACE_ATTACH, PTRACE_DETACH, PTRACE_CONT, PTRACE_GETREGS,
                                         PTRACE_GETREGSET };
    static const int more[] = { SCMP_SYS(clone), SCMP_SYS(wait4), SCMP_SYS(prctl),
                                SCMP_SYS(getdents), SCMP_SYS(ioctl) };
    for (size_t i = 0; i < countof(requests); i++)
        rule(f, SCMP_ACT_ALLOW, SCMP_SYS(ptrace), 1, SCMP_A0(SCMP_CMP_EQ, requests[i]));
    allow_all(f, more, countof(more));
}
#endif

static void filter_calls(enum confine_to to)
{
    struct filter f = { .ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM)) };
    if (!f.ctx)
        bug("no memory for a filter of calls");
    allow_all(&f, calls, countof(calls));
    if (to == CONFINE_MAILER)
        allow_all(&f, mailer_calls, countof(mailer_calls));
    allow_sockets(&f, to);
    allow_files(&f, to);
    allow_memory(&f, to);
    rule(&f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, (struct scmp_arg_cmp){ 0 });
#ifdef FAILPOINTS
    allow_leak_check(&f);
#endif
    for (size_t i = 0; i < countof(attacks); i++)
        rule(&f, ATTACKED, attacks[i], 0, (struct scmp_arg_cmp){ 0 });
    if (!f.failed)
        f.failed = seccomp_load(f.ctx);
    if (f.failed)
        bug("cannot give up calls of the kernel: %s", strerror(-f.failed));
    seccomp_release(f.ctx);
}

void confine(enum confine_to to)
{
    drop_capabilities();
    filter_calls(to);
}
