/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which programs there are to choose from is the host's to say (hatchery.conf): whoever has an
 * administrator's session runs no other.
 */
#include "web/admin/hook.h"
#include "base/words.h"
#include "kind/hook.h"
#include "web/change.h"
#include "web/form.h"
#include "web/list.h"
#include "web/task_rows.h"

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void dress(const struct request *rq, const char *column, const void *row,
                  struct list_cell *cell)
{
    const struct hook *h = row;
    if (!strcmp(column, "kind"))
        cell->text = task_kind_words(h->kind);
    else if (!strcmp(column, "program"))
        cell->text = file_name(h->program);
    (void)rq;
}

static const struct list_table hooks = {
    .noun = &hook_noun,
    .title = T("Hooks"),
    .path = "/hook",
    .shown = { "state", "program", "kind", "moment", "user", "seconds", "by", "added" },
    .row_path = "/hook/%lld",
    .tab = { { T("All"), "" },
             { T("Enabled"), "state:enabled" },
             { T("Disabled"), "state:disabled" } },
    .empty = T("No hooks. A hook is a program of yours that runs before or after each task of a "
               "kind."),
    .act_path = "/hook/create",
    .act = T("Add hook"),
    .act_permission = PERM_HOOK_WRITE,
    .help = T("Programs of yours that run before or after each task of a kind. What they write is "
              "in the task's log, for you alone."),
    .dress = dress,
};

enum fault_code hook_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &hooks);
}

/* --- adding --- */

const struct field hook_new_form[] = {
    TEXT(struct hook_new, kind, .label = T("A kind of task"), .required = true, .max = 32),
    STATE(struct hook_new, moment, hook_moment_words, .label = T("A moment"), .required = true),
    TEXT(struct hook_new, command, .label = T("A program"), .required = true, .max = 2000),
    I64(struct hook_new, seconds, .label = T("A limit"), .required = true, .min = 1,
        .max = HOOK_AFTER_SECONDS),
    TEXT(struct hook_new, run_as, .label = T("A user"), .required = true, .max = 32),
    FIELDS_END,
};

static const struct form_input new_inputs[] = {
    INPUT("kind", T("Kind of task"), SELECT),
    INPUT("moment", T("When"), SELECT,
          .help = T("What runs before may refuse the task: it ends with a status other than 0, and "
                    "its last line is the sentence that the customer reads.")),
    INPUT("command", T("Program and arguments"), AREA, .code = true,
          .help = T("The program's whole path, then an argument a line. All who are on the host "
                    "can see arguments: no secrets here.")),
    INPUT("seconds", T("Limit"), NUMBER, .unit = T("seconds"),
          .help = T("Then it is killed: at most 30 before a task, 300 after it.")),
    INPUT("run_as", T("Runs as"), SELECT,
          .help = T("A user of the host, of those that hatchery.conf names.")),
    INPUTS_END,
};
static const struct form_spec new_spec = { .fields = hook_new_form,
                                           .inputs = new_inputs,
                                           .submit = T("Add hook") };

static struct list kind_options(const struct request *rq)
{
    size_t count = 0;
    while (kinds[count].name)
        count++;
    struct form_option *o = arena_array(rq->arena, count, sizeof(*o));
    int64_t n = 0;
    for (const struct kind *k = kinds; k->name; k++)
        if (hook_kind(k))
            o[n++] = (struct form_option){ k->name, tr(k->words), false };
    return (struct list){ o, n };
}

static struct list user_options(const struct request *rq)
{
    const char *const *users = hook_users(rq->arena, web_of(rq)->conf);
    size_t count = 0;
    while (users[count])
        count++;
    struct form_option *o = arena_array(rq->arena, count, sizeof(*o));
    for (size_t i = 0; i < count; i++)
        o[i] = (struct form_option){ users[i], users[i], false };
    return (struct list){ o, (int64_t)count };
}

