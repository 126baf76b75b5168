/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The child is forked, not executed, so a result's sentence is the same address
 * in both; it closes all that is the mailer's before it speaks with anybody.
 */
#include "mail/session.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/log.h"

enum { GRACE = 1 };

_Noreturn static void run(const struct mail_transport *how, const struct mail_server *server,
                          const struct mail_parcel *parcel, int out, pid_t parent)
{
    struct mail_result result = { .reason = REASON_NONE };
    sigset_t none;
    sigemptyset(&none);
    signal(SIGTERM, SIG_DFL);
    signal(SIGALRM, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || dup2(out, 3) < 0 || close_range(4, ~0u, 0))
        _exit(1);
    alarm((unsigned)server->seconds + GRACE); /* the transport's own limit comes first */
    how->send(server, parcel, &result);
    _exit(write(3, &result, sizeof(result)) == (ssize_t)sizeof(result) ? 0 : 1);
}

enum fault_code session_start(struct fault *f, const struct mail_transport *how,
                              const struct mail_server *server, const struct mail_parcel *parcel,
                              struct mail_session *out)
{
    int ends[2];
    pid_t parent = getpid();
    if (pipe2(ends, O_CLOEXEC))
        return fail(f, FAULT_BUG, "pipe: errno %d", errno);
    out->pid = fork();
    if (out->pid == 0)
        run(how, server, parcel, ends[1], parent);
    int error = errno;
    close(ends[1]);
    out->fd = ends[0];
    if (out->pid > 0)
        return FAULT_OK;
    close(ends[0]);
    return fail(f, FAULT_BUG, "fork: errno %d", error);
}

void session_result(struct mail_session *s, const struct mail_server *server,
                    struct mail_result *out)
{
    int status = 0;
    ssize_t got = read(s->fd, out, sizeof(*out));
    close(s->fd);
    while (waitpid(s->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (got == (ssize_t)sizeof(*out))
        return;
    bool late = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
    if (!late)
        log_warn("a session ended with status %#x", (unsigned)status);
    mail_failed(out, late ? REASON_SLOW : REASON_BROKE_OFF, server, "");
}
