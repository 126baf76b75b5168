/* SPDX-License-Identifier: Apache-2.0 */
/* Fingerprints are made once, when the key comes. */
#include "store/ssh_key.h"
#include <sodium.h>
#include "base/ssh_key.h"
#include "store/account.h"
#include "store/number.h"

const struct field ssh_key_view[] = {
    I64(struct ssh_key, id),           TEXT(struct ssh_key, name),
    TEXT(struct ssh_key, type),        TEXT(struct ssh_key, public_key),
    TEXT(struct ssh_key, fingerprint), TEXT(struct ssh_key, fingerprint_md5),
    TIME(struct ssh_key, created_at),  FIELDS_END,
};

#define COLUMNS                                                                                    \
    "SELECT id, name, type, public_key, fingerprint, fingerprint_md5, created_at FROM ssh_key "

/* MD5 is asked of the database: libsodium has none, and this one protects nothing. */
QUERY(add, DB_WEB_WRITERS | DB_CLI,
      "INSERT INTO ssh_key (account_id, reseller_id, name, type, public_key, fingerprint, "
      "fingerprint_md5) VALUES (?, ?, ?, ?, ?, ?, "
      "INSERT(REGEXP_REPLACE(MD5(FROM_BASE64(?)), '(..)', ':\\\\1'), 1, 1, ''))");
QUERY(by_id, DB_WEB | DB_CLI, COLUMNS "WHERE id = ? AND" OWNED_BY("ssh_key"),
      ROWS(struct ssh_key, ssh_key_view));
QUERY(by_print, DB_WEB_WRITERS | DB_CLI, COLUMNS "WHERE account_id = ? AND fingerprint = ?",
      ROWS(struct ssh_key, ssh_key_view));
QUERY(all, DB_WEB | DB_CLI, COLUMNS "WHERE account_id = ? ORDER BY id LIMIT 1000",
      ROWS(struct ssh_key, ssh_key_view));
QUERY(page, DB_MY_READER | DB_ADMIN_READER,
      COLUMNS "WHERE account_id = ? AND id > ? ORDER BY id LIMIT ?",
      ROWS(struct ssh_key, ssh_key_view));
QUERY(count, DB_WEB_WRITERS | DB_CLI, "SELECT COUNT(*) AS n FROM ssh_key WHERE account_id = ?",
      NUMBER_ROW);
QUERY(set_name, DB_API, "UPDATE ssh_key SET name = ? WHERE id = ? AND" OWNED_BY("ssh_key"));
QUERY(drop, DB_WEB_WRITERS, "DELETE FROM ssh_key WHERE id = ? AND" OWNED_BY("ssh_key"));

static const char *fingerprint_of(struct arena *a, const char *body, size_t len)
{
    unsigned char blob[SSH_KEY_BLOB];
    unsigned char sum[crypto_hash_sha256_BYTES];
    char b64[64];
    size_t blob_len = 0;
    if (sodium_base642bin(blob, sizeof(blob), body, len, NULL, &blob_len, NULL,
                          sodium_base64_VARIANT_ORIGINAL))
        bug("a key came unchecked");
    crypto_hash_sha256(sum, blob, blob_len);
    sodium_bin2base64(b64, sizeof(b64), sum, sizeof(sum),
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    return arena_printf(a, "SHA256:%s", b64);
}

static enum fault_code name_taken(struct db *db, enum fault_code rc)
{
    if (rc != FAULT_UNIQUE)
        return rc;
    return fail_field(db->fault, rc, "name", T("There is a key with this name already."));
}

/* The name, or the key itself? */
static enum fault_code taken(struct db *db, enum fault_code rc, int64_t account_id,
                             const char *print)
{
    struct ssh_key same;
    if (rc != FAULT_UNIQUE)
        return rc;
    rc = db_one(db, &by_print, &same, ARGS(ARG(account_id), ARG(print)));
    if (rc == FAULT_MISSING)
        return name_taken(db, FAULT_UNIQUE);
    return rc ? rc
              : fail_field(db->fault, FAULT_UNIQUE, "public_key",
                           T("You have this key already: %s."), same.name);
}

static enum fault_code check_room(struct db *db, int64_t account_id)
{
    int64_t n = 0;
    enum fault_code rc = account_count_locked(db, account_id, &count, &n);
    if (!rc && n >= SSH_KEYS_MOST)
        return fail(db->fault, FAULT_LIMIT,
                    T("An account has at most %d keys. Delete one that is not used."),
                    SSH_KEYS_MOST);
    return rc;
}

enum fault_code ssh_key_add(struct db *db, const struct scope *who, const char *name,
                            const char *public_key, int64_t *id)
{
    size_t type_len = strcspn(public_key, " ");
    const char *body = public_key + type_len + 1;
    size_t body_len = strcspn(body, " ");
    const char *type = arena_strndup(db->arena, public_key, type_len);
    const char *b64 = arena_strndup(db->arena, body, body_len);
    const char *print = fingerprint_of(db->arena, body, body_len);
    const char *clean = ssh_key_clean(db->arena, public_key);
    enum fault_code rc = check_room(db, who->account);
    if (!rc)
        rc = db_exec(db, &add, NULL, id,
                     ARGS(ARG(who->account), ARG(who->reseller), ARG(name), ARG(type), ARG(clean),
                          ARG(print), ARG(b64)));
    return taken(db, rc, who->account, print);
}

enum fault_code ssh_key_load(const struct db *db, const struct scope *who, int64_t id,
                             struct ssh_key *out)
{
    return db_one(db, &by_id, out, ARGS(ARG(id), OWNER(who)));
}

enum fault_code ssh_key_list(const struct db *db, const struct scope *who, struct list *out)
{
    return db_all(db, &all, out, ARGS(ARG(who->account)));
}

enum fault_code ssh_key_page(const struct db *db, const struct scope *who, int64_t behind,
                             int64_t limit, struct list *out)
{
    return db_all(db, &page, out, ARGS(ARG(who->account), ARG(behind), ARG(limit)));
}

enum fault_code ssh_key_rename(struct db *db, const struct scope *who, int64_t id, const char *name)
{
    return name_taken(db, db_exec_one(db, &set_name, FAULT_MISSING,
                                      ARGS(ARG(name), ARG(id), OWNER(who))));
}

enum fault_code ssh_key_drop(struct db *db, const struct scope *who, int64_t id)
{
    return db_exec_one(db, &drop, FAULT_MISSING, ARGS(ARG(id), OWNER(who)));
}
