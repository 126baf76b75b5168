/* SPDX-License-Identifier: Apache-2.0 */
#include "store/role.h"
#include "base/clock.h"
#include "base/words.h"
#include "store/number.h"

static const char *const shipped_words[ROLE_SHIPPED + 1] = {
    [ROLE_ADMINISTRATOR] = T("Administrator"),
    [ROLE_OWNER] = T("Owner"),
    [ROLE_READER] = T("Reads only"),
    [ROLE_SUPPORT] = T("Support"),
    [ROLE_AUDITOR] = T("Auditor"),
    [ROLE_MEMBER] = T("Member"),
    [ROLE_RESELLER_OWNER] = T("Owner"),
    [ROLE_RESELLER_SUPPORT] = T("Support"),
    [ROLE_RESELLER_READER] = T("Reads only"),
};

const char *role_people(int64_t id, const char *name)
{
    return id > 0 && id <= ROLE_SHIPPED ? tr(shipped_words[id]) : name;
}

/* --- what each request asks --- */

enum { KEPT = 16, KEEP_US = 1000000, WORDS_MAX = 2048 };

struct words_row {
    const char *words;
};
static const struct field words_view[] = { TEXT(struct words_row, words), FIELDS_END };

QUERY(words_of, DB_WEB | DB_SIGNIN,
      "SELECT COALESCE(GROUP_CONCAT(permission), '') AS words FROM role_permission "
      "WHERE role_id = ?",
      ROWS(struct words_row, words_view));

static struct kept {
    int64_t role_id;
    int64_t until;
    char words[WORDS_MAX];
} kept[KEPT];

enum fault_code role_permissions(const struct db *db, int64_t role_id, const char **out)
{
    struct words_row row = { .words = "" };
    struct kept *k = &kept[(uint64_t)role_id % KEPT];
    if (k->role_id == role_id && clock_monotonic() < k->until) {
        *out = arena_strdup(db->arena, k->words);
        return FAULT_OK;
    }
    enum fault_code rc = db_one(db, &words_of, &row, ARGS(ARG(role_id)));
    *out = row.words;
    size_t len = strlen(row.words);
    if (rc || len >= WORDS_MAX)
        return rc;
    k->role_id = role_id;
    k->until = clock_monotonic() + KEEP_US;
    memcpy(k->words, row.words, len + 1);
    return FAULT_OK;
}

/* --- as rows --- */

