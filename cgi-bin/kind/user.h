/* SPDX-License-Identifier: Apache-2.0 */
/* What pages and the command line do with a user. */
#pragma once
#include "kind/kind.h"
#include "store/user.h"

/* In a transaction. FAULT_CONFLICT: nobody would be left who administrates. */
enum fault_code user_disable(struct db *, int64_t user_id) MUST_CHECK;
/* By a task: a user who is in no account any more is forgotten, also in the audit. */
enum fault_code user_erase(struct db *, const struct asker *, int64_t user_id,
                           const struct once *, struct asked *out) MUST_CHECK;
