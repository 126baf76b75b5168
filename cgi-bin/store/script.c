/* SPDX-License-Identifier: Apache-2.0 */
/* Index: sql/0300, (account_id, id). */
#include "store/script.h"
#include <string.h>
#include "base/secret.h"
#include "store/number.h"

const struct field script_view[] = {
    I64(struct script, id),
    TEXT(struct script, name),
    BOOL(struct script, own),
    BOOL(struct script, shell),
    TEXT(struct script, text),
    TIME(struct script, changed_at),
    FIELDS_END,
};

#define PEOPLE (DB_MY | DB_ADMIN)
#define READERS (PEOPLE | DB_MY_READER | DB_ADMIN_READER)
#define COLUMNS(own, text)                                                                         \
    "SELECT id, name, " own " AS own, LEFT(text, 2) = '#!' AS shell, " text                        \
    " AS text, changed_at FROM script "
/* Three ids of an account, each of which its index finds. */
#define OFFERED                                                                                    \
    "account_id IN (?, (SELECT reseller_id FROM account WHERE account.id = ?), "                   \
    "(SELECT MIN(id) FROM account WHERE level = 0)) "

QUERY(offered, READERS,
      COLUMNS("account_id = ?", "''") "WHERE " OFFERED "ORDER BY own DESC, name, id LIMIT 1000",
      ROWS(struct script, script_view));
QUERY(own, READERS, COLUMNS("TRUE", "text") "WHERE account_id = ? ORDER BY id LIMIT 1000",
      ROWS(struct script, script_view));
QUERY(own_by_id, READERS, COLUMNS("TRUE", "text") "WHERE account_id = ? AND id = ?",
      ROWS(struct script, script_view));
QUERY(choose, DB_WEB_WRITERS | DB_CLI, COLUMNS("FALSE", "text") "WHERE id = ? AND " OFFERED,
      ROWS(struct script, script_view));
QUERY(count, PEOPLE, "SELECT COUNT(*) AS n FROM script WHERE account_id = ?", NUMBER_ROW);
QUERY(add, PEOPLE,
      "INSERT INTO script (account_id, reseller_id, name, text, digest) VALUES (?, ?, ?, ?, ?)");
QUERY(change, PEOPLE,
      "UPDATE script SET name = ?, text = ?, digest = ?, changed_at = NOW(6) "
      "WHERE account_id = ? AND id = ?");
QUERY(drop, PEOPLE, "DELETE FROM script WHERE account_id = ? AND id = ?");

struct words_row {
    const char *text;
};
static const struct field words_view[] = { TEXT(struct words_row, text), FIELDS_END };

QUERY(add_copy, DB_WEB_WRITERS | DB_CLI, "INSERT INTO vm_script (vm_id, text) VALUES (?, ?)");
QUERY(copy, DB_TASKD, "SELECT text FROM vm_script WHERE vm_id = ?",
      ROWS(struct words_row, words_view));
/* A machine that was not started yet has not read it, however old it is. */
QUERY(forget, DB_TASKD,
      "DELETE FROM vm_script WHERE vm_id IN (SELECT id FROM vm WHERE busy = 0 AND (made_at IS NULL "
      "OR (wished = 2 AND seen = 2 AND made_at < NOW(6) - INTERVAL 5 MINUTE)))");

static enum fault_code none_here(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such script here.")) : rc;
}

static enum fault_code taken(struct db *db, enum fault_code rc)
{
    if (rc != FAULT_UNIQUE)
        return rc;
    return fail_field(db->fault, rc, "name", T("There is a script with this name already."));
}

static const char *digest_of(struct arena *a, const char *text)
{
    return secret_hash_bytes(a, text, strlen(text));
}

enum fault_code script_offered(const struct db *db, int64_t account, struct list *out)
{
    return db_all(db, &offered, out, ARGS(ARG(account), ARG(account), ARG(account)));
}

enum fault_code script_own(const struct db *db, int64_t account, struct list *out)
{
    return db_all(db, &own, out, ARGS(ARG(account)));
}

enum fault_code script_load_own(const struct db *db, int64_t account, int64_t id,
                                struct script *out)
{
    return none_here(db, db_one(db, &own_by_id, out, ARGS(ARG(account), ARG(id))));
}

enum fault_code script_text(const struct db *db, int64_t account, int64_t id, const char **text)
{
    struct script row;
    enum fault_code rc = db_one(db, &choose, &row, ARGS(ARG(id), ARG(account), ARG(account)));
    *text = rc ? "" : row.text;
    return none_here(db, rc);
}

enum fault_code script_add(struct db *db, const struct scope *who, const char *name,
                           const char *text, int64_t *id)
{
    struct number n;
    enum fault_code rc = db_one(db, &count, &n, ARGS(ARG(who->account)));
    if (!rc && n.n >= SCRIPTS_MOST)
        return fail_field(db->fault, FAULT_LIMIT, "name",
                          T("There are %d scripts here, which is the most. Delete one first."),
                          SCRIPTS_MOST);
    const char *digest = digest_of(db->arena, text);
    if (!rc)
        rc =
            db_exec(db, &add, NULL, id,
                    ARGS(ARG(who->account), ARG(who->reseller), ARG(name), ARG(text), ARG(digest)));
    return taken(db, rc);
}

enum fault_code script_change(struct db *db, int64_t account, int64_t id, const char *name,
                              const char *text)
{
    const char *digest = digest_of(db->arena, text);
    enum fault_code rc =
        db_exec_one(db, &change, FAULT_MISSING,
                    ARGS(ARG(name), ARG(text), ARG(digest), ARG(account), ARG(id)));
    return taken(db, none_here(db, rc));
}

enum fault_code script_drop(struct db *db, int64_t account, int64_t id)
{
    return none_here(db, db_exec_one(db, &drop, FAULT_MISSING, ARGS(ARG(account), ARG(id))));
}

enum fault_code vm_script_add(struct db *db, int64_t vm_id, const char *text)
{
    return db_exec(db, &add_copy, NULL, NULL, ARGS(ARG(vm_id), ARG(text)));
}

enum fault_code vm_script_any(const struct db *db, int64_t vm_id, const char **text)
{
    struct words_row row = { .text = "" };
    enum fault_code rc = db_one(db, &copy, &row, ARGS(ARG(vm_id)));
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        row.text = "";
        rc = FAULT_OK;
    }
    *text = row.text;
    return rc;
}

enum fault_code vm_script_forget(struct db *db)
{
    return db_exec(db, &forget, NULL, NULL, NO_ARGS);
}
