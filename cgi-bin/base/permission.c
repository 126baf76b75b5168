/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of base/permission.def, in its order. */
#include "base/permission.h"
#include <string.h>
#include "base/attr.h"
#include "base/fault.h"

_Static_assert(PERM_COUNT <= 64, "a permission_set has a bit for each");

/* 1 << enum account_level */
enum { NOBODY = 0, P = 1, R = 2, C = 4 };

static const struct {
    const char *word;
    unsigned levels;
    const char *people;
} rows[] = {
#define PERMISSION(id, word, levels, people) [PERM_##id] = { (word), (levels), (people) },
#include "base/permission.def"
#undef PERMISSION
};

const char *permission_word(enum permission p)
{
    if ((unsigned)p >= PERM_COUNT)
        bug("permission %d", (int)p);
    return rows[p].word;
}

const char *permission_people(enum permission p)
{
    return (unsigned)p < PERM_COUNT ? rows[p].people : "";
}

static int find(const char *word, size_t len)
{
    for (int i = 0; i < PERM_COUNT; i++)
        if (strlen(rows[i].word) == len && !memcmp(rows[i].word, word, len))
            return i;
    return -1;
}

int permission_find(const char *word)
{
    return find(word, strlen(word));
}

bool permission_is_for(enum permission p, int64_t level)
{
    return (unsigned)p < PERM_COUNT && level >= 0 && level < 3 && (rows[p].levels >> level & 1);
}

permission_set permission_read(const char *words)
{
    permission_set set = 0;
    while (words && *words) {
        size_t len = strcspn(words, ",");
        int p = find(words, len);
        if (p > PERM_SIGNED_IN)
            set |= permission_bit((enum permission)p);
        words += len + (words[len] == ',');
    }
    return set;
}
