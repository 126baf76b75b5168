/* SPDX-License-Identifier: Apache-2.0 */
#include "base/failpoint.h"
#ifdef FAILPOINTS
#include <signal.h>
#include <unistd.h>
#include "base/file.h"
#include "base/log.h"

/* The word in the file, whose removal says that it was reached. */
static char *consume(struct arena *a, const struct conf *c, const char *point)
{
    struct fault f;
    char *word = NULL;
    const char *path = arena_printf(a, "%s/fail/%s", c->state, point);
    if (file_read(&f, a, path, 64, &word) || unlink(path))
        return NULL;
    word[strcspn(word, "\n")] = '\0';
    log_warn("failpoint %s: %s", point, word);
    return word;
}

void failpoint(const struct conf *c, const char *point, const pid_t *others, int count)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    const char *word = consume(a, c, point);
    if (!word)
        return;
    if (!strcmp(word, "stop")) {
        raise(SIGSTOP);
        return;
    }
    if (!strcmp(word, "kill-all"))
        for (int i = 0; i < count; i++)
            if (others[i] > 1)
                kill(others[i], SIGKILL);
    raise(SIGKILL);
}

bool failpoint_fails(const struct conf *c, const char *point)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    return consume(a, c, point) != NULL;
}
#else
typedef int failpoint_is_empty;
#endif
