/* SPDX-License-Identifier: Apache-2.0 */
/* The door: who is let in, who is not, and what is noted of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <stdlib.h>
#include <unistd.h>
#include "fake_visitor.h"

static struct arena *arena;
static struct fault fault;
static struct request *last;
static struct response out;
static struct conf conf;
static struct web web;
static struct db *reader;

static enum fault_code say(struct request *rq)
{
    rq->text = "inside";
    return FAULT_OK;
}
static enum fault_code on_get(const struct db *db, struct request *rq)
{
    (void)db;
    return say(rq);
}
static enum fault_code on_post(struct db *db, struct request *rq)
{
    (void)db;
    return say(rq);
}
static enum fault_code on_login(struct db *db, struct request *rq)
{
    (void)db;
    gate_set_cookie(rq, COOKIE_SESSION, cookie_value);
    return say(rq);
}

static const struct route routes[] = {
    GET("/open", ANYONE, on_get),
    GET("/thing", VM_READ, on_get),
    GET("/all", NODE_READ, on_get),
    POST("/thing", VM_CREATE, on_post, .form = no_fields),
    POST("/secret", VM_CREATE, on_post, .form = no_fields, .secret = true),
    POST("/login", ANYONE, on_login, .form = no_fields),
    POST("/leave", SIGNED_IN, on_post, .form = no_fields),
};

static enum fault_code fault_page(struct request *rq)
{
    rq->text = arena_printf(rq->arena, "%s", fault_api_code(rq->fault->code));
    return FAULT_OK;
}

static struct face face = { .name = "test",
                            .routes = routes,
                            .route_count = countof(routes),
                            .gate_fields = gate_fields,
                            .gate = gate,
                            .fault_page = fault_page,
                            .after = gate_after,
                            .ctx = &web };

static void end_last(void)
{
    if (last)
        http_end(last);
    last = NULL;
    arena_reset(arena);
}

static int run(struct env env)
{
    end_last();
    bool get = !strcmp(env.method, "GET");
    web.pool = get ? POOL_READER : strcmp(env.uri, "/login") ? POOL_WRITER : POOL_SIGNIN;
    last = http_run(&face, arena, &fault, &env, &out);
    return out.status;
}

/* A good request, for a test to spoil. */
static struct env good(const char *method, const char *uri)
{
    static char cookie[200];
    static char bearer[100];
    snprintf(cookie, sizeof(cookie), "theme=dark; %shatchery_%s=%s",
             strncmp(conf.url, "https", 5) ? "" : "__Host-", web.face == WEB_ADMIN ? "admin" : "my",
             cookie_value);
    snprintf(bearer, sizeof(bearer), "Bearer %s", token_value);
    return (struct env){ .method = method,
                         .uri = uri,
                         .host = conf.host,
                         .origin = strcmp(method, "GET") ? conf.origin : NULL,
                         .cookie = web.face == WEB_API ? NULL : cookie,
                         .authorization = web.face == WEB_API ? bearer : NULL,
                         .remote = "192.0.2.7" };
}

static int post_with(const char *uri, const char *csrf, const char *key)
{
    static char body[400];
    struct env env = good("POST", uri);
    snprintf(body, sizeof(body), "%s%s%s%s", csrf ? "csrf=" : "", csrf ? csrf : "",
             key ? "&request_key=" : "", key ? key : "");
    env.body = body;
    env.body_len = strlen(body);
    env.content_type = "application/x-www-form-urlencoded";
    return run(env);
}

static const char a_key[] = "0123456789abcdef";

static const char *a_seal(void)
{
    static char seal[200];
    struct arena *a = arena_new();
    snprintf(seal, sizeof(seal), "%s", secret_csrf(a, cookie_value));
    arena_free(a);
    return seal;
}

static int post(const char *uri)
{
    return post_with(uri, a_seal(), a_key);
}

static void serve(enum web_face which, const char *url)
{
    conf = (struct conf){ .url = url, .origin = url, .host = strstr(url, "://") + 3, .inst = "aa" };
    web = (struct web){ .conf = &conf, .face = which, .notes = reader };
    fake_face = which == WEB_ADMIN ? SESSION_ADMIN : SESSION_MY;
    face.json = which == WEB_API;
}

