/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of the JSON interface: 64 characters, shown once, stored as a hash. */
#pragma once
#include "store/session.h"

struct token {
    int64_t id;
    int64_t account_id;
    const char *name;
    const char *role;
    int64_t created_at;
    int64_t used_at;
    int64_t revoked_at;
};
extern const struct field token_view[];

/* Makes one and returns it in *token. */
enum fault_code token_add(struct db *, int64_t account_id, int64_t role_id, const char *name,
                          char **token) MUST_CHECK;
enum fault_code token_list(const struct db *, const struct scope *, struct list *) MUST_CHECK;
enum fault_code token_revoke(struct db *, const struct scope *, int64_t id) MUST_CHECK;
/* The token's account and permissions; session.id is the token's id. */
enum fault_code token_find(const struct db *, const char *hash, struct session *) MUST_CHECK;
enum fault_code token_note_use(struct db *, int64_t id) MUST_CHECK;
