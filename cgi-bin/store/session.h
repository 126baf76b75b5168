/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions of the pages. The cookie's value is stored nowhere, only its hash. A
 * session has one active account and one face; how long it may lie idle and how
 * long it lasts at the most are settings, which hold for the open ones, too.
 */
#pragma once
#include "store/scope.h"

enum session_face { SESSION_MY, SESSION_ADMIN };

/* Whoever asks, found by a cookie or a token. */
struct session {
    int64_t id;
    int64_t user_id; /* 0: a token */
    int64_t account_id;
    int64_t reseller_id;
    int64_t level; /* of the account */
    const char *user_name;
    const char *email;
    const char *account_name;
    const char *language;  /* of the user, "de"; NULL: a token */
    const char *time_zone; /* likewise, "Europe/Berlin" */
    int64_t role_id;
    const char *permissions; /* of the role: "vm_read,vm_create" */
    bool suspended;
    const char *suspended_why; /* NULL: a token */
    const char *others; /* other accounts at this face: lines of "ID NAME"; NULL: a token */
    const char *actor; /* who of the staff acts as the user; "": nobody; NULL: a token */
    int64_t actor_role;            /* of whoever acts, with the provider; 0: none, or nobody acts */
    const char *actor_permissions; /* of that role, "": none */
    const char *networks; /* the only ones the user may come from, "": from everywhere */
    bool needs_totp; /* the role asks for a second step, and the user has none */
    bool proved;     /* the password was typed within the last ten minutes */
    int64_t api_minute; /* a token's: requests that its account may make; 0: as the setting says */
    int64_t group_id;     /* a token's: of its account; 0: in none */
    int64_t group_minute; /* what the group's accounts may make together; 0: no limit */
    int64_t running; /* the account's machines in hand; for an administrator all running tasks */
    int64_t used_at;
    bool token_writes; /* of a token alone: store/token.h */
    const char *token_nouns;
    const char *token_networks;
    const char *token_labels;
    const char *token_used_from;
};
extern const struct field session_view[];

enum { SESSION_AGENT = 100 };
struct session_new {
    enum session_face face;
    const char *hash; /* of the cookie */
    int64_t user_id;
    int64_t account_id;
    int64_t reseller_id;
    const char *address;
    const char *agent; /* what the browser calls itself; its first SESSION_AGENT bytes are kept */
    bool proved;       /* by the password, just now */
    int64_t actor_id;  /* a ticket: who of the staff is to act as the user */
    const char *actor; /* by name */
};
/* In a transaction; the oldest of more than twenty ends. */
enum fault_code session_add(struct db *, const struct session_new *) MUST_CHECK;
enum { SESSION_TICKET_SECONDS = 60, SESSION_ACT_MINUTES = 30 };
/* What becomes a session of staff that acts as the user, if it is taken within a minute. */
enum fault_code session_add_ticket(struct db *, const struct session_new *) MUST_CHECK;
/* Once. FAULT_MISSING: too late. */
enum fault_code session_take_ticket(struct db *, const char *ticket_hash,
                                    const char *hash) MUST_CHECK;
/* The user of the session has typed the password: it goes on under another cookie. */
enum fault_code session_prove(struct db *, int64_t id, const char *hash) MUST_CHECK;
/* Settings were changed: open sessions follow. In a transaction. */
enum fault_code session_follow_settings(struct db *) MUST_CHECK;
/* What a browser says of itself, as far as it is kept and can be read. */
char *session_agent(struct arena *, const char *agent);
/* FAULT_MISSING: unknown, expired, of another face, or of a disabled user. */
enum fault_code session_find(const struct db *, enum session_face, const char *hash,
                             struct session *) MUST_CHECK;
enum fault_code session_drop(struct db *, const char *hash) MUST_CHECK;
/* Removes expired ones, at most a thousand. */
enum fault_code session_sweep(struct db *) MUST_CHECK;
/* A note, written after the answer: at most once a minute. */
enum fault_code session_note_use(struct db *, int64_t id) MUST_CHECK;
