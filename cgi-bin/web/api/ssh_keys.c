/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys. They have no labels here: an empty object is taken, another is refused. */
#include "base/clock.h"
#include "store/ssh_key.h"
#include "web/api/api.h"
#include "web/api/handlers.h"

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

enum fault_code api_ssh_key_create(struct db *db, struct request *rq)
{
    struct key_form form;
    int64_t id = 0;
    enum fault_code rc = read_form(rq, create_form, &form);
    if (rc)
        return rc;
    const char *key = without_line_end(rq->arena, form.public_key);
    const char *wrong = check_ssh_key(key);
    if (wrong)
        return fail_field(rq->fault, FAULT_INVALID, "public_key", "%s", wrong);
    rc = ssh_key_add(db, &rq->who->asker.scope, form.name, key, &id);
    return rc ? rc : answer(db, rq, id, 201);
}

enum fault_code api_ssh_key_update(struct db *db, struct request *rq)
{
    struct key_form form;
    enum fault_code rc = read_form(rq, update_form, &form);
    if (!rc && form.name)
        rc = ssh_key_rename(db, &rq->who->asker.scope, rq->id[0], form.name);
    return rc ? rc : answer(db, rq, rq->id[0], 200);
}

enum fault_code api_ssh_key_delete(struct db *db, struct request *rq)
{
    enum fault_code rc = ssh_key_drop(db, &rq->who->asker.scope, rq->id[0]);
    if (!rc)
        rq->status = 204;
    return rc;
}
