/* SPDX-License-Identifier: Apache-2.0 */
#include "web/passkey.h"
#include <inttypes.h>
#include <sodium.h>
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/words.h"
#include "store/audit.h"
#include "store/outbox.h"
#include "store/passkey.h"
#include "store/setting.h"
#include "store/signin.h"
#include "store/throttle.h"
#include "web/change.h"
#include "web/enter.h"
#include "web/webauthn.h"

enum { NEXT_MOST = 2048, CHALLENGE_BYTES = 32, HANDLE_LEN = 32 };

const struct field passkey_name_form[] = {
    TEXT(struct passkey_name, name, .label = T("A name"), .required = true, .max = PASSKEY_NAME,
         .check = check_title),
    FIELDS_END,
};
const struct field passkey_made_form[] = {
    TEXT(struct passkey_made, name, .required = true, .max = PASSKEY_NAME, .check = check_title),
    TEXT(struct passkey_made, credential, .required = true, .max = WEBAUTHN_CREDENTIAL),
    TEXT(struct passkey_made, authdata, .required = true, .max = WEBAUTHN_PART),
    TEXT(struct passkey_made, client, .required = true, .max = WEBAUTHN_PART),
    FIELDS_END,
};
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

/* --- the challenge: "UNTIL CHALLENGE", sealed to the face and to whose session it is --- */

static const char *place_of(const struct request *rq, int64_t session_id)
{
    return arena_printf(rq->arena, "passkey.%s.%" PRId64, rq->face->name, session_id);
}

static const char *new_challenge(struct request *rq, int64_t session_id)
{
    enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
    unsigned char bytes[CHALLENGE_BYTES];
    size_t room = sodium_base64_encoded_len(sizeof(bytes), VARIANT);
    char *challenge = arena_alloc(rq->arena, room);
    randombytes_buf(bytes, sizeof(bytes));
    sodium_bin2base64(challenge, room, bytes, sizeof(bytes), VARIANT);
    const char *known = arena_printf(rq->arena, "%" PRId64 " %s",
                                     clock_now() / 1000000 + GATE_STEP_SECONDS, challenge);
    gate_set_cookie(rq, COOKIE_STEP, secret_seal(rq->arena, place_of(rq, session_id), known));
    return challenge;
}

static enum fault_code read_site(struct request *rq, int64_t session_id, struct webauthn_site *out)
{
    const char *cookie = gate_cookie(rq, COOKIE_STEP);
    char *known = cookie ? secret_open(rq->arena, place_of(rq, session_id), cookie) : NULL;
    char *space = known ? strchr(known, ' ') : NULL;
    long long until = 0;
    if (space)
        *space = '\0';
    if (!space || !parse_i64(known, 0, INT64_MAX, &until) || until < clock_now() / 1000000)
        return fail_field(rq->fault, FAULT_INVALID, "", T("That took too long. Try again."));
    out->origin = gate_origin(rq);
    out->host = webauthn_host(rq->arena, out->origin);
    out->challenge = space + 1;
    return FAULT_OK;
}

/* --- one's own --- */

struct passkey_line {
    const char *name;
    const char *host;
    const char *remove_path;
    int64_t created_at;
    int64_t used_at;
};
static const struct field passkey_line_view[] = {
    TEXT(struct passkey_line, name),        TEXT(struct passkey_line, host),
    TEXT(struct passkey_line, remove_path), TIME(struct passkey_line, created_at),
    TIME(struct passkey_line, used_at),     FIELDS_END,
};
struct passkey_page {
    bool possible; /* at this host */
    struct list passkeys;
    struct form_view form;
};
const struct field passkey_page_view[] = {
    BOOL(struct passkey_page, possible),
    LIST(struct passkey_page, passkeys, struct passkey_line, passkey_line_view),
    GROUP(struct passkey_page, form, struct form_view, form_view),
    FIELDS_END,
};

static const struct form_input name_inputs[] = {
    INPUT("name", T("Name"), TEXT,
          .help = T("By which you know it again, such as that of your phone.")),
    INPUTS_END,
};
static const struct form_spec name_spec = { .fields = passkey_name_form,
                                            .inputs = name_inputs,
                                            .submit = T("Add a passkey") };

static struct list lines_of(const struct request *rq, const struct list *from)
{
    const struct passkey *p = from->rows;
    struct passkey_line *to = arena_array(rq->arena, (size_t)from->count, sizeof(*to));
    for (int64_t i = 0; i < from->count; i++)
        to[i] = (struct passkey_line){
            .name = p[i].name,
            .host = p[i].host,
            .remove_path = arena_printf(rq->arena, "%s/profile/passkey/%" PRId64 "/remove",
                                        page_root(rq), p[i].id),
            .created_at = p[i].created_at,
            .used_at = p[i].used_at,
        };
    return (struct list){ to, from->count };
}

