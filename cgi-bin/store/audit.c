/* SPDX-License-Identifier: Apache-2.0 */
/* Each row comes with a digest of what is personal in it, so that erasing that keeps the chain. */
#include "store/audit.h"
#include <sodium.h>
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"

enum { DIGESTED_MAX = 16 * 1024 };

QUERY(add, DB_WEB_WRITERS | DB_CLI | DB_TASKD | DB_SIGNIN | DB_NOTES,
      "INSERT INTO audit (account_id, reseller_id, who, as_user, address, what, object, changes, "
      "vm_id, own, refused, about, why, request, salt, person) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

char *audit_digest(struct arena *a, const char *salt, const struct audit_person *p)
{
    const char *const parts[] = { p->who, p->address, p->object, p->changes, p->as_user };
    size_t count = countof(parts) - !*p->as_user;
    unsigned char sum[crypto_hash_sha256_BYTES];
    char *hex = arena_alloc(a, SECRET_HASH_HEX + 1);
    struct text t;
    text_init(&t, a, DIGESTED_MAX);
    text_add(&t, salt);
    for (size_t i = 0; i < count; i++)
        text_addf(&t, "%zu:%s", strlen(parts[i]), parts[i]);
    crypto_hash_sha256(sum, (const unsigned char *)text_str(&t), t.len);
    return sodium_bin2hex(hex, SECRET_HASH_HEX + 1, sum, sizeof(sum));
}

enum fault_code audit_add(struct db *db, const struct audit_new *n)
{
    struct audit_person p = { .who = n->who,
                              .address = n->address,
                              .object = n->object,
                              .changes = n->changes ? n->changes : "",
                              .as_user = n->as_user ? n->as_user : "" };
    const char *salt = secret_token(db->arena, AUDIT_SALT);
    return db_exec(db, &add, NULL, NULL,
                   ARGS(ARG(n->account_id), ARG(n->reseller_id), ARG(p.who), ARG(p.as_user),
                        ARG(p.address), ARG(n->what), ARG(p.object), ARG(p.changes),
                        arg_ref(n->vm_id), arg_i64(!n->by_other), arg_i64(n->refused),
                        arg_text(n->about ? n->about : ""), arg_text(n->why ? n->why : ""),
                        arg_text(log_request_now()), ARG(salt),
                        arg_text(audit_digest(db->arena, salt, &p))));
}
