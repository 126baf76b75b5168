/* SPDX-License-Identifier: Apache-2.0 */
#include "web/enter.h"
#include <inttypes.h>
#include "base/clock.h"
#include "base/net.h"
#include "base/secret.h"
#include "base/words.h"
#include "store/audit.h"
#include "store/device.h"
#include "store/outbox.h"
#include "store/session.h"
#include "store/signin.h"
#include "store/throttle.h"
#include "store/totp.h"
#include "web/oath.h"

enum { NEXT_MAX = 2048 };

const char *enter_next(const struct request *rq, const char *next)
{
    const char *root = page_root(rq);
    const char *first = *root ? "/admin/" : "/";
    bool good = next && strlen(next) <= NEXT_MAX && request_path_is_ours(next);
    for (const char *p = next; good && *p; p++)
        good = *p > ' ' && *p < 0x7f;
    if (good)
        good = *root ? !strncmp(next, "/admin/", 7)
                     : strncmp(next, "/admin", 6) && strncmp(next, "/api/", 5);
    if (good)
        good = strncmp(next, gate_signin_path(web_of(rq)), strlen(gate_signin_path(web_of(rq))));
    return good ? next : first;
}

static bool at_admin(const struct request *rq)
{
    return web_of(rq)->face == WEB_ADMIN;
}

/* --- the session --- */

struct beginning {
    const struct entrant *in;
    struct session_new session;
    const char *device; /* hash of its cookie */
};

/* Three in ten minutes: whoever forgets each cookie is not told of each sign-in. */
static enum fault_code tell_of_device(struct db *db, const struct beginning *b)
{
    const struct user_secret *u = &b->in->user;
    enum fault_code rc =
        throttle_take(db, THROTTLE_MAIL, arena_printf(db->arena, "device %" PRId64, u->id));
    if (rc == FAULT_RATE) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    if (rc)
        return rc;
    OWNED(input_drop_json)
    json_t *args = json_pack("{s:s, s:s}", "agent", session_agent(db->arena, b->session.agent),
                             "from", b->session.address);
    size_t len = args ? json_dumpb(args, NULL, 0, JSON_COMPACT) : 0;
    char *words = arena_alloc(db->arena, len + 1);
    if (args)
        json_dumpb(args, words, len, JSON_COMPACT);
    struct outbox_new mail = { MAIL_DEVICE, u->account_id, u->reseller_id,
                               u->id,       u->email,      args ? words : "{}" };
    return outbox_add(db, &mail, NULL);
}

const char *enter_by_passkey(struct arena *a, const char *passkey)
{
    return passkey ? gate_short(a, arena_printf(a, "passkey %s", passkey)) : "";
}

static enum fault_code begin_tx(struct db *db, void *ctx)
{
    const struct beginning *b = ctx;
    const struct user_secret *u = &b->in->user;
    struct signin_new tried = { .user_id = u->id,
                                .face = b->session.face,
                                .passed = true,
                                .address = b->session.address,
                                .agent = b->session.agent };
    struct audit_new note = { .account_id = u->account_id,
                              .reseller_id = u->reseller_id,
                              .who = gate_short(db->arena, u->email),
                              .address = b->session.address,
                              .what = "signin",
                              .object = enter_by_passkey(db->arena, b->in->passkey) };
    bool strange = false;
    enum fault_code rc = device_meet(db, u->id, b->device, &strange);
    if (!rc && strange)
        rc = tell_of_device(db, b);
    if (!rc)
        rc = signin_add(db, &tried);
    if (!rc)
        rc = session_add(db, &b->session);
    if (!rc)
        rc = audit_add(db, &note);
    return rc || !b->in->with ? rc : b->in->with(db, b->in->ctx);
}

/* A browser keeps its cookie for all who sign in with it. */
static const char *device_of(struct request *rq)
{
    const char *sent = gate_cookie(rq, COOKIE_DEVICE);
    bool good = sent && strlen(sent) == SECRET_SESSION_LEN;
    const char *device = good ? sent : secret_token(rq->arena, SECRET_SESSION_LEN);
    gate_set_cookie(rq, COOKIE_DEVICE, device);
    return secret_hash(rq->arena, device);
}

