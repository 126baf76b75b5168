/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A seed is stored once a code of it was right. Until then it lies sealed in the
 * form, bound to the session: an abandoned set-up leaves nothing, and nobody can
 * have another one's seed set.
 */
#include "web/totp.h"
#include <inttypes.h>
#include "base/clock.h"
#include "base/secret.h"
#include "base/words.h"
#include "store/outbox.h"
#include "store/session_open.h"
#include "store/setting.h"
#include "store/throttle.h"
#include "store/totp.h"
#include "web/change.h"
#include "web/oath.h"
#include "web/passkey_ask.h"
#include "web/profile.h"

/* --- how it is --- */

struct totp_page {
    bool on;
    bool needed; /* by the role, and not there */
    int64_t created_at;
    int64_t codes;
};
const struct field totp_page_view[] = {
    BOOL(struct totp_page, on),
    BOOL(struct totp_page, needed),
    TIME(struct totp_page, created_at),
    I64(struct totp_page, codes),
    FIELDS_END,
};

enum fault_code totp_show(const struct db *db, struct request *rq)
{
    struct totp_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct totp_state state = { .codes = 0 };
    enum fault_code rc = totp_state(db, rq->who->session.user_id, &state);
    page->on = !rc;
    if (rc && rc != FAULT_MISSING)
        return rc;
    fault_clear(rq->fault);
    page->needed = rq->who->session.needs_totp;
    page->created_at = state.created_at;
    page->codes = state.codes;
    page_title(rq, tr("Second step"));
    rq->view = page;
    return FAULT_OK;
}

/* --- setting up --- */

enum { CODE_MOST = 64, SEALED_MOST = 512 };

const struct field totp_setup_form[] = {
    TEXT(struct totp_setup, seed, .required = true, .max = SEALED_MOST),
    TEXT(struct totp_setup, code, .label = T("A code"), .required = true, .max = CODE_MOST),
    FIELDS_END,
};
static const struct form_input setup_inputs[] = {
    INPUT("seed", NULL, HIDDEN),
    INPUT("code", T("Code"), TEXT, .autocomplete = "one-time-code", .code = true,
          .help = T("Six digits, as the authenticator shows them now.")),
    INPUTS_END,
};
static const struct form_spec setup_spec = { .fields = totp_setup_form,
                                             .inputs = setup_inputs,
                                             .submit = T("Switch on") };

struct setup_page {
    int64_t size; /* squares of the picture */
    const char *picture;
    const char *seed;
    struct form_view form;
};
const struct field totp_setup_view[] = {
    I64(struct setup_page, size),
    TEXT(struct setup_page, picture),
    TEXT(struct setup_page, seed),
    GROUP(struct setup_page, form, struct form_view, form_view),
    FIELDS_END,
};

static const char *setup_place(const struct request *rq)
{
    return arena_printf(rq->arena, "totp.setup.%" PRId64, rq->who->session.id);
}

static enum fault_code show_setup(const struct db *db, struct request *rq, const char *seed,
                                  const char *sealed)
{
    struct setup_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct settings now;
    struct totp_setup first = { .seed = sealed };
    struct form_ask ask = { .action = "/profile/totp",
                            .cancel = "/profile/totp",
                            .values = &first };
    enum fault_code rc = settings_load(db, &now);
    if (rc)
        return rc;
    page->picture = oath_picture(rq->arena,
                                 oath_uri(rq->arena, setting_text(&now, SETTING_PANEL_NAME),
                                          rq->who->session.email, seed),
                                 &page->size);
    page->seed = oath_spaced(rq->arena, seed);
    form_fill(rq, &setup_spec, &ask, &page->form);
    page_title(rq, tr("Set up the second step"));
    request_show(rq, "page/totp_setup.html", totp_setup_view, page);
    return FAULT_OK;
}

enum fault_code totp_begin_do(struct db *db, struct request *rq)
{
    char *seed = oath_seed(rq->arena);
    return show_setup(db, rq, seed, secret_seal(rq->arena, setup_place(rq), seed));
}

/* The seed that came back, or NULL. */
static char *sent_seed(const struct request *rq)
{
    const char *sealed = params_get(&rq->fields, "seed");
    return sealed ? secret_open(rq->arena, setup_place(rq), sealed) : NULL;
}