/* WEB-06: before anything else is looked at. */
static void another_host_is_misdirected(void **state)
{
    static const char *const hosts[] = { NULL,
                                         "",
                                         "evil.example",
                                         "panel.example.evil.example",
                                         "panel.example:8080",
                                         "panel.example@evil.example" };
    (void)state;
    serve(WEB_MY, "https://panel.example");
    for (size_t i = 0; i < countof(hosts); i++) {
        struct env env = good("GET", "/open");
        env.host = hosts[i];
        assert_int_equal(run(env), 421);
        env.uri = "/nowhere";
        assert_int_equal(run(env), 421);
    }
    struct env env = good("GET", "/open");
    env.host = "PANEL.example";
    assert_int_equal(run(env), 200);
}

/* WEB-09: by Origin and Sec-Fetch-Site. */
static void a_form_of_another_origin_is_refused(void **state)
{
    static const struct {
        const char *origin;
        const char *site;
        int status;
    } tries[] = {
        { "http://127.0.0.1:8080", NULL, 200 },
        { "http://127.0.0.1:8080", "same-origin", 200 },
        { "http://127.0.0.1:8080", "none", 200 },
        { "http://127.0.0.1:8080", "cross-site", 403 },
        { "http://127.0.0.1:8080", "same-site", 403 },
        { "http://127.0.0.1:8081", NULL, 403 },
        { "https://127.0.0.1:8080", NULL, 403 },
        { "http://127.0.0.1:8080.evil.example", NULL, 403 },
        { "null", NULL, 403 },
        { NULL, NULL, 403 },
        { NULL, "same-origin", 403 },
    };
    (void)state;
    serve(WEB_MY, "http://127.0.0.1:8080");
    for (size_t i = 0; i < countof(tries); i++) {
        struct env env = good("POST", "/login"); /* before sign-in too */
        env.origin = tries[i].origin;
        env.fetch_site = tries[i].site;
        assert_int_equal(run(env), tries[i].status);
    }
    struct env env = good("GET", "/thing"); /* a link from elsewhere is fine */
    env.origin = "http://evil.example";
    env.fetch_site = "cross-site";
    sign_in(2, "vm_read");
    assert_int_equal(run(env), 200);
}

/* WEB-09: without the seal of one's own session. */
static void a_form_needs_its_seal_and_key(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    serve(WEB_MY, "http://127.0.0.1:8080");
    sign_in(2, "vm_read,vm_create");
    assert_int_equal(post("/thing"), 200);
    assert_string_equal(last->who->key, a_key);
    assert_int_equal(post_with("/thing", NULL, a_key), 403);
    assert_int_equal(post_with("/thing", "", a_key), 403);
    assert_int_equal(post_with("/thing", secret_csrf(a, "another cookie"), a_key), 403);
    assert_int_equal(post_with("/thing", a_seal(), NULL), 422);
    assert_int_equal(post_with("/thing", a_seal(), ""), 422);
    assert_int_equal(post_with("/thing", a_seal(), "0123456789abcde"), 422);
    assert_int_equal(post_with("/thing", a_seal(), "0123456789abcde%27"), 422);
    assert_int_equal(post_with("/thing", a_seal(), secret_token(a, 64)), 200);
    assert_int_equal(post_with("/thing", a_seal(), secret_token(a, 65)), 422);
    arena_free(a);
}

static void without_a_session_nobody_is_let_in(void **state)
{
    static const char *const cookies[] = {
        NULL,
        "",
        "hatchery_my=",
        "hatchery_my=short",
        "hatchery_admin=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq",
        "hatchery_my=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopr",
        "hatchery_my=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno'q",
    };
    (void)state;
    serve(WEB_MY, "http://127.0.0.1:8080");
    sign_in(2, "vm_read");
    for (size_t i = 0; i < countof(cookies); i++) {
        struct env env = good("GET", "/thing");
        env.cookie = cookies[i];
        assert_int_equal(run(env), 401);
        env.uri = "/open";
        assert_int_equal(run(env), 200);
    }
    fake_face = SESSION_ADMIN; /* the cookie of the other door */
    assert_int_equal(run(good("GET", "/thing")), 401);
    serve(WEB_MY, "https://panel.example"); /* without __Host- it may come from a neighbour */
    struct env env = good("GET", "/thing");
    env.cookie = "hatchery_my=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq";
    assert_int_equal(run(env), 401);
    assert_int_equal(run(good("GET", "/thing")), 200);
}