static enum fault_code begin(struct db *db, struct request *rq, const struct entrant *in)
{
    const char *cookie = secret_token(rq->arena, SECRET_SESSION_LEN);
    struct beginning b = { .in = in,
                           .device = device_of(rq),
                           .session = { .face = at_admin(rq) ? SESSION_ADMIN : SESSION_MY,
                                        .hash = secret_hash(rq->arena, cookie),
                                        .user_id = in->user.id,
                                        .account_id = in->user.account_id,
                                        .reseller_id = in->user.reseller_id,
                                        .address = rq->env.remote ? rq->env.remote : "",
                                        .agent = rq->env.agent ? rq->env.agent : "",
                                        .proved = in->proved } };
    enum fault_code rc = db_tx(db, begin_tx, NULL, &b);
    if (rc)
        return rc;
    gate_set_cookie(rq, COOKIE_SESSION, cookie);
    request_redirect(rq, "%s", enter_next(rq, in->next));
    return FAULT_OK;
}

/* --- between the steps: "USER PROVED UNTIL PASSWORD NEXT", sealed to the face --- */

static const char *place_of(const struct request *rq)
{
    return at_admin(rq) ? "signin.step.admin" : "signin.step.my";
}

/* Another password since then, and it is void. */
static const char *password_mark(struct arena *a, const struct user_secret *u)
{
    return secret_hash(a, u->password_hash ? u->password_hash : "");
}

static void ask_code(struct request *rq, const struct entrant *in)
{
    int64_t until = clock_now() / 1000000 + GATE_STEP_SECONDS;
    char *known =
        arena_printf(rq->arena, "%" PRId64 " %d %" PRId64 " %s %s", in->user.id, in->proved, until,
                     password_mark(rq->arena, &in->user), enter_next(rq, in->next));
    gate_set_cookie(rq, COOKIE_STEP, secret_seal(rq->arena, place_of(rq), known));
    request_redirect(rq, "%s/signin/code", page_root(rq));
}

bool enter_may_from_here(const struct request *rq, const struct user_secret *u)
{
    return !u->networks || !*u->networks ||
           net_list_has(u->networks, rq->env.remote ? rq->env.remote : "");
}

enum fault_code enter(struct db *db, struct request *rq, const struct entrant *in)
{
    if (!enter_may_from_here(rq, &in->user))
        return fail(rq->fault, FAULT_DENIED, T("You may not sign in from this network."));
    if (in->passkey || !in->user.totp)
        return begin(db, rq, in);
    enum fault_code rc = in->with ? db_tx(db, in->with, NULL, in->ctx) : FAULT_OK;
    if (!rc)
        ask_code(rq, in);
    return rc;
}

static enum fault_code too_late(const struct request *rq)
{
    fault_clear(rq->fault);
    return fail(rq->fault, FAULT_SIGNED_OUT, T("That took too long. Sign in anew."));
}

/* The next word of a line, which it ends. */
static char *next_word(char **p)
{
    char *word = *p;
    size_t len = strcspn(word, " ");
    *p += len + (word[len] == ' ');
    word[len] = '\0';
    return word;
}

static enum fault_code read_step(const struct db *db, struct request *rq, struct entrant *out)
{
    const char *cookie = gate_cookie(rq, COOKIE_STEP);
    char *p = cookie ? secret_open(rq->arena, place_of(rq), cookie) : NULL;
    long long id = 0;
    long long until = 0;
    if (!p || !parse_i64(next_word(&p), 1, INT64_MAX, &id))
        return too_late(rq);
    out->proved = !strcmp(next_word(&p), "1");
    if (!parse_i64(next_word(&p), 0, INT64_MAX, &until) || until < clock_now() / 1000000)
        return too_late(rq);
    const char *mark = next_word(&p);
    out->next = p;
    enum fault_code rc = user_for_signin_by_id(db, id, at_admin(rq), &out->user);
    if (rc == FAULT_MISSING || (!rc && strcmp(mark, password_mark(rq->arena, &out->user)) != 0))
        return too_late(rq);
    return rc;
}

