/* SPDX-License-Identifier: Apache-2.0 */
/* What reaches a handler was checked: bounds, characters, no more fields than there are. */
#include "face.h"
#include "base/secret.h"

enum colour { RED, GREEN };
static const struct word colours[] = { { "red", "Red", "" }, { "green", "Green", "" } };

struct thing {
    const char *name;
    int64_t number;
    int64_t size;
    int64_t price;
    bool on;
    enum colour colour;
    struct ids keys;
};
static const struct field thing_form[] = {
    TEXT(struct thing, name, .required = true, .min = 1, .max = 10),
    I64(struct thing, number, .min = 1, .max = 9),
    BYTES(struct thing, size, .min = 1, .max = 1 << 30),
    MONEY(struct thing, price, .max = 1000000000),
    BOOL(struct thing, on),
    STATE(struct thing, colour, colours),
    IDS(struct thing, keys),
    FIELDS_END,
};

static void look(const struct thing *t)
{
    size_t len = strlen(t->name);
    holds(len >= 1 && len <= 10 && utf8_valid(t->name, len));
    holds(t->number >= 0 && t->number <= 9);
    holds(t->size >= 0 && t->size <= 1 << 30);
    holds(t->price >= 0 && t->price <= 1000000000);
    holds(t->colour == RED || t->colour == GREEN);
    holds(t->keys.count >= 0 && t->keys.count <= IDS_MAX);
    for (int64_t i = 0; i < t->keys.count; i++)
        holds(t->keys.id[i] > 0);
}

static enum fault_code on_thing(const struct db *db, struct request *rq)
{
    (void)db;
    look(rq->form);
    rq->text = "thing";
    return FAULT_OK;
}

static enum fault_code on_ids(const struct db *db, struct request *rq)
{
    (void)db;
    holds(rq->id[0] > 0);
    holds(rq->path[0] == '/' && !strstr(rq->path, "//") && !strstr(rq->path, "/../"));
    request_redirect(rq, "%s",
                     params_get(&rq->query, "next") ? params_get(&rq->query, "next") : "");
    return FAULT_OK;
}

static enum fault_code on_make(struct db *db, struct request *rq)
{
    (void)db;
    look(rq->form);
    request_redirect(rq, "/thing/%d", 7);
    return FAULT_OK;
}

static enum fault_code on_free(struct db *db, struct request *rq)
{
    (void)db;
    rq->json = json_pack("{s:O}", "sent", rq->sent ? rq->sent : json_null());
    return FAULT_OK;
}

static const struct route routes[] = {
    GET("/thing", VM_READ, on_thing, FORM(thing_form, struct thing)),
    GET("/thing/<id>", VM_READ, on_ids),
    GET("/thing/<id>/part/<id>", VM_READ, on_ids),
    GET("/kind/<name>/part/<id>", VM_READ, on_ids),
    POST("/thing", VM_CREATE, on_make, FORM(thing_form, struct thing)),
};
static const struct route json_routes[] = {
    POST("/thing", VM_CREATE, on_make, FORM(thing_form, struct thing)),
    POST("/free", VM_CREATE, on_free),
};

static enum fault_code gate(struct request *rq)
{
    const char *cookie = request_cookie(rq, "hatchery_my");
    holds(!cookie || !strchr(cookie, ';'));
    return FAULT_OK;
}

static enum fault_code fault_page(struct request *rq)
{
    rq->text = fault_words(rq->fault, rq->arena);
    return FAULT_OK;
}

static const char *const gate_fields[] = { "csrf", "request_key", NULL };
static const struct face faces[] = {
    { .name = "my",
      .routes = routes,
      .route_count = countof(routes),
      .gate_fields = gate_fields,
      .gate = gate,
      .fault_page = fault_page },
    { .name = "api",
      .routes = json_routes,
      .route_count = countof(json_routes),
      .json = true,
      .gate = gate,
      .fault_page = fault_page },
};

void face_ask(bool json, const struct env *env)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f;
    struct response out;
    fault_clear(&f);
    secret_init();
    struct request *rq = http_run(&faces[json], a, &f, env, &out);
    const char *end = strstr(text_str(&out.head), "\r\n\r\n");
    holds(end && (size_t)(end - out.head.s) == out.head.len - 4); /* no header ends it early */
    holds(out.status >= 200 && out.status < 500);
    holds(!rq->redirect || request_path_is_ours(rq->redirect));
    http_end(rq);
}
