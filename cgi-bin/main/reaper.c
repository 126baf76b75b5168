/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reaper: runs one program and reaps whatever it and its descendants leave behind. libvirt takes a
 * QEMU for running until somebody has reaped it, and the host's first process may take seconds.
 *     reaper PROGRAM ARGUMENT...
 * TERM, INT and HUP are passed on to PROGRAM. When that has ended, its end is ours; what it left
 * running is not ours to end and passes to the host's first process: machines are the customers'.
 * In a namespace of its own (tests/sandbox) it is that first process, and all ends with it.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t child;

static void pass_on(int signo)
{
    int saved = errno;
    if (child > 0)
        kill((pid_t)child, signo);
    errno = saved;
}

/* The program gets the signals as they were before us. */
static void listen_to_signals(sigset_t *before)
{
    static const int passed[] = { SIGTERM, SIGINT, SIGHUP };
    struct sigaction action = { .sa_handler = pass_on };
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++) {
        sigaddset(&set, passed[i]);
        sigaction(passed[i], &action, NULL);
    }
    /* A signal between fork and `child = pid` would be lost. */
    sigprocmask(SIG_BLOCK, &set, before);
}

static int start(char **argv, const sigset_t *before)
{
    pid_t pid = fork();
    if (pid < 0) {
        fprintf(stderr, "reaper: fork: %s\n", strerror(errno));
        return -1;
    }
    if (pid == 0) {
        sigprocmask(SIG_SETMASK, before, NULL);
        execvp(argv[0], argv);
        fprintf(stderr, "reaper: %s: %s\n", argv[0], strerror(errno));
        _exit(127);
    }
    child = pid;
    sigprocmask(SIG_SETMASK, before, NULL);
    return 0;
}

static int reap_until_it_ends(void)
{
    for (;;) {
        int status = 0;
        pid_t pid = wait(&status);
        if (pid < 0 && errno == EINTR)
            continue;
        if (pid < 0)
            return 1;
        if (pid != child)
            continue;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
}

int main(int argc, char **argv)
{
    sigset_t before;
    if (argc < 2) {
        fprintf(stderr,
                "usage: reaper PROGRAM ARGUMENT...\nexample: reaper runsvdir -P var/service\n");
        return 2;
    }
    if (prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L) < 0) {
        fprintf(stderr, "reaper: %s\n", strerror(errno));
        return 1;
    }
    listen_to_signals(&before);
    if (start(argv + 1, &before) < 0)
        return 1;
    return reap_until_it_ends();
}
