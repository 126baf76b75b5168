/* SPDX-License-Identifier: Apache-2.0 */
/* What may be asked for about a task that is there: its end, once more. */
#pragma once
#include "kind/kind.h"

/*
 * FAULT_MISSING: there is no such task in the asker's scope; FAULT_CONFLICT: it has ended, or
 * cannot be cancelled (any more). Of one with children theirs is wished, too. Whether the asker may
 * is the caller's to judge: task_permission().
 */
enum fault_code task_cancel_ask(struct db *, const struct asker *, int64_t id) MUST_CHECK;
/* Why this asker may not cancel it, NULL if it may be tried: for its button. */
const char *task_cancel_refuses(const struct task *, const struct scope *);

/* What asking for it takes, and so ending it; of one for many machines: for each of them. */
enum permission task_permission(struct arena *, const struct task *);

/* Asks for the same once more, of a task that failed or was cancelled; of one for many machines,
 * for those that it left undone. */
enum fault_code task_again_ask(struct db *, const struct asker *, int64_t id, const struct once *,
                               struct asked *out) MUST_CHECK;
const char *task_again_refuses(const struct task *);
