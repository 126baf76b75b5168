/* SPDX-License-Identifier: Apache-2.0 */
/* The password is compared once, whatever is found; too many wrong tries are told before. */
#include "web/signin.h"
#include "base/secret.h"
#include "base/words.h"
#include "store/audit.h"
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
static const struct form_spec spec = { .fields = signin_form,
                                       .inputs = inputs,
                                       .submit = T("Sign in") };

struct signin_page {
    const char *panel;
    bool administrator;
    bool open;     /* anybody may register */
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
    struct user_at_door at;
    const char *address;
    const char *net;     /* the address, as it is counted */
    const char *account; /* the e-mail at this face, likewise */
    const char *device;  /* a browser its owner has signed in with, likewise; NULL: it is none */
    const char *agent;
    const char *password;
    enum session_face face;
    struct user_secret user; /* id 0: nobody has this address here */
    bool right;
};

/* An unknown address leaves no row, but a count in a bucket: the same work. */
static enum fault_code wrong_tx(struct db *db, void *ctx)
{
    const struct signing *s = ctx;
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

/* While the try that was taken is written to the disk. */
static void compare(void *ctx)
{
    struct signing *s = ctx;
    s->right = secret_password_ok(s->user.password_hash, s->password);
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

/* Who it would be, and whether with this browser. */
static enum fault_code find(const struct db *db, struct request *rq, struct signing *s)
{
    const char *cookie = gate_cookie(rq, COOKIE_DEVICE);
    s->at.device = cookie ? secret_hash(rq->arena, cookie) : NULL;
    enum fault_code rc = user_for_signin(db, &s->at, &s->user);
    if (rc == FAULT_MISSING) {
        fault_clear(rq->fault);
        s->user = (struct user_secret){ .id = 0 };
        rc = FAULT_OK;
    }
    if (s->user.met)
        s->device = arena_printf(rq->arena, "device %s %s", s->account, s->at.device);
    return rc;
}

enum fault_code signin_do(struct db *db, struct request *rq)
{
    const struct signin *in = rq->form;
    bool administrator = web_of(rq)->face == WEB_ADMIN;
    struct signing s = { .at = { .email = user_email_normal(rq->arena, in->email),
                                 .administrator = administrator,
                                 .door = gate_door(rq) },
                         .address = rq->env.remote ? rq->env.remote : "",
                         .agent = rq->env.agent ? rq->env.agent : "",
                         .password = in->password,
                         .face = administrator ? SESSION_ADMIN : SESSION_MY };
    s.net = throttle_address(rq->arena, s.address);
    s.account = arena_printf(rq->arena, "%s %s", gate_door_name(rq), s.at.email);
    enum fault_code rc = find(db, rq, &s);
    if (!rc)
        rc = db_tx_while(db, take_tx, compare, &s);
    if (rc)
        return rc;
    if (s.right && enter_may_from_here(rq, &s.user)) /* else that it was right is not told */
        return let_in(db, rq, &s);
    rc = db_tx(db, wrong_tx, NULL, &s);
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
