/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forgetting a closed account, step by step, each of which may be done twice. What must stay, for
 * courts, for bills and for the audit's chain, stays under the account's number: who held an
 * address when, which tasks there were, what it used by day, and the audit's digests.
 */
#pragma once
#include "store/scope.h"

/* Lines of the audit that are looked at in one transaction. */
enum { ERASE_LINES = 5000 };

/* So many machines are left; one that was never made counts, too. */
enum fault_code erase_machines(const struct db *, int64_t account_id, int64_t *n) MUST_CHECK;
/* The next of them behind `after`, in the order of ids: struct number. */
enum fault_code erase_next_machines(const struct db *, int64_t account_id, int64_t after,
                                    struct list *) MUST_CHECK;
/* FAULT_CONFLICT says how many machines it has, or how many customers a reseller has. */
enum fault_code erase_is_empty(const struct db *, int64_t account_id) MUST_CHECK;
/* In a transaction: its tokens, sessions and invitations end; so does a reseller's brand. */
enum fault_code erase_access(struct db *, int64_t account_id) MUST_CHECK;
/* In a transaction each. FAULT_CONFLICT: it is the provider's, or not empty. */
enum fault_code erase_close(struct db *, int64_t account_id) MUST_CHECK;
/* Keys, tokens, schedules, mails; a reseller's brand, plans. *gone: how many, 0: none is left. */
enum fault_code erase_things(struct db *, int64_t account_id, int64_t *gone) MUST_CHECK;
/*
 * Of the next of its users a part of the audit, and behind the last part the user: one of other
 * accounts, too, only leaves; another loses name, address and all that he signs in with. *more:
 * there may be another part, or user.
 */
enum fault_code erase_person(struct db *, int64_t account_id, bool *more) MUST_CHECK;
/* A user who is in no account any more, likewise. FAULT_CONFLICT: he is in one. */
enum fault_code erase_user(struct db *, int64_t user_id, bool *more) MUST_CHECK;
/* Is this the address of one who was? */
bool erase_was_done(const char *email);
/* In the audit, likewise; behind its last part in tasks, in the ledger of addresses, and the
 * account's own. */
enum fault_code erase_names(struct db *, int64_t account_id, bool *more) MUST_CHECK;
