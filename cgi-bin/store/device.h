/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Browsers that a user has signed in with before, known by a cookie that lasts.
 * From a known one the owner gets in while others try passwords; a sign-in from a
 * new one is told by mail.
 */
#pragma once
#include "store/session.h"

/* In a transaction: it is one from now on, with fifty more at most. *strange: it was none, and the
 * user had signed in before. */
enum fault_code device_meet(struct db *, int64_t user_id, const char *hash,
                            bool *strange) MUST_CHECK;
/* None is known any more: the password may have been another's, too. */
enum fault_code device_forget(struct db *, int64_t user_id) MUST_CHECK;
/* Removes those that were not used for a year, at most a thousand. */
enum fault_code device_sweep(struct db *) MUST_CHECK;