enum fault_code passkey_show(const struct db *db, struct request *rq)
{
    struct passkey_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct form_ask ask = { .action = "/profile/passkey/begin" };
    struct list all;
    enum fault_code rc = passkey_list_any(db, rq->who->session.user_id, &all);
    if (rc)
        return rc;
    page->possible = webauthn_is_possible(webauthn_host(rq->arena, gate_origin(rq)));
    page->passkeys = lines_of(rq, &all);
    form_fill(rq, &name_spec, &ask, &page->form);
    page_title(rq, tr("Passkeys"));
    request_show(rq, "page/passkey.html", passkey_page_view, page);
    return FAULT_OK;
}

/* --- the page on which the browser asks the authenticator --- */

struct ask_page {
    const char *title;
    const char *action;
    const char *cancel;
    const char *error; /* of the try before; NULL: this is the first */
    bool make;
    const char *name;
    const char *next;
    const char *challenge;
    const char *host;
    const char *panel;
    const char *handle; /* of the user, for the authenticator; says nothing to anybody else */
    const char *email;
    const char *known; /* credentials that are there, by spaces */
};
const struct field passkey_ask_view[] = {
    TEXT(struct ask_page, title),  TEXT(struct ask_page, action),
    TEXT(struct ask_page, cancel), TEXT(struct ask_page, error),
    BOOL(struct ask_page, make),   TEXT(struct ask_page, name),
    TEXT(struct ask_page, next),   TEXT(struct ask_page, challenge),
    TEXT(struct ask_page, host),   TEXT(struct ask_page, panel),
    TEXT(struct ask_page, handle), TEXT(struct ask_page, email),
    TEXT(struct ask_page, known),  FIELDS_END,
};

static enum fault_code ask(const struct db *db, struct request *rq, const struct ask_page *how)
{
    struct ask_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct settings now;
    enum fault_code rc = settings_load(db, &now);
    if (rc)
        return rc;
    *page = *how;
    page->error = rq->errors.count ? rq->errors.at[0].message : NULL;
    page->host = webauthn_host(rq->arena, gate_origin(rq));
    page->panel = rq->who->brand ? rq->who->brand->name : setting_text(&now, SETTING_PANEL_NAME);
    page_title(rq, page->title);
    request_show(rq, "page/passkey_ask.html", passkey_ask_view, page);
    return FAULT_OK;
}

static const char *credentials_of(struct arena *a, const struct list *all)
{
    const struct passkey *p = all->rows;
    struct text t;
    text_init(&t, a, (size_t)(all->count + 1) * (WEBAUTHN_CREDENTIAL + 1));
    for (int64_t i = 0; i < all->count; i++)
        text_addf(&t, "%s%s", i ? " " : "", p[i].credential);
    return text_str(&t);
}

static enum fault_code ask_to_make(const struct db *db, struct request *rq, const char *name)
{
    const struct session *s = &rq->who->session;
    struct list all;
    enum fault_code rc = passkey_list_any(db, s->user_id, &all);
    if (rc)
        return rc;
    const char *id = arena_printf(rq->arena, "%" PRId64, s->user_id);
    char *handle = secret_mac(rq->arena, "passkey.user", id, strlen(id));
    handle[HANDLE_LEN] = '\0';
    struct ask_page page = { .title = tr("Add a passkey"),
                             .action = "/profile/passkey",
                             .cancel = "/profile/passkey",
                             .make = true,
                             .name = name,
                             .challenge = new_challenge(rq, s->id),
                             .handle = handle,
                             .email = s->email,
                             .known = credentials_of(rq->arena, &all) };
    return ask(db, rq, &page);
}

enum fault_code passkey_begin_do(struct db *db, struct request *rq)
{
    const struct passkey_name *in = rq->form;
    return ask_to_make(db, rq, in->name);
}

enum fault_code passkey_again(const struct db *db, struct request *rq)
{
    const char *name = params_get(&rq->fields, "name");
    return ask_to_make(db, rq, name ? name : "");
}

static const char not_accepted[] = T("This passkey was not accepted. Try again.");
static const char not_here[] =
    T("This passkey does not sign in here. Try again, or use your password.");

/* Why is for the log: whoever tries is told nothing by it. */
static enum fault_code refuse(const struct request *rq, const char *words)
{
    log_info("passkey: %s", fault_words(rq->fault, rq->arena));
    fault_clear(rq->fault);
    return fail_field(rq->fault, FAULT_INVALID, "", "%s", words);
}

/* --- adding and removing --- */

static enum fault_code tell(struct db *db, const struct session *s)
{
    struct outbox_new mail = { .kind = MAIL_TOTP,
                               .account_id = s->account_id,
                               .reseller_id = s->reseller_id,
                               .user_id = s->user_id,
                               .email = s->email,
                               .args = "{}" };
    return outbox_add(db, &mail, NULL);
}

