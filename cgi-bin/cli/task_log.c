/* SPDX-License-Identifier: Apache-2.0 */
/* `task log`: a line a sentence, and with --follow those that come, until the task has ended. */
#include "store/task_log.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/forms.h"

/* A line's number is drawn before its COMMIT: the keeper's may come behind the worker's next one.
 * So each look begins LATE numbers earlier, and what was printed is known. */
enum { AT_ONCE = 1000, LOOK_EVERY_MS = 300, LATE = 4096 };

struct following {
    struct task_log_ask ask;
    int64_t printed[LATE]; /* a line's number stands at its rest by LATE */
    int64_t last;          /* the greatest of them */
};

static const char *check_level(const char *value)
{
    return word_find(task_level_words, TASK_LEVELS, value) >= 0
               ? NULL
               : T("A level is info, warn or error.");
}

const struct field task_log_form[] = {
    I64(struct task_log_form, id, .required = true, .min = 1, .max = INT64_MAX),
    BOOL(struct task_log_form, follow),
    TEXT(struct task_log_form, level, .max = 10, .check = check_level),
    FIELDS_END,
};

static void print_line(const struct cli *c, struct arena *a, const struct task_line *l)
{
    const char *level = task_level_words[l->level].code;
    const char *words = task_words(a, l->message, l->args);
    if (c->json)
        cli_json_line(json_pack("{s:s, s:s, s:s}", "at", clock_iso(a, l->at), "level", level,
                                "message", words));
    else
        printf("%s %-5s %s\n", clock_sql(a, l->at), level, cli_escape(a, words));
}

/* All that came since the last look. */
static enum fault_code print_new(const struct cli *c, struct arena *a, int64_t id,
                                 struct following *f)
{
    struct list found = { NULL, AT_ONCE };
    f->ask.behind = f->last > LATE ? f->last - LATE : 0;
    while (found.count == AT_ONCE) {
        enum fault_code rc = task_log_next_any(c->db, id, &f->ask, &found);
        if (rc)
            return rc;
        const struct task_line *l = found.rows;
        for (int64_t i = 0; i < found.count; i++) {
            f->ask.behind = l[i].id;
            if (f->printed[l[i].id % LATE] == l[i].id)
                continue;
            print_line(c, a, &l[i]);
            f->printed[l[i].id % LATE] = l[i].id;
            f->last = l[i].id > f->last ? l[i].id : f->last;
        }
    }
    return FAULT_OK;
}

/* Whether it has ended is read before its lines, so that none is missed. */
static enum fault_code look(const struct cli *c, struct arena *a, const struct task_log_form *form,
                            struct following *f, bool *ended)
{
    struct scope all = scope_everything();
    struct task t;
    enum fault_code rc = task_load(c->db, &all, form->id, &t);
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "id", T("There is no task %lld."), (long long)form->id);
    *ended = !rc && t.state >= TASK_DONE;
    return rc ? rc : print_new(c, a, form->id, f);
}

enum fault_code cli_task_log(struct cli *c)
{
    const struct task_log_form *form = c->form;
    OWNED(arena_drop) struct arena *round = arena_new();
    struct following *f = arena_alloc(c->arena, sizeof(*f));
    bool ended = false;
    f->ask = (struct task_log_ask){ .provider = true, .level = TASK_ALL_LEVELS, .most = AT_ONCE };
    if (form->level)
        f->ask.level = word_find(task_level_words, TASK_LEVELS, form->level);
    db_use(c->db, round, c->fault);
    enum fault_code rc = look(c, round, form, f, &ended);
    while (!rc && form->follow && !ended && !fflush(stdout)) {
        clock_sleep_ms(LOOK_EVERY_MS);
        arena_reset(round);
        rc = look(c, round, form, f, &ended);
    }
    db_use(c->db, c->arena, c->fault);
    return rc;
}
