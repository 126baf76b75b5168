/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens of the JSON interface: shown once, stored as a hash. One that a user makes never has more
 * than its maker's role has now, and ends with the membership; it may be narrowed further: to
 * reading, to nouns, to machines with labels, to networks, to a time.
 */
#pragma once
#include "base/permission.h"
#include "store/list.h"
#include "store/session.h"

enum token_access { TOKEN_WRITES, TOKEN_READS };
extern const struct word token_access_words[2];
enum token_state { TOKEN_GOOD, TOKEN_REVOKED, TOKEN_EXPIRED };
extern const struct word token_state_words[3];

struct token {
    int64_t id;
    int64_t account_id;
    int64_t reseller_id;
    const char *account;
    const char *name;
    const char *role;  /* of one that the command line made; "" else */
    const char *maker; /* e-mail; "" the command line */
    unsigned access;
    const char *nouns; /* "vm,task"; "" all */
    const char *labels; /* "env=prod,team=web"; "" all machines */
    const char *networks; /* as base/net.h reads them; "" any */
    unsigned state;
    int64_t created_at;
    int64_t used_at;
    const char *used_from;
    int64_t expires_at; /* 0: never */
    int64_t revoked_at;
};
extern const struct field token_view[];
extern const struct list_noun token_noun;

/* What a token may be narrowed to, and all it can ever reach: never tokens, users or roles. */
struct token_noun {
    const char *code;  /* "ssh_key": its permissions are ssh_key_… */
    const char *words; /* T("SSH keys") */
};
enum { TOKEN_NOUNS = 8 };
extern const struct token_noun token_nouns[TOKEN_NOUNS];

/* Checks (base/checks.h). */
enum { TOKENS_MOST = 100 /* of an account */ };
enum { TOKEN_NOUNS_MAX = 200, TOKEN_DAYS_MOST = 3650 };
enum { TOKEN_LABELS_MAX = 1000, TOKEN_LABELS_MOST = 8 };
const char *check_token_nouns(const char *value);
const char *check_token_labels(const char *value);

/* May the token whose session it is do it, if its role may? */
bool token_allows(const struct session *, enum permission);

struct token_new {
    int64_t account_id;
    int64_t user_id; /* 0: the command line, and it has role_id */
    int64_t role_id;
    const char *name;
    enum token_access access;
    const char *nouns;
    const char *labels;
    const char *networks;
    int64_t days; /* 0: it does not expire */
};
/* In a transaction. *token: its text, this once. FAULT_LIMIT: the account has a hundred. */
enum fault_code token_add(struct db *, const struct token_new *, char **token,
                          int64_t *id) MUST_CHECK;
enum fault_code token_list(const struct db *, const struct scope *, struct list *) MUST_CHECK;
enum fault_code token_load(const struct db *, const struct scope *, int64_t id,
                           struct token *) MUST_CHECK;
enum fault_code token_revoke(struct db *, const struct scope *, int64_t id) MUST_CHECK;
/* The token's account and permissions; session.id is the token's id. */
enum fault_code token_find(const struct db *, const char *hash, struct session *) MUST_CHECK;
/* A note, written after the answer: once a minute, or when the address is another. */
enum fault_code token_note_use(struct db *, int64_t id, const char *address) MUST_CHECK;