static void a_role_may_what_it_holds(void **state)
{
    (void)state;
    serve(WEB_MY, "http://127.0.0.1:8080");
    sign_in(2, "vm_read");
    assert_int_equal(run(good("GET", "/thing")), 200);
    assert_int_equal(post("/thing"), 403);
    assert_int_equal(run(good("GET", "/all")), 403);
    sign_in(2, "anyone,signed_in,no_such_word");
    assert_int_equal(run(good("GET", "/thing")), 403);
    sign_in(2, NULL);
    assert_int_equal(run(good("GET", "/thing")), 403);
    assert_int_equal(post("/leave"), 200);
    assert_int_equal(last->who->asker.scope.account, 2);
    assert_int_equal(last->who->asker.scope.reseller, 1);
}

static void a_suspended_account_can_only_look(void **state)
{
    (void)state;
    serve(WEB_MY, "http://127.0.0.1:8080");
    sign_in(2, "vm_read,vm_create");
    fake.suspended = true;
    assert_int_equal(run(good("GET", "/thing")), 200);
    assert_int_equal(post("/thing"), 403);
    assert_int_equal(post("/leave"), 200);
}

static void administrators_are_the_provider_s(void **state)
{
    (void)state;
    serve(WEB_ADMIN, "http://127.0.0.1:8080");
    sign_in(0, "node_read");
    assert_int_equal(run(good("GET", "/all")), 200);
    assert_int_equal(last->who->asker.scope.account, SCOPE_ANY);
    assert_int_equal(last->who->asker.scope.reseller, SCOPE_ANY);
    sign_in(2, "node_read,vm_read"); /* the words alone make none */
    assert_int_equal(run(good("GET", "/all")), 403);
    assert_int_equal(run(good("GET", "/thing")), 403);
    assert_int_equal(post("/leave"), 200);
    sign_in(0, "vm_read");
    assert_int_equal(run(good("GET", "/thing")), 200);
    assert_int_equal(run(good("GET", "/all")), 403);
    assert_int_equal(post("/thing"), 403);
}

static void tokens_open_the_api(void **state)
{
    (void)state;
    serve(WEB_API, "http://127.0.0.1:8080");
    sign_in(2, "vm_read,vm_create");
    fake.user_id = 0;
    assert_int_equal(run(good("GET", "/thing")), 200);
    assert_string_equal(last->who->asker.who, "token Ada Lovelace");
    struct env env = good("POST", "/thing");
    env.origin = NULL;
    env.idempotency_key = "a-key_1";
    assert_int_equal(run(env), 200);
    assert_string_equal(last->who->key, "a-key_1");
    env.idempotency_key = "a key";
    assert_int_equal(run(env), 422);

    static const char *const bad[] = { NULL,           "",           "Bearer ",
                                       "Bearer short", "Basic YTpi", token_value };
    for (size_t i = 0; i < countof(bad); i++) {
        env = good("GET", "/thing");
        env.authorization = bad[i];
        env.cookie = "hatchery_my=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq";
        assert_int_equal(run(env), 401);
    }
}

/* API-07: refused, not redirected; loopback is no network. */
static void a_token_is_not_taken_in_clear(void **state)
{
    static const struct {
        const char *url;
        int status;
    } tries[] = {
        { "https://panel.example", 200 }, { "http://panel.example", 403 },
        { "http://127.0.0.1:8080", 200 }, { "http://[::1]:8080", 200 },
        { "http://localhost:8080", 200 }, { "http://localhost.evil.example", 403 },
        { "http://192.0.2.7:8080", 403 },
    };
    (void)state;
    sign_in(2, "vm_read");
    for (size_t i = 0; i < countof(tries); i++) {
        serve(WEB_API, tries[i].url);
        assert_int_equal(run(good("GET", "/thing")), tries[i].status);
    }
}

static bool head_has(const char *line)
{
    return strstr(text_str(&out.head), line) != NULL;
}

/* Programs' face, which counts in a file of its own; path: of mkstemp(). */
static void serve_counting(char *path)
{
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    serve(WEB_API, "http://127.0.0.1:8080");
    assert_int_equal(rate_open(&fault, path, &web.rate), FAULT_OK);
    sign_in(2, "vm_read");
}

