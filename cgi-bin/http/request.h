/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request and what is to be answered. Read strictly: the path is decoded
 * once, and what a second reader could understand otherwise (%2f, //, dot
 * segments, control characters, a broken escape) is refused with 400.
 * Everything lives in rq->arena until the answer is out and `after` has run.
 */
#pragma once
#include <jansson.h>
#include "base/text.h"
#include "form/input.h"
#include "http/route.h"

struct face;
struct visitor; /* who asks: the web layer's */

enum {
    REQUEST_URI_MAX = 8 * 1024,
    REQUEST_BODY_MAX = 1024 * 1024,
    REQUEST_FIELDS_MAX = 200,
    REQUEST_HEADERS = 8,
};

/* As the server got it. Texts may be NULL; the web server sets `remote`. */
struct env {
    const char *method;
    const char *uri; /* undecoded, with the query */
    const char *host;
    const char *origin;
    const char *fetch_site; /* Sec-Fetch-Site */
    const char *if_none_match;
    const char *accept_language;
    const char *idempotency_key;
    const char *authorization;
    const char *content_type;
    const char *cookie;
    const char *agent;  /* User-Agent */
    const char *remote; /* the client's address */
    const char *id;     /* the request's number, as nginx's log and the answer have it */
    const char *twice;  /* a header that came more than once: two readers could differ */
    const char *body;
    size_t body_len; /* more than REQUEST_BODY_MAX: refused, and body is not looked at */
};

/* A further part of the body; false: the client is gone. */
typedef bool stream_put(void *to, const char *s, size_t len);

/* A file that came with a form; what its client calls it is not kept. */
struct upload {
    const char *name; /* of its input; NULL: none came */
    const char *bytes;
    size_t len; /* 0: none was chosen */
};

struct header {
    const char *name;
    const char *value;
};

struct request {
    struct arena *arena;
    struct fault *fault;
    const struct face *face;
    const struct route *route; /* NULL: there is none for method and path */
    struct env env;
    enum method method;
    bool head; /* asked by HEAD */
    const char *path;
    int64_t id[ROUTE_IDS]; /* the path's numbers in their order */
    const char *name;      /* what stands for its <name>, "" if it has none */
    struct params query;
    struct params fields;       /* a form's body */
    struct upload file;         /* with .upload */
    json_t *sent;               /* a JSON body, or NULL */
    void *form;                 /* the route's struct, once it was checked */
    struct input_errors errors; /* for `again` */
    struct visitor *who;        /* set by the gate */
    enum fault_code refused;    /* why it was; FAULT_OK: it was not */

    /* The answer: at most one of redirect, json, view, text, wrote_json, stream; else empty. */
    int status;                      /* 0: 200, a fault's, 303 of a redirect */
    const char *redirect;            /* by request_redirect() */
    json_t *json;                    /* owned by the request once it is set */
    const void *view;                /* shown by `page` */
    const char *page;                /* the route's, unless request_show() names another */
    const struct field *view_fields; /* likewise */
    const char *text;                /* plain text, or of this type: */
    size_t text_len;                 /* of what may hold a NUL; 0: up to it */
    const char *type;                /* NULL: text/plain */
    const char *cache;               /* Cache-Control; NULL: the default of its kind */
    struct header headers[REQUEST_HEADERS];
    size_t header_count;
    /* For what is larger than memory: called once the head is out, which says no length then. */
    enum fault_code (*stream)(struct request *rq, stream_put *put, void *to);
    void *stream_of;  /* the handler's own */
    bool wrote_json;  /* the handler has written `body`: request_write_json() */
    struct text body; /* what `render` fills */
};

/* The value of a cookie, or NULL. */
const char *request_cookie(const struct request *rq, const char *name);

/* Shows a page other than the route's. */
void request_show(struct request *rq, const char *page, const struct field *fields,
                  const void *view);
/* For what is too large to be made of json_t: `body`, empty, for a handler to write JSON into. */
struct text *request_write_json(struct request *rq);
/* To a path of ours; what is not one becomes "/". */
void request_redirect(struct request *rq, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Is it such a path: one slash first, no backslash, no control character? */
bool request_path_is_ours(const char *path);
/* A further header; Set-Cookie may come more than once. */
void request_header(struct request *rq, const char *name, const char *value);
