/* SPDX-License-Identifier: Apache-2.0 */
/* Pure: rows in, rows out; what is still running ends now. */
#include "web/task_time.h"
#include "base/clock.h"
#include "base/words.h"

enum { AXIS = 1000 };

static const struct word step_state_words[STEP_STATES] = {
    [STEP_WAITING] = { "waiting", T("Waiting"), "" },
    [STEP_RUNNING] = { "running", T("Running"), "" },
    [STEP_DONE] = { "done", T("Done"), "" },
    [STEP_FAILED] = { "failed", T("Failed"), "" },
    [STEP_UNREACHED] = { "unreached", T("Not reached"), "" },
    [STEP_UNDONE] = { "undone", T("Undone"), "" },
    [STEP_CANCELLED] = { "cancelled", T("Cancelled"), "" },
};

const struct field step_row_fields[] = {
    I64(struct step_row, no),
    TEXT(struct step_row, words),
    STATE(struct step_row, state, step_state_words),
    TEXT(struct step_row, took),
    I64(struct step_row, x),
    I64(struct step_row, w),
    TEXT(struct step_row, note),
    FIELDS_END,
};

struct axis {
    int64_t begin;
    int64_t end;
    int64_t turned;  /* when the way forward ended */
    int64_t stopped; /* when anything ended; both are now while it goes on */
};

/* A step that was cut off ended with what cut it off. */
static int64_t end_of(const struct axis *x, const struct task_step *s)
{
    if (s->ended_at)
        return s->ended_at;
    int64_t end = s->undo ? x->stopped : x->turned;
    return end > s->begun_at ? end : s->begun_at;
}

static struct axis axis_of(const struct task *t, const struct list *done)
{
    const struct task_step *s = done->rows;
    struct axis x = { .begin = INT64_MAX };
    x.stopped = t->ended_at ? t->ended_at : t->state == TASK_QUEUED ? 0 : clock_now();
    x.turned = x.stopped;
    for (int64_t i = 0; i < done->count; i++)
        if (s[i].undo && s[i].begun_at < x.turned)
            x.turned = s[i].begun_at;
    for (int64_t i = 0; i < done->count; i++) {
        if (s[i].begun_at < x.begin)
            x.begin = s[i].begun_at;
        if (end_of(&x, &s[i]) > x.end)
            x.end = end_of(&x, &s[i]);
    }
    return x;
}

/* Its place on the axis, which a skewed clock cannot leave. */
static void place(struct arena *a, const struct axis *x, const struct task_step *s,
                  struct step_row *row)
{
    int64_t whole = x->end > x->begin ? x->end - x->begin : 1;
    int64_t took = end_of(x, s) > s->begun_at ? end_of(x, s) - s->begun_at : 0;
    row->x = (s->begun_at - x->begin) * AXIS / whole;
    row->w = took * AXIS / whole;
    if (row->x > AXIS - 1)
        row->x = AXIS - 1;
    if (row->w < 1)
        row->w = 1;
    if (row->w > AXIS - row->x)
        row->w = AXIS - row->x;
    row->took = clock_took(a, took);
}

static const struct task_step *find(const struct list *done, bool undo, int no)
{
    const struct task_step *s = done->rows;
    for (int64_t i = 0; i < done->count; i++)
        if (!s[i].undo == !undo && s[i].no == no)
            return &s[i];
    return NULL;
}

static unsigned forward_state(const struct task *t, const struct task_step *s)
{
    bool given_up = t->undoing || t->state == TASK_FAILED || t->state == TASK_CANCELLED;
    if (!s)
        return given_up ? STEP_UNREACHED : STEP_WAITING;
    if (s->ended_at)
        return STEP_DONE;
    if (given_up && t->error_code && !strcmp(t->error_code, fault_api_code(FAULT_CANCELLED)))
        return STEP_CANCELLED;
    if (given_up)
        return STEP_FAILED;
    return t->state == TASK_QUEUED ? STEP_WAITING : STEP_RUNNING; /* parked: it waits for others */
}

static struct list forward_rows(struct arena *a, const struct task *t, const struct kind *k,
                                const struct list *done, const struct axis *x)
{
    int count = kind_step_count(k);
    struct step_row *rows = arena_array(a, (size_t)count, sizeof(*rows));
    for (int i = 0; i < count; i++) {
        const struct task_step *s = find(done, false, i + 1);
        rows[i] = (struct step_row){
            .no = i + 1, .words = tr(k->steps[i].words), .took = "", .note = ""
        };
        rows[i].state = forward_state(t, s);
        if (rows[i].state == STEP_UNREACHED)
            rows[i].took = tr("not reached");
        else if (s && rows[i].state == STEP_WAITING)
            rows[i].note = tr("It had begun and is tried again.");
        else if (s)
            place(a, x, s, &rows[i]);
    }
    return (struct list){ rows, count };
}

static struct list undone_rows(struct arena *a, const struct kind *k, const struct list *done,
                               const struct axis *x)
{
    int count = kind_step_count(k);
    int64_t n = 0;
    struct step_row *rows = arena_array(a, (size_t)count, sizeof(*rows));
    for (int no = count; no >= 1; no--) {
        const struct task_step *s = find(done, true, no);
        if (!s || !k->steps[no - 1].undo_words)
            continue;
        rows[n] = (struct step_row){ .no = no,
                                     .words = tr(k->steps[no - 1].undo_words),
                                     .state = s->ended_at ? STEP_UNDONE : STEP_RUNNING,
                                     .note = "" };
        place(a, x, s, &rows[n++]);
    }
    return (struct list){ rows, n };
}

struct task_time task_time_of(struct arena *a, const struct task *t, const struct list *done)
{
    const struct kind *k = kind_find(t->kind);
    struct task_time time = { .axis = "" };
    if (!k)
        return time;
    struct axis x = axis_of(t, done);
    time.steps = forward_rows(a, t, k, done, &x);
    time.undone = undone_rows(a, k, done, &x);
    if (done->count)
        time.axis = clock_took(a, x.end > x.begin ? x.end - x.begin : 0);
    return time;
}
