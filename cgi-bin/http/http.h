/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A face (my, admin, api) is its routes and four hooks; here is the way a
 * request goes through them, with or without FastCGI:
 *
 *   read and match → gate → form → handler (or again, or fault_page)
 *   → render → answer is out → after
 *
 * This layer knows no session, no query, no permission's meaning and no layout.
 */
#pragma once
#include "http/request.h"

struct face {
    const char *name;
    const struct route *routes;
    size_t route_count;
    bool json;                      /* bodies are JSON, else forms; the other kind: 415 */
    const char *const *gate_fields; /* inputs of the gate in every form, ended by NULL */
    struct db *db;                  /* what handlers get; the gate has it use rq's arena */
    void *ctx;                      /* the web layer's own */

    /*
     * The one door: host, visitor, permission of rq->route, token, rate. Called
     * for every well-formed request, also when rq->route is NULL (then nothing
     * but the host is to be judged: 404 or 405 follows).
     */
    enum fault_code (*gate)(struct request *rq);
    /* Adds the page of rq->view to rq->body. */
    enum fault_code (*render)(struct request *rq);
    /*
     * Makes an answer of rq->fault: sets view, json, text or redirect. The visitor
     * may be unknown yet. Status and Retry-After are set already; a redirect is 303.
     */
    enum fault_code (*fault_page)(struct request *rq);
    /* The answer is out: notes, pokes. May be NULL. */
    void (*after)(struct request *rq);
};

struct response {
    int status;
    struct text head; /* "Status: 200 OK\r\n…\r\n\r\n" */
    const char *body;
    size_t body_len; /* as sent: 0 for HEAD, 304 and 303 */
};

/* Answers one request; rq lives in the arena and is ended by http_end. */
struct request *http_run(const struct face *face, struct arena *a, struct fault *f,
                         const struct env *env, struct response *out);
/* Runs `after` and lets go of what the arena does not hold. */
void http_end(struct request *rq);

/* Serves FastCGI on descriptor 0 until SIGTERM; the request in hand is finished. */
int http_serve(const struct face *face);