struct changing {
    const struct session *who;
    struct passkey key;
    const char *challenge; /* hashed */
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct changing *c = ctx;
    enum fault_code rc = passkey_answer(db, c->challenge);
    if (!rc)
        rc = passkey_add(db, &c->key, &c->key.id);
    return rc ? rc : tell(db, c->who);
}

static enum fault_code change(struct db *db, struct request *rq, struct changing *c,
                              const char *what, db_tx_fn *fn, const char *did)
{
    struct change change = { .what = what,
                             .object = c->who->email,
                             .of = { .noun = AUDIT_OF_SECOND_STEP, .id = &c->who->user_id },
                             .fn = fn,
                             .ctx = c };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "%s/profile/passkey?did=%s", page_root(rq), did);
    return rc;
}

enum fault_code passkey_add_do(struct db *db, struct request *rq)
{
    const struct passkey_made *in = rq->form;
    const struct session *s = &rq->who->session;
    const struct webauthn_answer answer = { .credential = in->credential,
                                            .authdata = in->authdata,
                                            .client = in->client };
    struct changing c = { .who = s };
    struct webauthn_site site = { .host = "" };
    struct webauthn_key key = { .public_key = "" };
    bool done = false;
    enum fault_code rc = change_found(db, rq, &done);
    if (!rc && !done)
        rc = read_site(rq, s->id, &site);
    if (!rc && !done) {
        rc = webauthn_made(rq->fault, rq->arena, &site, &answer, &key);
        if (rc == FAULT_INVALID)
            rc = refuse(rq, not_accepted);
    }
    if (rc)
        return rc;
    c.challenge = secret_hash(rq->arena, done ? "" : site.challenge);
    c.key = (struct passkey){ .user_id = s->user_id,
                              .host = site.host,
                              .name = in->name,
                              .credential = in->credential,
                              .algorithm = key.algorithm,
                              .public_key = key.public_key,
                              .count = key.count };
    gate_set_cookie(rq, COOKIE_STEP, NULL);
    return change(db, rq, &c, "passkey_add", add_tx, "passkey-added");
}

static enum fault_code remove_tx(struct db *db, void *ctx)
{
    const struct changing *c = ctx;
    enum fault_code rc = passkey_drop(db, c->who->user_id, c->key.id);
    return rc ? rc : tell(db, c->who);
}

enum fault_code passkey_remove_do(struct db *db, struct request *rq)
{
    struct changing c = { .who = &rq->who->session };
    bool done = false;
    enum fault_code rc = change_found(db, rq, &done);
    if (!rc && !done)
        rc = passkey_load(db, c.who->user_id, rq->id[0], &c.key);
    return rc ? rc : change(db, rq, &c, "passkey_remove", remove_tx, "passkey-removed");
}

/* --- signing in --- */

static enum fault_code ask_to_use(const struct db *db, struct request *rq)
{
    struct ask_page page = { .title = tr("Sign in with a passkey"),
                             .action = "/signin/passkey/use",
                             .cancel = "/signin",
                             .next = enter_next(rq, params_get(&rq->fields, "next")),
                             .challenge = new_challenge(rq, 0) };
    return ask(db, rq, &page);
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
    enum fault_code refusal = refuse(rq, not_here);
    enum fault_code rc = signin_add(db, &tried);
    if (!rc)
        rc = db_tx(db, refused_tx, NULL, &note);
    return rc ? rc : refusal;
}

enum fault_code passkey_signin_do(struct db *db, struct request *rq)
{
    const struct passkey_used *in = rq->form;
    const struct webauthn_answer answer = { in->credential, in->authdata, in->client,
                                            in->signature };
    struct using u = { .net = throttle_address(rq->arena, rq->env.remote ? rq->env.remote : "") };
    struct webauthn_site site = { .host = "" };
    struct entrant who = { .proved = true, .next = in->next, .with = use_tx, .ctx = &u };
    enum fault_code rc = db_tx(db, take_tx, NULL, &u);
    if (!rc)
        rc = read_site(rq, 0, &site);
    if (!rc)
        rc = passkey_find(db, site.host, in->credential, &u.key);
    if (!rc)
        rc = user_for_signin_by_id(db, u.key.user_id, web_of(rq)->face == WEB_ADMIN, &who.user);
    if (rc == FAULT_MISSING || (!rc && gate_door(rq) && who.user.reseller_id != gate_door(rq)))
        return refuse(rq, not_here);
    if (rc)
        return rc;
    const struct webauthn_key key = { u.key.algorithm, u.key.public_key, u.key.count };
    u.challenge = secret_hash(rq->arena, site.challenge);
    who.passkey = u.key.name;
    rc = webauthn_used(rq->fault, rq->arena, &site, &answer, &key, &u.count);
    if (!rc)
        rc = enter(db, rq, &who);
    if (rc == FAULT_INVALID || rc == FAULT_CONFLICT || rc == FAULT_DENIED)
        return note_wrong(db, rq, &who.user, u.key.name);
    if (!rc)
        gate_set_cookie(rq, COOKIE_STEP, NULL);
    return rc;
}
