/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers: body, headers, entity tag. What protects a page in the browser is
 * set here for all pages at once; a handler cannot forget it.
 */
#include "http/answer.h"
#include "base/log.h"
#include "base/secret.h"

enum { BODY_MAX = 8 * 1024 * 1024, HEAD_MAX = 16 * 1024, TAG_LEN = 32 };

static const char page_headers[] =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";
static const char data_headers[] =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
static const char all_headers[] = "X-Content-Type-Options: nosniff\r\n"
                                  "Referrer-Policy: same-origin\r\n"
                                  "Cross-Origin-Resource-Policy: same-origin\r\n";

void request_show(struct request *rq, const char *page, const struct field *fields,
                  const void *view)
{
    rq->page = page;
    rq->view_fields = fields;
    rq->view = view;
}

struct text *request_write_json(struct request *rq)
{
    text_init(&rq->body, rq->arena, BODY_MAX);
    rq->wrote_json = true;
    return &rq->body;
}

void request_redirect(struct request *rq, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const char *path = arena_vprintf(rq->arena, fmt, args);
    va_end(args);
    rq->redirect = request_path_is_ours(path) ? path : "/";
}

void request_header(struct request *rq, const char *name, const char *value)
{
    if (rq->header_count == REQUEST_HEADERS)
        bug("too many headers: %s", name);
    for (const char *p = value; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f) {
            log_error("header %s left out: it holds a control character", name);
            return;
        }
    rq->headers[rq->header_count++] = (struct header){ name, value };
}

static int add_json(const char *s, size_t len, void *body)
{
    text_addn(body, s, len);
    return 0;
}

enum fault_code answer_fill(struct request *rq)
{
    if (!!rq->redirect + !!rq->json + !!rq->view + !!rq->text + !!rq->stream + rq->wrote_json > 1)
        bug("%s has several answers", rq->path ? rq->path : "?");
    if (!rq->wrote_json)
        text_init(&rq->body, rq->arena, BODY_MAX);
    if (rq->view) {
        if (!rq->page)
            bug("%s has no page for its view", rq->path);
        enum fault_code rc = rq->face->render(rq);
        if (rc)
            return rc;
    } else if (rq->json) {
        if (json_dump_callback(rq->json, add_json, &rq->body,
                               JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15)))
            return fail(rq->fault, FAULT_BUG, "the JSON cannot be written");
    } else if (rq->text)
        text_addn(&rq->body, rq->text, rq->text_len ? rq->text_len : strlen(rq->text));
    if (rq->body.cut)
        return fail(rq->fault, FAULT_BUG, "the answer is larger than %d bytes", BODY_MAX);
    return FAULT_OK;
}

/* Is the tag in the list? A proxy that compressed the body has made it weak. */
static bool tag_is_listed(const char *list, const char *tag)
{
    size_t len = strlen(tag);
    while (list && *list) {
        list += strspn(list, " \t,");
        if (!strncmp(list, "W/", 2))
            list += 2;
        size_t one = strcspn(list, " \t,");
        if (one == len && !memcmp(list, tag, len))
            return true;
        list += one;
    }
    return false;
}

static const char *make_tag(const struct request *rq)
{
    const char *hash = secret_hash_bytes(rq->arena, text_str(&rq->body), rq->body.len);
    return arena_printf(rq->arena, "\"%.*s\"", TAG_LEN, hash);
}

static const char *reason_of(int status)
{
    static const struct {
        int status;
        const char *reason;
    } rows[] = {
        { 200, "OK" },
        { 201, "Created" },
        { 204, "No Content" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 409, "Conflict" },
        { 412, "Precondition Failed" },
        { 413, "Content Too Large" },
        { 415, "Unsupported Media Type" },
        { 421, "Misdirected Request" },
        { 422, "Unprocessable Content" },
        { 423, "Locked" },
        { 429, "Too Many Requests" },
        { 500, "Internal Server Error" },
        { 502, "Bad Gateway" },
        { 503, "Service Unavailable" },
        { 504, "Gateway Timeout" },
    };
    for (size_t i = 0; i < countof(rows); i++)
        if (rows[i].status == status)
            return rows[i].reason;
    return "Other";
}

static void add_header(struct text *head, const char *name, const char *value)
{
    text_add(head, name);
    text_add(head, ": ");
    text_add(head, value);
    text_add(head, "\r\n");
}

static void add_kind(struct text *head, const struct request *rq)
{
    const char *type = rq->view                     ? "text/html; charset=utf-8"
                       : rq->json || rq->wrote_json ? "application/json"
                       : rq->type                   ? rq->type
                                                    : "text/plain; charset=utf-8";
    if (rq->body.len || rq->stream)
        add_header(head, "Content-Type", type);
    text_add(head, rq->view ? page_headers : data_headers);
    text_add(head, all_headers);
}

void answer_finish(struct request *rq, struct response *out)
{
    int status = rq->status ? rq->status : rq->redirect ? 303 : 200;
    bool tagged = rq->route && rq->route->etag && status == 200;
    const char *tag = tagged ? make_tag(rq) : NULL;
    if (tag && tag_is_listed(rq->env.if_none_match, tag))
        status = 304;

    struct text *head = &out->head;
    text_init(head, rq->arena, HEAD_MAX);
    text_addf(head, "Status: %d %s\r\n", status, reason_of(status));
    add_kind(head, rq);
    if (status != 304 && status != 204 && !rq->stream)
        text_addf(head, "Content-Length: %zu\r\n", rq->body.len);
    add_header(head, "Cache-Control",
               rq->cache ? rq->cache
               : tag     ? "private, no-cache"
                         : "no-store");
    if (tag)
        add_header(head, "ETag", tag);
    if (rq->redirect)
        add_header(head, "Location", rq->redirect);
    for (size_t i = 0; i < rq->header_count; i++)
        add_header(head, rq->headers[i].name, rq->headers[i].value);
    text_add(head, "\r\n");
    if (head->cut)
        bug("the headers of %s do not fit", rq->path ? rq->path : "?");

    bool bare = rq->head || status == 304 || status == 204;
    out->status = status;
    out->body = text_str(&rq->body);
    out->body_len = bare ? 0 : rq->body.len;
}
