/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one door of my, admin and api: host, origin, who asks, forged forms, and
 * whether the route's permission is theirs. A handler runs only behind it and
 * never judges these again. What the door notes is written when the answer is out.
 */
#pragma once
#include "base/conf.h"
#include "base/rate.h"
#include "http/http.h"
#include "kind/kind.h"
#include "store/account.h"
#include "store/brand.h"
#include "store/session.h"

enum web_face { WEB_MY, WEB_ADMIN, WEB_API };
/* What a process is there for: another's request is not answered in it. */
enum web_pool { POOL_READER, POOL_WRITER, POOL_SIGNIN };

/* What a web program is given at its start: face->ctx. */
struct web {
    const struct conf *conf;
    enum web_face face;
    enum web_pool pool;
    struct rate *rate; /* who asks how often: for JSON, or for what is heavy; NULL: not limited */
    struct db *notes;            /* connects when there is something to note */
    const struct assets *assets; /* the pages' own (web/page.h); NULL for JSON */
};

/* Who asks: rq->who, there once the gate was entered. */
struct visitor {
    bool signed_in;
    struct session session;
    permission_set may; /* what their role holds */
    struct asker asker; /* asker.scope is whose rows they see */
    const char *secret; /* the cookie's value, which forms are sealed with; NULL: a token */
    const char *key;    /* this request's own, for once only; NULL: none came */
    bool refused;       /* for want of rights: noted in the audit */
    enum permission lacks; /* why */
    const char *led_to; /* what comes first: a GET is sent there; NULL: nothing does */
    const char *refused_as; /* the audit's word where it was no permission; NULL: it was */
    const struct brand *brand; /* whose host name was asked; NULL: the panel's own */
    const char *title;  /* of the page, for its frame */
};

/* Inputs that belong to the gate in every form: csrf and request_key. */
extern const char *const gate_fields[];

/* For struct face. */
enum fault_code gate(struct request *rq) MUST_CHECK;
void gate_after(struct request *rq);

const struct web *web_of(const struct request *rq);
/* May they? PERM_ANYONE and PERM_SIGNED_IN as well. */
bool gate_may(const struct visitor *who, enum permission p);
/* The reseller at whose host name they came in (store/user_door.h), 0: the panel's own; and a name
 * for it and the face, by which tries are counted. */
int64_t gate_door(const struct request *rq);
const char *gate_door_name(const struct request *rq);
/* Whose customers they see: a reseller's own; nobody else has any. */
struct scope gate_customers(const struct request *rq);
/* From here on a reseller's request reaches that customer's things, as its own reach them;
 * FAULT_MISSING: it is none of its. */
enum fault_code gate_for_customer(const struct db *, struct request *, int64_t id,
                                  struct account *) MUST_CHECK;
/*
 * For a handler whose task's kind has a permission of its own: FAULT_DENIED, and noted, where it is
 * not theirs.
 */
enum fault_code gate_demand(struct request *rq, enum permission p) MUST_CHECK;
/*
 * Whoever took over an open session does not know the password: FAULT_DENIED unless it was typed in
 * this session within ten minutes. For what only some values of a form need; else struct route,
 * .proven.
 */
enum fault_code gate_demand_proof(struct request *rq) MUST_CHECK;
/*
 * What makes this request one of a kind: its key (NULL: none), its method and
 * path, and the hash of all it said but the gate's own.
 */
struct once gate_once(struct request *rq);

/*
 * Cookies of this face: the session's; for minutes, that of a sign-in whose second step is still to
 * come; for a year, that by which the browser is known again.
 */
enum gate_cookie { COOKIE_SESSION, COOKIE_STEP, COOKIE_DEVICE };
enum { GATE_STEP_SECONDS = 300 };
/* A value, or NULL to end it. */
void gate_set_cookie(struct request *rq, enum gate_cookie, const char *value);
const char *gate_cookie(const struct request *rq, enum gate_cookie); /* NULL: none */
/* "https://panel.example": where this request's pages are, as a browser sends it. */
const char *gate_origin(const struct request *rq);
/* "/signin" of this face. */
const char *gate_signin_path(const struct web *web);
/* A name no longer than its column in audit and task, cut between characters. */
const char *gate_short(struct arena *a, const char *name);
/* `path` as a value in a query. */
const char *gate_encode(struct arena *a, const char *path);
