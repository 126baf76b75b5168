/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One table of permissions: a route's row, a task's kind and a verb of the command line name
 * theirs, a role holds some of them. ANYONE and SIGNED_IN need no role.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define PERMISSION(id, word, levels, words) PERM_##id,
enum permission {
#include "base/permission.def"
    PERM_COUNT
};
#undef PERMISSION

/* Several of them: 1 << enum permission. */
typedef uint64_t permission_set;

const char *permission_word(enum permission p);
/* "See machines": T(…), for tr(); "" for what needs no role. */
const char *permission_people(enum permission p);
/* The permission of that word, or -1. */
int permission_find(const char *word);
/* May roles of an account of this level (enum account_level) hold it? */
bool permission_is_for(enum permission p, int64_t level);

static inline permission_set permission_bit(enum permission p)
{
    return UINT64_C(1) << p;
}
/* Of "vm_read,vm_create"; NULL: none. A word that is none, or needs no role, is left out. */
permission_set permission_read(const char *words);
