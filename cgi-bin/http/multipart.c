/* SPDX-License-Identifier: Apache-2.0 */
/*
 * multipart/form-data as browsers write it, and nothing else of what its RFCs would allow: a name
 * in quotes, no transfer encoding, no preamble, nothing behind the end. Whatever else comes is
 * refused, so that nobody reads it otherwise than we do. The file's own name and type are what a
 * client says of itself, and are not kept.
 */
#include "base/checks.h"
#include "http/read.h"

enum { BOUNDARY_MAX = 70, HEAD_MAX = 1024 };

/* What is left to read. */
struct rest {
    const char *at;
    const char *end;
};

static enum fault_code malformed(const struct request *rq)
{
    return fail(rq->fault, FAULT_MALFORMED, T("The form is not well formed."));
}

static const char type_is[] = "multipart/form-data; boundary=";

bool multipart_is(const char *type)
{
    return type && !strncasecmp(type, type_is, sizeof(type_is) - 1);
}

/* "\r\n--" and the boundary, as it ends a part; NULL: it is none. */
static char *delimiter_of(struct arena *a, const char *type)
{
    const char *boundary = type + sizeof(type_is) - 1;
    size_t len = strspn(boundary, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "'+_-./:=");
    if (!len || len > BOUNDARY_MAX || boundary[len])
        return NULL;
    return arena_printf(a, "\r\n--%s", boundary);
}

static bool skip(struct rest *r, const char *words)
{
    size_t len = strlen(words);
    if ((size_t)(r->end - r->at) < len || strncasecmp(r->at, words, len) != 0)
        return false;
    r->at += len;
    return true;
}

/* Up to the quote that ends it; what is escaped in it is left so. */
static char *read_quoted(struct arena *a, struct rest *r)
{
    const char *from = r->at;
    while (r->at < r->end && *r->at != '"')
        r->at += *r->at == '\\' && r->at + 1 < r->end ? 2 : 1;
    if (r->at >= r->end)
        return NULL;
    return arena_strndup(a, from, (size_t)(r->at++ - from));
}

/* A part's head, which has its name; *file: it is one. */
static bool read_head(struct arena *a, struct rest head, const char **name, bool *file)
{
    *name = NULL;
    *file = false;
    if (memchr(head.at, '\0', (size_t)(head.end - head.at)))
        return false;
    while (head.at < head.end) {
        const char *line_end = memmem(head.at, (size_t)(head.end - head.at), "\r\n", 2);
        struct rest line = { head.at, line_end ? line_end : head.end };
        head.at = line_end ? line_end + 2 : head.end;
        if (skip(&line, "Content-Type: "))
            continue;
        if (*name || !skip(&line, "Content-Disposition: form-data; name=\""))
            return false;
        *name = read_quoted(a, &line);
        if (*name && skip(&line, "; filename=\""))
            *file = read_quoted(a, &line) != NULL;
        if (!*name || line.at != line.end)
            return false;
    }
    return *name && **name && utf8_valid(*name, strlen(*name));
}

static enum fault_code keep_part(struct request *rq, const char *name, bool file, struct rest value)
{
    size_t len = (size_t)(value.end - value.at);
    if (file) {
        if (rq->file.name)
            return fail(rq->fault, FAULT_MALFORMED, T("More than one file came."));
        rq->file = (struct upload){ name, value.at, len };
        return FAULT_OK;
    }
    if (rq->fields.count == REQUEST_FIELDS_MAX)
        return fail(rq->fault, FAULT_TOO_LARGE, T("There are more than %d fields."),
                    REQUEST_FIELDS_MAX);
    rq->fields.at[rq->fields.count++] =
        (struct param){ name, arena_strndup(rq->arena, value.at, len), len };
    return FAULT_OK;
}

static enum fault_code read_part(struct request *rq, const char *delimiter, struct rest *r)
{
    size_t left = (size_t)(r->end - r->at);
    const char *name = NULL;
    bool file = false;
    const char *blank = memmem(r->at, left < HEAD_MAX ? left : HEAD_MAX, "\r\n\r\n", 4);
    if (!blank || !read_head(rq->arena, (struct rest){ r->at, blank }, &name, &file))
        return malformed(rq);
    struct rest value = { blank + 4, NULL };
    value.end = memmem(value.at, (size_t)(r->end - value.at), delimiter, strlen(delimiter));
    if (!value.end)
        return malformed(rq);
    r->at = value.end + strlen(delimiter);
    return keep_part(rq, name, file, value);
}

enum fault_code multipart_read(struct request *rq)
{
    const struct env *e = &rq->env;
    struct rest r = { e->body, e->body + e->body_len };
    const char *delimiter = delimiter_of(rq->arena, e->content_type);
    if (!delimiter)
        return malformed(rq);
    rq->fields.at = arena_array(rq->arena, REQUEST_FIELDS_MAX, sizeof(*rq->fields.at));
    if (!skip(&r, delimiter + 2))
        return malformed(rq);
    while (skip(&r, "\r\n")) {
        enum fault_code rc = read_part(rq, delimiter, &r);
        if (rc)
            return rc;
    }
    bool ended = skip(&r, "--") && (r.at == r.end || (skip(&r, "\r\n") && r.at == r.end));
    bool twice = rq->file.name && params_get(&rq->fields, rq->file.name);
    return ended && !twice ? FAULT_OK : malformed(rq);
}
