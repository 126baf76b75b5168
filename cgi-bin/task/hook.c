/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program's output, its name and how it ended are lines of the log that the provider alone
 * reads. An account reads one sentence: the last line of the program that refused its task.
 */
#include "task/hook.h"
#include <jansson.h>
#include "base/exec.h"
#include "base/log.h"
#include "form/input.h"
#include "form/json.h"
#include "kind/hook.h"
#include "task/steps.h"

enum {
    KEPT = 8192,   /* bytes of output */
    LINES = 20,    /* of it in the log */
    LANES = 4,     /* after-hooks at once, of all; those of one machine come in order */
    NAME_MOST = 80 /* of a program's in sentences */
};

struct run {
    const struct hook *hook;
    const char *name; /* its program's file name */
    struct exec_end end;
};

static const char *name_of(struct arena *a, const char *argv_json)
{
    const char *const *argv = hook_argv(a, argv_json);
    const char *slash = argv ? strrchr(argv[0], '/') : NULL;
    const char *name = slash ? slash + 1 : "?";
    size_t len = strlen(name);
    return exec_clean(a, name, len < NAME_MOST ? len : NAME_MOST);
}

/* --- what it is told: rows that the provider's pages show, and no secret --- */

struct about {
    int64_t version; /* of all this: raised when something is taken away or means something else */
    unsigned moment;
    int64_t task;
    int64_t try;
    const char *kind;
    const char *object;
    const char *asked_by;
    int64_t queued_at;
    int64_t account_id;
    const char *account;
    const char *node;
};
static const struct field about_view[] = {
    I64(struct about, version),
    STATE(struct about, moment, hook_moment_words),
    I64(struct about, task),
    I64(struct about, try),
    TEXT(struct about, kind),
    TEXT(struct about, object),
    TEXT(struct about, asked_by),
    TIME(struct about, queued_at),
    I64(struct about, account_id),
    TEXT(struct about, account),
    TEXT(struct about, node),
    FIELDS_END,
};

struct about_end {
    unsigned state;
    int64_t started_at;
    int64_t ended_at;
    const char *error_code;
    const char *error;
};
static const struct field about_end_view[] = {
    STATE(struct about_end, state, task_state_words),
    TIME(struct about_end, started_at),
    TIME(struct about_end, ended_at),
    TEXT(struct about_end, error_code),
    TEXT(struct about_end, error),
    FIELDS_END,
};

/* A machine that is gone, or was never placed, has its id and name alone. */
static enum fault_code add_vm(struct job *j, const struct task *t, json_t *about)
{
    struct hook_vm vm;
    enum fault_code rc = hook_vm_any(j->db, t->vm_id, &vm);
    if (rc && rc != FAULT_MISSING)
        return rc;
    fault_clear(j->fault);
    if (rc)
        vm = (struct hook_vm){ .id = t->vm_id, .name = t->object };
    json_object_set_new(about, "vm", json_of(j->arena, hook_vm_view, &vm));
    return FAULT_OK;
}

static void add_end(struct job *j, const struct task *t, json_t *about)
{
    struct about_end end = { t->state, t->started_at, t->ended_at, t->error_code,
                             task_why(j->arena, t, true) };
    json_object_set_new(about, "end", json_of(j->arena, about_end_view, &end));
}

static enum fault_code describe(struct job *j, const struct task *t, enum hook_moment moment,
                                char **out)
{
    json_error_t why;
    struct about a = { 1,           moment,       t->id,         j->task.tries, t->kind, t->object,
                       t->asked_by, t->queued_at, t->account_id, t->account,    t->node };
    OWNED(input_drop_json) json_t *about = json_of(j->arena, about_view, &a);
    json_t *args = json_loads(t->args, 0, &why);
    json_object_set_new(about, "args", args ? args : json_object());
    enum fault_code rc = t->vm_id ? add_vm(j, t, about) : FAULT_OK;
    if (rc)
        return rc;
    if (moment == HOOK_AFTER)
        add_end(j, t, about);
    size_t len = json_dumpb(about, NULL, 0, JSON_COMPACT);
    *out = arena_alloc(j->arena, len + 2);
    json_dumpb(about, *out, len, JSON_COMPACT);
    (*out)[len] = '\n';
    return FAULT_OK;
}

/* --- how it ended, in the log --- */

/* A sentence for the provider's people alone. */
PRINTF_LIKE(2, 3) static void inner(struct fault *line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fault_note(line, fmt, &args);
    va_end(args);
    line->code = FAULT_UPSTREAM;
}

