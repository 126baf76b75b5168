/* SPDX-License-Identifier: Apache-2.0 */
#include "store/role.h"
#include "base/clock.h"

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