/* Whatever token it comes with, and no neighbour pays for it. */
static void an_account_asks_so_often(void **state)
{
    char path[] = "/tmp/rate.XXXXXX";
    (void)state;
    serve_counting(path);
    fake.api_minute = 2;
    assert_int_equal(run(good("GET", "/thing")), 200);
    assert_true(head_has("RateLimit-Limit: 2\r\n") && head_has("RateLimit-Remaining: 1\r\n"));
    fake.id++;
    assert_int_equal(run(good("GET", "/thing")), 200);
    assert_int_equal(run(good("GET", "/thing")), 429);
    assert_true(head_has("RateLimit-Remaining: 0\r\n") && head_has("Retry-After: 3"));
    fake.account_id++;
    assert_int_equal(run(good("GET", "/thing")), 200);
    unlink(path);
}

/* What an account's group may ask is spent by each of its accounts, which are not told of it. */
static void a_group_asks_so_often(void **state)
{
    char path[] = "/tmp/rate.XXXXXX";
    (void)state;
    serve_counting(path);
    fake.api_minute = 50;
    fake.group_id = 7;
    fake.group_minute = 2;
    assert_int_equal(run(good("GET", "/thing")), 200);
    fake.account_id++;
    assert_int_equal(run(good("GET", "/thing")), 200);
    assert_true(head_has("RateLimit-Limit: 50\r\n") && head_has("RateLimit-Remaining: 49\r\n"));
    assert_int_equal(run(good("GET", "/thing")), 429);
    assert_true(head_has("RateLimit-Limit: 50\r\n") && head_has("RateLimit-Remaining: 0\r\n"));
    assert_true(head_has("Retry-After: 30"));
    fake.group_id++;
    assert_int_equal(run(good("GET", "/thing")), 200);
    unlink(path);
}

static void cookies_are_kept_narrow(void **state)
{
    static const struct {
        enum web_face face;
        const char *url;
        const char *name;
        const char *rest;
    } tries[] = {
        { WEB_MY, "http://127.0.0.1:8080", "hatchery_my", "; Path=/; HttpOnly; SameSite=Lax\r\n" },
        { WEB_ADMIN, "http://127.0.0.1:8080", "hatchery_admin",
          "; Path=/admin/; HttpOnly; SameSite=Lax\r\n" },
        { WEB_MY, "https://panel.example", "__Host-hatchery_my",
          "; Path=/; HttpOnly; SameSite=Lax; Secure\r\n" },
        { WEB_ADMIN, "https://panel.example", "__Host-hatchery_admin",
          "; Path=/; HttpOnly; SameSite=Lax; Secure\r\n" },
    };
    (void)state;
    for (size_t i = 0; i < countof(tries); i++) {
        char line[300];
        serve(tries[i].face, tries[i].url);
        assert_int_equal(run(good("POST", "/login")), 200);
        snprintf(line, sizeof(line), "Set-Cookie: %s=%s%s", tries[i].name, cookie_value,
                 tries[i].rest);
        assert_true(head_has(line));
    }
}

static void a_process_serves_its_own_pool(void **state)
{
    (void)state;
    serve(WEB_MY, "http://127.0.0.1:8080");
    sign_in(2, "vm_read,vm_create");
    static const struct {
        const char *method;
        const char *uri;
        enum web_pool right;
    } tries[] = { { "GET", "/thing", POOL_READER },
                  { "GET", "/open", POOL_READER },
                  { "POST", "/thing", POOL_WRITER },
                  { "POST", "/login", POOL_SIGNIN } };
    for (size_t i = 0; i < countof(tries); i++)
        for (int pool = POOL_READER; pool <= POOL_SIGNIN; pool++) {
            struct env env = good(tries[i].method, tries[i].uri);
            end_last();
            web.pool = (enum web_pool)pool;
            last = http_run(&face, arena, &fault, &env, &out);
            assert_int_equal(out.status == 404, web.pool != tries[i].right);
        }
}

