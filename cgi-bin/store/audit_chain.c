/* SPDX-License-Identifier: Apache-2.0 */
#include "store/audit_chain.h"
#include "base/checks.h"
#include "base/secret.h"
#include "base/text.h"
#include "store/audit.h"
#include "store/number.h"
#include "store/setting.h"

enum { TAG = 32, LINE_MAX = 64, ROW_MAX = 1024 };

struct row {
    int64_t id;
    int64_t account_id;
    int64_t reseller_id;
    int64_t at;
    const char *who;
    const char *as_user;
    const char *address;
    const char *what;
    const char *object;
    const char *changes;
    int64_t vm_id;
    bool own;
    bool refused;
    const char *about;
    const char *why;
    const char *request;
    const char *salt;
    const char *person;
    bool ripe;
};
static const struct field row_view[] = {
    I64(struct row, id),       I64(struct row, account_id), I64(struct row, reseller_id),
    TIME(struct row, at),      TEXT(struct row, who),       TEXT(struct row, as_user),
    TEXT(struct row, address), TEXT(struct row, what),      TEXT(struct row, object),
    TEXT(struct row, changes), I64(struct row, vm_id),      BOOL(struct row, own),
    BOOL(struct row, refused), TEXT(struct row, about),     TEXT(struct row, why),
    TEXT(struct row, request), TEXT(struct row, salt),      TEXT(struct row, person),
    BOOL(struct row, ripe),    FIELDS_END,
};

struct seal {
    int64_t id;
    int64_t first_id;
    int64_t last_id;
    int64_t count;
    const char *members;
    const char *hash;
};
static const struct field seal_view[] = {
    I64(struct seal, id),    I64(struct seal, first_id), I64(struct seal, last_id),
    I64(struct seal, count), TEXT(struct seal, members), TEXT(struct seal, hash),
    FIELDS_END,
};

#define ROWS_OF                                                                                    \
    "SELECT id, account_id, reseller_id, at, who, as_user, address, what, object, changes, "       \
    "COALESCE(vm_id, 0) AS vm_id, own, refused, about, why, request, salt, person, "     \
    "at <= NOW(6) - INTERVAL ? SECOND AS ripe FROM audit WHERE id > ? AND id <= ? " \
    "ORDER BY id LIMIT ?"
QUERY(rows_between, DB_CLI, ROWS_OF, ROWS(struct row, row_view));
QUERY(rows_to_seal, DB_TASKD, ROWS_OF " LOCK IN SHARE MODE", ROWS(struct row, row_view));
#define SEAL "SELECT id, first_id, last_id, count, members, hash FROM audit_seal "
QUERY(last_seal, DB_TASKD, SEAL "ORDER BY id DESC LIMIT 1 FOR UPDATE",
      ROWS(struct seal, seal_view));
QUERY(next_seal, DB_CLI, SEAL "WHERE id > ? ORDER BY id LIMIT 1", ROWS(struct seal, seal_view));
QUERY(add, DB_TASKD,
      "INSERT INTO audit_seal (id, first_id, last_id, count, members, hash) "
      "VALUES (?, ?, ?, ?, ?, ?)");
QUERY(uncopied, DB_CLI,
      "SELECT COUNT(*) AS n FROM audit WHERE id > (SELECT last_id FROM audit_copy WHERE id = 1)",
      NUMBER_ROW);
QUERY(behind, DB_CLI, "SELECT COUNT(*) AS n FROM audit WHERE id > ?", NUMBER_ROW);

/* Of all that may never change; the personal by its digest. */
static const char *tag_of(struct arena *a, const struct row *r)
{
    struct text t;
    text_init(&t, a, ROW_MAX);
    text_addf(&t, "%lld %lld %lld %lld %s %lld %d %d %s", (long long)r->id,
              (long long)r->account_id, (long long)r->reseller_id, (long long)r->at, r->what,
              (long long)r->vm_id, r->own, r->refused, r->person);
    if (*r->about || *r->why || *r->request) /* rows of before they were kept have none */
        text_addf(&t, " %s %s %s", r->about, r->why, r->request);
    char *mac = secret_mac(a, "audit.row", text_str(&t), t.len);
    mac[TAG] = '\0';
    return mac;
}

/* "812 9f3c…\n" */
static const char *members_of(struct arena *a, const struct list *rows)
{
    struct text t;
    const struct row *r = rows->rows;
    text_init(&t, a, (size_t)(rows->count + 1) * LINE_MAX);
    for (int64_t i = 0; i < rows->count; i++)
        text_addf(&t, "%lld %s\n", (long long)r[i].id, tag_of(a, &r[i]));
    return text_str(&t);
}

static const char *hash_of(struct arena *a, const struct seal *s, const char *before)
{
    struct text t;
    text_init(&t, a, (AUDIT_BATCH + 8) * LINE_MAX);
    text_addf(&t, "%lld %lld %lld %lld %s\n%s", (long long)s->id, (long long)s->first_id,
              (long long)s->last_id, (long long)s->count, before, s->members);
    return secret_mac(a, "audit.seal", text_str(&t), t.len);
}

/* How many rows there are before a number that may still come. */
static int64_t settled(const struct list *rows, int64_t before)
{
    const struct row *r = rows->rows;
    int64_t n = 0;
    for (; n < rows->count && (r[n].id == before + 1 || r[n].ripe); n++)
        before = r[n].id;
    return n;
}

