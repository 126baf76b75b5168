/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One table of permissions: a route's row and a task's kind name theirs, a role
 * holds some of them. ANYONE and SIGNED_IN need no role.
 */
#pragma once

#define PERMISSION(id, word) PERM_##id,
enum permission {
#include "base/permission.def"
    PERM_COUNT
};
#undef PERMISSION

const char *permission_word(enum permission p);
/* The permission of that word, or -1. */
int permission_find(const char *word);