static void say_end(struct fault *line, const struct run *r)
{
    switch (r->end.how) {
    case EXEC_EXITED: inner(line, T("%s ended with status %d"), r->name, r->end.status); return;
    case EXEC_SIGNALLED: inner(line, T("%s died of signal %d"), r->name, r->end.status); return;
    case EXEC_LATE:
        inner(line, T("%s took longer than %lld s and was killed"), r->name,
              (long long)r->hook->seconds);
        return;
    case EXEC_STOPPED: inner(line, T("%s was killed, since the task is to end"), r->name); return;
    case EXEC_NOT_STARTED:
        inner(line, T("%s could not be started: %s"), r->name, strerror(r->end.status));
        return;
    }
}

static bool went_well(const struct run *r)
{
    return r->end.how == EXEC_EXITED && !r->end.status;
}

struct telling {
    int64_t task_id;
    const struct run *run;
};

static enum fault_code tell_tx(struct db *db, void *ctx)
{
    const struct telling *t = ctx;
    const struct run *r = t->run;
    struct fault line;
    enum fault_code rc = FAULT_OK;
    int lines = 0;
    char *save = NULL;
    char *text = arena_strdup(db->arena, r->end.output);
    for (char *s = strtok_r(text, "\n", &save); !rc && s; s = strtok_r(NULL, "\n", &save)) {
        if (lines++ == LINES)
            break;
        inner(&line, "%s: %s", r->name, s);
        rc = queue_log(db, t->task_id, TASK_INFO, &line);
    }
    if (!rc && (lines > LINES || r->end.cut)) {
        inner(&line, T("%s wrote more, which was not kept"), r->name);
        rc = queue_log(db, t->task_id, TASK_INFO, &line);
    }
    say_end(&line, r);
    return rc ? rc : queue_log(db, t->task_id, went_well(r) ? TASK_INFO : TASK_WARN, &line);
}

/* A line that is lost is not the task's fault. */
static void tell(struct job *j, int64_t task_id, const struct run *r)
{
    struct telling t = { task_id, r };
    if (db_tx(j->db, tell_tx, NULL, &t))
        log_warn("task %lld: what %s said was lost", (long long)task_id, r->name);
    fault_clear(j->fault);
}

/* Why it was not run at all, likewise; the fault stays. */
static void tell_fault(struct job *j, int64_t task_id, const struct run *r)
{
    struct fault why = *j->fault;
    struct fault line;
    inner(&line, T("%s was not run: %s"), r->name, fault_for_log(&why, j->arena));
    if (queue_log(j->db, task_id, TASK_WARN, &line))
        log_warn("task %lld: a log line was lost", (long long)task_id);
    *j->fault = why;
}

/* --- running it --- */

/* FAULT_INVALID, FAULT_MISSING: this host does not let it run. */
static enum fault_code run(struct job *j, const struct task *t, struct run *r, bool (*stop)(void *))
{
    struct exec_user user;
    const char *const *argv = NULL;
    char *input = NULL;
    enum hook_moment moment = r->hook->moment;
    enum fault_code rc = describe(j, t, moment, &input);
    if (!rc)
        rc = hook_check(j->fault, j->arena, j->conf, r->hook, &argv);
    if (!rc)
        rc = exec_user_find(j->fault, r->hook->run_as, &user);
    if (!rc)
        rc = job_mine(j);
    if (rc)
        return rc;
    struct exec_ask ask = { .argv = argv,
                            .user = &user,
                            .input = input,
                            .input_len = strlen(input),
                            .seconds = (int)r->hook->seconds,
                            .most = KEPT,
                            .stop = stop,
                            .ctx = j };
    rc = exec_run(j->fault, j->arena, &ask, &r->end);
    if (!rc)
        tell(j, t->id, r);
    return rc;
}

static bool is_refused_here(enum fault_code rc)
{
    return rc == FAULT_INVALID || rc == FAULT_MISSING;
}

/* --- before --- */

static bool is_not_wanted(void *ctx)
{
    struct job *j = ctx;
    enum fault_code rc = job_wanted(j);
    fault_clear(j->fault);
    return rc == FAULT_CANCELLED || rc == FAULT_LEASE;
}

static enum fault_code refusal(struct job *j, const struct run *r)
{
    if (r->end.how == EXEC_EXITED && r->end.last[0])
        return fail(j->fault, FAULT_DENIED, T("It was refused: %s"), r->end.last);
    if (r->end.how == EXEC_EXITED)
        return fail(j->fault, FAULT_DENIED, T("It was refused, and no reason was given."));
    return fail(j->fault, FAULT_DENIED,
                T("A check by your provider, which comes first, could not be made."));
}

