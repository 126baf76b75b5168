/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys. They have no labels here: an empty object is taken, another is refused. */
#include "base/clock.h"
#include "store/ssh_key.h"
#include "web/api/api.h"
#include "web/api/handlers.h"
#include "web/change.h"

static json_t *key_json(struct arena *a, const struct ssh_key *k)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:{}, s:s}", "id", (json_int_t)k->id, "name", k->name,
                     "fingerprint", k->fingerprint_md5, "public_key", k->public_key, "labels",
                     "created", clock_iso(a, k->created_at));
}

enum fault_code api_ssh_keys(const struct db *db, struct request *rq)
{
    struct list_query q;
    struct list rows;
    enum fault_code rc = list_query_read(rq, TAKES_NAME | TAKES_FINGERPRINT | TAKES_LABELS, &q);
    if (!rc)
        rc = ssh_key_list(db, &rq->who->asker.scope, &rows);
    if (rc)
        return rc;
    json_t *all = json_array();
    const struct ssh_key *k = rows.rows;
    for (int64_t i = 0; i < rows.count && !q.label_selector; i++)
        if ((!q.name || !strcmp(q.name, k[i].name)) &&
            (!q.fingerprint || !strcmp(q.fingerprint, k[i].fingerprint_md5)))
            json_add(all, key_json(rq->arena, &k[i]));
    return answer_all(rq, &q, "ssh_keys", all);
}

static enum fault_code answer(const struct db *db, struct request *rq, int64_t id, int status)
{
    struct ssh_key k;
    enum fault_code rc = ssh_key_load(db, &rq->who->asker.scope, id, &k);
    if (!rc)
        answer_one(rq, status, "ssh_key", key_json(rq->arena, &k));
    return rc;
}

enum fault_code api_ssh_key(const struct db *db, struct request *rq)
{
    return answer(db, rq, rq->id[0], 200);
}

struct key_form {
    const char *name;
    const char *public_key;
};

/* Clients send the file as it is, with the line's end: the key is checked without it. */
static const struct field create_form[] = {
    TEXT(struct key_form, name, .required = true, .min = 1, .max = 100, .check = check_title),
    TEXT(struct key_form, public_key, .required = true, .min = 1, .max = 2048),
    FIELDS_END,
};
static const struct field update_form[] = {
    TEXT(struct key_form, name, .min = 1, .max = 100, .check = check_title),
    FIELDS_END,
};

static enum fault_code read_form(struct request *rq, const struct field *form, struct key_form *out)
{
    *out = (struct key_form){ NULL, NULL };
    json_t *labels = json_object_get(rq->sent, "labels");
    if (json_object_size(labels))
        input_error(&rq->errors, "labels", T("SSH keys have no labels here."));
    if (json_is_object(labels) || json_is_null(labels))
        (void)json_object_del(rq->sent, "labels");
    OWNED(input_drop_json) json_t *sent = rq->sent ? json_incref(rq->sent) : json_object();
    return input_from_json(rq->fault, rq->arena, form, sent, out, &rq->errors);
}

static const char *without_line_end(struct arena *a, const char *key)
{
    size_t len = strlen(key);
    while (len && strchr(" \r\n", key[len - 1]))
        len--;
    return arena_strndup(a, key, len);
}

struct saving {
    const struct scope *who;
    int64_t id;
    const char *name;
    const char *public_key;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct saving *s = ctx;
    return ssh_key_add(db, s->who, s->name, s->public_key, &s->id);
}

static enum fault_code rename_tx(struct db *db, void *ctx)
{
    const struct saving *s = ctx;
    return ssh_key_rename(db, s->who, s->id, s->name);
}

static enum fault_code drop_tx(struct db *db, void *ctx)
{
    const struct saving *s = ctx;
    return ssh_key_drop(db, s->who, s->id);
}

static enum fault_code save(struct db *db, struct request *rq, const char *what, const char *name,
                            db_tx_fn *fn, struct saving *s)
{
    const struct change c = { .what = what,
                              .object = name,
                              .of = { .noun = AUDIT_OF_SSH_KEY, .id = &s->id },
                              .fn = fn,
                              .ctx = s };
    return change_once(db, rq, &c, NULL);
}

static enum fault_code find_named(const struct db *db, const struct scope *who, const char *name,
                                  int64_t *id)
{
    struct list rows;
    enum fault_code rc = ssh_key_list(db, who, &rows);
    const struct ssh_key *k = rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++)
        if (!strcmp(k[i].name, name))
            *id = k[i].id;
    return rc;
}

enum fault_code api_ssh_key_create(struct db *db, struct request *rq)
{
    struct key_form form;
    enum fault_code rc = read_form(rq, create_form, &form);
    if (rc)
        return rc;
    const char *key = without_line_end(rq->arena, form.public_key);
    const char *wrong = check_ssh_key(key);
    if (wrong)
        return fail_field(rq->fault, FAULT_INVALID, "public_key", "%s", wrong);
    struct saving s = { .who = &rq->who->asker.scope, .name = form.name, .public_key = key };
    rc = save(db, rq, "ssh_key_add", form.name, add_tx, &s);
    if (!rc && !s.id) /* a repeated call */
        rc = find_named(db, s.who, form.name, &s.id);
    return rc ? rc : answer(db, rq, s.id, 201);
}

enum fault_code api_ssh_key_update(struct db *db, struct request *rq)
{
    struct key_form form;
    enum fault_code rc = read_form(rq, update_form, &form);
    struct saving s = { .who = &rq->who->asker.scope, .id = rq->id[0], .name = form.name };
    if (!rc && form.name)
        rc = save(db, rq, "ssh_key_rename", form.name, rename_tx, &s);
    return rc ? rc : answer(db, rq, rq->id[0], 200);
}

enum fault_code api_ssh_key_delete(struct db *db, struct request *rq)
{
    struct saving s = { .who = &rq->who->asker.scope, .id = rq->id[0] };
    struct ssh_key k;
    bool done = false;
    enum fault_code rc = change_found(db, rq, &done);
    if (!rc && !done)
        rc = ssh_key_load(db, s.who, s.id, &k);
    if (!rc && !done)
        rc = save(db, rq, "ssh_key_delete", k.name, drop_tx, &s);
    if (!rc)
        rq->status = 204;
    return rc;
}
