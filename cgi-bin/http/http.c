/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of one request through its face. Whatever goes wrong ends in
 * fault_page, and if that fails too in a plain sentence: a client always gets an
 * answer.
 */
#include "http/http.h"
#include "base/log.h"
#include "base/words.h"
#include "base/zone.h"
#include "http/answer.h"
#include "http/read.h"

static enum fault_code no_route(struct request *rq, unsigned allowed)
{
    if (!allowed)
        return fail(rq->fault, FAULT_MISSING, T("There is nothing at this address."));
    request_header(rq, "Allow", route_allow(rq->arena, allowed));
    return fail(rq->fault, FAULT_METHOD, T("This address does not take %s."),
                rq->env.method ? rq->env.method : "");
}

static void forget_answer(struct request *rq)
{
    json_decref(rq->json);
    rq->json = NULL;
    rq->redirect = rq->text = NULL;
    rq->view = NULL;
    rq->stream = NULL;
    rq->wrote_json = false;
    rq->text_len = 0;
    rq->status = 0;
}

/* The refused form once more, with what was typed and what is wrong with it. */
static enum fault_code show_again(struct request *rq, enum fault_code why)
{
    if (!rq->errors.count)
        input_error(&rq->errors, rq->fault->field, fault_words(rq->fault, rq->arena));
    forget_answer(rq);
    fault_clear(rq->fault);
    enum fault_code rc = rq->route->again(rq->face->db, rq);
    rq->status = fault_http(why);
    return rc;
}

static enum fault_code work(struct request *rq)
{
    const struct route *r = rq->route;
    rq->page = r->page;
    rq->view_fields = r->view;
    enum fault_code rc = request_read_form(rq, rq->face->gate_fields);
    if (!rc)
        rc = r->method == M_GET ? r->read(rq->face->db, rq) : r->write(rq->face->db, rq);
    if (!rc || !r->again || rq->fault->code != rc || !rq->fault->field)
        return rc;
    rq->refused = rc;
    return show_again(rq, rc);
}

static enum fault_code answer(struct request *rq)
{
    const struct face *face = rq->face;
    unsigned allowed = 0;
    enum fault_code rc = request_read_head(rq);
    if (rc)
        return rc;
    rq->route =
        route_match(face->routes, face->route_count, rq->method, rq->path, rq->id, &allowed);
    rq->name = rq->route ? route_name(rq->arena, rq->route, rq->path) : "";
    rc = request_read_body(rq, face->json);
    if (!rc)
        rc = face->gate(rq);
    if (!rc)
        rc = rq->route ? work(rq) : no_route(rq, allowed);
    return rc ? rc : answer_fill(rq);
}

static void refuse(struct request *rq, enum fault_code why)
{
    if (rq->fault->code != why) {
        fault_clear(rq->fault);
        rq->fault->code = why;
    }
    int status = fault_http(why);
    if (status >= 500)
        log_error("%s: %d %s %s: %s", rq->face->name, status, rq->env.method ? rq->env.method : "?",
                  rq->path ? rq->path : "?",
                  rq->fault->id ? fault_for_log(rq->fault, rq->arena) : fault_api_code(why));
    forget_answer(rq);
    rq->status = status;
    if (rq->fault->retry_after)
        request_header(rq, "Retry-After", arena_printf(rq->arena, "%d", rq->fault->retry_after));
    enum fault_code rc = rq->face->fault_page(rq);
    if (!rc && rq->redirect)
        rq->status = 303;
    if (!rc)
        rc = answer_fill(rq);
    if (!rc)
        return;
    forget_answer(rq);
    log_error("%s: no page for the fault %s", rq->face->name, fault_api_code(why));
    rq->status = status;
    rq->text = "Something went wrong here. Try again in a minute.\n";
    if (answer_fill(rq))
        bug("a sentence does not fit");
}

/* As the browser wishes; the gate knows better once it knows who asks. JSON is English. */
static void meet_reader(const struct face *face, const struct env *env)
{
    words_use(face->json ? NULL : words_accepted(env->accept_language));
    zone_use(NULL);
}

struct request *http_run(const struct face *face, struct arena *a, struct fault *f,
                         const struct env *env, struct response *out)
{
    struct request *rq = arena_alloc(a, sizeof(*rq));
    rq->arena = a;
    rq->fault = f;
    rq->face = face;
    rq->env = *env;
    fault_clear(f);
    meet_reader(face, env);
    enum fault_code rc = answer(rq);
    if (rc) {
        rq->refused = rc;
        refuse(rq, rc);
    }
    answer_finish(rq, out);
    return rq;
}

void http_end(struct request *rq)
{
    if (rq->face->after)
        rq->face->after(rq);
    json_decref(rq->json);
    json_decref(rq->sent);
    rq->json = rq->sent = NULL;
}
