/* SPDX-License-Identifier: Apache-2.0 */
/* A key is pasted: what surrounds its line is not part of it. */
#include "web/my/ssh_key.h"
#include "base/words.h"
#include "store/ssh_key.h"
#include "web/change.h"
#include "web/form.h"

enum { NAME_MOST = 63, KEY_MOST = 2048 };

static size_t pasted_len(const char *s)
{
    size_t len = strlen(s);
    while (len && strchr(" \t\r\n", s[len - 1]))
        len--;
    return len;
}

static const char *check_pasted(const char *value)
{
    char line[KEY_MOST + 1];
    size_t len = pasted_len(value);
    memcpy(line, value, len);
    line[len] = '\0';
    return check_ssh_key(line);
}

const struct field ssh_key_form[] = {
    TEXT(struct ssh_key_new, name, .label = T("A name"), .required = true, .max = NAME_MOST,
         .check = check_title),
    TEXT(struct ssh_key_new, public_key, .label = T("A public key"), .required = true,
         .max = KEY_MOST, .check = check_pasted),
    FIELDS_END,
};

static const struct form_input key_inputs[] = {
    INPUT("name", T("Name"), TEXT, .help = T("For you alone, such as marta@laptop.")),
    INPUT("public_key", T("Public key"), AREA, .code = true,
          .help = T("One line, the content of a file such as ~/.ssh/id_ed25519.pub.")),
    INPUTS_END,
};
static const struct form_spec key_spec = { .fields = ssh_key_form,
                                           .inputs = key_inputs,
                                           .submit = T("Add key") };

struct key_page {
    bool can_write;
    struct list keys;
    struct form_view add;
};
const struct field ssh_key_page_view[] = {
    BOOL(struct key_page, can_write),
    LIST(struct key_page, keys, struct ssh_key, ssh_key_view),
    GROUP(struct key_page, add, struct form_view, form_view),
    FIELDS_END,
};

/* The list with the form beneath it, also when that was refused. */
enum fault_code ssh_key_show(const struct db *db, struct request *rq)
{
    struct key_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct form_ask ask = { .action = "/ssh-key" };
    enum fault_code rc = ssh_key_list(db, &rq->who->asker.scope, &page->keys);
    if (rc)
        return rc;
    page->can_write = gate_may(rq->who, PERM_SSH_KEY_WRITE) && !rq->who->session.suspended;
    form_fill(rq, &key_spec, &ask, &page->add);
    page_title(rq, tr("SSH keys"));
    request_show(rq, "my/ssh_key.html", ssh_key_page_view, page);
    return FAULT_OK;
}

/* --- changes --- */

struct working {
    const struct scope *scope;
    int64_t id; /* of a key to delete */
    const char *name;
    const char *public_key;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct working *w = ctx;
    return ssh_key_add(db, w->scope, w->name, w->public_key, &w->id);
}

static enum fault_code drop_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    return ssh_key_drop(db, w->scope, w->id);
}

enum fault_code ssh_key_add_do(struct db *db, struct request *rq)
{
    const struct ssh_key_new *in = rq->form;
    struct working w = { .scope = &rq->who->asker.scope,
                         .name = in->name,
                         .public_key =
                             arena_strndup(rq->arena, in->public_key, pasted_len(in->public_key)) };
    struct change change = { .what = "ssh_key_add",
                             .object = in->name,
                             .of = { .noun = AUDIT_OF_SSH_KEY, .id = &w.id },
                             .fn = add_tx,
                             .ctx = &w };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "/ssh-key?did=key-added");
    return rc;
}

static enum fault_code load(const struct db *db, const struct request *rq, struct ssh_key *key)
{
    enum fault_code rc = ssh_key_load(db, &rq->who->asker.scope, rq->id[0], key);
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such SSH key here.")) : rc;
}

enum fault_code ssh_key_delete_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = inputs,
                                           .submit = T("Delete key"),
                                           .icon = "trash-2",
                                           .danger = true };
    struct ssh_key key;
    enum fault_code rc = load(db, rq, &key);
    if (rc)
        return rc;
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Delete %s?"), key.name),
                  .lead = key.fingerprint,
                  .crumbs = { { "/ssh-key", tr("SSH keys") } } },
        .order = { tr("New machines: can no longer be given this key."),
                   tr("Machines that have it: keep it until you take it out there.") },
    };
    const char *path = arena_printf(rq->arena, "/ssh-key/%lld/delete", (long long)key.id);
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action = path, .cancel = "/ssh-key" });
}

/* A key that is gone may have been deleted by this very form: asking finds that. */
enum fault_code ssh_key_delete_do(struct db *db, struct request *rq)
{
    struct ssh_key key = { .name = "" };
    enum fault_code rc = load(db, rq, &key);
    if (rc && rc != FAULT_MISSING)
        return rc;
    fault_clear(rq->fault);
    struct working w = { .scope = &rq->who->asker.scope, .id = rq->id[0] };
    struct change change = { .what = "ssh_key_delete",
                             .object = key.name,
                             .of = { .noun = AUDIT_OF_SSH_KEY, .id = &w.id },
                             .fn = drop_tx,
                             .ctx = &w };
    rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "/ssh-key?did=key-deleted");
    return rc;
}
