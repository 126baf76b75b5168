/* SPDX-License-Identifier: Apache-2.0 */
/* A passkey is used: to sign in, and once more before what matters. */
#include <inttypes.h>
#include "base/secret.h"
#include "base/words.h"
#include "store/audit.h"
#include "store/session.h"
#include "store/signin.h"
#include "store/throttle.h"
#include "web/enter.h"
#include "web/passkey.h"
#include "web/passkey_ask.h"

enum { NEXT_MOST = 2048 };

const struct field passkey_next_form[] = {
    TEXT(struct passkey_next, next, .max = NEXT_MOST),
    FIELDS_END,
};
const struct field passkey_used_form[] = {
    TEXT(struct passkey_used, credential, .required = true, .max = WEBAUTHN_CREDENTIAL),
    TEXT(struct passkey_used, authdata, .required = true, .max = WEBAUTHN_PART),
    TEXT(struct passkey_used, client, .required = true, .max = WEBAUTHN_PART),
    TEXT(struct passkey_used, signature, .required = true, .max = WEBAUTHN_PART),
    TEXT(struct passkey_used, next, .max = NEXT_MOST),
    FIELDS_END,
};

static struct webauthn_answer answer_of(const struct request *rq)
{
    const struct passkey_used *in = rq->form;
    return (struct webauthn_answer){ in->credential, in->authdata, in->client, in->signature };
}

static enum fault_code is_right(const struct request *rq, const struct webauthn_site *site,
                                const struct passkey *of, int64_t *count)
{
    const struct webauthn_answer answer = answer_of(rq);
    const struct webauthn_key key = { of->algorithm, of->public_key, of->count };
    return webauthn_used(rq->fault, rq->arena, site, &answer, &key, count);
}

/* --- signing in --- */

static const char not_here[] =
    T("This passkey does not sign in here. Try again, or use your password.");

static enum fault_code ask_to_use(const struct db *db, struct request *rq)
{
    const struct passkey_asking page = { .act = "signin",
                                         .title = tr("Sign in with a passkey"),
                                         .action = "/signin/passkey/use",
                                         .cancel = "/signin",
                                         .next = enter_next(rq, params_get(&rq->fields, "next")) };
    return passkey_ask(db, rq, &page);
}

enum fault_code passkey_ask_do(struct db *db, struct request *rq)
{
    return ask_to_use(db, rq);
}

enum fault_code passkey_ask_again(const struct db *db, struct request *rq)
{
    return ask_to_use(db, rq);
}

struct using
{
    const char *net;
    const char *challenge; /* hashed */
    struct passkey key;
    int64_t count;
};

/* As a wrong one, until it is right. */
static enum fault_code take_tx(struct db *db, void *ctx)
{
    const struct using *u = ctx;
    enum fault_code rc = throttle_take(db, THROTTLE_ADDRESS, u->net);
    return rc ? rc : throttle_take(db, THROTTLE_ALL, u->net);
}

static enum fault_code use_tx(struct db *db, void *ctx)
{
    const struct using *u = ctx;
    enum fault_code rc = passkey_answer(db, u->challenge);
    if (!rc)
        rc = passkey_use(db, u->key.id, u->count);
    return rc ? rc : throttle_back(db, THROTTLE_ADDRESS, u->net);
}

static enum fault_code refused_tx(struct db *db, void *ctx)
{
    const struct audit_new *note = ctx;
    return audit_add(db, note);
}

/* Somebody's, and not right: he finds it among his sign-ins and in the audit. */
static enum fault_code note_wrong(struct db *db, struct request *rq, const struct user_secret *u,
                                  const char *name)
{
    struct signin_new tried = { .user_id = u->id,
                                .face = web_of(rq)->face == WEB_ADMIN ? SESSION_ADMIN : SESSION_MY,
                                .address = rq->env.remote ? rq->env.remote : "",
                                .agent = rq->env.agent ? rq->env.agent : "" };
    struct audit_new note = { .account_id = u->account_id,
                              .reseller_id = u->reseller_id,
                              .who = gate_short(rq->arena, u->email),
                              .address = tried.address,
                              .what = "signin",
                              .object = enter_by_passkey(rq->arena, name),
                              .refused = true };
    enum fault_code refusal = passkey_refuse(rq, not_here);
    enum fault_code rc = signin_add(db, &tried);
    if (!rc)
        rc = db_tx(db, refused_tx, NULL, &note);
    return rc ? rc : refusal;
}

