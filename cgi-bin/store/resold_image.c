/* SPDX-License-Identifier: Apache-2.0 */
/* The view image_resold has a row for each image and reseller who may offer it (sql/0331): as many
 * as an installation has images, which are sorted and no index is needed for. */
#include "store/resold_image.h"
#include "base/words.h"

const struct word resold_image_state_words[RESOLD_IMAGE_STATES] = {
    [RESOLD_OFFERED] = { "offered", T("Offered"), "image-offered" },
    [RESOLD_WITHHELD] = { "withheld", T("Withheld"), "image-retired" },
    [RESOLD_RETIRED] = { "retired", T("Retired"), "image-retired" },
};

enum { WHOSE_PROVIDERS, WHOSE_OWN, WHOSE };
static const struct word whose_words[WHOSE] = {
    [WHOSE_PROVIDERS] = { "provider", T("Your provider's"), "" },
    [WHOSE_OWN] = { "own", T("Your own"), "" },
};

const struct field resold_image_view[] = {
    I64(struct resold_image, id),
    BOOL(struct resold_image, own),
    STATE(struct resold_image, state, resold_image_state_words),
    TEXT(struct resold_image, name),
    TEXT(struct resold_image, version),
    TEXT(struct resold_image, icon),
    TEXT(struct resold_image, format),
    TEXT(struct resold_image, sha256),
    BYTES(struct resold_image, bytes),
    BYTES(struct resold_image, min_disk),
    BYTES(struct resold_image, min_memory),
    TIME(struct resold_image, created_at),
    FIELDS_END,
};

#define WRITERS (DB_MY | DB_API)
#define READERS (WRITERS | DB_MY_READER | DB_API_READER)
#define COLUMNS                                                                                    \
    "SELECT id, own, state, name, version, icon, format, sha256, bytes, min_disk, min_memory, "    \
    "created_at FROM image_resold WHERE reseller_id = ? "

QUERY(by_id, READERS, COLUMNS "AND id = ?", ROWS(struct resold_image, resold_image_view));
QUERY(all, DB_API_READER, COLUMNS "ORDER BY name, id LIMIT 1000",
      ROWS(struct resold_image, resold_image_view));
QUERY(withhold, WRITERS, "INSERT IGNORE INTO image_withheld (reseller_id, image_id) VALUES (?, ?)");
QUERY(give_back, WRITERS, "DELETE FROM image_withheld WHERE reseller_id = ? AND image_id = ?");
QUERY(retire, WRITERS,
      "UPDATE resold_image SET retired_at = IF(?, COALESCE(retired_at, NOW(6)), NULL) "
      "WHERE account_id = ? AND id = ?");

enum fault_code resold_image_load(const struct db *db, const struct scope *who, int64_t id,
                                  struct resold_image *out)
{
    enum fault_code rc = db_one(db, &by_id, out, ARGS(ARG(who->reseller), ARG(id)));
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such image here.")) : rc;
}

enum fault_code resold_image_list(const struct db *db, const struct scope *who, struct list *out)
{
    return db_all(db, &all, out, ARGS(ARG(who->reseller)));
}

enum fault_code resold_image_withhold(struct db *db, const struct scope *who, int64_t id)
{
    struct resold_image image;
    enum fault_code rc = resold_image_load(db, who, id, &image);
    if (!rc && image.own)
        return fail(db->fault, FAULT_CONFLICT, T("%s is your own: retire it."), image.name);
    return rc ? rc : db_exec(db, &withhold, NULL, NULL, ARGS(ARG(who->reseller), ARG(id)));
}

static enum fault_code set_retired(struct db *db, const struct scope *who, int64_t id, bool retired)
{
    return db_exec(db, &retire, NULL, NULL, ARGS(arg_i64(retired), ARG(who->reseller), ARG(id)));
}

enum fault_code resold_image_retire(struct db *db, const struct scope *who, int64_t id)
{
    struct resold_image image;
    enum fault_code rc = resold_image_load(db, who, id, &image);
    if (!rc && !image.own)
        return fail(db->fault, FAULT_CONFLICT, T("%s is your provider's: withhold it."),
                    image.name);
    return rc ? rc : set_retired(db, who, id, true);
}

enum fault_code resold_image_offer(struct db *db, const struct scope *who, int64_t id)
{
    struct resold_image image;
    enum fault_code rc = resold_image_load(db, who, id, &image);
    if (rc)
        return rc;
    return image.own ? set_retired(db, who, id, false)
                     : db_exec(db, &give_back, NULL, NULL, ARGS(ARG(who->reseller), ARG(id)));
}

/* --- the list --- */

struct resold_image_row {
    int64_t id;
    unsigned whose;
    unsigned state;
    const char *name;
    const char *version;
    int64_t bytes;
    int64_t min_disk;
    int64_t min_memory;
    int64_t created_at;
};
static const struct field row_view[] = {
    I64(struct resold_image_row, id),
    STATE(struct resold_image_row, whose, whose_words),
    STATE(struct resold_image_row, state, resold_image_state_words),
    TEXT(struct resold_image_row, name),
    TEXT(struct resold_image_row, version),
    BYTES(struct resold_image_row, bytes),
    BYTES(struct resold_image_row, min_disk),
    BYTES(struct resold_image_row, min_memory),
    TIME(struct resold_image_row, created_at),
    FIELDS_END,
};

static const struct list_column columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "image_resold.name", .sorts = true },
    { "version", T("Version"), COLUMN_TEXT, .sql = "image_resold.version", .sorts = true },
    { "state", T("State"), COLUMN_WORD, .sql = "image_resold.state", .sorts = true,
      .words = resold_image_state_words, .word_count = countof(resold_image_state_words) },
    { "whose", T("Whose"), COLUMN_WORD, .sql = "image_resold.own", .sorts = true,
      .words = whose_words, .word_count = countof(whose_words) },
    { "size", T("File"), COLUMN_BYTES, .field = "bytes", .sql = "image_resold.bytes" },
    { "disk", T("Disk at least"), COLUMN_BYTES, .field = "min_disk",
      .sql = "image_resold.min_disk" },
    { "memory", T("Memory at least"), COLUMN_BYTES, .field = "min_memory",
      .sql = "image_resold.min_memory" },
    { "created", T("Added"), COLUMN_TIME, .field = "created_at", .sql = "image_resold.created_at",
      .sorts = true },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "image_resold.id", .sorts = true },
};

LIST_NOUN(resold_image_noun, .name = "image", .table = "image_resold",
          .columns = "image_resold.id, image_resold.own AS whose, image_resold.state, "
                     "image_resold.name, image_resold.version, image_resold.bytes, "
                     "image_resold.min_disk, image_resold.min_memory, image_resold.created_at",
          .row = row_view, .size = sizeof(struct resold_image_row), LIST_COLUMNS(columns),
          .resold = true, .by = "name", .users = DB_MY_READER);
