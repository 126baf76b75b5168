/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The provider's own programs around a task (docs/hooks.md). Those before it are run by its worker
 * and may refuse it; those after it are tasks of their own, queued in the transaction that ends
 * it, so that none is lost and none holds it up.
 */
#pragma once
#include "task/job.h"

/*
 * Runs those that have not let the task pass yet, unless a step has begun. FAULT_DENIED: one
 * refused it, or could not be asked; its words are for the account.
 */
enum fault_code hook_before(struct job *) MUST_CHECK;
/* In the transaction that ends the task. */
enum fault_code hook_after_queue(struct job *) MUST_CHECK;
