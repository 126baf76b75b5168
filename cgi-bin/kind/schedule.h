/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an account's schedule does when its time has come. Everything that would be asked of a
 * person who pressed the button then is asked anew; what says no is kept as the reason why it was
 * skipped.
 */
#pragma once
#include "base/cron.h"
#include "base/zone.h"
#include "kind/change.h"
#include "store/schedule.h"

/* What may be done at times; the words' codes are names of kinds. */
enum { SCHEDULE_KINDS = 4 };
extern const struct word schedule_kind_words[SCHEDULE_KINDS];

/* What is asked for with words; the fields of pages and of the command line. */
struct schedule_asked {
    int64_t vm_id; /* of a new one */
    unsigned kind; /* of schedule_kind_words */
    const char *moment;
    const char *zone;
    int64_t jitter;
};
#define SCHEDULE_ASKED                                                                             \
    STATE(struct schedule_asked, kind, schedule_kind_words, .label = T("What to do"),              \
          .required = true),                                                                       \
        TEXT(struct schedule_asked, moment, .label = T("A time"), .required = true,                \
             .max = CRON_MAX, .check = check_cron),                                                \
        TEXT(struct schedule_asked, zone, .label = T("A time zone"), .required = true, .max = 64,  \
             .check = check_time_zone),                                                            \
        I64(struct schedule_asked, jitter, .min = 0, .max = SCHEDULE_JITTER_MOST)

/* Minutes behind its moment that a schedule may be, and seconds that it may be late. */
enum { SCHEDULE_JITTER_MOST = 60, SCHEDULE_LATE_MOST = 3600 };

/* When it comes next behind a moment, its delay included; false: never, or never again. */
bool schedule_next(const struct schedule *, int64_t after, int64_t *next);
/* In one transaction: queues its task and moves its time on. *task_id 0: it was skipped, another
 * dispatcher was first, or its time was only found anew. */
enum fault_code schedule_turn(struct db *, int64_t id, int64_t *task_id) MUST_CHECK;

/* --- as people make them: pages, JSON and the command line --- */

enum schedule_act {
    SCHEDULE_ADD,
    SCHEDULE_CHANGE,
    SCHEDULE_PAUSE,
    SCHEDULE_RESUME,
    SCHEDULE_RUN,
    SCHEDULE_DROP
};
struct schedule_saving {
    const struct scope *scope;
    struct schedule s; /* of SCHEDULE_ADD gets its id */
};
/* What was asked, into a row whose machine is known: from now on it goes on in the asker's name. */
enum fault_code schedule_take_asked(struct fault *, const struct asker *,
                                    const struct schedule_asked *, struct schedule *) MUST_CHECK;
/* What it would have done while paused is not made up for. FAULT_CONFLICT: its time is over. */
enum fault_code schedule_take_next(struct fault *, struct schedule *) MUST_CHECK;
/* One that may be changed. FAULT_CONFLICT: it is the panel's own. */
enum fault_code schedule_load_asked(const struct db *, const struct scope *, int64_t id,
                                    struct schedule *) MUST_CHECK;
/* One transaction with its line in the audit. */
struct change schedule_saved(enum schedule_act, struct schedule_saving *);
