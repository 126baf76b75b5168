/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether an address is known is told by nothing: a row is added in either case,
 * and who it is for the mailer finds out. A password's hash is made only for a
 * link that is good, and tries are counted as at the sign-in.
 */
#include "web/link.h"
#include "base/secret.h"
#include "base/words.h"
#include "store/audit.h"
#include "store/audit_look.h"
#include "store/link.h"
#include "store/outbox.h"
#include "store/passkey.h"
#include "store/throttle.h"
#include "web/enter.h"

const struct field forgot_form[] = {
    TEXT(struct forgot, email, .label = T("An e-mail address"), .required = true, .max = 254,
         .check = check_email),
    FIELDS_END,
};
const struct field reset_form[] = {
    TEXT(struct reset, link, .required = true, .min = LINK_SECRET_LEN, .max = LINK_SECRET_LEN),
    TEXT(struct reset, password, .label = T("A password"), .required = true, .max = 1024,
         .check = check_password),
    FIELDS_END,
};
const struct field by_link_form[] = {
    TEXT(struct by_link, link, .required = true, .min = LINK_SECRET_LEN, .max = LINK_SECRET_LEN),
    FIELDS_END,
};
const struct field invited_form[] = {
    TEXT(struct invited, link, .required = true, .min = LINK_SECRET_LEN, .max = LINK_SECRET_LEN),
    TEXT(struct invited, name, .label = T("A name"), .required = true, .max = 100,
         .check = check_title),
    TEXT(struct invited, password, .label = T("A password"), .required = true, .max = 1024,
         .check = check_password),
    FIELDS_END,
};

static const struct form_input forgot_inputs[] = {
    INPUT("email", T("E-mail"), EMAIL, .autocomplete = "username",
          .help = T("A link to set a new password is sent to it.")),
    INPUTS_END,
};
static const struct form_spec forgot_spec = { .fields = forgot_form,
                                              .inputs = forgot_inputs,
                                              .submit = T("Send the link") };
#define PASSWORD_INPUT                                                                             \
    INPUT("password", T("New password"), PASSWORD, .autocomplete = "new-password",                 \
          .help = T("At least 12 characters."))
static const struct form_input reset_inputs[] = {
    INPUT("link", "", HIDDEN),
    PASSWORD_INPUT,
    INPUTS_END,
};
static const struct form_spec reset_spec = { .fields = reset_form,
                                             .inputs = reset_inputs,
                                             .submit = T("Set the password") };
static const struct form_input invited_inputs[] = {
    INPUT("link", "", HIDDEN),
    INPUT("name", T("Your name"), TEXT, .autocomplete = "name"),
    PASSWORD_INPUT,
    INPUTS_END,
};
static const struct form_spec invited_spec = { .fields = invited_form,
                                               .inputs = invited_inputs,
                                               .submit = T("Accept and sign in") };

static const struct form_input by_link_inputs[] = {
    INPUT("link", "", HIDDEN),
    INPUTS_END,
};
static const struct form_spec by_link_spec = { .fields = by_link_form,
                                               .inputs = by_link_inputs,
                                               .submit = T("Sign in") };

static enum session_face face_of(const struct request *rq)
{
    return web_of(rq)->face == WEB_ADMIN ? SESSION_ADMIN : SESSION_MY;
}

static const char *net_of(const struct request *rq)
{
    return throttle_address(rq->arena, rq->env.remote ? rq->env.remote : "");
}

static void to_signin(struct request *rq, const char *did)
{
    request_redirect(rq, "%s?did=%s", gate_signin_path(web_of(rq)), did);
}

/* --- asking --- */

enum fault_code forgot_show(const struct db *db, struct request *rq)
{
    (void)db;
    struct form_head head = { .title = tr("Forgot the password?") };
    struct form_ask ask = { .action = "/forgot", .cancel = "/signin" };
    page_title(rq, head.title);
    return form_page_show(rq, &head, &forgot_spec, &ask);
}

struct asking {
    enum session_face face;
    int64_t door;
    const char *email;
    const char *net;
    const char *whose;
};

/* Each is counted, right or wrong: an address is not to be flooded with mails. */
static enum fault_code ask_tx(struct db *db, void *ctx)
{
    const struct asking *a = ctx;
    enum fault_code rc = throttle_take(db, THROTTLE_ALL, a->net);
    if (!rc)
        rc = throttle_take(db, THROTTLE_MAIL, a->whose);
    return rc ? rc : link_ask_reset(db, a->face, a->door, a->email);
}

enum fault_code forgot_do(struct db *db, struct request *rq)
{
    const struct forgot *in = rq->form;
    struct asking a = {
        .face = face_of(rq), .door = gate_door(rq), .email = in->email, .net = net_of(rq)
    };
    a.whose = arena_printf(rq->arena, "%s %s", gate_door_name(rq),
                           user_email_normal(rq->arena, in->email));
    enum fault_code rc = db_tx(db, ask_tx, NULL, &a);
    if (!rc)
        to_signin(rq, "reset-asked");
    return rc;
}

/* --- the link's page --- */

/* Of the address, or of the form that was refused. */
static const char *sent_link(const struct request *rq)
{
    const char *link = params_get(rq->method == M_GET ? &rq->query : &rq->fields, "link");
    return link && strlen(link) == LINK_SECRET_LEN ? link : "";
}

