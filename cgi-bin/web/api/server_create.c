/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a server. Clients send more than we have: what asks for nothing is taken
 * and left aside, what asks for something we cannot do is refused by its name, so
 * that nobody gets a machine other than the one that was asked for.
 */
#include <strings.h>
#include "base/script.h"
#include "base/poke.h"
#include "kind/vm.h"
#include "store/ssh_key.h"
#include "web/api/api.h"
#include "web/api/handlers.h"

enum { KEYS_MAX = 32 };

struct wanted {
    const char *name;
    json_t *server_type; /* an id, or a name; likewise below */
    json_t *image;
    json_t *location;
    json_t *datacenter;
    json_t *ssh_keys;
    struct vm_create form;
    struct vm_create_more more;
};

typedef const char *take_fn(struct request *rq, struct wanted *w, json_t *v);

static const char wrong_type[] = T("This has the wrong type.");

static const char *take_name(struct request *rq, struct wanted *w, json_t *v)
{
    if (!json_is_string(v))
        return wrong_type;
    w->name = arena_strdup(rq->arena, json_string_value(v));
    return check_hostname(w->name);
}

/* An id, or a name of at most 100 bytes. */
static const char *put_ref(json_t **out, json_t *v)
{
    bool id = json_is_integer(v) && json_integer_value(v) > 0;
    bool name = json_is_string(v) && json_string_length(v) && json_string_length(v) <= 100;
    *out = v;
    return id || name ? NULL : T("This must be an id or a name.");
}

static const char *take_type(struct request *rq, struct wanted *w, json_t *v)
{
    (void)rq;
    return put_ref(&w->server_type, v);
}

static const char *take_image(struct request *rq, struct wanted *w, json_t *v)
{
    (void)rq;
    return put_ref(&w->image, v);
}

static const char *take_location(struct request *rq, struct wanted *w, json_t *v)
{
    (void)rq;
    return put_ref(&w->location, v);
}

static const char *take_datacenter(struct request *rq, struct wanted *w, json_t *v)
{
    (void)rq;
    return put_ref(&w->datacenter, v);
}

static const char *take_ssh_keys(struct request *rq, struct wanted *w, json_t *v)
{
    (void)rq;
    if (!json_is_array(v))
        return wrong_type;
    w->ssh_keys = v;
    return json_array_size(v) > KEYS_MAX ? T("At most 32 keys go with a machine.") : NULL;
}

static const char *take_labels(struct request *rq, struct wanted *w, json_t *v)
{
    return labels_check(rq->arena, v, &w->more.labels);
}

static const char *take_start(struct request *rq, struct wanted *w, json_t *v)
{
    (void)rq;
    w->more.stay_off = json_is_false(v);
    return json_is_boolean(v) ? NULL : wrong_type;
}

/* Volumes there are none, so that mounting all of them is nothing. */
static const char *take_automount(struct request *rq, struct wanted *w, json_t *v)
{
    (void)rq;
    (void)w;
    return json_is_boolean(v) ? NULL : wrong_type;
}

static const char *take_public_net(struct request *rq, struct wanted *w, json_t *v)
{
    static const char *const must[] = { "enable_ipv4", "enable_ipv6" };
    static const char *const none[] = { "ipv4", "ipv6" };
    const char *key = NULL;
    json_t *one = NULL;
    (void)rq;
    (void)w;
    if (!json_is_object(v))
        return wrong_type;
    json_object_foreach(v, key, one) {
        bool flag = !strcmp(key, must[0]) || !strcmp(key, must[1]);
        bool chosen = !strcmp(key, none[0]) || !strcmp(key, none[1]);
        if (!flag && !chosen)
            return T("This has a field that is not known here.");
        if (flag && !json_is_true(one))
            return T("A machine has an IPv4 and an IPv6 address here.");
        if (chosen && !json_is_null(one))
            return T("An address cannot be chosen here.");
    }
    return NULL;
}

static const char *take_user_data(struct request *rq, struct wanted *w, json_t *v)
{
    const char *text = json_string_value(v);
    if (!text)
        return wrong_type;
    const char *wrong = *text ? check_script(text) : NULL;
    if (*text && !wrong)
        w->more.user_data = script_clean(rq->arena, text);
    return wrong;
}

