/* SPDX-License-Identifier: Apache-2.0 */
/* Tables are read from the front: a few dozen rows, most of which differ in their first bytes. */
#include "http/route.h"
#include <string.h>
#include "base/text.h"

const struct field no_fields[] = { FIELDS_END };

/* The number at the start of *path, which is moved past it; 0 if there is none. */
static int64_t take_id(const char **path)
{
    const char *p = *path;
    int64_t id = 0;
    if (*p == '0')
        return 0;
    for (; *p >= '0' && *p <= '9'; p++)
        if (__builtin_mul_overflow(id, 10, &id) || __builtin_add_overflow(id, *p - '0', &id))
            return 0;
    *path = p;
    return id;
}

static bool path_fits(const char *pattern, const char *path, int64_t ids[ROUTE_IDS])
{
    static const char mark[] = "<id>";
    int found = 0;
    while (*pattern) {
        if (!strncmp(pattern, mark, sizeof(mark) - 1)) {
            if (found == ROUTE_IDS)
                return false;
            ids[found] = take_id(&path);
            if (!ids[found++])
                return false;
            pattern += sizeof(mark) - 1;
        } else if (*pattern++ != *path++)
            return false;
    }
    return !*path;
}

const struct route *route_match(const struct route *routes, size_t count, enum method method,
                                const char *path, int64_t ids[ROUTE_IDS], unsigned *allowed)
{
    *allowed = 0;
    for (size_t i = 0; i < count; i++) {
        if (!path_fits(routes[i].path, path, ids))
            continue;
        if (routes[i].method == method)
            return &routes[i];
        *allowed |= 1u << routes[i].method;
    }
    memset(ids, 0, ROUTE_IDS * sizeof(ids[0]));
    return NULL;
}

const char *route_allow(struct arena *a, unsigned allowed)
{
    static const char *const words[] = {
        [M_GET] = "GET, HEAD", [M_POST] = "POST", [M_PUT] = "PUT", [M_DELETE] = "DELETE"
    };
    struct text list;
    text_init(&list, a, 64);
    for (size_t i = 0; i < countof(words); i++)
        if (allowed & 1u << i)
            text_addf(&list, "%s%s", list.len ? ", " : "", words[i]);
    return text_str(&list);
}
