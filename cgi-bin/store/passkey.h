/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passkeys: public keys by which users sign in, each at one host name. What an authenticator says
 * is checked by web/webauthn.h before it comes here.
 */
#pragma once
#include "db/db.h"

enum { PASSKEY_MOST = 20, PASSKEY_NAME = 60 };

struct passkey {
    int64_t id;
    int64_t user_id;
    const char *host;
    const char *name;
    const char *credential; /* as the browser writes it: base64url */
    int64_t algorithm;      /* COSE's number */
    const char *public_key; /* base64url of what libfido2 keeps */
    int64_t count;          /* of uses, by the authenticator; 0: it does not count */
    int64_t created_at;
    int64_t used_at;
};
extern const struct field passkey_view[];

/* A user's, the oldest first: rows are struct passkey. */
enum fault_code passkey_list_any(const struct db *, int64_t user_id, struct list *) MUST_CHECK;
/* FAULT_MISSING: it is none of the user's. */
enum fault_code passkey_load(const struct db *, int64_t user_id, int64_t id,
                             struct passkey *) MUST_CHECK;
/* By what the browser sent; FAULT_MISSING: nobody's at this host. */
enum fault_code passkey_find(const struct db *, const char *host, const char *credential,
                             struct passkey *) MUST_CHECK;
/* In a transaction. FAULT_CONFLICT: it is there already, or there are PASSKEY_MOST. */
enum fault_code passkey_add(struct db *, const struct passkey *, int64_t *id) MUST_CHECK;
enum fault_code passkey_rename(struct db *, int64_t user_id, int64_t id,
                               const char *name) MUST_CHECK;
enum fault_code passkey_drop(struct db *, int64_t user_id, int64_t id) MUST_CHECK;
/* All of a user; in a transaction. *had may be NULL. */
enum fault_code passkey_drop_all(struct db *, int64_t user_id, bool *had) MUST_CHECK;
/* It was used. FAULT_CONFLICT: its count went back, so there are two of it. */
enum fault_code passkey_use(struct db *, int64_t id, int64_t count) MUST_CHECK;
/* In a transaction: an answer to a challenge counts now. FAULT_CONFLICT: one counted already. */
enum fault_code passkey_answer(struct db *, const char *challenge_hash) MUST_CHECK;