enum fault_code hook_create_show(const struct db *db, struct request *rq)
{
    const struct conf *conf = web_of(rq)->conf;
    struct form_head head = { .title = tr("Add hook"),
                              .lead = arena_printf(rq->arena,
                                                   tr("Programs lie in %s on each host that runs "
                                                      "tasks, and only root may change them."),
                                                   conf->hook_dir),
                              .crumbs = { { "/hook", tr("Hooks") } } };
    const struct hook_new first = { .kind = "vm_create",
                                    .moment = HOOK_AFTER,
                                    .command = arena_printf(rq->arena, "%s/", conf->hook_dir),
                                    .seconds = 10 };
    struct form_ask ask = { .action = "/hook",
                            .cancel = "/hook",
                            .values = &first,
                            .choices = { { "kind", kind_options(rq) },
                                         { "run_as", user_options(rq) } } };
    (void)db;
    return form_page_show(rq, &head, &new_spec, &ask);
}

/* An argument a line; browsers end a line with two characters. Blank lines are none. */
static const char *argv_of(const struct request *rq, const char *command)
{
    size_t lines = 2;
    char *save = NULL;
    char *text = arena_strdup(rq->arena, command);
    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    const char **argv = arena_array(rq->arena, lines, sizeof(*argv));
    size_t n = 0;
    for (char *s = strtok_r(text, "\r\n", &save); s; s = strtok_r(NULL, "\r\n", &save))
        argv[n++] = s;
    return hook_argv_json(rq->arena, argv);
}

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct hook *h = ctx;
    return hook_add(db, h, &h->id);
}

static enum fault_code change_tx(struct db *db, void *ctx)
{
    return hook_change(db, ctx);
}

static enum fault_code drop_tx(struct db *db, void *ctx)
{
    const struct hook *h = ctx;
    return hook_drop(db, h->id);
}

static enum fault_code save(struct db *db, struct request *rq, const char *what, db_tx_fn *fn,
                            struct hook *h)
{
    struct change c = { .what = what,
                        .object =
                            arena_printf(rq->arena, "%s %s as %s: %s", h->kind,
                                         hook_moment_words[h->moment].code, h->run_as, h->argv),
                        .of = { .noun = AUDIT_OF_HOOK, .id = &h->id },
                        .fn = fn,
                        .ctx = h };
    return change_once(db, rq, &c, NULL);
}

enum fault_code hook_create_do(struct db *db, struct request *rq)
{
    const struct hook_new *in = rq->form;
    const char *const *argv = NULL;
    struct hook h = { .kind = in->kind,
                      .moment = in->moment,
                      .argv = argv_of(rq, in->command),
                      .seconds = in->seconds,
                      .run_as = in->run_as,
                      .added_by = gate_short(rq->arena, rq->who->asker.who) };
    enum fault_code rc = hook_check(rq->fault, rq->arena, web_of(rq)->conf, &h, &argv);
    if (!rc)
        rc = save(db, rq, "hook_add", add_tx, &h);
    if (!rc)
        request_redirect(rq, "/admin/hook?did=hook-added");
    return rc;
}

/* --- one hook --- */

const struct field hook_again_form[] = {
    STATE(struct hook_again, state, hook_state_words, .required = true),
    I64(struct hook_again, seconds, .label = T("A limit"), .required = true, .min = 1,
        .max = HOOK_AFTER_SECONDS),
    TEXT(struct hook_again, run_as, .label = T("A user"), .required = true, .max = 32),
    FIELDS_END,
};
static const struct form_input again_inputs[] = {
    INPUT("state", T("State"), SELECT, .help = T("A disabled one is not run.")),
    INPUT("seconds", T("Limit"), NUMBER, .unit = T("seconds"),
          .help = T("Then it is killed: at most 30 before a task, 300 after it.")),
    INPUT("run_as", T("Runs as"), SELECT,
          .help = T("A user of the host, of those that hatchery.conf names.")),
    INPUTS_END,
};
static const struct form_spec again_spec = { .fields = hook_again_form,
                                             .inputs = again_inputs,
                                             .submit = T("Save") };

