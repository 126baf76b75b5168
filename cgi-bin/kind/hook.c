/* SPDX-License-Identifier: Apache-2.0 */
#include "kind/hook.h"
#include "base/exec.h"

bool hook_kind(const struct kind *k)
{
    return strcmp(k->name, HOOK_KIND) != 0;
}

const char *const *hook_users(struct arena *a, const struct conf *conf)
{
    char *words = arena_strdup(a, conf->hook_users);
    const char **users = arena_array(a, strlen(words) / 2 + 2, sizeof(*users));
    size_t n = 0;
    char *save = NULL;
    for (char *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save))
        users[n++] = w;
    return users;
}

static enum fault_code check_user(struct fault *f, struct arena *a, const struct conf *conf,
                                  const struct hook *h)
{
    struct exec_user user;
    for (const char *const *u = hook_users(a, conf); *u; u++)
        if (!strcmp(*u, h->run_as))
            return exec_user_find(f, h->run_as, &user);
    return fail(f, FAULT_INVALID, T("hook_users in hatchery.conf does not name %s."), h->run_as);
}

static enum fault_code about(struct fault *f, const char *field, enum fault_code rc)
{
    if (rc)
        f->field = field;
    return rc;
}

enum fault_code hook_check(struct fault *f, struct arena *a, const struct conf *conf,
                           const struct hook *h, const char *const **argv)
{
    const struct kind *k = kind_find(h->kind);
    int most = h->moment == HOOK_BEFORE ? HOOK_BEFORE_SECONDS : HOOK_AFTER_SECONDS;
    if (!k || !hook_kind(k))
        return fail_field(f, FAULT_INVALID, "kind", T("Tasks of this kind have no hooks."));
    if (h->seconds < 1 || h->seconds > most)
        return fail_field(f, FAULT_INVALID, "seconds", T("This must be 1 to %d."), most);
    *argv = hook_argv(a, h->argv);
    if (!*argv)
        return fail_field(f, FAULT_INVALID, "command",
                          T("This is a program and at most %d arguments."), HOOK_ARGS - 1);
    enum fault_code rc = about(f, "command", exec_check(f, conf->hook_dir, (*argv)[0]));
    return rc ? rc : about(f, "run_as", check_user(f, a, conf, h));
}
