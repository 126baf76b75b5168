/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The child is forked, not executed, so a result's sentence is the same address
 * in both; it closes all that is the mailer's before it speaks with anybody.
 */
#include "mail/session.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/child.h"
#include "base/log.h"

enum { GRACE_S = 1 };

_Noreturn static void run(const struct mail_transport *how, const struct mail_server *server,
                          const struct mail_parcel *parcel)
{
    struct mail_result result = { .reason = REASON_NONE };
    how->send(server, parcel, &result);
    _exit(write(CHILD_KEPT, &result, sizeof(result)) == (ssize_t)sizeof(result) ? 0 : 1);
}

enum fault_code session_start(struct fault *f, const struct mail_transport *how,
                              const struct mail_server *server, const struct mail_parcel *parcel,
                              struct mail_session *out)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return fail(f, FAULT_BUG, "pipe: errno %d", errno);
    /* the transport's own limit comes first */
    struct child_way way = { .keep = ends[1], .seconds = (unsigned)server->seconds + GRACE_S };
    out->pid = child_fork(&way);
    if (!out->pid)
        run(how, server, parcel);
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
