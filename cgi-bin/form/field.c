/* SPDX-License-Identifier: Apache-2.0 */
/* Tables are short, so they are searched from the front. */
#include "form/field.h"
#include "base/attr.h"

const struct field *field_find(const struct field *fields, const char *name, size_t len)
{
    for (const struct field *f = fields; f->type != FIELD_END; f++)
        if (!strncmp(f->name, name, len) && !f->name[len])
            return f;
    return NULL;
}

int word_find(const struct word *words, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(words[i].code, code))
            return (int)i;
    return -1;
}
