/* SPDX-License-Identifier: Apache-2.0 */
/* A task's steps on one axis of time: those of its kind joined with those that were begun. */
#pragma once
#include "store/task.h"
#include "web/gate.h"

enum step_state {
    STEP_WAITING,
    STEP_RUNNING,
    STEP_DONE,
    STEP_FAILED,
    STEP_UNREACHED,
    STEP_UNDONE,
    STEP_CANCELLED,
    STEP_STATES
};

struct step_row {
    int64_t no;
    const char *words;
    unsigned state;
    const char *took;
    int64_t x; /* begin and width in thousandths of the axis */
    int64_t w;
    const char *note;
};
extern const struct field step_row_fields[];

struct task_time {
    struct list steps;  /* struct step_row, in order */
    struct list undone; /* in the order of their undoing */
    const char *axis;   /* how long all of it took so far */
};
/* `done` are the task's rows of task_step. */
struct task_time task_time_of(struct arena *a, const struct task *t, const struct list *done);
