/* SPDX-License-Identifier: Apache-2.0 */
/* An account's public keys. */
#pragma once
#include "store/scope.h"

enum { SSH_KEYS_MOST = 200 }; /* of an account */

struct ssh_key {
    int64_t id;
    const char *name;
    const char *type;
    const char *public_key;
    const char *fingerprint;     /* "SHA256:…", as ssh-keygen -l shows it */
    const char *fingerprint_md5; /* "aa:bb:…", as cloud clients want it */
    int64_t created_at;
};
extern const struct field ssh_key_view[];

/* In a transaction; the key was checked by check_ssh_key(). FAULT_UNIQUE names the field,
 * FAULT_LIMIT: there are SSH_KEYS_MOST. */
enum fault_code ssh_key_add(struct db *, const struct scope *, const char *name,
                            const char *public_key, int64_t *id) MUST_CHECK;
enum fault_code ssh_key_load(const struct db *, const struct scope *, int64_t id,
                             struct ssh_key *) MUST_CHECK;
/* A thousand; by pages all, `limit` of them behind that id. */
enum fault_code ssh_key_list(const struct db *, const struct scope *, struct list *) MUST_CHECK;
enum fault_code ssh_key_page(const struct db *, const struct scope *, int64_t behind, int64_t limit,
                             struct list *) MUST_CHECK;
enum fault_code ssh_key_rename(struct db *, const struct scope *, int64_t id,
                               const char *name) MUST_CHECK;
enum fault_code ssh_key_drop(struct db *, const struct scope *, int64_t id) MUST_CHECK;
