/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The processes that a task runs in. A dispatcher claims it; a keeper holds its
 * lease and watches; a worker, who dies with the keeper, does the steps. Keeper
 * and worker are started ahead and told on standard input which task is theirs,
 * so that a click does not wait for two programs to load.
 */
#pragma once
#include "base/conf.h"
#include "db/db.h"

/* Whole lives; each returns the process's exit status. */
int dispatcher_run(const struct conf *, struct db *);
int keeper_run(const struct conf *, struct db *);
int worker_run(const struct conf *, struct db *);
/* Asks one node for something real and notes that it answered. */
int probe_run(const struct conf *, struct db *, int64_t node_id);

enum { WORKER_DONE = 0, WORKER_FAILED = 1, WORKER_LEASE_LOST = 3 };

/* A child of this very program in a role ("--keep"); *in: write end of its input. */
pid_t role_spawn(const struct conf *, const char *role, const char *arg, int *in);
/* "ID FENCE\n" on the way to a child, and on its side; false: the input ended. */
bool role_send(int fd, int64_t id, int64_t fence);
bool role_receive(int64_t *id, int64_t *fence);
