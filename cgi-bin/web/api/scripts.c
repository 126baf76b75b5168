/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scripts: an account's own, and what it is offered. A text is shown in an answer about one script,
 * to who may change it; what others offer, and who only reads, gets null in its place.
 */
#include "base/clock.h"
#include "base/script.h"
#include "kind/script.h"
#include "web/api/api.h"
#include "web/api/handlers.h"
#include "web/change.h"

enum { NAME_MOST = 63 };

static int64_t account_of(const struct request *rq)
{
    return rq->who->asker.account_id;
}

static json_t *script_json(struct arena *a, const struct script *s)
{
    return json_pack("{s:I, s:s, s:s, s:b, s:b, s:s, s:s}", "id", (json_int_t)s->id, "name",
                     s->name, "type", s->shell ? "shell" : "cloud-config", "own", s->own, "retired",
                     s->retired, "created", clock_iso(a, s->created_at), "changed",
                     clock_iso(a, s->changed_at));
}

enum fault_code api_scripts(const struct db *db, struct request *rq)
{
    struct list_query q;
    struct list rows;
    enum fault_code rc = list_query_read(rq, TAKES_NAME, &q);
    if (!rc)
        rc = script_offered(db, account_of(rq), &rows);
    if (rc)
        return rc;
    json_t *all = json_array();
    const struct script *s = rows.rows;
    for (int64_t i = 0; i < rows.count; i++)
        if (!q.name || !strcmp(q.name, s[i].name))
            json_add(all, script_json(rq->arena, &s[i]));
    return answer_all(rq, &q, "scripts", all);
}

static enum fault_code answer(const struct db *db, struct request *rq, int64_t id, int status)
{
    struct script s;
    enum fault_code rc = script_load(db, account_of(rq), id, &s);
    bool told = !rc && s.own && gate_may(rq->who, PERM_SCRIPT_WRITE);
    if (told)
        rc = script_read(db, &s);
    if (rc)
        return rc;
    json_t *j = script_json(rq->arena, &s);
    json_put(j, "text", told ? json_string(s.text) : json_null());
    answer_one(rq, status, "script", j);
    return FAULT_OK;
}

enum fault_code api_script(const struct db *db, struct request *rq)
{
    return answer(db, rq, rq->id[0], 200);
}

/* --- changes --- */

static const struct field create_form[] = {
    TEXT(struct script_saving, name, .required = true, .min = 1, .max = NAME_MOST,
         .check = check_title),
    TEXT(struct script_saving, text, .required = true, .min = 1, .max = SCRIPT_MOST,
         .check = check_script),
    FIELDS_END,
};
/* What is absent stays. */
static const struct field update_form[] = {
    TEXT(struct script_saving, name, .min = 1, .max = NAME_MOST, .check = check_title),
    TEXT(struct script_saving, text, .min = 1, .max = SCRIPT_MOST, .check = check_script),
    FIELDS_END,
};

static enum fault_code read_form(struct request *rq, const struct field *form,
                                 struct script_saving *out)
{
    OWNED(input_drop_json) json_t *sent = rq->sent ? json_incref(rq->sent) : json_object();
    enum fault_code rc = input_from_json(rq->fault, rq->arena, form, sent, out, &rq->errors);
    if (!rc && out->text)
        out->text = script_clean(rq->arena, out->text);
    return rc;
}

static enum fault_code save(struct db *db, struct request *rq, struct script_saving *s)
{
    s->who = scope_account(rq->who->asker.reseller_id, account_of(rq));
    const struct change c = script_saving_change(s);
    return change_once(db, rq, &c, NULL);
}

static enum fault_code find_named(const struct db *db, int64_t account, const char *name,
                                  int64_t *id)
{
    struct list rows;
    enum fault_code rc = script_offered(db, account, &rows);
    const struct script *s = rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++)
        if (s[i].own && !strcmp(s[i].name, name))
            *id = s[i].id;
    return rc;
}

enum fault_code api_script_create(struct db *db, struct request *rq)
{
    struct script_saving s = { .act = SCRIPT_ADD };
    enum fault_code rc = read_form(rq, create_form, &s);
    if (!rc)
        rc = save(db, rq, &s);
    if (!rc && !s.id) /* a repeated call */
        rc = find_named(db, account_of(rq), s.name, &s.id);
    return rc ? rc : answer(db, rq, s.id, 201);
}

static enum fault_code load(const struct db *db, struct request *rq, struct script *out)
{
    return script_load_own(db, account_of(rq), rq->id[0], out);
}

enum fault_code api_script_update(struct db *db, struct request *rq)
{
    struct script now;
    enum fault_code rc = load(db, rq, &now);
    if (!rc)
        rc = script_read(db, &now);
    if (rc)
        return rc;
    struct script_saving s = {
        .act = SCRIPT_CHANGE, .id = now.id, .name = now.name, .text = now.text
    };
    rc = read_form(rq, update_form, &s);
    if (!rc)
        rc = save(db, rq, &s);
    return rc ? rc : answer(db, rq, s.id, 200);
}

static enum fault_code offer_or_not(struct db *db, struct request *rq, enum script_act act)
{
    struct script now;
    enum fault_code rc = no_body(rq);
    if (!rc)
        rc = load(db, rq, &now);
    if (rc)
        return rc;
    struct script_saving s = { .act = act, .id = now.id, .name = now.name };
    rc = save(db, rq, &s);
    return rc ? rc : answer(db, rq, s.id, 200);
}

enum fault_code api_script_retire(struct db *db, struct request *rq)
{
    return offer_or_not(db, rq, SCRIPT_RETIRE);
}

enum fault_code api_script_offer(struct db *db, struct request *rq)
{
    return offer_or_not(db, rq, SCRIPT_OFFER);
}

enum fault_code api_script_delete(struct db *db, struct request *rq)
{
    struct script now;
    bool done = false;
    enum fault_code rc = change_found(db, rq, &done);
    if (!rc && !done)
        rc = load(db, rq, &now);
    if (!rc && !done) {
        struct script_saving s = { .act = SCRIPT_DELETE, .id = now.id, .name = now.name };
        rc = save(db, rq, &s);
    }
    if (!rc)
        rq->status = 204;
    return rc;
}