static void what_is_noted(void **state)
{
    (void)state;
    serve(WEB_MY, "http://127.0.0.1:8080");
    sign_in(2, "vm_read");
    end_last();
    uses_noted = refusals_noted = 0;
    run(good("GET", "/thing"));
    end_last();
    assert_int_equal(uses_noted, 0); /* it was used a moment ago */
    fake.used_at -= 61 * 1000000LL;
    run(good("GET", "/thing"));
    end_last();
    assert_int_equal(uses_noted, 1);
    assert_int_equal(refusals_noted, 0);
    run(good("GET", "/all"));
    end_last();
    assert_int_equal(refusals_noted, 1);
    assert_string_equal(last_note.what, "node_read");
    assert_int_equal(last_note.account_id, 2);
    struct env env = good("GET", "/all"); /* nobody's tries make no rows */
    env.cookie = NULL;
    run(env);
    end_last();
    assert_int_equal(refusals_noted, 1);
    assert_int_equal(uses_noted, 2);
}

static const char *hash_at(const char *path, const char *body)
{
    static char hash[70];
    struct env env = good("POST", path);
    env.body = body;
    env.body_len = strlen(body);
    env.content_type = "application/x-www-form-urlencoded";
    run(env);
    struct once once = gate_once(last);
    assert_string_equal(once.route, arena_printf(arena, "POST %s", path));
    snprintf(hash, sizeof(hash), "%s", once.body_hash);
    return hash;
}

static const char *hash_of(const char *body)
{
    return hash_at("/thing", body);
}

static void once_is_about_what_was_said(void **state)
{
    char first[70];
    (void)state;
    serve(WEB_MY, "http://127.0.0.1:8080");
    sign_in(2, "vm_read,vm_create");
    snprintf(first, sizeof(first), "%s", hash_of("a=1&b=2"));
    assert_string_equal(first, hash_of("csrf=x&a=1&b=2&request_key=y"));
    assert_string_not_equal(first, hash_of("a=1&b=3"));
    assert_string_not_equal(first, hash_of("a=1b=2"));
    assert_string_not_equal(first, hash_of("b=2&a=1"));
    assert_string_not_equal(first, hash_of("a=1"));
}

/* DBA-04, INJ-10: whoever has the row finds out nothing by trying. */
static void what_was_said_cannot_be_guessed(void **state)
{
    char first[70];
    (void)state;
    serve(WEB_MY, "http://127.0.0.1:8080");
    sign_in(2, "vm_read,vm_create");
    snprintf(first, sizeof(first), "%s", hash_of("a=1"));
    assert_string_not_equal(first, secret_hash(arena, "1:a1:1"));
    snprintf(first, sizeof(first), "%s", hash_at("/secret", "password=one"));
    assert_string_equal(first, hash_at("/secret", "password=two"));
}

static void names_fit_their_columns(void **state)
{
    char name[130];
    (void)state;
    memset(name, 'x', sizeof(name));
    name[129] = '\0';
    end_last();
    assert_int_equal(strlen(gate_short(arena, name)), 100);
    memcpy(name + 99, "€", strlen("€"));
    assert_int_equal(strlen(gate_short(arena, name)), 99);
    assert_string_equal(gate_short(arena, "ada"), "ada");
    assert_string_equal(gate_encode(arena, "/vm?q=a b&x=%2f"), "/vm%3Fq%3Da%20b%26x%3D%252f");
}

static int setup(void **state)
{
    (void)state;
    secret_init();
    arena = arena_new();
    reader = unreachable_db("my_reader");
    face.db = reader;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    end_last();
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_host_is_misdirected),
        cmocka_unit_test(a_form_of_another_origin_is_refused),
        cmocka_unit_test(a_form_needs_its_seal_and_key),
        cmocka_unit_test(without_a_session_nobody_is_let_in),
        cmocka_unit_test(a_role_may_what_it_holds),
        cmocka_unit_test(a_suspended_account_can_only_look),
        cmocka_unit_test(administrators_are_the_provider_s),
        cmocka_unit_test(tokens_open_the_api),
        cmocka_unit_test(a_token_is_not_taken_in_clear),
        cmocka_unit_test(an_account_asks_so_often),
        cmocka_unit_test(a_group_asks_so_often),
        cmocka_unit_test(cookies_are_kept_narrow),
        cmocka_unit_test(a_process_serves_its_own_pool),
        cmocka_unit_test(what_is_noted),
        cmocka_unit_test(once_is_about_what_was_said),
        cmocka_unit_test(what_was_said_cannot_be_guessed),
        cmocka_unit_test(names_fit_their_columns),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
