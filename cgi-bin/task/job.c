/* SPDX-License-Identifier: Apache-2.0 */
/* What steps ask of their job; engine.c runs it. */
#include "task/job.h"
#include "base/log.h"
#include "form/input.h"

enum fault_code job_virt(struct job *j, const char *uri)
{
    if (j->virt)
        return FAULT_OK;
    struct virt_conf c = {
        .uri = uri, .inst = j->conf->inst, .arena = j->arena, .fault = j->fault
    };
    return virt_open(&c, &j->virt);
}

enum fault_code job_mine(struct job *j)
{
    return queue_mine(j->db, j->task.id, j->fence);
}

enum fault_code job_args(struct job *j, const struct field *form, void *out)
{
    struct input_errors errors = { .count = 0 };
    OWNED(input_drop_json) json_t *args = NULL;
    enum fault_code rc = input_parse_json(j->fault, j->task.args, strlen(j->task.args), &args);
    return rc ? rc : input_from_json(j->fault, j->arena, form, args, out, &errors);
}

bool job_is_cancelled(const struct job *j)
{
    return j->task.undoing && !strcmp(j->task.error_code, fault_api_code(FAULT_CANCELLED));
}

/* Somebody wants its end: what had begun is undone. One with children waits for theirs. */
enum fault_code job_wanted(struct job *j)
{
    bool cancelled = false;
    int64_t step_no = 0;
    enum fault_code rc = queue_cancelled(j->db, j->task.id, j->fence, &cancelled, &step_no);
    if (rc || !cancelled || j->kind->gathers || (step_no && !j->kind->midway))
        return rc;
    struct scope all = scope_everything();
    struct task now;
    rc = task_load(j->db, &all, j->task.id, &now);
    return rc ? rc : fail(j->fault, FAULT_CANCELLED, T("%s cancelled it."), now.cancelled_by);
}

static void log_line(struct job *j, enum task_level level, const struct fault *line)
{
    struct fault kept = *j->fault;
    if (queue_log(j->db, j->task.id, level, line))
        log_warn("task %lld: a log line was lost", (long long)j->task.id);
    if (level != TASK_INFO && log_request_now()[0]) /* the host's log says why, too */
        log_warn("task %lld: %s", (long long)j->task.id, fault_words(line, j->arena));
    *j->fault = kept;
}

void job_log(struct job *j, enum task_level level, const char *fmt, ...)
{
    struct fault line;
    va_list args;
    va_start(args, fmt);
    fault_note(&line, fmt, &args);
    va_end(args);
    log_line(j, level, &line);
}

void job_log_fault(struct job *j, enum task_level level, const struct fault *f)
{
    log_line(j, level, f);
    if (fault_is_inner(fault_api_code(f->code)))
        job_log(j, level, T("the host failed at this step"));
}

void job_percent(void *job, int percent)
{
    struct job *j = job;
    struct fault kept = *j->fault;
    if (queue_percent(j->db, j->task.id, j->fence, percent))
        log_warn("task %lld: its share was not noted", (long long)j->task.id);
    *j->fault = kept;
}

enum fault_code job_settle_nothing(struct job *j, bool well)
{
    (void)j;
    (void)well;
    return FAULT_OK;
}
