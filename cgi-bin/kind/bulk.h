/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One wish for many machines: a parent task whose step makes a child for each of
 * them, as a click on that machine would have. It keeps what was said, not whom
 * that meant: ids, a filter of the list, or those that an earlier one left undone.
 */
#pragma once
#include "kind/kind.h"

/* At most so many machines at once: a list counts no further. */
enum { BULK_MOST = LIST_LOOKED };

enum bulk_act { BULK_START, BULK_SHUTDOWN, BULK_REBOOT, BULK_STOP, BULK_DELETE, BULK_ACTS };
/* What may be chosen beside deleting, which is asked for by itself: "start", "shutdown", … */
extern const struct word bulk_power_words[BULK_DELETE];
const char *bulk_kind(enum bulk_act);

struct bulk_new {
    enum bulk_act act;
    struct ids ids;     /* each counts once; none: all that the filter fits */
    const char *filter; /* of the list of machines */
    int64_t confirmed;  /* how many there are to whoever asks; 0: he was not asked */
};
/*
 * FAULT_CONFLICT: there are none. FAULT_INVALID, naming `filter`: it cannot be understood, or there
 * are more than BULK_MOST; naming `confirm`: it is another number than was confirmed.
 */
enum fault_code bulk_ask(struct db *, const struct asker *, const struct bulk_new *,
                         const struct once *, struct asked *out) MUST_CHECK;
/* The same for what an ended one left undone: it failed, was cancelled or refused. */
enum fault_code bulk_again_ask(struct db *, const struct asker *, const struct task *ended,
                               const struct once *, struct asked *out) MUST_CHECK;

/* What would be left out, of the first ones that are meant: a look that costs little. */
enum { BULK_LOOK = 500, BULK_WHYS = 4 };
struct bulk_left {
    const char *why; /* T(…) */
    int64_t count;
};
struct bulk_look {
    int64_t looked; /* at so many, BULK_LOOK at most */
    int64_t left_out;
    struct bulk_left left[BULK_WHYS]; /* each reason once */
    int whys;
};
/* One of them. */
void bulk_look_at(struct bulk_look *, const struct vm *, const struct kind *);
/* These; of none, all that fit the filter. One that is not there counts as left out. */
enum fault_code bulk_look(const struct db *, const struct scope *, const struct kind *,
                          const struct ids *, const char *filter, struct bulk_look *) MUST_CHECK;

/* What is kept with the task. A web program wrote it: the worker checks who asked again. */
struct bulk_args {
    const char *kind;  /* of its children */
    bool everyone;     /* all accounts' machines: an administrator asked */
    struct ids vm_id;  /* these */
    int64_t of;        /* or what this task left undone */
    const char *filter; /* or all that fit it */
    int64_t last;      /* up to this id: what is made later was not meant */
    int64_t count;     /* so many there were */
    const char *from;  /* the client's address, for the audit */
};
enum fault_code bulk_args_read(struct fault *, struct arena *, const char *json,
                               struct bulk_args *out) MUST_CHECK;
/* "Start", "Delete": what the task does to each; its kind's own words where its arguments are not
 * to be read. */
const char *bulk_words(struct arena *, const struct task *);
