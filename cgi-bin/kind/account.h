/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Suspending an account: one transaction sets its row and queues the task that its machines follow
 * by, so that a click costs the same for one machine and for five thousand. From the COMMIT on
 * nothing of the account starts: clicks, and tasks that were queued before, look at its row.
 */
#pragma once
#include "kind/kind.h"

/*
 * An administrator's act, or a reseller's on a customer of his; FAULT_MISSING: there is no such
 * account within the scope. The provider's own is refused (FAULT_DENIED). `why` is shown to the
 * account. Suspending again changes the reason.
 */
enum fault_code account_suspend(struct db *, const struct asker *, int64_t account_id,
                                const char *why, const struct once *, struct asked *out) MUST_CHECK;
/* One of its machines that runs all the same is shut down; FAULT_CONFLICT: it is not suspended. */
enum fault_code vm_suspend_ask(struct db *, const struct asker *, int64_t vm_id,
                               const struct once *, struct asked *out) MUST_CHECK;
/* Starts what ran when it was suspended. FAULT_CONFLICT: it is not suspended. */
enum fault_code account_resume(struct db *, const struct asker *, int64_t account_id,
                               const struct once *, struct asked *out) MUST_CHECK;
/*
 * For good: from the COMMIT on nobody is let in and nothing is made; its machines are deleted, its
 * row stays. FAULT_CONFLICT: a reseller that has customers, or it is closed and no machine is left.
 */
enum fault_code account_close(struct db *, const struct asker *, int64_t account_id,
                              const struct once *, struct asked *out) MUST_CHECK;
/* A customer's without machines, for ever: people and names go (store/erase.h). */
enum fault_code account_erase(struct db *, const struct asker *, int64_t account_id,
                              const struct once *, struct asked *) MUST_CHECK;