/* Which of those at /scripts; names are not unique there. */
static const char *take_script_id(struct request *rq, struct wanted *w, json_t *v)
{
    (void)rq;
    w->form.script_id = json_integer_value(v);
    return w->form.script_id > 0 ? NULL : T("This must be an id.");
}

static const char *take_nothing(struct request *rq, struct wanted *w, json_t *v)
{
    (void)rq;
    (void)w;
    bool empty =
        (json_is_array(v) && !json_array_size(v)) || (json_is_string(v) && !json_string_length(v));
    return empty ? NULL : T("This cannot be had here yet.");
}

static const struct known {
    const char *name;
    take_fn *take;
    bool required;
} known[] = {
    { "name", take_name, true },
    { "server_type", take_type, true },
    { "image", take_image, true },
    { "location", take_location, false },
    { "datacenter", take_datacenter, false },
    { "ssh_keys", take_ssh_keys, false },
    { "labels", take_labels, false },
    { "start_after_create", take_start, false },
    { "automount", take_automount, false },
    { "public_net", take_public_net, false },
    { "volumes", take_nothing, false },
    { "networks", take_nothing, false },
    { "firewalls", take_nothing, false },
    { "placement_group", take_nothing, false },
    { "user_data", take_user_data, false },
    { "script_id", take_script_id, false },
};

static const struct known *find_known(const char *name)
{
    for (size_t i = 0; i < countof(known); i++)
        if (!strcmp(known[i].name, name))
            return &known[i];
    return NULL;
}

static enum fault_code read_body(struct request *rq, struct wanted *w)
{
    const char *name = NULL;
    json_t *v = NULL;
    if (!json_is_object(rq->sent))
        return fail(rq->fault, FAULT_MALFORMED, T("The body must be a JSON object."));
    json_object_foreach(rq->sent, name, v) {
        const struct known *k = find_known(name);
        const char *wrong = k ? NULL : T("This field is not known here.");
        if (k && !json_is_null(v))
            wrong = k->take(rq, w, v);
        if (wrong)
            input_error(&rq->errors, arena_strdup(rq->arena, name), wrong);
    }
    for (size_t i = 0; i < countof(known); i++) {
        json_t *sent = json_object_get(rq->sent, known[i].name);
        if (known[i].required && (!sent || json_is_null(sent)))
            input_error(&rq->errors, known[i].name, T("This is needed."));
    }
    if (w->location && w->datacenter)
        input_error(&rq->errors, "datacenter", T("Say a location or a datacenter, not both."));
    if (!rq->errors.count)
        return FAULT_OK;
    return fail_field(rq->fault, FAULT_INVALID, rq->errors.at[0].field, "%s: %s",
                      rq->errors.at[0].field, rq->errors.at[0].message);
}

/* --- ids and names --- */

/* Does it mean the thing of this id or name? Clients send ids as text too. */
static bool means(const json_t *ref, int64_t id, const char *name)
{
    long long n = 0;
    if (json_is_integer(ref))
        return json_integer_value(ref) == id;
    const char *s = json_string_value(ref);
    return !strcasecmp(s, name) || (parse_i64(s, 1, INT64_MAX, &n) && n == id);
}

static enum fault_code unknown(struct request *rq, const char *field, const char *words)
{
    return fail_field(rq->fault, FAULT_INVALID, field, "%s", words);
}

static enum fault_code find_plan(struct request *rq, const struct catalogue *c, struct wanted *w)
{
    const struct plan *p = c->plans.rows;
    for (int64_t i = 0; i < c->plans.count && !w->form.plan_id; i++)
        if (!p[i].retired_at && means(w->server_type, p[i].id, p[i].name))
            w->form.plan_id = p[i].id;
    return w->form.plan_id ? FAULT_OK
                           : unknown(rq, "server_type", T("There is no such server type."));
}

/* Without a wish the first place is taken. */
static enum fault_code find_location(struct request *rq, const struct catalogue *c,
                                     struct wanted *w)
{
    const struct location *l = c->locations.rows;
    bool anywhere = !w->location && !w->datacenter;
    for (int64_t i = 0; i < c->locations.count && !w->form.location_id; i++)
        if (anywhere || (w->location && means(w->location, l[i].id, l[i].name)) ||
            (w->datacenter &&
             means(w->datacenter, l[i].cluster_id, datacenter_name(rq->arena, &l[i]))))
            w->form.location_id = l[i].id;
    return w->form.location_id ? FAULT_OK
                               : unknown(rq, w->datacenter ? "datacenter" : "location",
                                         T("There is no such place."));
}