enum fault_code totp_begin_again(const struct db *db, struct request *rq)
{
    char *seed = sent_seed(rq);
    if (!seed)
        return fail(rq->fault, FAULT_INVALID, T("This form is too old. Begin anew."));
    return show_setup(db, rq, seed, params_get(&rq->fields, "seed"));
}

/* --- recovery codes --- */

struct code_row {
    const char *code;
};
static const struct field code_row_fields[] = { TEXT(struct code_row, code), FIELDS_END };

struct codes_page {
    bool first; /* the step was switched on just now */
    struct list codes;
};
const struct field totp_codes_view[] = {
    BOOL(struct codes_page, first),
    LIST(struct codes_page, codes, struct code_row, code_row_fields),
    FIELDS_END,
};

struct setting_up {
    const struct session *who;
    const char *seed; /* sealed to its row; NULL: codes alone */
    int64_t step;
    const char *hash[RECOVERY_CODES];
};

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

static enum fault_code set_tx(struct db *db, void *ctx)
{
    const struct setting_up *u = ctx;
    struct totp totp = { .seed = u->seed, .step = u->step };
    enum fault_code rc = FAULT_OK;
    if (u->seed)
        rc = totp_set(db, u->who->user_id, &totp);
    if (!rc)
        rc = recovery_set(db, u->who->user_id, u->hash);
    if (!rc && u->seed)
        rc = session_end_others(db, u->who->user_id, u->who->id);
    return rc ? rc : tell(db, u->who);
}

/* Shown in this very answer and never again. */
static enum fault_code give_codes(struct db *db, struct request *rq, struct setting_up *u,
                                  const char *what)
{
    bool repeated = false;
    struct code_row *rows = arena_array(rq->arena, RECOVERY_CODES, sizeof(*rows));
    struct codes_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct change change = { .what = what,
                             .object = rq->who->session.email,
                             .of = { .noun = AUDIT_OF_SECOND_STEP,
                                     .id = &rq->who->session.user_id },
                             .said = audit_masked(rq->arena, "recovery_codes"),
                             .fn = set_tx,
                             .ctx = u };
    for (int i = 0; i < RECOVERY_CODES; i++) {
        rows[i].code = oath_recovery(rq->arena);
        u->hash[i] = secret_hash(rq->arena, oath_recovery_normal(rq->arena, rows[i].code));
    }
    u->who = &rq->who->session;
    enum fault_code rc = change_once(db, rq, &change, &repeated);
    if (rc)
        return rc;
    if (repeated) {
        request_redirect(rq, "%s/profile/totp?did=codes-once", page_root(rq));
        return FAULT_OK;
    }
    page->first = u->seed != NULL;
    page->codes = (struct list){ rows, RECOVERY_CODES };
    page_title(rq, tr("Recovery codes"));
    rq->view = page;
    return FAULT_OK;
}

enum fault_code totp_set_do(struct db *db, struct request *rq)
{
    const struct totp_setup *in = rq->form;
    struct setting_up u = { .step = 0 };
    int64_t id = rq->who->session.user_id;
    bool done = false;
    char *seed = sent_seed(rq);
    enum fault_code rc = change_found(db, rq, &done);
    if (!rc && !seed)
        rc = fail(rq->fault, FAULT_INVALID, T("This form is too old. Begin anew."));
    if (!rc && !done && !oath_is_code(rq->arena, seed, in->code, clock_now(), &u.step))
        rc = fail_field(rq->fault, FAULT_INVALID, "code",
                        T("This is not the code of this moment. Is the authenticator's clock "
                          "right?"));
    if (rc)
        return rc;
    u.seed = secret_seal(rq->arena, arena_printf(rq->arena, "totp.seed.%" PRId64, id), seed);
    secret_wipe(seed);
    return give_codes(db, rq, &u, "totp_on");
}

enum fault_code totp_codes_do(struct db *db, struct request *rq)
{
    struct setting_up u = { .seed = NULL };
    struct totp_state state;
    enum fault_code rc = totp_state(db, rq->who->session.user_id, &state);
    if (rc == FAULT_MISSING)
        return fail(rq->fault, FAULT_CONFLICT, T("There is no second step to recover."));
    return rc ? rc : give_codes(db, rq, &u, "totp_codes");
}