enum fault_code passkey_signin_do(struct db *db, struct request *rq)
{
    const struct passkey_used *in = rq->form;
    struct using u = { .net = throttle_address(rq->arena, rq->env.remote ? rq->env.remote : "") };
    struct webauthn_site site = { .host = "" };
    struct entrant who = { .proved = true, .next = in->next, .with = use_tx, .ctx = &u };
    enum fault_code rc = db_tx(db, take_tx, NULL, &u);
    if (!rc)
        rc = passkey_asked(rq, "signin", &site);
    if (!rc)
        rc = passkey_find(db, site.host, in->credential, &u.key);
    if (!rc)
        rc = user_for_signin_by_id(db, u.key.user_id, web_of(rq)->face == WEB_ADMIN, &who.user);
    if (rc == FAULT_MISSING || (!rc && gate_door(rq) && who.user.reseller_id != gate_door(rq)))
        return passkey_refuse(rq, not_here);
    if (rc)
        return rc;
    u.challenge = secret_hash(rq->arena, site.challenge);
    who.passkey = u.key.name;
    rc = is_right(rq, &site, &u.key, &u.count);
    if (!rc)
        rc = enter(db, rq, &who);
    if (rc == FAULT_INVALID || rc == FAULT_CONFLICT || rc == FAULT_DENIED)
        return note_wrong(db, rq, &who.user, u.key.name);
    if (!rc)
        gate_set_cookie(rq, COOKIE_STEP, NULL);
    return rc;
}

/* --- once more, before what matters --- */

static const char not_yours[] =
    T("This passkey is none of yours here. Try again, or type your password.");

static enum fault_code ask_once_more(const struct db *db, struct request *rq)
{
    const struct session *s = &rq->who->session;
    struct list all;
    enum fault_code rc = passkey_list_any(db, s->user_id, &all);
    if (rc)
        return rc;
    const char *host = webauthn_host(rq->arena, gate_origin(rq));
    const char *next = enter_next(rq, params_get(&rq->fields, "next"));
    const struct passkey_asking page = {
        .act = "again",
        .title = tr("Your passkey, once more"),
        .action = "/again/passkey/use",
        .cancel = arena_printf(rq->arena, "/again?next=%s", gate_encode(rq->arena, next)),
        .next = next,
        .known = passkey_credentials(rq->arena, &all, host),
    };
    return passkey_ask(db, rq, &page);
}

enum fault_code passkey_again_ask_do(struct db *db, struct request *rq)
{
    return ask_once_more(db, rq);
}

enum fault_code passkey_again_ask(const struct db *db, struct request *rq)
{
    return ask_once_more(db, rq);
}

struct proving {
    const char *counted;
    const char *challenge; /* hashed */
    const char *cookie;    /* hashed */
    const struct passkey *key;
    int64_t count;
    int64_t session_id;
};

static enum fault_code prove_tx(struct db *db, void *ctx)
{
    const struct proving *p = ctx;
    enum fault_code rc = passkey_answer(db, p->challenge);
    if (!rc)
        rc = passkey_use(db, p->key->id, p->count);
    if (!rc)
        rc = session_prove(db, p->session_id, p->cookie);
    return rc ? rc : throttle_right(db, THROTTLE_ACCOUNT, p->counted);
}

/* A rise in what the session may: its cookie changes, as it does behind the password. */
static enum fault_code prove(struct db *db, struct request *rq, struct proving *p)
{
    const char *cookie = secret_token(rq->arena, SECRET_SESSION_LEN);
    p->cookie = secret_hash(rq->arena, cookie);
    enum fault_code rc = db_tx(db, prove_tx, NULL, p);
    if (rc)
        return rc;
    gate_set_cookie(rq, COOKIE_SESSION, cookie);
    gate_set_cookie(rq, COOKIE_STEP, NULL);
    request_redirect(rq, "%s", enter_next(rq, ((const struct passkey_used *)rq->form)->next));
    return FAULT_OK;
}

enum fault_code passkey_again_do(struct db *db, struct request *rq)
{
    const struct session *s = &rq->who->session;
    struct webauthn_site site = { .host = "" };
    struct passkey key = { .id = 0 };
    struct proving p = {
        .counted = arena_printf(rq->arena, "passkey %" PRId64, s->user_id),
        .key = &key,
        .session_id = s->id,
    };
    enum fault_code rc = throttle_take(db, THROTTLE_ACCOUNT, p.counted);
    if (!rc)
        rc = passkey_asked(rq, "again", &site);
    if (!rc)
        rc = passkey_find(db, site.host, answer_of(rq).credential, &key);
    if (rc == FAULT_MISSING || (!rc && key.user_id != s->user_id))
        return passkey_refuse(rq, not_yours);
    if (rc)
        return rc;
    p.challenge = secret_hash(rq->arena, site.challenge);
    rc = is_right(rq, &site, &key, &p.count);
    if (!rc)
        rc = prove(db, rq, &p);
    return rc == FAULT_INVALID || rc == FAULT_CONFLICT ? passkey_refuse(rq, not_yours) : rc;
}