static enum fault_code show(const struct db *db, struct request *rq, enum link_what what,
                            const struct form_spec *spec, const char *action)
{
    struct link link;
    const char *secret = sent_link(rq);
    enum fault_code rc = link_find(db, what, face_of(rq), gate_door(rq), secret, &link);
    if (rc)
        return rc;
    bool invite = what == LINK_INVITE;
    struct reset reset = { .link = secret };
    struct invited invited = { .link = secret, .name = link.name };
    struct form_head head = {
        .title = invite ? tr("You are invited") : tr("A new password"),
        .lead = invite ? arena_printf(rq->arena, tr("%s, to the account %s."), link.email,
                                      link.account_name)
                       : arena_printf(rq->arena, tr("For %s. All your sessions end."), link.email),
    };
    struct form_ask ask = { .action = action,
                            .values = invite ? (const void *)&invited : (const void *)&reset };
    page_title(rq, head.title);
    return form_page_show(rq, &head, spec, &ask);
}

enum fault_code reset_show(const struct db *db, struct request *rq)
{
    return show(db, rq, LINK_RESET, &reset_spec, "/reset");
}

enum fault_code invite_show(const struct db *db, struct request *rq)
{
    return show(db, rq, LINK_INVITE, &invited_spec, "/invite");
}

/* --- using it --- */

struct use_of {
    enum link_what what;
    enum session_face face;
    struct link link;
    const char *name; /* of an invited user */
    const char *password_hash;
    const char *address;
};

static enum fault_code use_tx(struct db *db, void *ctx)
{
    const struct use_of *u = ctx;
    const struct link *l = &u->link;
    bool invite = u->what == LINK_INVITE;
    struct audit_new note = { .account_id = l->account_id,
                              .reseller_id = l->reseller_id,
                              .who = gate_short(db->arena, l->email),
                              .address = u->address,
                              .what = invite ? "invite_accept" : "password_reset",
                              .object = "",
                              .changes = audit_masked(db->arena, "password") };
    struct outbox_new mail = { MAIL_PASSWORD, l->account_id, l->reseller_id,
                               l->user_id,    l->email,      "{}" };
    enum fault_code rc = link_use(db, l, u->name, u->password_hash);
    if (!rc && invite)
        rc = user_set_language(db, l->user_id, words_in_use());
    if (!rc && !invite) /* whoever got in may have left one */
        rc = passkey_drop_all(db, l->user_id, NULL);
    if (!rc && !invite)
        rc = outbox_add(db, &mail, NULL);
    return rc ? rc : audit_add(db, &note);
}

static enum fault_code take_tx(struct db *db, void *ctx)
{
    const char *net = ctx;
    enum fault_code rc = throttle_take(db, THROTTLE_ADDRESS, net);
    return rc ? rc : throttle_take(db, THROTTLE_ALL, net);
}

/* A link that is none is a wrong try. */
static enum fault_code find_link(struct db *db, struct request *rq, struct use_of *u,
                                 const char *secret)
{
    char *net = arena_strdup(rq->arena, net_of(rq));
    enum fault_code rc = db_tx(db, take_tx, NULL, net);
    if (!rc)
        rc = link_find(db, u->what, u->face, gate_door(rq), secret, &u->link);
    return rc ? rc : throttle_back(db, THROTTLE_ADDRESS, net);
}

static enum fault_code use(struct db *db, struct request *rq, struct use_of *u, const char *secret,
                           const char *password)
{
    u->face = face_of(rq);
    u->address = rq->env.remote ? rq->env.remote : "";
    enum fault_code rc = find_link(db, rq, u, secret);
    if (rc)
        return rc;
    u->password_hash = secret_password_hash(rq->arena, password);
    return db_tx(db, use_tx, NULL, u);
}

enum fault_code reset_do(struct db *db, struct request *rq)
{
    const struct reset *in = rq->form;
    struct use_of u = { .what = LINK_RESET };
    enum fault_code rc = use(db, rq, &u, in->link, in->password);
    if (!rc)
        to_signin(rq, "password-set");
    return rc;
}

enum fault_code invite_do(struct db *db, struct request *rq)
{
    const struct invited *in = rq->form;
    struct use_of u = { .what = LINK_INVITE, .name = in->name };
    struct entrant who = { .proved = true };
    enum fault_code rc = use(db, rq, &u, in->link, in->password);
    if (!rc)
        rc = user_for_signin_by_id(db, u.link.user_id, u.face == SESSION_ADMIN, &who.user);
    return rc ? rc : enter(db, rq, &who);
}

/* --- from a billing system --- */

enum fault_code by_link_show(const struct db *db, struct request *rq)
{
    struct link link;
    struct by_link now = { .link = sent_link(rq) };
    enum fault_code rc = link_find(db, LINK_SIGNIN, face_of(rq), gate_door(rq), now.link, &link);
    if (rc)
        return rc;
    struct form_head head = { .title = tr("Sign in"), .lead = link.email };
    struct form_ask ask = { .action = "/signin/link", .values = &now };
    page_title(rq, head.title);
    return form_page_show(rq, &head, &by_link_spec, &ask);
}

static enum fault_code spend_tx(struct db *db, void *ctx)
{
    const struct use_of *u = ctx;
    return link_spend(db, &u->link);
}

/* Whoever has a second step is asked for it, as after a password. */
enum fault_code by_link_do(struct db *db, struct request *rq)
{
    const struct by_link *in = rq->form;
    struct use_of u = { .what = LINK_SIGNIN, .face = face_of(rq) };
    struct entrant who = { .proved = false };
    enum fault_code rc = find_link(db, rq, &u, in->link);
    if (!rc)
        rc = db_tx(db, spend_tx, NULL, &u);
    if (!rc)
        rc = user_for_signin_by_id(db, u.link.user_id, false, &who.user);
    return rc ? rc : enter(db, rq, &who);
}
