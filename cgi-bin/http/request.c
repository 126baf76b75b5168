/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading of what the client sent. A request that two readers could understand
 * differently is refused, never mended; answer.c does what comes after.
 */
#include "base/checks.h"
#include "http/http.h"
#include "http/read.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* Decodes %xx, and + where it is a space; NULL if an escape is broken. */
static char *decode(struct arena *a, const char *s, size_t len, bool plus, size_t *out_len)
{
    char *out = arena_alloc(a, len + 1);
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        char c = s[i];
        if (c == '%') {
            int high = i + 2 < len ? hex_value(s[i + 1]) : -1;
            int low = high >= 0 ? hex_value(s[i + 2]) : -1;
            if (low < 0)
                return NULL;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus)
            c = ' ';
        out[n++] = c;
    }
    *out_len = n;
    return out;
}

/* A slash first, no empty or dot segments, nothing that ends a line or a string. */
static bool path_is_plain(const char *path, size_t len)
{
    if (path[0] != '/' || strlen(path) != len || !utf8_valid(path, len))
        return false;
    for (const char *p = path; *p; p++)
        if (is_control(*p) || *p == '\\')
            return false;
    for (const char *p = path; *p == '/'; p += strcspn(p, "/")) {
        size_t segment = strcspn(++p, "/");
        if (p[segment] == '/' && !segment)
            return false;
        if ((segment == 1 || segment == 2) && !memcmp(p, "..", segment))
            return false;
    }
    return true;
}

static enum fault_code read_path(struct request *rq, const char *s, size_t len)
{
    size_t decoded = 0;
    char *path = NULL;
    bool hidden_slash = false;
    for (size_t i = 0; i + 2 < len; i++)
        hidden_slash |= s[i] == '%' && s[i + 1] == '2' && (s[i + 2] | 0x20) == 'f';
    if (!hidden_slash)
        path = decode(rq->arena, s, len, false, &decoded);
    if (!path || !path_is_plain(path, decoded))
        return fail(rq->fault, FAULT_MALFORMED, T("The address is not well formed."));
    rq->path = path;
    return FAULT_OK;
}

static size_t count_of(const char *s, size_t len, char wanted)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += s[i] == wanted;
    return n;
}

static enum fault_code read_param(struct request *rq, const char *s, size_t len, struct param *out)
{
    const char *equals = memchr(s, '=', len);
    size_t name_len = equals ? (size_t)(equals - s) : len;
    size_t plain_len = 0;
    char *name = decode(rq->arena, s, name_len, true, &plain_len);
    if (!name || !plain_len || strlen(name) != plain_len || !utf8_valid(name, plain_len))
        return fail(rq->fault, FAULT_MALFORMED, T("A field's name is not well formed."));
    const char *value = equals ? equals + 1 : s + len;
    out->name = name;
    out->value = decode(rq->arena, value, (size_t)(s + len - value), true, &out->len);
    if (!out->value)
        return fail(rq->fault, FAULT_MALFORMED, T("The field %s is not well formed."), name);
    return FAULT_OK;
}

enum fault_code params_read(struct request *rq, const char *s, size_t len, struct params *out)
{
    size_t count = len ? count_of(s, len, '&') + 1 : 0;
    if (count > REQUEST_FIELDS_MAX)
        return fail(rq->fault, FAULT_TOO_LARGE, T("There are more than %d fields."),
                    REQUEST_FIELDS_MAX);
    out->at = arena_array(rq->arena, count, sizeof(*out->at));
    const char *end = s + len;
    while (s < end) {
        const char *next = memchr(s, '&', (size_t)(end - s));
        size_t one = next ? (size_t)(next - s) : (size_t)(end - s);
        enum fault_code rc = one ? read_param(rq, s, one, &out->at[out->count]) : FAULT_OK;
        if (rc)
            return rc;
        out->count += one > 0;
        s += one + 1;
    }
    return FAULT_OK;
}

/* The query has no text of several lines, so its values are held to more than a body's. */
static enum fault_code read_query(struct request *rq, const char *s)
{
    enum fault_code rc = params_read(rq, s, strlen(s), &rq->query);
    for (size_t i = 0; !rc && i < rq->query.count; i++) {
        const struct param *p = &rq->query.at[i];
        bool plain = utf8_valid(p->value, p->len);
        for (size_t k = 0; k < p->len; k++)
            plain &= !is_control(p->value[k]);
        if (!plain)
            rc = fail(rq->fault, FAULT_MALFORMED, T("The field %s is not well formed."), p->name);
    }
    return rc;
}

