/* SPDX-License-Identifier: Apache-2.0 */
/* The filter language, on columns of each kind that asks no database, and cursors. */
#include "store/list_parts.h"
#include "fuzz.h"

/* the list of statements must not be empty */
QUERY(nothing, 0, "SELECT 1 AS n", NUMBER_ROW);

struct row {
    int64_t id;
    const char *name;
    int64_t state;
    int64_t size;
    int64_t price;
    int64_t at;
};
static const struct field row_view[] = {
    I64(struct row, id),
    TEXT(struct row, name),
    I64(struct row, state),
    BYTES(struct row, size),
    MONEY(struct row, price),
    TIME(struct row, at),
    FIELDS_END,
};
static const struct word states[] = { { "off", "Off", "" }, { "running", "Running", "" } };
static const struct list_column columns[] = {
    { .name = "name", .kind = COLUMN_TEXT, .sql = "t.name", .sorts = true },
    { .name = "code", .kind = COLUMN_TEXT, .sql = "t.code", .ascii = true },
    { .name = "state", .kind = COLUMN_WORD, .sql = "t.state", .words = states, .word_count = 2 },
    { .name = "id", .kind = COLUMN_NUMBER, .sql = "t.id", .sorts = true },
    { .name = "size", .kind = COLUMN_BYTES, .sql = "t.size" },
    { .name = "price", .kind = COLUMN_MONEY, .sql = "t.price" },
    { .name = "at", .kind = COLUMN_TIME, .sql = "t.at" },
    { .name = "took", .kind = COLUMN_DURATION, .sql = "t.took" },
    { .name = "label",
      .kind = COLUMN_PAIR,
      .sql = "t.id",
      .pair_table = "t_label",
      .pair_id = "t_id" },
    { .name = "shown", .kind = COLUMN_TEXT },
};
LIST_NOUN(fuzzed_noun, .name = "t", .table = "t", .columns = "t.id", .joins = "", .row = row_view,
          .size = sizeof(struct row), LIST_COLUMNS(columns), .by = "id");

static const struct list_order order = {
    .sql = { "t.name", "t.id" },
    .member = { &row_view[1], &row_view[0] },
    .parts = 2,
};

/* What a cursor was made of comes out of it. */
static void try_cursor(struct fault *f, struct arena *a, const char *text)
{
    struct arg value[LIST_PARTS];
    struct row row = { .id = 7, .name = text };
    fault_clear(f);
    (void)list_cursor_read(f, a, &order, "after", text, value);
    if (strlen(text) > 255)
        return;
    fault_clear(f);
    holds(!list_cursor_read(f, a, &order, "after", list_cursor_of(a, &order, &row), value) ||
          !utf8_valid(text, strlen(text)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f;
    struct list_words words = { .count = 0 };
    struct scope who = scope_account(1, 2);
    static struct db_conf nowhere = { .socket = "/nonexistent", .name = "x", .user = "x" };
    static struct db *db;
    const char *text = fuzz_text(a, data, size);
    if (!db)
        db = db_new(&nowhere);
    fault_clear(&f);
    db_use(db, a, &f);
    if (!list_filter_read(db, &who, &fuzzed_noun, text, &words)) {
        holds(words.count <= LIST_WISHES);
        for (int i = 0; i < words.count; i++)
            holds(words.at[i].column && words.at[i].column->sql && words.at[i].args <= 2);
    } else
        holds(f.code == FAULT_INVALID);
    try_cursor(&f, a, text);
    return 0;
}
