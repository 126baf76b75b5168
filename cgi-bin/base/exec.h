/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another's program, run without a shell and trusted with nothing: it has the rights of a user
 * that is named for it, three descriptors, an environment of three fixed words, bounds on what it
 * may use, and a process namespace of its own. Whatever it began, in whichever session, is gone
 * when exec_run() returns, and when this process dies. That takes root, as does becoming another
 * user: without it nothing is run.
 */
#pragma once
#include <sys/types.h>
#include "base/fault.h"

enum { EXEC_GROUPS = 32 };
struct exec_user {
    uid_t uid;
    gid_t gid;
    gid_t group[EXEC_GROUPS];
    int groups;
};
/* FAULT_MISSING: this host has no such user. */
enum fault_code exec_user_find(struct fault *, const char *name, struct exec_user *) MUST_CHECK;

/*
 * May this file be run for others? It lies in `dir` and is named by its real path; it and each
 * directory above it are root's and nobody else may write there. FAULT_INVALID says what is wrong.
 */
enum fault_code exec_check(struct fault *, const char *dir, const char *path) MUST_CHECK;

struct exec_ask {
    const char *const *argv; /* ended by NULL; the first is the program's whole path */
    const struct exec_user *user;
    const char *input; /* what standard input holds */
    size_t input_len;
    int seconds; /* then it is killed */
    size_t most; /* bytes of output that are kept; the rest is read and dropped */
    bool (*stop)(void *ctx); /* asked once a second: is it to be killed? NULL: nobody asks */
    void *ctx;
};

enum exec_how {
    EXEC_EXITED,     /* status: its exit status */
    EXEC_SIGNALLED,  /* status: the signal */
    EXEC_LATE,       /* its time was over */
    EXEC_STOPPED,    /* by `stop` */
    EXEC_NOT_STARTED /* status: errno */
};

struct exec_end {
    enum exec_how how;
    int status;
    const char *output; /* both of its streams, from the beginning; clean text: see exec_clean() */
    bool cut;           /* it wrote more than was kept */
    const char *last;   /* the last line that holds something, "" for none; 199 bytes at most */
};

/* FAULT_UPSTREAM: the host gave us no process; what the program did is no fault. */
enum fault_code exec_run(struct fault *, struct arena *, const struct exec_ask *,
                         struct exec_end *) MUST_CHECK;

/* Valid UTF-8 of which nothing misleads (base/checks.h) but line breaks: else it becomes '?'. */
char *exec_clean(struct arena *, const char *s, size_t len);