enum fault_code audit_seal(struct db *db, int64_t ripe, int64_t *sealed, int64_t *id,
                           const char **hash)
{
    struct seal last = { .hash = "" };
    struct list rows = { NULL, 0 };
    *sealed = 0;
    enum fault_code rc = db_one(db, &last_seal, &last, NO_ARGS);
    if (!rc || rc == FAULT_MISSING)
        rc = db_all(db, &rows_to_seal, &rows,
                    ARGS(ARG(ripe), ARG(last.last_id), arg_i64(INT64_MAX), arg_i64(AUDIT_BATCH)));
    if (rc)
        return rc;
    rows.count = settled(&rows, last.last_id);
    if (!rows.count)
        return FAULT_OK;
    const struct row *r = rows.rows;
    struct seal s = { .id = last.id + 1,
                      .first_id = r[0].id,
                      .last_id = r[rows.count - 1].id,
                      .count = rows.count,
                      .members = members_of(db->arena, &rows) };
    s.hash = hash_of(db->arena, &s, last.hash);
    rc = db_exec(db, &add, NULL, NULL,
                 ARGS(ARG(s.id), ARG(s.first_id), ARG(s.last_id), ARG(s.count), ARG(s.members),
                      ARG(s.hash)));
    *sealed = rows.count;
    *id = s.id;
    *hash = s.hash;
    return rc;
}

/* --- looking --- */

static enum fault_code bad(struct audit_verdict *v, int64_t batch, int64_t row, const char *why)
{
    v->bad_batch = batch;
    v->bad_row = row;
    v->why = why;
    return FAULT_OK;
}

/* The next line of a batch's members, or 0. */
static int64_t next_member(struct arena *a, const char **p, const char **tag)
{
    long long id = 0;
    size_t len = strcspn(*p, "\n");
    size_t digits = strcspn(*p, " \n");
    if (!**p || digits >= len || !parse_i64(arena_strndup(a, *p, digits), 1, INT64_MAX, &id))
        return 0;
    *tag = arena_strndup(a, *p + digits + 1, len - digits - 1);
    *p += len + ((*p)[len] == '\n');
    return id;
}

static const char *wrong_with(struct arena *a, const struct row *r, const char *tag)
{
    struct audit_person p = { r->who, r->address, r->object, r->changes, r->as_user };
    if (strcmp(tag_of(a, r), tag) != 0)
        return T("the row was changed");
    if (*r->salt)
        return strcmp(audit_digest(a, r->salt, &p), r->person) ? T("the row's names were changed")
                                                               : NULL;
    bool named = *r->as_user && strcmp(r->as_user, "erased") != 0;
    return named || *r->address || *r->object || *r->changes ? T("the row has names and no salt")
                                                             : NULL;
}

/* Both in the order of ids: who is missing was removed, who is too many was added. */
static void compare(struct arena *a, const struct seal *s, const struct list *rows,
                    struct audit_verdict *v)
{
    const char *p = s->members;
    const char *tag = "";
    const struct row *r = rows->rows;
    for (int64_t i = 0; i < rows->count || *p; i++) {
        int64_t there = i < rows->count ? r[i].id : INT64_MAX;
        int64_t sealed = *p ? next_member(a, &p, &tag) : INT64_MAX;
        if (sealed < there)
            (void)bad(v, s->id, sealed, T("the row was removed"));
        else if (there < sealed)
            (void)bad(v, s->id, there, T("the row was added"));
        else if (wrong_with(a, &r[i], tag))
            (void)bad(v, s->id, there, wrong_with(a, &r[i], tag));
        if (v->bad_batch)
            return;
        v->erased += !*r[i].salt;
    }
    v->rows += rows->count;
}

static enum fault_code look(const struct db *db, const struct seal *s, const struct seal *before,
                            struct audit_verdict *v)
{
    struct list rows;
    if (s->id != before->id + 1)
        return bad(v, before->id + 1, 0, T("the batch is not there"));
    if (strcmp(hash_of(db->arena, s, before->hash), s->hash) != 0)
        return bad(v, s->id, 0, T("the batch's hash is not that of its rows and key"));
    enum fault_code rc =
        db_all(db, &rows_between, &rows,
               ARGS(arg_i64(0), ARG(before->last_id), ARG(s->last_id), arg_i64(2 * AUDIT_BATCH)));
    if (!rc)
        compare(db->arena, s, &rows, v);
    v->batches++;
    return rc;
}

static enum fault_code look_copy(const struct db *db, struct audit_verdict *v)
{
    struct settings settings;
    struct number n = { -1 };
    enum fault_code rc = settings_load(db, &settings);
    if (!rc && *setting_text(&settings, SETTING_AUDIT_SYSLOG))
        rc = db_one(db, &uncopied, &n, NO_ARGS);
    v->uncopied = n.n;
    return rc;
}

/* A batch at a time: each in an arena of its own, but for what goes into the next. */
enum fault_code audit_verify(const struct db *db, struct audit_verdict *v)
{
    OWNED(arena_drop) struct arena *batch = arena_new();
    struct db own = *db;
    char hash[SECRET_HASH_HEX + 1] = "";
    struct seal before = { .hash = hash };
    struct number unsealed = { 0 };
    enum fault_code rc = FAULT_OK;
    *v = (struct audit_verdict){ .why = "" };
    own.arena = batch;
    while (!v->bad_batch) {
        struct seal s;
        rc = db_one(&own, &next_seal, &s, ARGS(ARG(before.id)));
        if (!rc)
            rc = look(&own, &s, &before, v);
        if (rc)
            break;
        before = (struct seal){ .id = s.id, .last_id = s.last_id, .hash = hash };
        snprintf(hash, sizeof(hash), "%s", s.hash);
        arena_reset(batch);
    }
    v->hash = arena_strdup(db->arena, hash);
    if (rc && rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    rc = db_one(db, &behind, &unsealed, ARGS(ARG(before.last_id)));
    v->unsealed = unsealed.n;
    return rc ? rc : look_copy(db, v);
}
