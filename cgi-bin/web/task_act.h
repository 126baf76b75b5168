/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A task's end, and the same once more, for pages and JSON. The route's permission
 * is to do this at all; whose kind one may not ask for, one may not end either.
 */
#pragma once
#include "web/gate.h"

/* What its page offers. */
bool task_act_may_cancel(const struct request *, const struct task *);
bool task_act_may_again(const struct request *, const struct task *);

/* One whose end was wished for before is left as it is: FAULT_OK. */
enum fault_code task_act_cancel(struct db *, struct request *, int64_t id) MUST_CHECK;
enum fault_code task_act_again(struct db *, struct request *, int64_t id,
                               struct asked *) MUST_CHECK;
