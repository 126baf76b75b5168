/* SPDX-License-Identifier: Apache-2.0 */
/* Index: sql/0300, (account_id, id). */
#include "store/script.h"
#include <string.h>
#include "base/secret.h"
#include "store/account.h"
#include "store/number.h"

const struct field script_view[] = {
    I64(struct script, id),          I64(struct script, account_id),
    TEXT(struct script, name),       BOOL(struct script, own),
    BOOL(struct script, shell),      BOOL(struct script, retired),
    TEXT(struct script, text),       TIME(struct script, created_at),
    TIME(struct script, changed_at), FIELDS_END,
};

#define PEOPLE (DB_WEB_WRITERS | DB_CLI)
#define READERS (DB_WEB | DB_CLI)
#define COLUMNS(own)                                                                               \
    "SELECT id, account_id, name, " own " AS own, shell, retired_at IS NOT NULL AS retired, "      \
    "'' AS text, created_at, changed_at FROM script "
/* Three ids of an account, each of which its index finds. */
#define OFFERED                                                                                    \
    "account_id IN (?, (SELECT reseller_id FROM account WHERE account.id = ?), "                   \
    "(SELECT MIN(id) FROM account WHERE level = 0)) "
#define SEEN OFFERED "AND (retired_at IS NULL OR account_id = ?) "

QUERY(offered, DB_WEB,
      COLUMNS("account_id = ?") "WHERE " SEEN "ORDER BY own DESC, name, id "
                                "LIMIT 1000",
      ROWS(struct script, script_view));
QUERY(by_id, DB_WEB, COLUMNS("account_id = ?") "WHERE id = ? AND " SEEN,
      ROWS(struct script, script_view));
QUERY(own, DB_WEB_READERS | DB_MY | DB_ADMIN,
      COLUMNS("TRUE") "WHERE account_id = ? ORDER BY id LIMIT 1000",
      ROWS(struct script, script_view));
QUERY(all, DB_CLI,
      COLUMNS("TRUE") "WHERE ? IN (0, account_id) ORDER BY account_id, id LIMIT 100000",
      ROWS(struct script, script_view));
QUERY(any_by_id, DB_CLI, COLUMNS("TRUE") "WHERE id = ?", ROWS(struct script, script_view));
QUERY(count, PEOPLE, "SELECT COUNT(*) AS n FROM script WHERE account_id = ?", NUMBER_ROW);
QUERY(add, PEOPLE,
      "INSERT INTO script (account_id, reseller_id, name, text, digest, sealed) "
      "VALUES (?, ?, ?, '', '', TRUE)");
QUERY(change, PEOPLE,
      "UPDATE script SET name = ?, text = ?, digest = ?, shell = ?, sealed = TRUE, "
      "changed_at = NOW(6) WHERE account_id = ? AND id = ?");
QUERY(retire, PEOPLE,
      "UPDATE script SET retired_at = IF(?, COALESCE(retired_at, NOW(6)), NULL) "
      "WHERE account_id = ? AND id = ?");
QUERY(drop, PEOPLE, "DELETE FROM script WHERE account_id = ? AND id = ?");

struct words_row {
    int64_t id; /* of the script or machine */
    const char *text;
    bool sealed;
};
static const struct field words_view[] = {
    I64(struct words_row, id),
    TEXT(struct words_row, text),
    BOOL(struct words_row, sealed),
    FIELDS_END,
};

QUERY(words, READERS, "SELECT id, text, sealed FROM script WHERE account_id = ? AND id = ?",
      ROWS(struct words_row, words_view));
QUERY(choose, DB_WEB_WRITERS,
      "SELECT id, text, sealed FROM script WHERE id = ? AND retired_at IS NULL AND " OFFERED,
      ROWS(struct words_row, words_view));
QUERY(add_copy, DB_WEB_WRITERS, "INSERT INTO vm_script (vm_id, text, sealed) VALUES (?, ?, TRUE)");
QUERY(copy, DB_TASKD, "SELECT vm_id AS id, text, sealed FROM vm_script WHERE vm_id = ?",
      ROWS(struct words_row, words_view));
QUERY(boots, DB_TASKD, "UPDATE vm_script SET up_since = NULL WHERE vm_id = ?");
QUERY(see, DB_TASKD,
      "UPDATE vm_script JOIN vm ON vm.id = vm_script.vm_id SET up_since = "
      "IF(vm.busy = 0 AND vm.wished = 2 AND vm.seen = 2, COALESCE(up_since, NOW(6)), NULL)");
QUERY(forget, DB_TASKD,
      "DELETE FROM vm_script WHERE up_since < NOW(6) - INTERVAL 5 MINUTE "
      "OR vm_id IN (SELECT id FROM vm WHERE busy = 0 AND made_at IS NULL)");

