/* SPDX-License-Identifier: Apache-2.0 */
/* A system image is the provider's and for everybody, or a reseller's, for it and its customers. */
#include "store/image.h"
#include "store/image_rows.h"
#include "store/number.h"

const struct word image_kind_words[IMAGE_KINDS] = {
    [IMAGE_SYSTEM] = { "system", T("System"), "image" },
    [IMAGE_OF_VM] = { "vm", T("From a machine"), "image" },
    [IMAGE_BACKUP] = { "backup", T("Backup"), "image" },
    [IMAGE_SNAPSHOT] = { "snapshot", T("Snapshot"), "image" },
};

const struct field image_view[] = {
    I64(struct image, id),
    STATE(struct image, kind, image_kind_words),
    TEXT(struct image, name),
    TEXT(struct image, version),
    TEXT(struct image, icon),
    TEXT(struct image, format),
    BYTES(struct image, bytes),
    TEXT(struct image, sha256),
    BYTES(struct image, min_disk),
    BYTES(struct image, min_memory),
    TIME(struct image, retired_at),
    TIME(struct image, created_at),
    FIELDS_END,
};

static const struct field copy_view[] = {
    I64(struct image_copy, image_id),
    I64(struct image_copy, storage_id),
    I64(struct image_copy, state),
    I64(struct image_copy, task_id),
    FIELDS_END,
};

static const struct word place_words[COPY_STATES] = {
    [COPY_COMING] = { "coming", T("On its way"), "task-running" },
    [COPY_THERE] = { "there", T("There"), "task-done" },
};

