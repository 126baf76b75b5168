/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Links that are used once: in mails a password's reset (an hour), an invitation
 * (seven days), the confirmation of an address (an hour); from a billing system a
 * sign-in (a minute). Only a hash of the link's secret is stored. Showing its page
 * changes nothing; using it is one UPDATE, so of two at once one wins.
 */
#pragma once
#include "store/session.h"
#include "store/user.h"

enum { LINK_PAUSE = 300 }; /* seconds between two invitations of one address */

enum link_what { LINK_RESET, LINK_INVITE, LINK_EMAIL, LINK_REGISTER, LINK_SIGNIN, LINK_WHATS };
enum { LINK_SECRET_LEN = 43 };
extern const int64_t link_seconds[LINK_WHATS]; /* how long they are good */

/* Whom a mail with a link is for. */
struct link_user {
    int64_t id;
    int64_t account_id;
    int64_t reseller_id;
    int64_t level;
    const char *email;
    const char *name;
    const char *account_name;
    const char *language;
    const char *time_zone;
    bool invited; /* has no password yet */
};

struct link {
    int64_t id;
    int64_t user_id;
    int64_t account_id;
    int64_t reseller_id;
    const char *email;
    const char *name;
    const char *account_name;
    const char *new_email; /* LINK_EMAIL: what the user's address becomes */
};
extern const struct field link_view[];

/* --- inviting: in a transaction, by the panel's people --- */

/*
 * Adds a user without a usable password as a member of the account, and the mail
 * with the link on which they set a name and a password and are signed in.
 * FAULT_UNIQUE names the field `email`. *mail_id (may be NULL) 0: invitations are
 * switched off, no mail goes out.
 */
enum fault_code link_invite(struct db *, int64_t account_id, int64_t role_id, const char *email,
                            const char *name, int64_t *user_id, int64_t *mail_id) MUST_CHECK;
/* The mail once more, for a user who has not accepted yet; earlier links stay good. FAULT_CONFLICT:
 * they have a password. */
enum fault_code link_invite_again(struct db *, int64_t user_id, int64_t *mail_id) MUST_CHECK;
/* The same of a user of a reseller's customer; FAULT_RATE: within LINK_PAUSE seconds. */
enum fault_code link_invite_again_resold(struct db *, int64_t account_id,
                                         int64_t user_id) MUST_CHECK;
/* That FAULT_RATE. */
enum fault_code link_too_soon(struct db *) MUST_CHECK;

/*
 * Asking for a reset: the same row whether the address is known, and none while
 * the mailer has yet to look at one like it. FAULT_RATE: too many wait to be
 * looked at.
 */
enum fault_code link_ask_reset(struct db *, enum session_face, int64_t door,
                               const char *email) MUST_CHECK;

/* A link for a user of a reseller's, who is signed in by it once within a minute. */
enum fault_code link_add_signin(struct db *, int64_t user_id, char **secret) MUST_CHECK;

/* The same of an address that wants to register, or to become a user's. */
enum fault_code link_ask_register(struct db *, const char *email) MUST_CHECK;
enum fault_code link_ask_email(struct db *, const struct session *, const char *email) MUST_CHECK;

/* --- the mailer: whose it is, and the link's secret --- */
/* FAULT_MISSING: nobody who may sign in there. */
enum fault_code link_user_of(const struct db *, enum session_face, int64_t door,
                             const char *email, struct link_user *) MUST_CHECK;
enum fault_code link_user_by_id(const struct db *, int64_t user_id, struct link_user *) MUST_CHECK;
/* FAULT_CONFLICT: another user of the reseller has the address. */
enum fault_code link_email_is_free(const struct db *, int64_t reseller_id,
                                   const char *email) MUST_CHECK;
/* user_id 0: of nobody yet. email: to be confirmed by it, else "". */
enum fault_code link_add(struct db *, enum link_what, enum session_face, int64_t user_id,
                         const char *email, char **secret) MUST_CHECK;
enum fault_code link_sweep(struct db *) MUST_CHECK;

/* --- the link's page --- */
/* FAULT_MISSING, with words: unknown, used, expired, of another face or another's door (a
 * reseller's id; at the panel's own, 0, all are good). */
enum fault_code link_find(const struct db *, enum link_what, enum session_face, int64_t door,
                          const char *secret, struct link *) MUST_CHECK;
/* In a transaction: uses a LINK_SIGNIN up; FAULT_MISSING: somebody was first. */
enum fault_code link_spend(struct db *, const struct link *) MUST_CHECK;
/*
 * In a transaction: uses it up (FAULT_MISSING: somebody was first, or the user is
 * disabled, and it stays as it was), sets the password by its hash, ends the
 * user's sessions and other links. name NULL: it stays.
 */
enum fault_code link_use(struct db *, const struct link *, const char *name,
                         const char *password_hash) MUST_CHECK;
/* In a transaction: the user has the new address from now on, and no session. FAULT_MISSING also
 * when somebody else has taken it meanwhile. */
enum fault_code link_use_email(struct db *, const struct link *) MUST_CHECK;
/* Whose address registers. */
struct link_new {
    int64_t id;
    const char *email;
};
enum fault_code link_find_register(const struct db *, const char *secret,
                                   struct link_new *) MUST_CHECK;
enum fault_code link_use_register(struct db *, const struct link_new *) MUST_CHECK;
/* None that is out may be used any more; in a transaction, the user's row locked before. */
enum fault_code link_end_all(struct db *, int64_t user_id) MUST_CHECK;