/* --- sealing --- */

static const char *place_of(struct arena *a, const char *table, int64_t id)
{
    return arena_printf(a, "%s.text.%lld", table, (long long)id);
}

static const char *seal(struct arena *a, const char *table, int64_t id, const char *text)
{
    return secret_seal_by(a, SECRET_KEY_SCRIPT, place_of(a, table, id), text);
}

/* Who has a dump could try texts until one fits, were the digest not keyed. */
static const char *digest_of(struct arena *a, const char *text)
{
    return secret_mac_by(a, SECRET_KEY_SCRIPT, "script.digest", text, strlen(text));
}

static enum fault_code unseal(const struct db *db, const char *table, const struct words_row *row,
                              const char **text)
{
    struct arena *a = db->arena;
    *text = row->sealed
                ? secret_open_by(a, SECRET_KEY_SCRIPT, place_of(a, table, row->id), row->text)
                : row->text;
    return *text ? FAULT_OK
                 : fail(db->fault, FAULT_INVALID,
                        T("The script was sealed with another key. Delete it and write it anew."));
}

/* --- reading --- */

static enum fault_code none_here(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such script here.")) : rc;
}

enum fault_code script_offered(const struct db *db, int64_t account, struct list *out)
{
    return db_all(db, &offered, out, ARGS(ARG(account), ARG(account), ARG(account), ARG(account)));
}

enum fault_code script_load(const struct db *db, int64_t account, int64_t id, struct script *out)
{
    return none_here(db,
                     db_one(db, &by_id, out,
                            ARGS(ARG(account), ARG(id), ARG(account), ARG(account), ARG(account))));
}

enum fault_code script_load_own(const struct db *db, int64_t account, int64_t id,
                                struct script *out)
{
    enum fault_code rc = script_load(db, account, id, out);
    return none_here(db, !rc && !out->own ? FAULT_MISSING : rc);
}

enum fault_code script_read(const struct db *db, struct script *s)
{
    struct words_row row;
    enum fault_code rc = db_one(db, &words, &row, ARGS(ARG(s->account_id), ARG(s->id)));
    return none_here(db, rc ? rc : unseal(db, "script", &row, &s->text));
}

enum fault_code script_own(const struct db *db, int64_t account, struct list *out)
{
    enum fault_code rc = db_all(db, &own, out, ARGS(ARG(account)));
    if (rc)
        return rc;
    struct script *rows = arena_array(db->arena, (size_t)out->count, sizeof(*rows));
    if (out->count)
        memcpy(rows, out->rows, sizeof(*rows) * (size_t)out->count);
    for (int64_t i = 0; !rc && i < out->count; i++)
        rc = script_read(db, &rows[i]);
    out->rows = rows;
    return rc;
}

enum fault_code script_text(const struct db *db, int64_t account, int64_t id, const char **text)
{
    struct words_row row;
    enum fault_code rc = db_one(db, &choose, &row, ARGS(ARG(id), ARG(account), ARG(account)));
    *text = "";
    return none_here(db, rc ? rc : unseal(db, "script", &row, text));
}

enum fault_code script_list_any(const struct db *db, int64_t account, struct list *out)
{
    return db_all(db, &all, out, ARGS(ARG(account)));
}

enum fault_code script_load_any(const struct db *db, int64_t id, struct script *out)
{
    return none_here(db, db_one(db, &any_by_id, out, ARGS(ARG(id))));
}

/* --- changing --- */

static enum fault_code taken(struct db *db, enum fault_code rc)
{
    if (rc != FAULT_UNIQUE)
        return rc;
    return fail_field(db->fault, rc, "name", T("There is a script with this name already."));
}

static enum fault_code room_for_one(struct db *db, int64_t account)
{
    int64_t n = 0;
    enum fault_code rc = account_count_locked(db, account, &count, &n);
    if (!rc && n >= SCRIPTS_MOST)
        return fail_field(db->fault, FAULT_LIMIT, "name",
                          T("There are %d scripts here, which is the most. Delete one first."),
                          SCRIPTS_MOST);
    return rc;
}

/* The text is sealed to the row's id, which the row must have first. */
enum fault_code script_add(struct db *db, const struct scope *who, const char *name,
                           const char *text, int64_t *id)
{
    enum fault_code rc = room_for_one(db, who->account);
    if (!rc)
        rc = taken(db, db_exec(db, &add, NULL, id,
                               ARGS(ARG(who->account), ARG(who->reseller), ARG(name))));
    return rc ? rc : script_change(db, who->account, *id, name, text);
}

