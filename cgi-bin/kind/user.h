/* SPDX-License-Identifier: Apache-2.0 */
/* What pages and the command line do with a user. */
#pragma once
#include "store/user.h"

/* In a transaction. FAULT_CONFLICT: nobody would be left who administrates. */
enum fault_code user_disable(struct db *, int64_t user_id) MUST_CHECK;
