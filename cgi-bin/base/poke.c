/* SPDX-License-Identifier: Apache-2.0 */
#include "base/poke.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/file.h"

static bool address(const struct conf *c, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){ .sun_family = AF_UNIX };
    int len = snprintf(out->sun_path, sizeof(out->sun_path), "%s/taskd.sock", c->run_dir);
    return len > 0 && (size_t)len < sizeof(out->sun_path);
}

void poke_taskd(const struct conf *c)
{
    struct sockaddr_un to;
    OWNED(file_close) int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || !address(c, &to))
        return;
    ssize_t sent = sendto(fd, "", 0, MSG_DONTWAIT, (const struct sockaddr *)&to, sizeof(to));
    (void)sent; /* lost: it is found within a second */
}

enum fault_code poke_listen(struct fault *f, const struct conf *c, int *fd)
{
    static int lock = -1; /* held as long as the process lives */
    struct sockaddr_un at;
    *fd = -1;
    if (!address(c, &at))
        return fail(f, FAULT_INVALID, T("The path %s is too long for a socket."), c->run_dir);
    if (lock < 0) {
        char path[sizeof(at.sun_path) + sizeof(".lock")];
        snprintf(path, sizeof(path), "%s.lock", at.sun_path);
        lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    }
    if (lock < 0)
        return fail(f, FAULT_UPSTREAM, T("Cannot listen on %s: %s."), at.sun_path, strerror(errno));
    if (flock(lock, LOCK_EX | LOCK_NB))
        return FAULT_OK;
    unlink(at.sun_path);
    *fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*fd < 0 || bind(*fd, (const struct sockaddr *)&at, sizeof(at)))
        return fail(f, FAULT_UPSTREAM, T("Cannot listen on %s: %s."), at.sun_path, strerror(errno));
    return FAULT_OK;
}