enum fault_code script_change(struct db *db, int64_t account, int64_t id, const char *name,
                              const char *text)
{
    const char *digest = digest_of(db->arena, text);
    const char *sealed = seal(db->arena, "script", id, text);
    bool shell = !strncmp(text, "#!", 2);
    enum fault_code rc = db_exec_one(db, &change, FAULT_MISSING,
                                     ARGS(ARG(name), ARG(sealed), ARG(digest), arg_i64(shell),
                                          ARG(account), ARG(id)));
    return taken(db, none_here(db, rc));
}

enum fault_code script_retire(struct db *db, int64_t account, int64_t id, bool retired)
{
    return none_here(db, db_exec_one(db, &retire, FAULT_MISSING,
                                     ARGS(arg_i64(retired), ARG(account), ARG(id))));
}

enum fault_code script_drop(struct db *db, int64_t account, int64_t id)
{
    return none_here(db, db_exec_one(db, &drop, FAULT_MISSING, ARGS(ARG(account), ARG(id))));
}

/* --- machines' copies --- */

enum fault_code vm_script_add(struct db *db, int64_t vm_id, const char *text)
{
    const char *sealed = seal(db->arena, "vm_script", vm_id, text);
    return db_exec(db, &add_copy, NULL, NULL, ARGS(ARG(vm_id), ARG(sealed)));
}

enum fault_code vm_script_use(struct db *db, int64_t vm_id, const char **text)
{
    struct words_row row;
    *text = "";
    enum fault_code rc = db_exec(db, &boots, NULL, NULL, ARGS(ARG(vm_id)));
    if (!rc)
        rc = db_one(db, &copy, &row, ARGS(ARG(vm_id)));
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    return rc ? rc : unseal(db, "vm_script", &row, text);
}

enum fault_code vm_script_forget(struct db *db)
{
    enum fault_code rc = db_exec(db, &see, NULL, NULL, NO_ARGS);
    return rc ? rc : db_exec(db, &forget, NULL, NULL, NO_ARGS);
}

/* --- what an older version left --- */

QUERY(unsealed, DB_OWNER,
      "SELECT (SELECT COUNT(*) FROM script WHERE NOT sealed) + "
      "(SELECT COUNT(*) FROM vm_script WHERE NOT sealed) AS n",
      NUMBER_ROW);
QUERY(old_scripts, DB_OWNER, "SELECT id, text, sealed FROM script WHERE NOT sealed LIMIT 100",
      ROWS(struct words_row, words_view));
QUERY(old_copies, DB_OWNER,
      "SELECT vm_id AS id, text, sealed FROM vm_script WHERE NOT sealed LIMIT 100",
      ROWS(struct words_row, words_view));
/* Not if somebody changed or sealed it meanwhile. */
QUERY(seal_script, DB_OWNER,
      "UPDATE script SET text = ?, digest = ?, shell = ?, sealed = TRUE "
      "WHERE id = ? AND NOT sealed AND text = ? COLLATE utf8mb4_bin");
QUERY(seal_copy, DB_OWNER,
      "UPDATE vm_script SET text = ?, sealed = TRUE WHERE vm_id = ? AND NOT sealed");

enum fault_code script_unsealed(const struct db *db, int64_t *n)
{
    struct number found = { 0 };
    enum fault_code rc = db_one(db, &unsealed, &found, NO_ARGS);
    *n = found.n;
    return rc;
}

static enum fault_code seal_one(struct db *db, const struct words_row *old, bool copied)
{
    const char *sealed = seal(db->arena, copied ? "vm_script" : "script", old->id, old->text);
    const char *digest = digest_of(db->arena, old->text);
    bool shell = !strncmp(old->text, "#!", 2);
    if (copied)
        return db_exec(db, &seal_copy, NULL, NULL, ARGS(ARG(sealed), ARG(old->id)));
    return db_exec(db, &seal_script, NULL, NULL,
                   ARGS(ARG(sealed), ARG(digest), arg_i64(shell), ARG(old->id), ARG(old->text)));
}

static enum fault_code seal_table(struct db *db, const struct query *old, bool copied)
{
    OWNED(arena_drop) struct arena *batch = arena_new();
    struct arena *mine = db->arena;
    struct list rows = { NULL, 1 };
    enum fault_code rc = FAULT_OK;
    db_use(db, batch, db->fault);
    while (!rc && rows.count) {
        arena_reset(batch);
        rc = db_all(db, old, &rows, NO_ARGS);
        const struct words_row *at = rows.rows;
        for (int64_t i = 0; !rc && i < rows.count; i++)
            rc = seal_one(db, &at[i], copied);
    }
    db_use(db, mine, db->fault);
    return rc;
}

enum fault_code script_seal_all(struct db *db)
{
    enum fault_code rc = seal_table(db, &old_scripts, false);
    return rc ? rc : seal_table(db, &old_copies, true);
}
