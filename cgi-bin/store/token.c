/* SPDX-License-Identifier: Apache-2.0 */
/* An account's tokens: making, listing, revoking. */
#include "store/token.h"
#include "base/net.h"
#include "base/secret.h"
#include "base/token_mark.h"
#include "store/account.h"
#include "store/account_rows.h"
#include "store/number.h"
#include "store/user.h"

const struct field token_view[] = {
    I64(struct token, id),
    I64(struct token, account_id),
    I64(struct token, reseller_id),
    TEXT(struct token, account),
    TEXT(struct token, name),
    TEXT(struct token, role),
    TEXT(struct token, maker),
    STATE(struct token, access, token_access_words),
    TEXT(struct token, nouns),
    TEXT(struct token, labels),
    TEXT(struct token, networks),
    STATE(struct token, state, token_state_words),
    TIME(struct token, created_at),
    TIME(struct token, used_at),
    TEXT(struct token, used_from),
    TIME(struct token, expires_at),
    TIME(struct token, revoked_at),
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "token.id, token.account_id, token.reseller_id, account.name AS account, "                     \
    "token.name, "                                                                                 \
    "IF(token.user_id IS NULL, COALESCE(role.name, ''), '') AS role, "                             \
    "COALESCE(user.email, '') AS maker, "                                                          \
    "NOT token.writes AS access, token.nouns, token.labels, token.networks, "                      \
    "IF(token.revoked, 1, IF(token.expires_at <= NOW(6), 2, 0)) AS state, token.created_at, "      \
    "token.used_at, token.used_from, token.expires_at, token.revoked_at "
#define JOINS                                                                                      \
    "JOIN account ON account.id = token.account_id LEFT JOIN role ON role.id = token.role_id "     \
    "LEFT JOIN user ON user.id = token.user_id "
#define READERS (DB_MY | DB_MY_READER | DB_ADMIN | DB_ADMIN_READER | DB_CLI)
#define WRITERS (DB_MY | DB_ADMIN | DB_CLI)
#define TOKEN ROWS(struct token, token_view)

QUERY(add, DB_MY | DB_CLI,
      "INSERT INTO token (hash, account_id, reseller_id, user_id, role_id, name, writes, nouns, "
      "labels, networks, expires_at) "
      "SELECT ?, id, reseller_id, ?, ?, ?, ?, ?, ?, ?, IF(? = 0, NULL, NOW(6) + INTERVAL ? DAY) "
      "FROM account WHERE id = ?");
QUERY(add_label, DB_MY | DB_CLI, "INSERT INTO token_label (token_id, k, v) VALUES (?, ?, ?)");
QUERY(role_of, DB_MY | DB_CLI,
      "SELECT role_id AS n FROM member WHERE user_id = ? AND account_id = ?", NUMBER_ROW);
QUERY(count, DB_MY | DB_CLI,
      "SELECT COUNT(*) AS n FROM token WHERE account_id = ? AND NOT revoked", NUMBER_ROW);
QUERY(all, DB_CLI,
      "SELECT " COLUMNS "FROM token " JOINS "WHERE" OWNED_BY("token") "ORDER BY token.id "
      "LIMIT 10000", TOKEN);
QUERY(one, READERS,
      "SELECT " COLUMNS "FROM token " JOINS "WHERE token.id = ? AND" OWNED_BY("token"), TOKEN);
QUERY(revoke, WRITERS,
      "UPDATE token SET revoked_at = COALESCE(revoked_at, NOW(6)) WHERE id = ? AND" OWNED_BY(
          "token"));
/* Indexes: sql/0200. */
#define LISTERS (DB_MY_READER | DB_ADMIN_READER)
QUERY(account_ref, LISTERS, ACCOUNT_REF, NUMBER_ROW);
QUERY(account_ref_below, LISTERS, ACCOUNT_REF_BELOW, NUMBER_ROW);

static const struct list_column columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "token.name", .index = "by_name",
      .own_index = "by_account_name", .sorts = true },
    { "state", T("State"), COLUMN_WORD, .sql = "token.revoked", .index = "by_revoked",
      .own_index = "by_account_revoked", .words = token_state_words, .word_count = 2 },
    { "access", T("Rights"), COLUMN_WORD, .field = "access", .words = token_access_words,
      .word_count = countof(token_access_words) },
    { "for", T("For"), COLUMN_TEXT, .field = "nouns" },
    { "labels", T("Labels"), COLUMN_TEXT, .field = "labels" },
    { "networks", T("From"), COLUMN_TEXT, .field = "networks" },
    { "by", T("By"), COLUMN_TEXT, .field = "maker" },
    { "created", T("Created"), COLUMN_TIME, .field = "created_at" },
    { "used", T("Last used"), COLUMN_TIME, .field = "used_at" },
    { "from", T("Used from"), COLUMN_TEXT, .field = "used_from" },
    { "expires", T("Expires"), COLUMN_TIME, .field = "expires_at" },
    { "account", T("Account"), COLUMN_REF, .sql = "token.account_id", .index = "account_id",
      .provider_only = true, .is_account = true, .ref = &account_ref,
      .ref_below = &account_ref_below },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "token.id", .index = "PRIMARY",
      .own_index = "account_id", .sorts = true },
};

