/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process forked from ours, not executed: it has our memory, and nothing else of ours. What
 * stayed open would be spoken on by two, be locked for a second owner, or keep a pipe alive.
 */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

enum { CHILD_KEPT = 3 };

struct child_way {
    int in;           /* becomes its standard input; 0: ours */
    int keep;         /* becomes CHILD_KEPT, the only other one that stays open; 0: none */
    unsigned seconds; /* after which SIGALRM ends it; 0: no limit */
    bool outlives;    /* goes on when we end; else it is killed then */
};

/*
 * As fork(): 0 in the child, in us its id, or -1 and errno. In the child no signal is blocked or
 * caught; SIGPIPE is ignored. What it cannot begin with, it logs and aborts.
 */
pid_t child_fork(const struct child_way *);
