/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A task that waits says for what. Whoever holds it up is named only to those who
 * may see it: another account's work is "other work".
 */
#pragma once
#include "store/task.h"
#include "web/gate.h"

struct task_waits {
    const char *words; /* "" where it does not wait, or for nothing that is known */
    const char *href;  /* of the task that it waits for, or "" */
    const char *more;  /* "It takes about 20 s more.", or "" */
};
/* `locks` are the task's, as task_locks_any() has them. */
enum fault_code task_waits_for(const struct db *, const struct request *, const struct task *,
                               const struct list *locks, struct task_waits *) MUST_CHECK;
