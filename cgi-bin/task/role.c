/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A forked process has its parent's memory, and in it a connection whose
 * descriptor was closed before anything could use it: nobody speaks on another's.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/checks.h"
#include "base/child.h"
#include "base/file.h"
#include "base/log.h"
#include "task/role.h"

enum { ERRAND_MAX = 96 };

void role_show(const struct staff *s, const char *word)
{
    size_t len = strlen(word);
    if (len > s->room)
        return;
    memset(s->word, 0, s->room);
    memcpy(s->word, word, len);
}

pid_t role_fork(const struct staff *s, const struct role *r, int *in)
{
    int ends[2] = { -1, -1 };
    if (in && pipe2(ends, O_CLOEXEC))
        return -1;
    pid_t pid =
        child_fork(&(struct child_way){ .in = in ? ends[0] : 0, .outlives = !r->dies_with_parent });
    if (!pid) {
        role_show(s, r->word);
        exit(r->live(s));
    }
    file_close(&ends[0]);
    if (pid < 0) {
        log_error("cannot start %s: %s", r->word, strerror(errno));
        file_close(&ends[1]);
    }
    if (in)
        *in = ends[1];
    return pid;
}

bool role_send(int fd, const struct errand *e)
{
    char line[ERRAND_MAX];
    int len = snprintf(line, sizeof(line), "%" PRId64 " %" PRId64 " %" PRId64 "\n", e->id, e->fence,
                       e->leased_from);
    return write(fd, line, (size_t)len) == len;
}

static bool read_errand(char *line, struct errand *e)
{
    long long number[3];
    char *rest = NULL;
    char *word = strtok_r(line, " \n", &rest);
    for (size_t i = 0; i < countof(number); i++) {
        if (!word || !parse_i64(word, 1, INT64_MAX, &number[i]))
            return false;
        word = strtok_r(NULL, " \n", &rest);
    }
    *e = (struct errand){ number[0], number[1], number[2] };
    return !word;
}

bool role_receive(struct errand *e)
{
    char line[ERRAND_MAX];
    size_t len = 0;
    while (len + 1 < sizeof(line)) {
        ssize_t n = read(STDIN_FILENO, line + len, sizeof(line) - 1 - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        len += (size_t)n;
        if (line[len - 1] == '\n')
            break;
    }
    line[len] = '\0';
    return read_errand(line, e);
}

#ifdef FAILPOINTS
pid_t role_dispatcher(void)
{
    char path[64];
    struct fault f;
    OWNED(arena_drop) struct arena *a = arena_new();
    char *status = NULL;
    snprintf(path, sizeof(path), "/proc/%d/status", (int)getppid());
    if (file_read(&f, a, path, 8192, &status))
        return 0;
    const char *line = strstr(status, "PPid:");
    return line ? (pid_t)strtol(line + 5, NULL, 10) : 0;
}
#endif
