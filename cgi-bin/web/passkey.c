/* SPDX-License-Identifier: Apache-2.0 */
/* One's own passkeys: adding, naming and removing them. */
#include "web/passkey.h"
#include <inttypes.h>
#include "base/secret.h"
#include "base/words.h"
#include "store/outbox.h"
#include "web/change.h"
#include "web/passkey_ask.h"

enum { HANDLE_LEN = 32 };

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

/* --- the list --- */

struct passkey_line {
    const char *name;
    const char *host;
    const char *path;
    int64_t created_at;
    int64_t used_at;
};
static const struct field passkey_line_view[] = {
    TEXT(struct passkey_line, name),    TEXT(struct passkey_line, host),
    TEXT(struct passkey_line, path),    TIME(struct passkey_line, created_at),
    TIME(struct passkey_line, used_at), FIELDS_END,
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
            .path = arena_printf(rq->arena, "%s/profile/passkey/%" PRId64, page_root(rq), p[i].id),
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

/* --- adding --- */

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
    const char *host = webauthn_host(rq->arena, gate_origin(rq));
    const struct passkey_asking page = { .act = "add",
                                         .title = tr("Add a passkey"),
                                         .action = "/profile/passkey",
                                         .cancel = "/profile/passkey",
                                         .name = name,
                                         .handle = handle,
                                         .email = s->email,
                                         .known = passkey_credentials(rq->arena, &all, host) };
    return passkey_ask(db, rq, &page);
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

static const char not_accepted[] = T("This passkey was not accepted. Try again.");

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
        rc = passkey_asked(rq, "add", &site);
    if (!rc && !done) {
        rc = webauthn_made(rq->fault, rq->arena, &site, &answer, &key);
        if (rc == FAULT_INVALID)
            rc = passkey_refuse(rq, not_accepted);
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

/* --- naming and removing --- */

enum fault_code passkey_name_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = { .fields = passkey_name_form,
                                           .inputs = name_inputs,
                                           .submit = T("Rename") };
    struct passkey key;
    enum fault_code rc = passkey_load(db, rq->who->session.user_id, rq->id[0], &key);
    if (rc)
        return rc;
    const struct passkey_name first = { .name = key.name };
    struct form_head head = { .title = arena_printf(rq->arena, tr("Rename %s"), key.name),
                              .crumbs = { { "/profile", tr("Profile") },
                                          { "/profile/passkey", tr("Passkeys") } } };
    struct form_ask ask = { .action = arena_printf(rq->arena, "/profile/passkey/%" PRId64, key.id),
                            .cancel = "/profile/passkey",
                            .values = &first };
    page_title(rq, head.title);
    return form_page_show(rq, &head, &spec, &ask);
}

static enum fault_code name_tx(struct db *db, void *ctx)
{
    const struct changing *c = ctx;
    return passkey_rename(db, c->who->user_id, c->key.id, c->key.name);
}

enum fault_code passkey_name_do(struct db *db, struct request *rq)
{
    const struct passkey_name *in = rq->form;
    struct changing c = { .who = &rq->who->session };
    enum fault_code rc = passkey_load(db, c.who->user_id, rq->id[0], &c.key);
    c.key.name = in->name;
    return rc ? rc : change(db, rq, &c, "passkey_rename", name_tx, "passkey-renamed");
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