const struct field role_view[] = {
    I64(struct role, id),           I64(struct role, level),   TEXT(struct role, name),
    BOOL(struct role, shipped),     BOOL(struct role, totp),   TEXT(struct role, permissions),
    I64(struct role, members, .max = COUNT_MOST),
    I64(struct role, tokens, .max = COUNT_MOST),
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "SELECT role.id, level, name, shipped, totp, COALESCE((SELECT GROUP_CONCAT(permission) "       \
    "FROM role_permission WHERE role_id = role.id), '') AS permissions"
#define USES                                                                                       \
    ", " COUNTED("member WHERE member.role_id = role.id") " AS members, "                          \
    COUNTED("token WHERE token.role_id = role.id AND token.user_id IS NULL AND NOT token.revoked " \
            "AND (token.expires_at IS NULL OR token.expires_at > NOW(6))") " AS tokens"
#define ADMINS (DB_ADMIN | DB_ADMIN_READER)
#define PAGES (ADMINS | DB_MY | DB_MY_READER)

QUERY(all, ADMINS | DB_CLI, COLUMNS USES " FROM role ORDER BY level, role.id LIMIT 1000",
      ROWS(struct role, role_view));
QUERY(of_level, PAGES | DB_CLI,
      COLUMNS ", 0 AS members, 0 AS tokens FROM role WHERE level = ? ORDER BY role.id LIMIT 1000",
      ROWS(struct role, role_view));
QUERY(by_id, ADMINS, COLUMNS USES " FROM role WHERE role.id = ?", ROWS(struct role, role_view));
QUERY(by_name, PAGES | DB_CLI,
      COLUMNS ", 0 AS members, 0 AS tokens FROM role WHERE level = ? AND name = ?",
      ROWS(struct role, role_view));
QUERY(lock, DB_ADMIN, COLUMNS USES " FROM role WHERE role.id = ? FOR UPDATE",
      ROWS(struct role, role_view));
QUERY(invited, DB_ADMIN,
      "SELECT EXISTS (SELECT 1 FROM invitation WHERE role_id = ? AND expires_at > NOW(6)) AS n",
      NUMBER_ROW);
QUERY(add, DB_ADMIN, "INSERT INTO role (level, name, totp) VALUES (?, ?, ?)");
QUERY(change, DB_ADMIN, "UPDATE role SET name = ?, totp = ? WHERE id = ? AND NOT shipped");
QUERY(change_shipped, DB_ADMIN, "UPDATE role SET totp = ? WHERE id = ? AND shipped");
QUERY(give, DB_ADMIN, "INSERT INTO role_permission (role_id, permission) VALUES (?, ?)");
QUERY(take_all, DB_ADMIN, "DELETE FROM role_permission WHERE role_id = ?");
QUERY(forget_invitations, DB_ADMIN, "DELETE FROM invitation WHERE role_id = ?");
QUERY(drop, DB_ADMIN, "DELETE FROM role WHERE id = ? AND NOT shipped");

static enum fault_code no_such_role(const struct db *db)
{
    return fail(db->fault, FAULT_MISSING, T("There is no such role."));
}

enum fault_code role_list_any(const struct db *db, struct list *out)
{
    return db_all(db, &all, out, NO_ARGS);
}

enum fault_code role_list_of(const struct db *db, int64_t level, struct list *out)
{
    return db_all(db, &of_level, out, ARGS(ARG(level)));
}

enum fault_code role_load_any(const struct db *db, int64_t id, struct role *out)
{
    enum fault_code rc = db_one(db, &by_id, out, ARGS(ARG(id)));
    return rc == FAULT_MISSING ? no_such_role(db) : rc;
}

enum fault_code role_find(const struct db *db, int64_t level, const char *name, struct role *out)
{
    enum fault_code rc = db_one(db, &by_name, out, ARGS(ARG(level), ARG(name)));
    if (rc != FAULT_MISSING)
        return rc;
    return fail_field(db->fault, FAULT_INVALID, "role", T("There is no role %s for this account."),
                      name);
}

/* --- changing them --- */

static enum fault_code give_all(struct db *db, int64_t id, permission_set set)
{
    enum fault_code rc = FAULT_OK;
    for (int p = 0; !rc && p < PERM_COUNT; p++)
        if (set & permission_bit((enum permission)p))
            rc = db_exec(db, &give, NULL, NULL,
                         ARGS(ARG(id), ARG(permission_word((enum permission)p))));
    return rc;
}

static enum fault_code told_name(const struct db *db, enum fault_code rc, const char *name)
{
    return rc == FAULT_UNIQUE
               ? fail_field(db->fault, rc, "name", T("There is a role named %s already."), name)
               : rc;
}

enum fault_code role_add(struct db *db, const struct role *r, permission_set set, int64_t *id)
{
    enum fault_code rc =
        db_exec(db, &add, NULL, id, ARGS(ARG(r->level), ARG(r->name), arg_i64(r->totp)));
    return rc ? told_name(db, rc, r->name) : give_all(db, *id, set);
}

enum fault_code role_lock(struct db *db, int64_t id, struct role *out)
{
    enum fault_code rc = db_one(db, &lock, out, ARGS(ARG(id)));
    return rc == FAULT_MISSING ? no_such_role(db) : rc;
}

enum fault_code role_change(struct db *db, const struct role *r, permission_set set)
{
    if (r->shipped)
        return db_exec(db, &change_shipped, NULL, NULL, ARGS(arg_i64(r->totp), ARG(r->id)));
    enum fault_code rc =
        db_exec(db, &change, NULL, NULL, ARGS(ARG(r->name), arg_i64(r->totp), ARG(r->id)));
    if (rc)
        return told_name(db, rc, r->name);
    rc = db_exec(db, &take_all, NULL, NULL, ARGS(ARG(r->id)));
    return rc ? rc : give_all(db, r->id, set);
}

enum fault_code role_drop(struct db *db, const struct role *r)
{
    struct number open = { 0 };
    if (r->shipped)
        return fail(db->fault, FAULT_CONFLICT, T("This role belongs to the panel and stays."));
    if (r->members || r->tokens)
        return fail(db->fault, FAULT_CONFLICT,
                    T("The role is in use: members who have it: %lld, tokens: %lld. Give them "
                      "another first."),
                    (long long)r->members, (long long)r->tokens);
    enum fault_code rc = db_one(db, &invited, &open, ARGS(ARG(r->id)));
    if (!rc && open.n)
        return fail(db->fault, FAULT_CONFLICT, T("Somebody is invited to have this role."));
    if (!rc)
        rc = db_exec(db, &forget_invitations, NULL, NULL, ARGS(ARG(r->id)));
    if (!rc)
        rc = db_exec(db, &take_all, NULL, NULL, ARGS(ARG(r->id)));
    return rc ? rc : db_exec(db, &drop, NULL, NULL, ARGS(ARG(r->id)));
}
