/* SPDX-License-Identifier: Apache-2.0 */
/* The words of base/permission.def, in its order. */
#include "base/permission.h"
#include <string.h>
#include "base/fault.h"

#define PERMISSION(id, word) [PERM_##id] = (word),
static const char *const words[] = {
#include "base/permission.def"
};
#undef PERMISSION

const char *permission_word(enum permission p)
{
    if ((unsigned)p >= PERM_COUNT)
        bug("permission %d", (int)p);
    return words[p];
}

int permission_find(const char *word)
{
    for (int i = 0; i < PERM_COUNT; i++)
        if (!strcmp(words[i], word))
            return i;
    return -1;
}
