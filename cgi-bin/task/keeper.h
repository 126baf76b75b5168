/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The processes that a task runs in. A dispatcher claims it; a keeper holds its
 * lease and watches; a worker, who dies with the keeper, does the steps. Keeper
 * and worker are forked ahead and told on standard input which task is theirs.
 * They are forked and not executed, which costs a hundredth and shares what the
 * loader made; each opens its own connections and has closed those of its parent.
 */
#pragma once
#include "base/conf.h"
#include "db/db.h"

/* What all of them are begun with; it outlives them. */
struct staff {
    const struct conf *conf;
    const struct db_conf *db;
    char *word; /* the last of argv, where ps shows the role: "--keep"; may be NULL */
    size_t room;
};

/* Whole lives; each returns the process's exit status. */
int dispatcher_run(const struct staff *);
int keeper_run(const struct staff *);
int worker_run(const struct staff *);
/* Asks one node for something real and notes that it answered. */
int probe_run(const struct staff *, int64_t node_id);

enum { WORKER_DONE = 0, WORKER_FAILED = 1, WORKER_LEASE_LOST = 3 };

enum role { ROLE_KEEPER, ROLE_WORKER, ROLE_PROBE };

/*
 * A child in that role; id: a probe's node. *in (not for a probe): the write end of its input.
 * The caller may not have opened libvirt; what else it has open is closed in the child.
 */
pid_t role_fork(const struct staff *, enum role, int64_t id, int *in);
/* "ID FENCE\n" on the way to a child, and on its side; false: the input ended. */
bool role_send(int fd, int64_t id, int64_t fence);
bool role_receive(int64_t *id, int64_t *fence);