static enum fault_code find_image(struct request *rq, const struct catalogue *c, struct wanted *w)
{
    const struct image *image = c->images.rows;
    for (int64_t i = 0; i < c->images.count && !w->form.image_id; i++)
        if (!image[i].retired_at && means(w->image, image[i].id, image_slug(rq->arena, &image[i])))
            w->form.image_id = image[i].id;
    return w->form.image_id ? FAULT_OK : unknown(rq, "image", T("There is no such image."));
}

static enum fault_code find_keys(const struct db *db, struct request *rq, struct wanted *w)
{
    struct list rows;
    struct ids *out = &w->form.ssh_key_id;
    size_t n = 0;
    json_t *ref = NULL;
    if (!json_array_size(w->ssh_keys))
        return FAULT_OK;
    enum fault_code rc = ssh_key_list(db, &rq->who->asker.scope, &rows);
    if (rc)
        return rc;
    const struct ssh_key *key = rows.rows;
    json_array_foreach(w->ssh_keys, n, ref) {
        json_t *checked = NULL;
        int64_t i = put_ref(&checked, ref) ? rows.count : 0;
        while (i < rows.count && !means(ref, key[i].id, key[i].name))
            i++;
        if (i == rows.count)
            return unknown(rq, "ssh_keys", T("There is no such SSH key."));
        out->id[out->count++] = key[i].id;
    }
    return FAULT_OK;
}

static enum fault_code resolve(const struct db *db, struct request *rq, struct wanted *w)
{
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    enum fault_code rc = catalogue_read(db, rq->arena, &rq->who->asker.scope, &c);
    if (!rc)
        rc = find_plan(rq, &c, w);
    if (!rc)
        rc = find_location(rq, &c, w);
    if (!rc)
        rc = find_image(rq, &c, w);
    return rc ? rc : find_keys(db, rq, w);
}

/* --- the asking --- */

/* The fault names our field; the client's has another name. */
static enum fault_code in_their_words(struct request *rq, enum fault_code rc)
{
    static const char *const names[][2] = { { "plan_id", "server_type" },
                                            { "image_id", "image" },
                                            { "location_id", "location" },
                                            { "ssh_key_id", "ssh_keys" } };
    for (size_t i = 0; rc && rq->fault->field && i < countof(names); i++)
        if (!strcmp(rq->fault->field, names[i][0]))
            rq->fault->field = names[i][1];
    return rc;
}

static enum fault_code answer(const struct db *db, struct request *rq,
                              const struct vm_created *made)
{
    OWNED(input_drop_json) json_t *server = NULL;
    OWNED(input_drop_json) json_t *action = NULL;
    enum fault_code rc = server_load(db, rq, made->asked.vm_id, &server);
    if (!rc)
        rc = action_of(db, rq, made->asked.task_id, &action);
    if (rc)
        return rc;
    answer_one(rq, 201, "server", json_incref(server));
    json_put(rq->json, "action", json_incref(action));
    json_put(rq->json, "next_actions", json_array());
    json_put(rq->json, "root_password", made->password ? json_string(made->password) : json_null());
    return FAULT_OK;
}

/* Below a customer of a reseller's the machine is that customer's. */
static enum fault_code reach_owner(const struct db *db, struct request *rq)
{
    struct account owner;
    if (!rq->id[0])
        return FAULT_OK;
    enum fault_code rc = gate_demand(rq, PERM_VM_CREATE);
    return rc ? rc : gate_for_customer(db, rq, rq->id[0], &owner);
}

enum fault_code api_server_create(struct db *db, struct request *rq)
{
    struct wanted w = { .more = { .labels = "{}" } };
    struct vm_created made;
    struct once once = gate_once(rq);
    w.more.account_id = rq->id[0]; /* a reseller's customer; 0: the token's own account */
    enum fault_code rc = reach_owner(db, rq);
    if (!rc)
        rc = read_body(rq, &w);
    if (!rc)
        rc = resolve(db, rq, &w);
    w.form.name = w.name;
    if (!rc)
        rc = in_their_words(rq, vm_create_ask(db, &rq->who->asker, &w.form, &w.more, &once, &made));
    if (rc)
        return rc;
    if (rq->who->asker.plan)
        return answer_plan(rq);
    poke_taskd(web_of(rq)->conf);
    return answer(db, rq, &made);
}
