/* SPDX-License-Identifier: Apache-2.0 */
/* The password is compared once, whatever is found; too many wrong tries are told before. */
#include "web/signin.h"
#include "base/secret.h"
#include "base/words.h"
#include "store/audit.h"
#include "store/device.h"
#include "store/signin.h"
#include "store/throttle.h"
#include "store/user.h"
#include "web/address.h"
#include "web/enter.h"
#include "web/webauthn.h"

enum { NEXT_MAX = 2048 };

#define NEITHER "" /* of the inputs: which one is wrong is not said */

const struct field signin_form[] = {
    TEXT(struct signin, email, .required = true, .max = 254, .check = check_email),
    TEXT(struct signin, password, .required = true, .max = 1024),
    TEXT(struct signin, next, .max = NEXT_MAX),
    FIELDS_END,
};

static const struct form_input inputs[] = {
    INPUT("email", T("E-mail"), EMAIL, .autocomplete = "username", .focus = true),
    INPUT("password", T("Password"), PASSWORD, .autocomplete = "current-password"),
    INPUT("next", NULL, HIDDEN),
    INPUTS_END,
};
static const struct form_spec spec = {
    .fields = signin_form, .inputs = inputs, .submit = T("Sign in")
};

struct signin_page {
    const char *panel;
    bool administrator;
    bool open; /* anybody may register */
    bool passkeys; /* the host has a name, which they need */
    const char *next;
    struct form_view form;
};
const struct field signin_view[] = {
    TEXT(struct signin_page, panel),
    BOOL(struct signin_page, administrator),
    BOOL(struct signin_page, open),
    BOOL(struct signin_page, passkeys),
    TEXT(struct signin_page, next),
    GROUP(struct signin_page, form, struct form_view, form_view),
    FIELDS_END,
};

/* The question, and the question again. */
enum fault_code signin_show(const struct db *db, struct request *rq)
{
    struct signin_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct signin first = { .next = enter_next(rq, params_get(&rq->query, "next")) };
    struct form_ask how = { .action = "/signin", .values = &first };
    page->panel = rq->who->brand ? rq->who->brand->name : web_of(rq)->conf->host;
    page->administrator = web_of(rq)->face == WEB_ADMIN;
    page->open = !page->administrator && !rq->who->brand && register_is_open(db);
    page->passkeys = webauthn_is_possible(webauthn_host(rq->arena, gate_origin(rq)));
    page->next = first.next;
    form_fill(rq, &spec, &how, &page->form);
    page_title(rq, tr("Sign in"));
    request_show(rq, "page/signin.html", signin_view, page);
    return FAULT_OK;
}

struct signing {
    const char *email;
    const char *address;
    const char *net;     /* the address, as it is counted */
    const char *account; /* the e-mail at this face, likewise */
    const char *device;  /* a browser its owner has signed in with, likewise; NULL: it is none */
    const char *agent;
    enum session_face face;
    struct user_secret user;
};

/* An unknown address leaves no row, but a count in a bucket: the same work. */
static enum fault_code note_wrong(struct db *db, const struct signing *s)
{
    struct signin_new n = {
        .user_id = s->user.id, .face = s->face, .address = s->address, .agent = s->agent
    };
    if (!s->user.id)
        return throttle_take(db, THROTTLE_UNKNOWN, s->net);
    struct audit_new note = { .account_id = s->user.account_id,
                              .reseller_id = s->user.reseller_id,
                              .who = gate_short(db->arena, s->user.email),
                              .address = s->address,
                              .what = "signin",
                              .object = "",
                              .refused = true };
    enum fault_code rc = signin_add(db, &n);
    return rc ? rc : audit_add(db, &note);
}

static enum fault_code right_tx(struct db *db, void *ctx)
{
    const struct signing *s = ctx;
    if (s->device)
        return throttle_right(db, THROTTLE_ACCOUNT, s->device);
    enum fault_code rc = throttle_back(db, THROTTLE_ADDRESS, s->net);
    return rc ? rc : throttle_right(db, THROTTLE_ACCOUNT, s->account);
}

/*
 * Each counts as wrong until it was right, so that many at once are no way past the limit. A
 * browser that its owner has used before is counted by itself: whoever tries passwords from
 * elsewhere, or behind the same address, does not lock the owner out.
 */
static enum fault_code take_tx(struct db *db, void *ctx)
{
    const struct signing *s = ctx;
    enum fault_code rc = s->device ? throttle_take(db, THROTTLE_ACCOUNT, s->device)
                                   : throttle_take(db, THROTTLE_ADDRESS, s->net);
    if (!rc && !s->device)
        rc = throttle_take(db, THROTTLE_ACCOUNT, s->account);
    return rc ? rc : throttle_take(db, THROTTLE_ALL, s->net);
}

static enum fault_code let_in(struct db *db, struct request *rq, struct signing *s)
{
    const struct signin *in = rq->form;
    struct entrant who = {
        .user = s->user, .proved = true, .next = in->next, .with = right_tx, .ctx = s
    };
    enum fault_code rc = FAULT_OK;
    if (secret_password_is_old(s->user.password_hash))
        rc = user_renew_password_hash(db, s->user.id, s->user.password_hash,
                                      secret_password_hash(rq->arena, in->password));
    return rc ? rc : enter(db, rq, &who);
}

static enum fault_code look_at_device(const struct db *db, const struct request *rq,
                                      struct signing *s)
{
    const char *cookie = gate_cookie(rq, COOKIE_DEVICE);
    const char *hash = cookie ? secret_hash(rq->arena, cookie) : NULL;
    bool known = false;
    enum fault_code rc = hash ? device_is_known(db, s->face, s->email, hash, &known) : FAULT_OK;
    s->device = known ? arena_printf(rq->arena, "device %s %s", s->account, hash) : NULL;
    return rc;
}

enum fault_code signin_do(struct db *db, struct request *rq)
{
    const struct signin *in = rq->form;
    bool administrator = web_of(rq)->face == WEB_ADMIN;
    struct signing s = { .email = user_email_normal(rq->arena, in->email),
                         .address = rq->env.remote ? rq->env.remote : "",
                         .agent = rq->env.agent ? rq->env.agent : "",
                         .face = administrator ? SESSION_ADMIN : SESSION_MY };
    s.net = throttle_address(rq->arena, s.address);
    s.account = arena_printf(rq->arena, "%s %s", gate_door_name(rq), s.email);
    enum fault_code rc = look_at_device(db, rq, &s);
    if (!rc)
        rc = db_tx(db, take_tx, NULL, &s);
    if (rc)
        return rc;
    rc = user_for_signin(db, s.email, administrator, gate_door(rq), &s.user);
    if (rc && rc != FAULT_MISSING)
        return rc;
    bool known = !rc;
    fault_clear(rq->fault);
    if (secret_password_ok(known ? s.user.password_hash : NULL, in->password) &&
        enter_may_from_here(rq, &s.user)) /* else it is not told that the password was right */
        return let_in(db, rq, &s);
    rc = note_wrong(db, &s);
    if (rc)
        return rc;
    return fail_field(rq->fault, FAULT_SIGNED_OUT, NEITHER,
                      T("E-mail and password do not match. Try again."));
}

enum fault_code signout_do(struct db *db, struct request *rq)
{
    enum fault_code rc = session_drop(db, secret_hash(rq->arena, rq->who->secret));
    if (rc)
        return rc;
    gate_set_cookie(rq, COOKIE_SESSION, NULL);
    request_redirect(rq, "%s", gate_signin_path(web_of(rq)));
    return FAULT_OK;
}
