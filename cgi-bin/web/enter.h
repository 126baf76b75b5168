/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one way into a session, whatever was shown first: a password, a link from a
 * mail or from a billing system. Who has a second step is asked for it, always.
 * In the sign-in's pool alone. Between the two steps nothing is stored: what is
 * known so far lies sealed in a cookie, for GATE_STEP_SECONDS.
 */
#pragma once
#include "store/user.h"
#include "web/form.h"

struct entrant {
    struct user_secret user;
    bool proved;      /* by the password, or a passkey */
    const char *passkey; /* its name: it is both steps at once; NULL: none */
    const char *next; /* a path of this face; what is none is its first page */
    db_tx_fn *with;   /* is written in the session's transaction, or before a code is asked for */
    void *ctx;        /* its */
};
/* Makes the session and leads on, or leads to the question for the code. Not in a transaction. */
enum fault_code enter(struct db *, struct request *, const struct entrant *) MUST_CHECK;
/* What the audit has as a sign-in's object; passkey NULL: "". */
const char *enter_by_passkey(struct arena *, const char *passkey);
/* Is the client in one of the networks that the user is bound to, if there are any? */
bool enter_may_from_here(const struct request *, const struct user_secret *);
/* A page of this face that a GET may be sent to, else its first one. */
const char *enter_next(const struct request *, const char *next);

struct code_form {
    const char *code;
};
extern const struct field code_form[];
read_fn code_show;
write_fn code_do;
/*
 * A code of the authenticator, or one of recovery: used up if it is good, counted if not.
 * FAULT_INVALID names the field `code`. In the sign-in's pool.
 */
enum fault_code enter_check_code(struct db *, struct request *, int64_t user_id,
                                 const char *code) MUST_CHECK;
