/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The processes that a task runs in. A dispatcher claims it; a keeper holds its
 * lease and watches; a worker, who dies with the keeper, does the steps. Keeper
 * and worker are forked ahead and told on standard input which task is theirs,
 * so that a click waits for neither.
 */
#pragma once
#include "task/role.h"

/* The dispatcher's whole life; returns the process's exit status. */
int dispatcher_run(const struct staff *);

extern const struct role keeper_role;
extern const struct role worker_role;

enum { WORKER_DONE = 0, WORKER_FAILED = 1, WORKER_LEASE_LOST = 3 };