static enum method method_of(const char *word)
{
    static const char *const words[] = {
        [M_GET] = "GET", [M_POST] = "POST", [M_PUT] = "PUT", [M_DELETE] = "DELETE"
    };
    for (size_t i = 0; word && i < countof(words); i++)
        if (!strcmp(words[i], word))
            return (enum method)i;
    return M_OTHER;
}

enum fault_code request_read_head(struct request *rq)
{
    const struct env *e = &rq->env;
    rq->head = e->method && !strcmp(e->method, "HEAD");
    rq->method = rq->head ? M_GET : method_of(e->method);
    if (e->twice)
        return fail(rq->fault, FAULT_MALFORMED, T("The header %s came twice."), e->twice);
    if (!e->uri || strlen(e->uri) > REQUEST_URI_MAX)
        return fail(rq->fault, FAULT_MALFORMED, T("The address is too long."));
    size_t path_len = strcspn(e->uri, "?");
    if (strchr(e->uri, '#'))
        return fail(rq->fault, FAULT_MALFORMED, T("The address is not well formed."));
    enum fault_code rc = read_path(rq, e->uri, path_len);
    if (rc || !e->uri[path_len])
        return rc;
    return read_query(rq, e->uri + path_len + 1);
}

/* Is the content type `wanted`, perhaps with a charset of utf-8? */
static bool type_is(const char *type, const char *wanted)
{
    size_t len = strlen(wanted);
    if (!type || strncasecmp(type, wanted, len) != 0)
        return false;
    type += len;
    type += strspn(type, " ");
    if (!*type)
        return true;
    if (*type++ != ';')
        return false;
    type += strspn(type, " ");
    return !strcasecmp(type, "charset=utf-8") || !strcasecmp(type, "charset=\"utf-8\"");
}

enum fault_code request_read_body(struct request *rq, bool json)
{
    const struct env *e = &rq->env;
    if (e->body_len > REQUEST_BODY_MAX)
        return fail(rq->fault, FAULT_TOO_LARGE, T("The request is larger than 1 MiB."));
    if (!e->body_len)
        return FAULT_OK;
    if (rq->method == M_GET)
        return fail(rq->fault, FAULT_MALFORMED, T("This method has no body."));
    if (rq->route && rq->route->upload && multipart_is(e->content_type))
        return multipart_read(rq);
    const char *wanted = json ? "application/json" : "application/x-www-form-urlencoded";
    if (!type_is(e->content_type, wanted))
        return fail(rq->fault, FAULT_MEDIA, T("The body must be %s."), wanted);
    if (json)
        return input_parse_json(rq->fault, e->body, e->body_len, &rq->sent);
    return params_read(rq, e->body, e->body_len, &rq->fields);
}

/* What a redirect tells of is the frame's, whatever else the page takes. */
static const char *const request_of_frame[] = { "did", NULL };

enum fault_code request_read_form(struct request *rq, const char *const *gate_fields)
{
    const struct route *r = rq->route;
    const struct field *form = r->form;
    bool json = rq->face->json && r->method != M_GET;
    if (!form && (json || r->method == M_GET))
        return FAULT_OK;
    rq->form = arena_alloc(rq->arena, r->form_size + 1);
    if (!form)
        form = no_fields;
    if (!json && r->method == M_GET)
        return input_from_params(rq->fault, rq->arena, form, &rq->query, request_of_frame, rq->form,
                                 &rq->errors);
    if (rq->file.name && (!r->upload || strcmp(rq->file.name, r->upload) != 0))
        input_error(&rq->errors, rq->file.name, T("This field is not known here."));
    if (!json)
        return input_from_params(rq->fault, rq->arena, form, &rq->fields, gate_fields, rq->form,
                                 &rq->errors);
    json_t *sent = rq->sent ? rq->sent : json_object();
    enum fault_code rc = input_from_json(rq->fault, rq->arena, form, sent, rq->form, &rq->errors);
    if (!rq->sent)
        json_decref(sent);
    return rc;
}

const char *request_cookie(const struct request *rq, const char *name)
{
    const char *p = rq->env.cookie;
    size_t name_len = strlen(name);
    while (p && *p) {
        p += strspn(p, " ;");
        size_t len = strcspn(p, ";");
        if (len > name_len && p[name_len] == '=' && !memcmp(p, name, name_len))
            return arena_strndup(rq->arena, p + name_len + 1, len - name_len - 1);
        p += len;
    }
    return NULL;
}

bool request_path_is_ours(const char *path)
{
    if (!path || path[0] != '/' || path[1] == '/')
        return false;
    for (const char *p = path; *p; p++)
        if (is_control(*p) || *p == '\\')
            return false;
    return true;
}