const struct field image_place_view[] = {
    I64(struct image_place, storage_id),
    TEXT(struct image_place, storage),
    I64(struct image_place, node_id),
    TEXT(struct image_place, node),
    STATE(struct image_place, state, place_words),
    I64(struct image_place, task_id),
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "SELECT image.id, image.kind, image.name, image.version, image.icon, image.format, "           \
    "image.bytes, image.sha256, image.min_disk, image.min_memory, image.retired_at, "              \
    "image.created_at FROM image "
/* Its own, its reseller's and the provider's. */
#define KNOWN_TO                                                                                   \
    " ((? IN (" SCOPE_ANY_SQL ", image.reseller_id) "                                              \
    "AND ? IN (" SCOPE_ANY_SQL ", image.account_id)) "                                             \
    "OR (image.kind = 0 AND image.account_id IN (?, " IMAGE_PROVIDER "))) "
#define BY_NAME "ORDER BY image.name, image.id LIMIT 1000"

QUERY(add, DB_CLI,
      "INSERT INTO image (account_id, reseller_id, kind, name, version, icon, format, bytes, "
      "sha256, min_disk, min_memory) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
QUERY(by_sha256, DB_CLI, COLUMNS "WHERE account_id = ? AND sha256 = ?",
      ROWS(struct image, image_view));
QUERY(by_id, DB_WEB | DB_CLI | DB_TASKD, COLUMNS "WHERE image.id = ? AND" KNOWN_TO,
      ROWS(struct image, image_view));
QUERY(choose, DB_WEB_WRITERS | DB_CLI,
      COLUMNS "JOIN account ON account.id = ? WHERE image.id = ? AND image.retired_at IS NULL "
              "AND " IMAGE_OFFERED,
      ROWS(struct image, image_view));
QUERY(offered, DB_WEB,
      COLUMNS "JOIN account ON account.id = ? WHERE (image.retired_at IS NULL OR ?) "
              "AND " IMAGE_OFFERED " " BY_NAME,
      ROWS(struct image, image_view));
QUERY(everyones, DB_API | DB_API_READER, COLUMNS "WHERE image.kind = 0 " BY_NAME,
      ROWS(struct image, image_view));
QUERY(own_page, DB_CLI | DB_MY_READER | DB_ADMIN_READER,
      COLUMNS "WHERE image.account_id = ? AND image.id > ? ORDER BY image.id LIMIT ?",
      ROWS(struct image, image_view));
QUERY(retire, DB_CLI | DB_ADMIN,
      "UPDATE image SET retired_at = IF(?, COALESCE(retired_at, NOW(6)), NULL) WHERE id = ?");
QUERY(machines, DB_ADMIN_READER,
      "SELECT COUNT(*) AS n FROM (SELECT 1 FROM vm WHERE image_id = ? LIMIT ?) AS some",
      NUMBER_ROW);
QUERY(places, DB_ADMIN_READER,
      "SELECT storage_id, storage.name AS storage, node_id, COALESCE(node.name, '') AS node, "
      "image_copy.state, task_id FROM image_copy JOIN storage ON storage.id = storage_id "
      "LEFT JOIN node ON node.id = node_id WHERE image_id = ? ORDER BY storage.id LIMIT 1000",
      ROWS(struct image_place, image_place_view));
QUERY(copy_lock, DB_WEB_WRITERS | DB_TASKD,
      "SELECT image_id, storage_id, state, task_id FROM image_copy "
      "WHERE image_id = ? AND storage_id = ? FOR UPDATE",
      ROWS(struct image_copy, copy_view));
QUERY(copy_coming, DB_WEB_WRITERS,
      "INSERT INTO image_copy (image_id, storage_id, task_id) VALUES (?, ?, ?)");
QUERY(copy_there, DB_TASKD,
      "UPDATE image_copy SET state = 1 WHERE image_id = ? AND storage_id = ?");
QUERY(copy_gone, DB_TASKD, "DELETE FROM image_copy WHERE image_id = ? AND storage_id = ?");

enum fault_code image_add(struct db *db, int64_t account_id, int64_t reseller_id,
                          const struct image *i, int64_t *id)
{
    enum fault_code rc =
        db_exec(db, &add, NULL, id,
                ARGS(ARG(account_id), ARG(reseller_id), arg_i64(i->kind), ARG(i->name),
                     ARG(i->version), ARG(i->icon), ARG(i->format), ARG(i->bytes), ARG(i->sha256),
                     ARG(i->min_disk), ARG(i->min_memory)));
    if (rc != FAULT_UNIQUE)
        return rc;
    struct image there;
    fault_clear(db->fault);
    rc = db_one(db, &by_sha256, &there, ARGS(ARG(account_id), ARG(i->sha256)));
    if (rc)
        return rc;
    *id = there.id;
    return fail_field(db->fault, FAULT_UNIQUE, "file", T("This image is registered already: %s."),
                      there.name);
}

enum fault_code image_load(const struct db *db, const struct scope *who, int64_t id,
                           struct image *out)
{
    return db_one(db, &by_id, out, ARGS(ARG(id), OWNER(who), ARG(who->reseller)));
}

enum fault_code image_choose(const struct db *db, int64_t account_id, int64_t id, struct image *out)
{
    return db_one(db, &choose, out, ARGS(ARG(account_id), ARG(id)));
}

enum fault_code image_offered(const struct db *db, int64_t account_id, bool retired,
                              struct list *out)
{
    return db_all(db, &offered, out, ARGS(ARG(account_id), arg_i64(retired)));
}

enum fault_code image_list_everyones(const struct db *db, struct list *out)
{
    return db_all(db, &everyones, out, NO_ARGS);
}

enum fault_code image_page(const struct db *db, const struct scope *who, int64_t behind,
                           int64_t limit, struct list *out)
{
    return db_all(db, &own_page, out, ARGS(ARG(who->account), ARG(behind), ARG(limit)));
}

enum fault_code image_retire(struct db *db, int64_t id, bool retired)
{
    enum fault_code rc = db_exec_one(db, &retire, FAULT_MISSING, ARGS(arg_i64(retired), ARG(id)));
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such image here.")) : rc;
}

enum fault_code image_machines_any(const struct db *db, int64_t id, int64_t *count)
{
    struct number found;
    enum fault_code rc = db_one(db, &machines, &found, ARGS(ARG(id), arg_i64(COUNT_MOST + 1)));
    *count = found.n;
    return rc;
}

enum fault_code image_places_any(const struct db *db, int64_t id, struct list *out)
{
    return db_all(db, &places, out, ARGS(ARG(id)));
}

enum fault_code image_copy_lock(struct db *db, int64_t image_id, int64_t storage_id,
                                struct image_copy *out)
{
    return db_one(db, &copy_lock, out, ARGS(ARG(image_id), ARG(storage_id)));
}

enum fault_code image_copy_coming(struct db *db, int64_t image_id, int64_t storage_id,
                                  int64_t task_id)
{
    return db_exec(db, &copy_coming, NULL, NULL,
                   ARGS(ARG(image_id), ARG(storage_id), ARG(task_id)));
}

enum fault_code image_copy_there(struct db *db, int64_t image_id, int64_t storage_id)
{
    return db_exec_one(db, &copy_there, FAULT_MISSING, ARGS(ARG(image_id), ARG(storage_id)));
}

enum fault_code image_copy_gone(struct db *db, int64_t image_id, int64_t storage_id)
{
    return db_exec(db, &copy_gone, NULL, NULL, ARGS(ARG(image_id), ARG(storage_id)));
}
