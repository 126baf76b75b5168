/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keepers, workers and watchers are forked and not executed, which costs a
 * hundredth and shares what the loader made; each opens its own connections and
 * has closed those of its parent.
 */
#pragma once
#include <sys/types.h>
#include "base/conf.h"
#include "db/db.h"

/* What all of them are begun with; it outlives them. */
struct staff {
    const struct conf *conf;
    const struct db_conf *db;
    char *word; /* the last of argv, where ps shows the role: "--keep" */
    size_t room;
};

/* A whole life, which returns the exit status. */
struct role {
    const char *word;
    bool dies_with_parent;
    int (*live)(const struct staff *);
};

/*
 * A child in that role. *in (NULL: it needs none): the write end of its input. The caller may
 * not have opened libvirt; what else it has open is closed in the child.
 */
pid_t role_fork(const struct staff *, const struct role *, int *in);
/* In a child that was forked otherwise: lets ps show the word. */
void role_show(const struct staff *, const char *word);
/* The task that a keeper and its worker are given. */
struct errand {
    int64_t id;
    int64_t fence;
    int64_t leased_from; /* by clock_monotonic(): before the database began to count the lease */
};
/* A line on the way to a child, and on its side; false: the input ended. */
bool role_send(int fd, const struct errand *);
bool role_receive(struct errand *);

#ifdef FAILPOINTS
/* The dispatcher that a worker's keeper came from, for "kill-all". */
pid_t role_dispatcher(void);
#endif
