/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Somebody is asked by mail to join an account. Nobody looks whether the address has a user before
 * its link is used: so an invitation tells nothing of another's customers. The row is all there is
 * of it, and goes when it is accepted or withdrawn.
 */
#pragma once
#include "store/link.h"
#include "store/session.h"

enum { INVITATION_SECONDS = 7 * 24 * 3600, INVITATIONS_MOST = 100, INVITATION_PAUSE = LINK_PAUSE };

struct invitation {
    int64_t id;
    int64_t account_id;
    int64_t reseller_id;
    int64_t level; /* of the account */
    const char *account_name;
    const char *email;
    int64_t role_id;
    const char *role; /* by name */
    const char *by_name;
    const char *language; /* of whoever invited */
    int64_t created_at;
};
extern const struct field invitation_view[];

/* Open ones of an account in this scope, the newest first. */
enum fault_code invitation_list(const struct db *, const struct scope *, int64_t account_id,
                                struct list *) MUST_CHECK;
/* FAULT_MISSING: there is no open one. */
enum fault_code invitation_load(const struct db *, const struct scope *, int64_t account_id,
                                int64_t id, struct invitation *) MUST_CHECK;

struct invitation_new {
    int64_t account_id;
    int64_t reseller_id;
    const char *email; /* in its normal form */
    int64_t role_id;
    int64_t by_user_id; /* 0: the command line */
    const char *by_name;
    const char *language;
};
/*
 * In a transaction, the account's row locked: the row and its mail. One that is open is made anew;
 * FAULT_RATE within INVITATION_PAUSE seconds of it. FAULT_LIMIT: the account has INVITATIONS_MOST.
 */
enum fault_code invitation_add(struct db *, const struct invitation_new *) MUST_CHECK;
enum fault_code invitation_drop(struct db *, int64_t id) MUST_CHECK;
/* Of a reseller's customer: withdrawn; and sent once more, FAULT_RATE within INVITATION_PAUSE. */
enum fault_code invitation_drop_resold(struct db *, int64_t id) MUST_CHECK;
enum fault_code invitation_again_resold(struct db *, const struct invitation *) MUST_CHECK;

/* --- the mailer --- */

enum fault_code invitation_load_any(const struct db *, int64_t id, struct invitation *) MUST_CHECK;
/* Gives it a link; one that was sent before is none any more. */
enum fault_code invitation_arm(struct db *, int64_t id, char **secret) MUST_CHECK;
/* Forgets those that ran out a month ago. */
enum fault_code invitation_sweep(struct db *) MUST_CHECK;

/* --- the link's page --- */

struct invited_user {
    int64_t id; /* 0: the address has no user */
    bool disabled;
    bool has_password;
};
/* FAULT_MISSING, with words: unknown, too old, withdrawn, or of another face. */
enum fault_code invitation_find(const struct db *, enum session_face, const char *secret,
                                struct invitation *, struct invited_user *) MUST_CHECK;
/*
 * In a transaction: uses it up (FAULT_MISSING: somebody was first) and makes its user, if there is
 * none, a member. FAULT_MISSING too when whoever invited may not do so any more. name and hash are
 * for a user who has no password yet.
 */
enum fault_code invitation_accept(struct db *, const struct invitation *, const char *name,
                                  const char *password_hash, int64_t *user_id) MUST_CHECK;
