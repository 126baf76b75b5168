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

static size_t name_len(const char *path)
{
    return strspn(path, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

/* *name: where that of the path begins, if the pattern has one. */
static bool path_fits(const char *pattern, const char *path, int64_t ids[ROUTE_IDS],
                      const char **name)
{
    static const char id_mark[] = "<id>";
    static const char name_mark[] = "<name>";
    int found = 0;
    while (*pattern) {
        if (!strncmp(pattern, id_mark, sizeof(id_mark) - 1)) {
            if (found == ROUTE_IDS)
                return false;
            ids[found] = take_id(&path);
            if (!ids[found++])
                return false;
            pattern += sizeof(id_mark) - 1;
        } else if (!strncmp(pattern, name_mark, sizeof(name_mark) - 1)) {
            *name = path;
            path += name_len(path);
            if (path == *name)
                return false;
            pattern += sizeof(name_mark) - 1;
        } else if (*pattern++ != *path++)
            return false;
    }
    return !*path;
}

const char *route_name(struct arena *a, const struct route *r, const char *path)
{
    int64_t ids[ROUTE_IDS];
    const char *name = NULL;
    if (!path_fits(r->path, path, ids, &name) || !name)
        return "";
    return arena_strndup(a, name, name_len(name));
}

const struct route *route_match(const struct route *routes, size_t count, enum method method,
                                const char *path, int64_t ids[ROUTE_IDS], unsigned *allowed)
{
    const char *name = NULL;
    *allowed = 0;
    for (size_t i = 0; i < count; i++) {
        if (!path_fits(routes[i].path, path, ids, &name))
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
