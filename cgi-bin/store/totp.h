/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Second steps of signing in, and the codes for whoever lost the device. Seeds are
 * sealed by whoever stores them and read by the sign-in alone; of a recovery code
 * only the hash is kept.
 */
#pragma once
#include "db/db.h"

struct totp {
    const char *seed; /* sealed */
    int64_t step;     /* the last that counted */
};
/* FAULT_MISSING: the user has no second step. */
enum fault_code totp_load(const struct db *, int64_t user_id, struct totp *) MUST_CHECK;
/* What its user sees of it: FAULT_MISSING as before. */
struct totp_state {
    int64_t created_at;
    int64_t codes; /* recovery codes that are left */
};
enum fault_code totp_state(const struct db *, int64_t user_id, struct totp_state *) MUST_CHECK;
/* Instead of what there was; in a transaction. */
enum fault_code totp_set(struct db *, int64_t user_id, const struct totp *) MUST_CHECK;
/* Takes the step away, with its recovery codes; in a transaction. *had may be NULL. */
enum fault_code totp_drop(struct db *, int64_t user_id, bool *had) MUST_CHECK;
/* A code of this step counts now. FAULT_CONFLICT: one of it, or a later one, counted already. */
enum fault_code totp_count(struct db *, int64_t user_id, int64_t step) MUST_CHECK;

enum { RECOVERY_CODES = 10 };
/* Instead of those there were; in a transaction. */
enum fault_code recovery_set(struct db *, int64_t user_id,
                             const char *const hash[RECOVERY_CODES]) MUST_CHECK;
/* FAULT_MISSING: it is none of the user's, or was used. */
enum fault_code recovery_use(struct db *, int64_t user_id, const char *hash) MUST_CHECK;
