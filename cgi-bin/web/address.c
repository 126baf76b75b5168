/* SPDX-License-Identifier: Apache-2.0 */
#include "web/address.h"
#include "base/words.h"
#include "store/audit.h"
#include "store/audit_look.h"
#include "store/link.h"
#include "store/outbox.h"
#include "store/throttle.h"
#include "web/change.h"

const struct field address_form[] = {
    TEXT(struct address_form, email, .label = T("An e-mail address"), .required = true, .max = 254,
         .check = check_email),
    FIELDS_END,
};
const struct field address_link_form[] = {
    TEXT(struct address_link, link, .required = true, .min = LINK_SECRET_LEN,
         .max = LINK_SECRET_LEN),
    FIELDS_END,
};

static enum session_face face_of(const struct request *rq)
{
    return web_of(rq)->face == WEB_ADMIN ? SESSION_ADMIN : SESSION_MY;
}

/* --- asking --- */

enum fault_code address_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = {
        INPUT("email", T("New e-mail"), EMAIL, .autocomplete = "email",
              .help = T("A link is sent to it. Until you open that, nothing changes.")),
        INPUTS_END,
    };
    static const struct form_spec spec = { .fields = address_form,
                                           .inputs = inputs,
                                           .submit = T("Send the link") };
    struct form_head head = {
        .title = tr("Change the address"),
        .lead = arena_printf(rq->arena, tr("You sign in with %s now."), rq->who->session.email),
        .crumbs = { { "/profile", tr("Profile") } },
    };
    struct form_ask ask = { .action = "/profile/email", .cancel = "/profile" };
    (void)db;
    return form_page_show(rq, &head, &spec, &ask);
}

struct asking {
    const struct session *who;
    const char *email;
    const char *by;   /* whoever asks, as it is counted */
    const char *whose; /* the address, likewise */
};

static enum fault_code ask_tx(struct db *db, void *ctx)
{
    const struct asking *a = ctx;
    enum fault_code rc = throttle_take(db, THROTTLE_MAIL, a->by);
    if (!rc)
        rc = throttle_take(db, THROTTLE_MAIL, a->whose);
    return rc ? rc : link_ask_email(db, a->who, a->email);
}

enum fault_code address_do(struct db *db, struct request *rq)
{
    const struct address_form *in = rq->form;
    const struct session *s = &rq->who->session;
    const char *email = user_email_normal(rq->arena, in->email);
    struct asking a = { .who = s,
                        .email = email,
                        .by = arena_printf(rq->arena, "email of %lld", (long long)s->user_id),
                        .whose = arena_printf(rq->arena, "%s %s", rq->face->name, email) };
    struct change change = { .what = "email_ask",
                             .object = email,
                             .said = audit_pair(rq->arena, "email", s->email, email),
                             .fn = ask_tx,
                             .ctx = &a };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "%s/profile?did=email-asked", page_root(rq));
    return rc;
}

/* --- the link --- */

enum fault_code address_link_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUT("link", NULL, HIDDEN), INPUTS_END };
    static const struct form_spec spec = { .fields = address_link_form,
                                           .inputs = inputs,
                                           .submit = T("Change the address") };
    struct link link;
    const char *secret = params_get(rq->method == M_GET ? &rq->query : &rq->fields, "link");
    enum fault_code rc =
        link_find(db, LINK_EMAIL, face_of(rq), gate_door(rq), secret ? secret : "", &link);
    if (rc)
        return rc;
    struct address_link first = { .link = secret };
    struct form_head head = {
        .title = tr("Your new address"),
        .lead = arena_printf(rq->arena, tr("%s becomes %s. All your sessions end."), link.email,
                             link.new_email),
    };
    struct form_ask ask = { .action = "/address", .values = &first };
    page_title(rq, head.title);
    return form_page_show(rq, &head, &spec, &ask);
}

struct moving {
    struct link link;
    const char *address; /* the client's */
};

/* Both addresses are told. */
static enum fault_code tell(struct db *db, const struct link *l)
{
    OWNED(input_drop_json) json_t *args = json_pack("{s:s}", "to", l->new_email);
    char words[512] = "{}";
    size_t len = args ? json_dumpb(args, words, sizeof(words) - 1, JSON_COMPACT) : 0;
    if (!len || len >= sizeof(words))
        return fail(db->fault, FAULT_BUG, "an address does not fit a mail's row");
    words[len] = '\0';
    struct outbox_new mail = { MAIL_MOVED, l->account_id, l->reseller_id,
                               l->user_id, l->email,      words };
    enum fault_code rc = outbox_add(db, &mail, NULL);
    mail.email = l->new_email;
    return rc ? rc : outbox_add(db, &mail, NULL);
}

static enum fault_code move_tx(struct db *db, void *ctx)
{
    const struct moving *m = ctx;
    const struct link *l = &m->link;
    struct audit_new note = { .account_id = l->account_id,
                              .reseller_id = l->reseller_id,
                              .who = gate_short(db->arena, l->email),
                              .address = m->address,
                              .what = "email",
                              .object = gate_short(db->arena, l->new_email),
                              .changes = audit_pair(db->arena, "email", l->email, l->new_email) };
    enum fault_code rc = link_use_email(db, l);
    if (!rc)
        rc = tell(db, l);
    return rc ? rc : audit_add(db, &note);
}

enum fault_code address_link_do(struct db *db, struct request *rq)
{
    const struct address_link *in = rq->form;
    struct moving m = { .address = rq->env.remote ? rq->env.remote : "" };
    enum fault_code rc = link_find(db, LINK_EMAIL, face_of(rq), gate_door(rq), in->link, &m.link);
    if (!rc)
        rc = db_tx(db, move_tx, NULL, &m);
    if (!rc)
        request_redirect(rq, "%s?did=email-changed", gate_signin_path(web_of(rq)));
    return rc;
}