/* --- the code --- */

enum { CODE_MOST = 64 };

const struct field code_form[] = {
    TEXT(struct code_form, code, .label = T("A code"), .required = true, .max = CODE_MOST),
    FIELDS_END,
};
static const struct form_input code_inputs[] = {
    INPUT("code", T("Code"), TEXT, .autocomplete = "one-time-code", .code = true, .focus = true,
          .help = T("Six digits, from your authenticator. Without it: one of your recovery "
                    "codes.")),
    INPUTS_END,
};
static const struct form_spec code_spec = { .fields = code_form,
                                            .inputs = code_inputs,
                                            .submit = T("Sign in") };

enum fault_code code_show(const struct db *db, struct request *rq)
{
    struct form_head head = { .title = tr("The second step") };
    struct form_ask ask = { .action = "/signin/code", .cancel = "/signin" };
    (void)db;
    if (!gate_cookie(rq, COOKIE_STEP)) {
        request_redirect(rq, "%s", gate_signin_path(web_of(rq)));
        return FAULT_OK;
    }
    page_title(rq, head.title);
    return form_page_show(rq, &head, &code_spec, &ask);
}

static enum fault_code is_good(struct db *db, struct request *rq, int64_t user_id, const char *code,
                               bool *good)
{
    struct totp totp;
    int64_t step = 0;
    const char *recovery = oath_recovery_normal(rq->arena, code);
    enum fault_code rc = totp_load(db, user_id, &totp);
    if (rc)
        return rc;
    char *seed =
        secret_open(rq->arena, arena_printf(rq->arena, "totp.seed.%" PRId64, user_id), totp.seed);
    if (!seed)
        return fail(rq->fault, FAULT_BUG, "the seed of user %" PRId64 " opens with no key of ours",
                    user_id);
    *good = oath_is_code(rq->arena, seed, code, clock_now(), &step);
    secret_wipe(seed);
    if (*good)
        rc = totp_count(db, user_id, step);
    else if (recovery) {
        *good = true;
        rc = recovery_use(db, user_id, secret_hash(rq->arena, recovery));
    }
    if (rc == FAULT_CONFLICT || rc == FAULT_MISSING) {
        fault_clear(rq->fault);
        *good = false;
        rc = FAULT_OK;
    }
    return rc;
}

/* Counted before it is compared, by user: neither many at once nor many addresses help. */
enum fault_code enter_check_code(struct db *db, struct request *rq, int64_t user_id,
                                 const char *code)
{
    bool good = false;
    const char *counted = arena_printf(rq->arena, "code %" PRId64, user_id);
    enum fault_code rc = throttle_take(db, THROTTLE_ACCOUNT, counted);
    if (!rc)
        rc = is_good(db, rq, user_id, code, &good);
    if (rc)
        return rc;
    if (good)
        return throttle_right(db, THROTTLE_ACCOUNT, counted);
    return fail_field(rq->fault, FAULT_INVALID, "code",
                      T("This code is not right, or was used. Wait for the next one."));
}

enum fault_code code_do(struct db *db, struct request *rq)
{
    const struct code_form *in = rq->form;
    struct entrant e = { .proved = false };
    enum fault_code rc = read_step(db, rq, &e);
    if (!rc && e.user.totp)
        rc = enter_check_code(db, rq, e.user.id, in->code);
    if (rc == FAULT_INVALID) {
        struct signin_new tried = { .user_id = e.user.id,
                                    .face = at_admin(rq) ? SESSION_ADMIN : SESSION_MY,
                                    .address = rq->env.remote ? rq->env.remote : "",
                                    .agent = rq->env.agent ? rq->env.agent : "" };
        enum fault_code noted = signin_add(db, &tried);
        return noted ? noted : rc;
    }
    if (!rc && !enter_may_from_here(rq, &e.user))
        rc = too_late(rq);
    if (rc)
        return rc;
    gate_set_cookie(rq, COOKIE_STEP, NULL);
    return begin(db, rq, &e);
}
