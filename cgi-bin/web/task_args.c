/* SPDX-License-Identifier: Apache-2.0 */
#include "web/task_args.h"
#include <jansson.h>
#include <string.h>
#include <strings.h>
#include "base/checks.h"
#include "form/input.h"

enum { DEEPEST = 16 };

static bool is_secret(const char *name)
{
    static const char *const words[] = { "password", "secret", "token", "hash", "private" };
    for (size_t i = 0; i < countof(words); i++)
        if (strcasestr(name, words[i]))
            return true;
    return false;
}

/* What is nested deeper than anybody reads is masked whole. */
static void mask(json_t *j, int depth)
{
    const char *name = NULL;
    json_t *value = NULL;
    void *safe = NULL;
    size_t i = 0;
    json_object_foreach_safe(j, safe, name, value)
    {
        if (is_secret(name) || depth == DEEPEST)
            json_object_set_new(j, name, json_string("***"));
        else
            mask(value, depth + 1);
    }
    json_array_foreach(j, i, value) {
        if (depth == DEEPEST)
            json_array_set_new(j, i, json_string("***"));
        else
            mask(value, depth + 1);
    }
}

const char *task_args_shown(struct arena *a, const char *args_json)
{
    json_error_t why;
    OWNED(input_drop_json) json_t *j = json_loads(args_json, 0, &why);
    if (!j)
        return "";
    mask(j, 0);
    size_t room = json_dumpb(j, NULL, 0, JSON_INDENT(2));
    char *buf = arena_alloc(a, room + 1);
    json_dumpb(j, buf, room, JSON_INDENT(2));
    return buf;
}
