/* SPDX-License-Identifier: Apache-2.0 */
/* A key is pasted: what surrounds its line is not part of it. */
#include "web/my/ssh_key.h"
#include "base/words.h"
#include "kind/once.h"
#include "store/audit.h"
#include "store/ssh_key.h"
#include "web/page.h"

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

struct key_page {
    bool can_write;
    struct list keys;
    const char *name;
    const char *name_error;
    const char *public_key;
    const char *public_key_error;
    struct list errors;
};
const struct field ssh_key_page_view[] = {
    BOOL(struct key_page, can_write),
    LIST(struct key_page, keys, struct ssh_key, ssh_key_view),
    TEXT(struct key_page, name),
    TEXT(struct key_page, name_error),
    TEXT(struct key_page, public_key),
    TEXT(struct key_page, public_key_error),
    LIST(struct key_page, errors, struct field_error, field_error_view),
    FIELDS_END,
};

/* The list with the form beneath it, also when that was refused. */
enum fault_code ssh_key_show(const struct db *db, struct request *rq)
{
    const struct ssh_key_new *in = rq->route->form ? rq->form : NULL;
    struct key_page *page = arena_alloc(rq->arena, sizeof(*page));
    enum fault_code rc = ssh_key_list(db, &rq->who->asker.scope, &page->keys);
    if (rc)
        return rc;
    page->can_write = gate_may(rq->who, PERM_SSH_KEY_WRITE) && !rq->who->session.suspended;
    page->name = in ? in->name : "";
    page->public_key = in ? in->public_key : "";
    page->name_error = input_error_of(&rq->errors, "name");
    page->public_key_error = input_error_of(&rq->errors, "public_key");
    page->errors = page_errors(rq);
    page_title(rq, tr("SSH keys"));
    request_show(rq, "my/ssh_key.html", ssh_key_page_view, page);
    return FAULT_OK;
}

/* --- one transaction, once only --- */

struct change {
    const struct asker *who;
    int64_t id; /* of a key to delete; 0: one is added */
    const char *name;
    const char *public_key;
};

static enum fault_code change_tx(struct db *db, void *ctx)
{
    const struct change *c = ctx;
    int64_t id = 0;
    struct audit_new note = { .account_id = c->who->account_id,
                              .reseller_id = c->who->reseller_id,
                              .who = c->who->who,
                              .address = c->who->address,
                              .what = c->id ? "ssh_key_delete" : "ssh_key_add",
                              .object = c->name };
    enum fault_code rc = c->id ? ssh_key_drop(db, &c->who->scope, c->id)
                               : ssh_key_add(db, &c->who->scope, c->name, c->public_key, &id);
    return rc ? rc : audit_add(db, &note);
}

static enum fault_code change_once(struct db *db, struct request *rq, struct change *c)
{
    struct once once = gate_once(rq);
    struct asked asked = { 0 };
    c->who = &rq->who->asker;
    enum fault_code rc = ask_once(db, c->who, &once, change_tx, c, &asked);
    if (!rc)
        request_redirect(rq, "/ssh-key?did=%s", c->id ? "key-deleted" : "key-added");
    return rc;
}

enum fault_code ssh_key_add_do(struct db *db, struct request *rq)
{
    const struct ssh_key_new *in = rq->form;
    struct change c = { .name = in->name,
                        .public_key =
                            arena_strndup(rq->arena, in->public_key, pasted_len(in->public_key)) };
    return change_once(db, rq, &c);
}

/* --- deleting --- */

struct key_delete_page {
    int64_t id;
    const char *name;
    const char *fingerprint;
};
const struct field ssh_key_delete_view[] = {
    I64(struct key_delete_page, id),
    TEXT(struct key_delete_page, name),
    TEXT(struct key_delete_page, fingerprint),
    FIELDS_END,
};

static enum fault_code load(const struct db *db, const struct request *rq, struct ssh_key *key)
{
    enum fault_code rc = ssh_key_load(db, &rq->who->asker.scope, rq->id[0], key);
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such SSH key here.")) : rc;
}

enum fault_code ssh_key_delete_show(const struct db *db, struct request *rq)
{
    struct ssh_key key;
    enum fault_code rc = load(db, rq, &key);
    if (rc)
        return rc;
    struct key_delete_page *page = arena_alloc(rq->arena, sizeof(*page));
    *page = (struct key_delete_page){ key.id, key.name, key.fingerprint };
    page_title(rq, arena_printf(rq->arena, tr("Delete %s"), key.name));
    rq->view = page;
    return FAULT_OK;
}

/* A key that is gone may have been deleted by this very form: asking finds that. */
enum fault_code ssh_key_delete_do(struct db *db, struct request *rq)
{
    struct ssh_key key = { .name = "" };
    enum fault_code rc = load(db, rq, &key);
    if (rc && rc != FAULT_MISSING)
        return rc;
    fault_clear(rq->fault);
    struct change c = { .id = rq->id[0], .name = key.name };
    return change_once(db, rq, &c);
}