static enum fault_code ask(struct job *j, const struct hook *h)
{
    struct run r = { .hook = h,
                     .name = name_of(j->arena, h->argv),
                     .end = { .how = EXEC_NOT_STARTED } };
    enum fault_code rc = run(j, &j->task, &r, is_not_wanted);
    if (is_refused_here(rc)) {
        tell_fault(j, j->task.id, &r);
        return refusal(j, &r);
    }
    if (rc)
        return rc;
    if (r.end.how == EXEC_STOPPED) {
        rc = job_wanted(j);
        return rc ? rc : fail(j->fault, FAULT_TIMEOUT, T("The check is made once more."));
    }
    return went_well(&r) ? hook_passed(j->db, h->id, j->task.id, j->fence) : refusal(j, &r);
}

enum fault_code hook_before(struct job *j)
{
    struct list rows = { 0 };
    if (j->task.step_no || !hook_kind(j->kind))
        return FAULT_OK;
    enum fault_code rc = hook_before_any(j->db, j->kind->name, j->task.id, &rows);
    const struct hook *h = rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++)
        rc = ask(j, &h[i]);
    return rc;
}

/* --- after --- */

static enum fault_code queue_one(struct job *j, const struct hook_after *h)
{
    struct arena *a = j->arena;
    const struct task *of = &j->task;
    int64_t lane = (of->vm_id ? of->vm_id : of->id) % LANES;
    int64_t id = 0;
    struct task_new t = {
        .kind = HOOK_KIND,
        .account_id = h->account_id,
        .reseller_id = h->account_id,
        .object = name_of(a, h->argv),
        .args = arena_printf(a, "{\"task_id\":%lld,\"hook_id\":%lld}", (long long)of->id,
                             (long long)h->id),
        .asked_by = arena_printf(a, "task %lld", (long long)of->id),
        .prio = PRIO_SCHEDULE,
        .lock = { { arena_printf(a, "hook:%lld", (long long)lane), true } },
        .locks = 1,
    };
    return task_add_own(j->db, &t, &id);
}

enum fault_code hook_after_queue(struct job *j)
{
    struct list rows = { 0 };
    if (!hook_kind(j->kind))
        return FAULT_OK;
    enum fault_code rc = hook_after_any(j->db, j->kind->name, &rows);
    const struct hook_after *h = rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++)
        rc = queue_one(j, &h[i]);
    return rc;
}

struct following {
    int64_t task_id;
    int64_t hook_id;
};
static const struct field following_form[] = {
    I64(struct following, task_id, .required = true, .min = 1, .max = INT64_MAX),
    I64(struct following, hook_id, .required = true, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

/* What it said is in the log of the task it followed; how it ended, in its own, too. */
static enum fault_code follow(struct job *j, const struct task *t, const struct hook *h)
{
    struct fault line;
    struct run r = { .hook = h, .name = name_of(j->arena, h->argv) };
    enum fault_code rc = run(j, t, &r, NULL);
    if (is_refused_here(rc))
        tell_fault(j, t->id, &r);
    if (rc || went_well(&r))
        return rc;
    say_end(&line, &r);
    const char *words = fault_for_log(&line, j->arena);
    return r.end.last[0] ? fail(j->fault, FAULT_CONFLICT, "%s: %s", words, r.end.last)
                         : fail(j->fault, FAULT_CONFLICT, "%s", words);
}

static enum fault_code run_apply(struct job *j)
{
    struct following f = { 0 };
    struct task of;
    struct hook h;
    struct scope all = scope_everything();
    enum fault_code rc = job_args(j, following_form, &f);
    if (rc)
        return rc;
    rc = task_load(j->db, &all, f.task_id, &of);
    if (!rc)
        rc = hook_load_any(j->db, f.hook_id, &h);
    if (rc == FAULT_MISSING || (!rc && h.state == HOOK_DISABLED)) {
        fault_clear(j->fault);
        job_log(j, TASK_INFO, T("the hook, or the task that it follows, is not there any more"));
        return FAULT_OK;
    }
    return rc ? rc : follow(j, &of, &h);
}

const struct job_kind job_hook_run = {
    .kind = HOOK_KIND,
    .steps = { { "run", run_apply, NULL } },
    .settle = job_settle_nothing,
};
