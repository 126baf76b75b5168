/* SPDX-License-Identifier: Apache-2.0 */
#include "store/image_noun.h"
#include "store/image.h"

enum { IMAGE_OFFERED, IMAGE_RETIRED, IMAGE_STATES };

static const struct word state_words[IMAGE_STATES] = {
    [IMAGE_OFFERED] = { "offered", T("Offered"), "image-offered" },
    [IMAGE_RETIRED] = { "retired", T("Retired"), "image-retired" },
};

struct image_row {
    int64_t id;
    unsigned kind;
    const char *name;
    const char *version;
    const char *reseller; /* "": the provider's */
    unsigned state;
    const char *icon;
    const char *format;
    const char *sha256;
    int64_t bytes;
    int64_t min_disk;
    int64_t min_memory;
    int64_t copies;
    int64_t machines;
    int64_t created_at;
    int64_t retired_at;
};
static const struct field row_view[] = {
    I64(struct image_row, id),
    STATE(struct image_row, kind, image_kind_words),
    TEXT(struct image_row, name),
    TEXT(struct image_row, version),
    TEXT(struct image_row, reseller),
    STATE(struct image_row, state, state_words),
    TEXT(struct image_row, icon),
    TEXT(struct image_row, format),
    TEXT(struct image_row, sha256),
    BYTES(struct image_row, bytes),
    BYTES(struct image_row, min_disk),
    BYTES(struct image_row, min_memory),
    I64(struct image_row, copies, .max = COUNT_MOST),
    I64(struct image_row, machines, .max = COUNT_MOST),
    TIME(struct image_row, created_at),
    TIME(struct image_row, retired_at),
    FIELDS_END,
};

static const struct list_column columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "image.name", .index = "by_name", .sorts = true },
    { "version", T("Version"), COLUMN_TEXT, .sql = "image.version" },
    { "reseller", T("Reseller"), COLUMN_TEXT, .sql = NULL },
    { "state", T("State"), COLUMN_WORD, .sql = "image.retired", .index = "by_retired",
      .then = "name", .words = state_words, .word_count = countof(state_words) },
    { "size", T("File"), COLUMN_BYTES, .field = "bytes", .sql = "image.bytes" },
    { "disk", T("Disk at least"), COLUMN_BYTES, .field = "min_disk", .sql = "image.min_disk" },
    { "memory", T("Memory at least"), COLUMN_BYTES, .field = "min_memory",
      .sql = "image.min_memory" },
    { "copies", T("Copies"), COLUMN_NUMBER, .sql = NULL },
    { "machines", T("Machines"), COLUMN_NUMBER, .sql = NULL },
    { "created", T("Added"), COLUMN_TIME, .field = "created_at", .sql = "image.created_at",
      .index = "by_created", .sorts = true },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "image.id", .index = "PRIMARY", .sorts = true },
};

LIST_NOUN(image_noun, .name = "image", .table = "image",
          .columns = "image.id, image.kind, image.name, image.version, "
                     "image.retired AS state, image.bytes, image.min_disk, image.min_memory, "
                     "image.created_at, image.retired_at, "
                     "image.icon, image.format, image.sha256, "
                     "IF(owner.level = 0, '', owner.name) AS reseller, "
                     COUNTED("image_copy WHERE image_copy.image_id = image.id "
                             "AND image_copy.state = 1") " AS copies, "
                     COUNTED("vm WHERE vm.image_id = image.id") " AS machines",
          .joins = "JOIN account AS owner ON owner.id = image.account_id",
          .row = row_view, .size = sizeof(struct image_row), LIST_COLUMNS(columns),
          .global = true, .by = "name", .users = DB_ADMIN_READER | DB_CLI);