/* --- switching off --- */

enum fault_code totp_off_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = inputs, .submit = T("Switch off"), .danger = true
    };
    struct form_confirm ask = {
        .head = { .title = tr("Switch the second step off?"),
                  .crumbs = { { "/profile", tr("Profile") },
                              { "/profile/totp", tr("Second step") } } },
        .order = { tr("At once: your password alone lets you in, and whoever else has it."),
                   tr("Recovery codes: they are void.") },
    };
    (void)db;
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action = "/profile/totp/off",
                                                 .cancel = "/profile/totp",
                                                 .cancel_words = tr("Leave it on") });
}

static enum fault_code off_tx(struct db *db, void *ctx)
{
    const struct session *s = ctx;
    bool had = false;
    enum fault_code rc = totp_drop(db, s->user_id, &had);
    return rc || !had ? rc : tell(db, s);
}

enum fault_code totp_off_do(struct db *db, struct request *rq)
{
    struct session *s = &rq->who->session;
    struct change change = { .what = "totp_off",
                             .object = s->email,
                             .of = { .noun = AUDIT_OF_SECOND_STEP, .id = &s->user_id },
                             .fn = off_tx,
                             .ctx = s };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "%s/profile/totp?did=totp-off", page_root(rq));
    return rc;
}

/* --- the password once more --- */

enum { PASSWORD_MOST = 1024, NEXT_MOST = 2048 };

const struct field again_query_form[] = {
    TEXT(struct again_query, next, .max = NEXT_MOST),
    FIELDS_END,
};
const struct field again_form[] = {
    TEXT(struct again, password, .label = T("Your password"), .required = true,
         .max = PASSWORD_MOST),
    TEXT(struct again, next, .max = NEXT_MOST),
    FIELDS_END,
};
static const struct form_input again_inputs[] = {
    INPUT("password", T("Password"), PASSWORD, .autocomplete = "current-password", .focus = true),
    INPUT("next", NULL, HIDDEN),
    INPUTS_END,
};
static const struct form_spec again_spec = { .fields = again_form,
                                             .inputs = again_inputs,
                                             .submit = T("Go on") };

struct again_page {
    bool passkeys; /* there is one for this host */
    const char *next;
    struct form_view form;
};
const struct field again_view[] = {
    BOOL(struct again_page, passkeys),
    TEXT(struct again_page, next),
    GROUP(struct again_page, form, struct form_view, form_view),
    FIELDS_END,
};

enum fault_code again_show(const struct db *db, struct request *rq)
{
    struct again_page *page = arena_alloc(rq->arena, sizeof(*page));
    const char *next = params_get(rq->method == M_GET ? &rq->query : &rq->fields, "next");
    const char *host = webauthn_host(rq->arena, gate_origin(rq));
    struct again first = { .next = enter_next(rq, next) };
    struct form_ask ask = { .action = "/again", .values = &first };
    struct list all;
    enum fault_code rc = passkey_list_any(db, rq->who->session.user_id, &all);
    if (rc)
        return rc;
    page->passkeys = *passkey_credentials(rq->arena, &all, host);
    page->next = first.next;
    form_fill(rq, &again_spec, &ask, &page->form);
    page_title(rq, tr("Your password, once more"));
    request_show(rq, "page/again.html", again_view, page);
    return FAULT_OK;
}

/* A rise in what the session may: its cookie changes. */
enum fault_code again_do(struct db *db, struct request *rq)
{
    const struct again *in = rq->form;
    const struct session *s = &rq->who->session;
    const char *cookie = secret_token(rq->arena, SECRET_SESSION_LEN);
    enum fault_code rc = password_check(db, rq, "password", in->password);
    if (!rc)
        rc = session_prove(db, s->id, secret_hash(rq->arena, cookie));
    if (rc)
        return rc;
    gate_set_cookie(rq, COOKIE_SESSION, cookie);
    request_redirect(rq, "%s", enter_next(rq, in->next));
    return FAULT_OK;
}