LIST_NOUN(token_noun, .name = "token", .table = "token", .columns = COLUMNS, .joins = JOINS,
          .row = token_view, .size = sizeof(struct token), LIST_COLUMNS(columns), .by = "name",
          .users = LISTERS);

/* What owner and reader are called in an account of this level. */
static int64_t role_at(int64_t level, int64_t role)
{
    if (level != ACCOUNT_RESELLER)
        return role;
    return role == ROLE_OWNER ? ROLE_RESELLER_OWNER : ROLE_RESELLER_READER;
}

static enum fault_code find_role(struct db *db, const struct token_new *n, int64_t *role_id)
{
    struct number role = { n->role_id };
    struct account account;
    if (n->user_id) {
        enum fault_code rc = db_one(db, &role_of, &role, ARGS(ARG(n->user_id), ARG(n->account_id)));
        *role_id = role.n;
        return rc;
    }
    enum fault_code rc = account_load_any(db, n->account_id, &account);
    *role_id = rc ? n->role_id : role_at(account.level, n->role_id);
    if (rc == FAULT_MISSING)
        return fail_field(db->fault, rc, "account", T("There is no account %lld."),
                          (long long)n->account_id);
    return rc;
}

static enum fault_code check_room(struct db *db, int64_t account_id)
{
    int64_t n = 0;
    enum fault_code rc = account_count_locked(db, account_id, &count, &n);
    if (!rc && n >= TOKENS_MOST)
        return fail(db->fault, FAULT_LIMIT,
                    T("An account has at most %d tokens. Revoke one that is not used."),
                    TOKENS_MOST);
    return rc;
}

static enum fault_code add_labels(struct db *db, int64_t id, const char *labels)
{
    enum fault_code rc = FAULT_OK;
    for (const char *p = labels; !rc && *p;) {
        size_t key = strcspn(p, "=");
        size_t len = strcspn(p, ",");
        const char *k = arena_strndup(db->arena, p, key);
        const char *v = arena_strndup(db->arena, p + key + 1, len - key - 1);
        rc = db_exec(db, &add_label, NULL, NULL, ARGS(ARG(id), ARG(k), ARG(v)));
        p += len + (p[len] == ',');
    }
    return rc;
}

enum fault_code token_add(struct db *db, const struct token_new *n, char **token, int64_t *id)
{
    int64_t role_id = 0;
    int64_t added = 0;
    enum fault_code rc = find_role(db, n, &role_id);
    if (!rc)
        rc = check_room(db, n->account_id);
    if (rc)
        return rc;
    *token = token_mark_make(db->arena);
    rc = db_exec(db, &add, &added, id,
                 ARGS(ARG(secret_hash(db->arena, *token)), arg_ref(n->user_id), ARG(role_id),
                      ARG(n->name), arg_i64(n->access == TOKEN_WRITES), ARG(n->nouns),
                      ARG(n->labels), arg_text(net_list_join(db->arena, n->networks, ' ')),
                      ARG(n->days), ARG(n->days), ARG(n->account_id)));
    if (!rc && !added)
        return fail_field(db->fault, FAULT_MISSING, "account", T("There is no account %lld."),
                          (long long)n->account_id);
    return rc ? rc : add_labels(db, *id, n->labels);
}

enum fault_code token_list(const struct db *db, const struct scope *who, struct list *out)
{
    return db_all(db, &all, out, ARGS(OWNER(who)));
}

enum fault_code token_load(const struct db *db, const struct scope *who, int64_t id,
                           struct token *out)
{
    enum fault_code rc = db_one(db, &one, out, ARGS(ARG(id), OWNER(who)));
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such token here.")) : rc;
}

enum fault_code token_revoke(struct db *db, const struct scope *who, int64_t id)
{
    return db_exec_one(db, &revoke, FAULT_MISSING, ARGS(ARG(id), OWNER(who)));
}