/* "Create machine, before the task: /etc/hatchery/hook/ask --strict" */
static const char *whole_words(const struct request *rq, const struct hook *h)
{
    const char *const *argv = hook_argv(rq->arena, h->argv);
    const char *words = "";
    for (; argv && *argv; argv++)
        words = arena_printf(rq->arena, "%s %s", words, *argv);
    return arena_printf(rq->arena, "%s · %s:%s", task_kind_words(h->kind),
                        tr(hook_moment_words[h->moment].people), words);
}

static const char *path_of(const struct request *rq, const char *tail)
{
    return arena_printf(rq->arena, "/hook/%lld%s", (long long)rq->id[0], tail);
}

enum fault_code hook_show(const struct db *db, struct request *rq)
{
    struct hook h;
    enum fault_code rc = hook_load_any(db, rq->id[0], &h);
    if (rc)
        return rc;
    const struct hook_again now = { h.state, h.seconds, h.run_as };
    struct form_head head = { .title = file_name(h.program),
                              .lead = whole_words(rq, &h),
                              .crumbs = { { "/hook", tr("Hooks") } },
                              .more = { { path_of(rq, "/delete"), tr("Delete") } } };
    struct form_ask ask = { .action = path_of(rq, ""),
                            .cancel = "/hook",
                            .values = &now,
                            .choices = { { "run_as", user_options(rq) } } };
    return form_page_show(rq, &head, &again_spec, &ask);
}

enum fault_code hook_change_do(struct db *db, struct request *rq)
{
    const struct hook_again *in = rq->form;
    const char *const *argv = NULL;
    struct hook h;
    enum fault_code rc = hook_load_any(db, rq->id[0], &h);
    if (rc)
        return rc;
    h.state = in->state;
    h.seconds = in->seconds;
    h.run_as = in->run_as;
    /* what this host would not run may be disabled all the same */
    if (in->state == HOOK_ENABLED)
        rc = hook_check(rq->fault, rq->arena, web_of(rq)->conf, &h, &argv);
    const char *what = in->state == HOOK_ENABLED ? "hook_change" : "hook_disable";
    if (!rc)
        rc = save(db, rq, what, change_tx, &h);
    if (!rc)
        request_redirect(rq, "/admin/hook?did=hook-changed");
    return rc;
}

static const struct form_input delete_inputs[] = { INPUTS_END };
static const struct form_spec delete_spec = { .fields = no_fields,
                                              .inputs = delete_inputs,
                                              .submit = T("Delete hook"),
                                              .icon = "trash-2",
                                              .danger = true };

enum fault_code hook_delete_show(const struct db *db, struct request *rq)
{
    struct hook h;
    enum fault_code rc = hook_load_any(db, rq->id[0], &h);
    if (rc)
        return rc;
    struct form_confirm page = {
        .head = { .title = arena_printf(rq->arena, tr("Delete the hook %s?"), file_name(h.program)),
                  .crumbs = { { "/hook", tr("Hooks") },
                              { path_of(rq, ""), file_name(h.program) } } },
        .order = { tr("Tasks go on without it, from the next one."),
                   tr("Runs of it that wait for their turn are left out.") },
        .stays = tr("The program stays on its hosts, and what it wrote in the logs of tasks."),
    };
    struct form_ask ask = { .action = path_of(rq, "/delete"),
                            .cancel = path_of(rq, ""),
                            .cancel_words = tr("Keep it") };
    return form_confirm_show(rq, &page, &delete_spec, &ask);
}

enum fault_code hook_delete_do(struct db *db, struct request *rq)
{
    struct hook h = { .id = rq->id[0], .kind = "", .argv = "", .run_as = "" };
    enum fault_code rc = hook_load_any(db, rq->id[0], &h);
    if (rc && rc != FAULT_MISSING) /* gone: this very form may have done it */
        return rc;
    fault_clear(rq->fault);
    rc = save(db, rq, "hook_delete", drop_tx, &h);
    if (!rc)
        request_redirect(rq, "/admin/hook?did=hook-deleted");
    return rc;
}
