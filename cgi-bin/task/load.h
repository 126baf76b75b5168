/* SPDX-License-Identifier: Apache-2.0 */
/* What runs, held against what may run at once. Knows rows alone: no query, no process. */
#pragma once
#include "store/queue.h"

/* By the settings. */
struct limits {
    int64_t all;
    int64_t account;
    int64_t node; /* of what moves disks, likewise of a storage */
    int64_t storage;
};

/* As sums; those that are claimed meanwhile are added. */
struct load {
    struct queue_row *at;
    int64_t count;
    int64_t all;
    int64_t heavy;
};

/* Of queue_running()'s rows, with room to add all candidates. */
struct load load_of(struct arena *, const struct list *running);
void load_add(struct load *, const struct queue_row *, int64_t count);
/*
 * A quarter of all is kept for what is light, and once no more than that is left, an account has a
 * quarter of its share: a few that ask for much do not take the last place from those who ask for
 * little (TSK-04).
 */
bool load_has_room(const struct limits *, const struct load *, const struct queue_row *);
/* What has none, so that the queue passes it over. */
void load_full(const struct limits *, const struct load *, struct queue_full *out);
