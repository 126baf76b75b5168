/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests through a small face without FastCGI: what is let in, which handler
 * answers, and how the answer looks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <stdio.h>
#include <string.h>
#include "base/secret.h"
#include "http/http.h"

struct db {
    int unused;
};

static struct arena *arena;
static struct fault fault;
static struct request *last;
static struct response out;
static const char *called;
static int gates, afters;
static bool gate_refuses, page_fails;

struct thing {
    const char *name;
    int64_t size;
    struct ids keys;
};
static const struct field thing_form[] = {
    TEXT(struct thing, name, .required = true, .min = 1, .max = 10),
    I64(struct thing, size, .min = 1, .max = 9),
    IDS(struct thing, keys),
    FIELDS_END,
};
static const struct field thing_view[] = { TEXT(struct thing, name), FIELDS_END };

static enum fault_code show_text(struct request *rq, const char *words)
{
    called = words;
    rq->text = words;
    return FAULT_OK;
}
static enum fault_code on_root(const struct db *db, struct request *rq)
{
    (void)db;
    return show_text(rq, "root");
}
static enum fault_code on_list(const struct db *db, struct request *rq)
{
    (void)db;
    return show_text(rq, "list");
}
static enum fault_code on_word(const struct db *db, struct request *rq)
{
    (void)db;
    return show_text(rq, "word");
}
static enum fault_code on_one(const struct db *db, struct request *rq)
{
    (void)db;
    return show_text(rq, "one");
}
static enum fault_code on_two(const struct db *db, struct request *rq)
{
    (void)db;
    return show_text(rq, "two");
}
static enum fault_code on_name(const struct db *db, struct request *rq)
{
    (void)db;
    return show_text(rq, strcmp(rq->name, "vm_2") ? "another name" : "name");
}
static enum fault_code on_page(const struct db *db, struct request *rq)
{
    static const struct thing thing = { .name = "page" };
    (void)db;
    rq->view = &thing;
    return FAULT_OK;
}
static enum fault_code on_move(const struct db *db, struct request *rq)
{
    (void)db;
    request_redirect(rq, "%s", params_get(&rq->query, "next"));
    return FAULT_OK;
}
static enum fault_code on_header(const struct db *db, struct request *rq)
{
    (void)db;
    request_header(rq, "X-Good", "fine");
    request_header(rq, "X-Bad", "one\r\nSet-Cookie: two");
    rq->status = 202;
    return show_text(rq, "header");
}
static enum fault_code on_lost(const struct db *db, struct request *rq)
{
    (void)db;
    (void)rq;
    return FAULT_MISSING; /* without words, as a query says it */
}
static enum fault_code on_wait(const struct db *db, struct request *rq)
{
    (void)db;
    enum fault_code rc = fail(rq->fault, FAULT_RATE, "Too many tries.");
    rq->fault->retry_after = 17;
    return rc;
}
static enum fault_code on_make(struct db *db, struct request *rq)
{
    const struct thing *in = rq->form;
    (void)db;
    if (!strcmp(in->name, "taken"))
        return fail_field(rq->fault, FAULT_UNIQUE, "name", "There is a %s already.", in->name);
    called = "make";
    request_redirect(rq, "/thing/%d", 7);
    return FAULT_OK;
}
static enum fault_code make_again(const struct db *db, struct request *rq)
{
    (void)db;
    called = "again";
    request_show(rq, "my/thing.html", thing_view, rq->form);
    return FAULT_OK;
}
static enum fault_code on_act(struct db *db, struct request *rq)
{
    (void)db;
    return show_text(rq, "act");
}
static enum fault_code on_json(struct db *db, struct request *rq)
{
    (void)db;
    rq->json = json_pack("{s:O}", "sent", rq->sent ? rq->sent : json_null());
    return FAULT_OK;
}

static const struct route routes[] = {
    GET("/", ANYONE, on_root),
    GET("/thing", VM_READ, on_list),
    GET("/thing/<id>", VM_READ, on_one),
    GET("/thing/new", VM_READ, on_word),
    GET("/thing/<id>/part/<id>", VM_READ, on_two),
    GET("/kind/<name>", VM_READ, on_name),
    GET("/kind/<name>/part/<id>", VM_READ, on_name),
    GET("/filter", VM_READ, on_list, FORM(thing_form, struct thing)),
    GET("/page", VM_READ, on_page, .page = "my/page.html", .view = thing_view),
    GET("/live", VM_READ, on_page, .page = "my/page.html", .view = thing_view, .etag = true),
    GET("/move", ANYONE, on_move),
    GET("/header", ANYONE, on_header),
    GET("/lost", ANYONE, on_lost),
    GET("/wait", ANYONE, on_wait),
    POST("/thing", VM_CREATE, on_make, FORM(thing_form, struct thing), .again = make_again),
    POST("/strict", VM_CREATE, on_make, FORM(thing_form, struct thing)),
    POST("/thing/<id>/act", VM_POWER, on_act, .form = no_fields),
    DELETE("/thing/<id>", VM_DELETE, on_act, .form = no_fields),
};
static const struct route api_routes[] = {
    POST("/thing", VM_CREATE, on_make, FORM(thing_form, struct thing)),
    POST("/free", VM_CREATE, on_json),
};

static enum fault_code gate(struct request *rq)
{
    gates++;
    return gate_refuses ? fail(rq->fault, FAULT_MISDIRECTED, "Another host.") : FAULT_OK;
}
static enum fault_code render(struct request *rq)
{
    const struct thing *thing = rq->view;
    text_addf(&rq->body, "%s:%s", rq->page, thing->name);
    for (int64_t i = 0; i < rq->errors.count; i++)
        text_addf(&rq->body, " %s=%s", rq->errors.at[i].field, rq->errors.at[i].message);
    return page_fails ? fail(rq->fault, FAULT_BUG, "no page") : FAULT_OK;
}
static enum fault_code fault_page(struct request *rq)
{
    if (page_fails)
        return FAULT_BUG;
    rq->text = arena_printf(rq->arena, "%s: %s", fault_api_code(rq->fault->code),
                            fault_words(rq->fault, rq->arena));
    return FAULT_OK;
}
static void after(struct request *rq)
{
    (void)rq;
    afters++;
}

static const char *const gate_fields[] = { "csrf", "request_key", NULL };
static struct db database;
static const struct face my_face = { .name = "my",
                                     .routes = routes,
                                     .route_count = countof(routes),
                                     .gate_fields = gate_fields,
                                     .db = &database,
                                     .gate = gate,
                                     .render = render,
                                     .fault_page = fault_page,
                                     .after = after };
static const struct face api_face = { .name = "api",
                                      .routes = api_routes,
                                      .route_count = countof(api_routes),
                                      .json = true,
                                      .db = &database,
                                      .gate = gate,
                                      .render = render,
                                      .fault_page = fault_page };

static void end_last(void)
{
    if (last)
        http_end(last);
    last = NULL;
    arena_reset(arena);
}

static int ask_env(const struct face *face, struct env env)
{
    end_last();
    called = NULL;
    last = http_run(face, arena, &fault, &env, &out);
    assert_int_equal(strstr(text_str(&out.head), "\r\n\r\n") - out.head.s, out.head.len - 4);
    return out.status;
}

static int ask(const char *method, const char *uri)
{
    return ask_env(&my_face, (struct env){ .method = method, .uri = uri });
}

static int post(const struct face *face, const char *uri, const char *type, const char *body)
{
    return ask_env(face, (struct env){ .method = "POST",
                                       .uri = uri,
                                       .content_type = type,
                                       .body = body,
                                       .body_len = strlen(body) });
}

static void expect(int status, const char *what)
{
    if (out.status != status)
        print_error("%s: %s\n", what, out.body);
    assert_int_equal(out.status, status);
}

static const char form_type[] = "application/x-www-form-urlencoded";

static bool head_has(const char *line)
{
    return strstr(text_str(&out.head), line) != NULL;
}

/* WEB-03: what two readers could take differently is nobody's. */
static void hostile_addresses_are_refused(void **state)
{
    static const char *const uris[] = {
        "",
        "thing",
        "http://evil.example/thing",
        "*",
        "//",
        "//thing",
        "/thing//1",
        "/thing/1//",
        "/%2fthing",
        "/thing%2F1",
        "/thing%2f",
        "/thing/..",
        "/thing/../thing",
        "/thing/.",
        "/./thing",
        "/%2e%2e/thing",
        "/thing/%2E",
        "/..",
        "/.",
        "/thing%00",
        "/thing/1%00",
        "/%0athing",
        "/thing%0d%0aX: y",
        "/thing\n",
        "/thing%7f",
        "/thing\x7f",
        "/thing\\1",
        "/thing%5c1",
        "/thing%",
        "/thing%4",
        "/thing%zz",
        "/thing%c0%af1",
        "/thing%ff",
        "/thing#x",
        "/thing?a=%",
        "/thing?a=%0g",
        "/thing?a=%00",
        "/thing?a%00=1",
        "/thing?a=%0a",
        "/thing?=1",
        "/thing?a=%ff",
        "/thing?a=1#x",
    };
    (void)state;
    for (size_t i = 0; i < countof(uris); i++) {
        gates = 0;
        ask("GET", uris[i]);
        expect(400, uris[i]);
        assert_int_equal(gates, 0);
        assert_null(called);
    }
    assert_int_equal(ask_env(&my_face, (struct env){ .method = "GET" }), 400);
    assert_int_equal(ask_env(&my_face, (struct env){ .uri = "/thing" }), 405);
    assert_int_equal(ask_env(&my_face,
                             (struct env){ .method = "GET", .uri = "/", .twice = "Origin" }),
                     400);
}

static void long_addresses_are_refused(void **state)
{
    char uri[REQUEST_URI_MAX + 2];
    (void)state;
    memset(uri, 'a', sizeof(uri));
    uri[0] = '/';
    uri[REQUEST_URI_MAX] = '\0';
    assert_int_equal(ask("GET", uri), 404);
    uri[REQUEST_URI_MAX] = 'a';
    uri[REQUEST_URI_MAX + 1] = '\0';
    assert_int_equal(ask("GET", uri), 400);
}

static void a_route_is_found_by_method_and_path(void **state)
{
    static const struct {
        const char *method, *uri, *called;
        int status;
        int64_t ids[2];
    } cases[] = {
        { "GET", "/", "root", 200, { 0 } },
        { "GET", "/?q=1", "root", 200, { 0 } },
        { "GET", "/thing", "list", 200, { 0 } },
        { "GET", "/%74hing", "list", 200, { 0 } },
        { "GET", "/thing?", "list", 200, { 0 } },
        { "GET", "/thing?&a=1&&b", "list", 200, { 0 } },
        { "GET", "/thing/1", "one", 200, { 1 } },
        { "GET", "/thing/9223372036854775807", "one", 200, { INT64_MAX } },
        { "GET", "/thing/9223372036854775808", NULL, 404, { 0 } },
        { "GET", "/thing/99999999999999999999999", NULL, 404, { 0 } },
        { "GET", "/thing/new", "word", 200, { 0 } },
        { "GET", "/thing/12/part/34", "two", 200, { 12, 34 } },
        { "GET", "/kind/vm_2", "name", 200, { 0 } },
        { "GET", "/kind/vm_2/part/34", "name", 200, { 34 } },
        { "GET", "/kind/7", "another name", 200, { 0 } },
        { "GET", "/kind/", NULL, 404, { 0 } },
        { "GET", "/kind/Vm_2", NULL, 404, { 0 } },
        { "GET", "/kind/vm-2", NULL, 404, { 0 } },
        { "GET", "/kind/vm_2/", NULL, 404, { 0 } },
        { "GET", "/thing/12/part/", NULL, 404, { 0 } },
        { "GET", "/thing/12/part", NULL, 404, { 0 } },
        { "GET", "/thing/0", NULL, 404, { 0 } },
        { "GET", "/thing/01", NULL, 404, { 0 } },
        { "GET", "/thing/-1", NULL, 404, { 0 } },
        { "GET", "/thing/+1", NULL, 404, { 0 } },
        { "GET", "/thing/1x", NULL, 404, { 0 } },
        { "GET", "/thing/%31", "one", 200, { 1 } },
        { "GET", "/thing/1%20", NULL, 404, { 0 } },
        { "GET", "/thing/", NULL, 404, { 0 } },
        { "GET", "/thing%252f1", NULL, 404, { 0 } },
        { "GET", "/Thing", NULL, 404, { 0 } },
        { "GET", "/thingy", NULL, 404, { 0 } },
        { "HEAD", "/thing", "list", 200, { 0 } },
        { "POST", "/thing/5/act", "act", 200, { 5 } },
        { "DELETE", "/thing/5", "act", 200, { 5 } },
        { "GET", "/thing/5/act", NULL, 405, { 0 } },
        { "PUT", "/thing/5", NULL, 405, { 0 } },
        { "PATCH", "/thing", NULL, 405, { 0 } },
        { "get", "/thing", NULL, 405, { 0 } },
        { "POST", "/nothing", NULL, 404, { 0 } },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        ask(cases[i].method, cases[i].uri);
        expect(cases[i].status, cases[i].uri);
        assert_true(cases[i].called == called || !strcmp(cases[i].called, called));
        assert_int_equal(last->id[0], cases[i].ids[0]);
        assert_int_equal(last->id[1], cases[i].ids[1]);
    }
}

static void another_method_is_told(void **state)
{
    (void)state;
    assert_int_equal(ask("PUT", "/thing"), 405);
    assert_true(head_has("\r\nAllow: GET, HEAD, POST\r\n"));
    assert_int_equal(ask("PUT", "/thing/3"), 405);
    assert_true(head_has("\r\nAllow: GET, HEAD, DELETE\r\n"));
}

static void the_gate_comes_first(void **state)
{
    (void)state;
    gate_refuses = true;
    assert_int_equal(ask("GET", "/thing"), 421);
    assert_int_equal(ask("GET", "/nothing"), 421);
    assert_int_equal(ask("PUT", "/thing"), 421);
    assert_int_equal(post(&my_face, "/thing", form_type, "name=x"), 421);
    assert_null(called);
    gate_refuses = false;
}

/* WEB-12: repeated, unknown, not well formed. */
static void forms_are_strict(void **state)
{
    static const struct {
        const char *type, *body;
        int status;
    } cases[] = {
        { form_type, "name=web", 303 },
        { form_type, "name=web&csrf=a&request_key=b", 303 },
        { form_type, "name=web&keys=1&keys=2", 303 },
        { form_type, "name=w%C3%A9b&size=", 303 },
        { "application/x-www-form-urlencoded; charset=UTF-8", "name=web", 303 },
        { form_type, "", 422 },
        { form_type, "name=", 422 },
        { form_type, "name=web&name=web", 422 },
        { form_type, "name=web&size=1&size=1", 422 },
        { form_type, "name=web&other=1", 422 },
        { form_type, "name[]=web", 422 },
        { form_type, "name=web&size=0", 422 },
        { form_type, "name=web&size=10", 422 },
        { form_type, "name=web&size=1x", 422 },
        { form_type, "name=web&size=99999999999999999999", 422 },
        { form_type, "name=web&keys=0", 422 },
        { form_type, "name=a%00b", 422 },
        { form_type, "name=%ff", 422 },
        { form_type, "name=12345678901", 422 },
        { form_type, "na%00me=web", 400 },
        { form_type, "=web", 400 },
        { form_type, "name=%4", 400 },
        { form_type, "name=%+1", 400 },
        { NULL, "name=web", 415 },
        { "text/plain", "name=web", 415 },
        { "application/json", "{\"name\":\"web\"}", 415 },
        { "application/x-www-form-urlencodedx", "name=web", 415 },
        { "application/x-www-form-urlencoded; charset=utf-16", "name=web", 415 },
        { "multipart/form-data; boundary=x", "--x--", 415 },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        post(&my_face, "/strict", cases[i].type, cases[i].body);
        expect(cases[i].status, cases[i].body);
        assert_true((cases[i].status == 303) == (called != NULL));
    }
}

/* WEB-14: size and number of fields. */
static void bodies_have_limits(void **state)
{
    struct env env = { .method = "POST", .uri = "/thing", .content_type = form_type };
    (void)state;
    env.body_len = REQUEST_BODY_MAX + 1;
    assert_int_equal(ask_env(&my_face, env), 413);

    char many[2 * REQUEST_FIELDS_MAX + 2];
    for (size_t i = 0; i < sizeof(many); i++)
        many[i] = i % 2 ? '&' : 'a';
    env.body = many;
    env.body_len = sizeof(many) - 1;
    assert_int_equal(ask_env(&my_face, env), 413);
    env.body_len = sizeof(many) - 4;
    assert_int_equal(ask_env(&my_face, env), 422);

    env.method = "GET";
    assert_int_equal(ask_env(&my_face, env), 400);
    assert_int_equal(post(&my_face, "/thing/1/act", form_type, "csrf=x"), 200);
    assert_int_equal(post(&my_face, "/thing/1/act", form_type, "csrf=x&more=1"), 422);
    assert_int_equal(ask("GET", "/filter?name=a&size=2"), 200);
    assert_int_equal(ask("GET", "/filter?name=a&size=2&size=3"), 422);
}

/* WEB-12, WEB-15: a body that two readers could take differently is refused. */
static void json_bodies_are_strict(void **state)
{
    static const struct {
        const char *uri, *type, *body;
        int status;
    } cases[] = {
        { "/thing", "application/json", "{\"name\":\"web\",\"keys\":[1,2]}", 303 },
        { "/thing", "application/json", "{\"name\":1}", 422 },
        { "/thing", "application/json", "{\"name\":\"web\",\"other\":1}", 422 },
        { "/thing", "application/json", "{}", 422 },
        { "/thing", "application/json", "", 422 },
        { "/thing", "application/json", "[]", 400 },
        { "/thing", "application/json", "{\"name\":\"a\",\"name\":\"b\"}", 400 },
        { "/thing", "application/json", "{\"name\":\"a\\u0000b\"}", 400 },
        { "/thing", "application/json", "{\"size\":1e999}", 400 },
        { "/thing", "application/json", "{\"size\":9223372036854775808}", 400 },
        { "/thing", "application/json", "{\"name\":\"\\ud800\"}", 400 },
        { "/thing", "application/json", "{\"name\":\"a\"} x", 400 },
        { "/thing", "text/plain", "{\"name\":\"web\"}", 415 },
        { "/thing", form_type, "name=web", 415 },
        { "/free", "application/json; charset=utf-8", "{\"a\":[1]}", 200 },
        { "/free", NULL, "", 200 },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        post(&api_face, cases[i].uri, cases[i].type, cases[i].body);
        expect(cases[i].status, cases[i].body);
    }
    assert_int_equal(post(&api_face, "/free", "application/json", "{\"a\":[1]}"), 200);
    assert_string_equal(out.body, "{\"sent\":{\"a\":[1]}}");
    assert_true(head_has("\r\nContent-Type: application/json\r\n"));

    char deep[2001] = { 0 };
    memset(deep, '[', 1000);
    memset(deep + 1000, ']', 1000);
    assert_int_equal(post(&api_face, "/free", "application/json", deep), 400);
}

static void a_refused_form_is_shown_again(void **state)
{
    (void)state;
    assert_int_equal(post(&my_face, "/thing", form_type, "name=web&size=77"), 422);
    assert_string_equal(called, "again");
    assert_string_equal(out.body, "my/thing.html:web size=This must be 1 to 9.");
    assert_int_equal(post(&my_face, "/thing", form_type, "name=taken"), 409);
    assert_string_equal(out.body, "my/thing.html:taken name=There is a taken already.");
    assert_true(head_has("\r\nContent-Type: text/html; charset=utf-8\r\n"));
}

static void answers_have_their_headers(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/page"), 200);
    assert_string_equal(out.body, "my/page.html:page");
    assert_true(head_has("Status: 200 OK\r\n"));
    assert_true(head_has("\r\nContent-Security-Policy: default-src 'none'; style-src 'self';"));
    assert_true(head_has("frame-ancestors 'none'\r\n"));
    assert_true(head_has("\r\nX-Content-Type-Options: nosniff\r\n"));
    assert_true(head_has("\r\nReferrer-Policy: same-origin\r\n"));
    assert_true(head_has("\r\nCache-Control: no-store\r\n"));
    assert_true(head_has("\r\nContent-Length: 17\r\n"));
    assert_false(head_has("ETag"));

    assert_int_equal(ask("HEAD", "/page"), 200);
    assert_int_equal(out.body_len, 0);
    assert_true(head_has("\r\nContent-Length: 17\r\n"));

    assert_int_equal(ask("GET", "/header"), 202);
    assert_true(head_has("\r\nX-Good: fine\r\n"));
    assert_false(head_has("Set-Cookie"));
    assert_int_equal(ask("GET", "/wait"), 429);
    assert_true(head_has("\r\nRetry-After: 17\r\n"));
    assert_string_equal(out.body, "rate_limit_exceeded: Too many tries.");
    assert_int_equal(ask("GET", "/lost"), 404);
    assert_string_equal(out.body, "not_found: ");
}

static void an_unchanged_page_is_not_sent(void **state)
{
    char tag[80] = "", list[200];
    (void)state;
    assert_int_equal(ask("GET", "/live"), 200);
    assert_true(head_has("\r\nCache-Control: private, no-cache\r\n"));
    assert_int_equal(sscanf(strstr(out.head.s, "ETag: "), "ETag: %79s", tag), 1);
    static const struct {
        const char *before, *behind;
        int status;
    } cases[] = {
        { "", "", 304 },  { "W/", "", 304 }, { "\"a\", ", "", 304 }, { "\"a\",W/", ",*", 304 },
        { "x", "", 200 }, { "", "x", 200 },  { "\"a\"", "", 200 },
    };
    for (size_t i = 0; i < countof(cases); i++) {
        snprintf(list, sizeof(list), "%s%s%s", cases[i].before, tag, cases[i].behind);
        struct env env = { .method = "GET", .uri = "/live", .if_none_match = list };
        assert_int_equal(ask_env(&my_face, env), cases[i].status);
        assert_true(head_has(tag));
        assert_int_equal(out.body_len, cases[i].status == 304 ? 0 : 17);
    }
}

/* WEB-05: an address from outside leads to a path of ours alone. */
static void a_redirect_stays_here(void **state)
{
    static const struct {
        const char *uri, *line;
    } cases[] = {
        { "/move?next=/vm/1", "\r\nLocation: /vm/1\r\n" },
        { "/move?next=/vm?q=a%26b", "\r\nLocation: /vm?q=a&b\r\n" },
        { "/move?next=//evil.example", "\r\nLocation: /\r\n" },
        { "/move?next=/%5Cevil.example", "\r\nLocation: /\r\n" },
        { "/move?next=https://evil.example", "\r\nLocation: /\r\n" },
        { "/move?next=", "\r\nLocation: /\r\n" },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        assert_int_equal(ask("GET", cases[i].uri), 303);
        assert_true(head_has(cases[i].line));
    }
    assert_false(request_path_is_ours("/a\r\nX: y"));
    assert_false(request_path_is_ours("/\t/evil.example"));
    assert_false(request_path_is_ours(NULL));
}

static void cookies_are_found_by_their_whole_name(void **state)
{
    struct env env = { .method = "GET", .uri = "/", .cookie = "ab=1; b=2;c=; b=3" };
    (void)state;
    assert_int_equal(ask_env(&my_face, env), 200);
    assert_string_equal(request_cookie(last, "b"), "2");
    assert_string_equal(request_cookie(last, "ab"), "1");
    assert_string_equal(request_cookie(last, "c"), "");
    assert_null(request_cookie(last, "a"));
    assert_null(request_cookie(last, "d"));
}

static void a_failing_fault_page_is_answered_too(void **state)
{
    (void)state;
    page_fails = true;
    assert_int_equal(ask("GET", "/page"), 500);
    assert_true(strstr(out.body, "went wrong") != NULL);
    assert_int_equal(ask("GET", "/lost"), 404);
    assert_true(strstr(out.body, "went wrong") != NULL);
    page_fails = false;
}

static void after_runs_once_an_answer(void **state)
{
    (void)state;
    end_last();
    afters = 0;
    ask("GET", "/");
    ask("GET", "/..");
    end_last();
    assert_int_equal(afters, 2);
}

static int setup(void **state)
{
    (void)state;
    secret_init();
    arena = arena_new();
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
        cmocka_unit_test(hostile_addresses_are_refused),
        cmocka_unit_test(long_addresses_are_refused),
        cmocka_unit_test(a_route_is_found_by_method_and_path),
        cmocka_unit_test(another_method_is_told),
        cmocka_unit_test(the_gate_comes_first),
        cmocka_unit_test(forms_are_strict),
        cmocka_unit_test(bodies_have_limits),
        cmocka_unit_test(json_bodies_are_strict),
        cmocka_unit_test(a_refused_form_is_shown_again),
        cmocka_unit_test(answers_have_their_headers),
        cmocka_unit_test(an_unchanged_page_is_not_sent),
        cmocka_unit_test(a_redirect_stays_here),
        cmocka_unit_test(cookies_are_found_by_their_whole_name),
        cmocka_unit_test(a_failing_fault_page_is_answered_too),
        cmocka_unit_test(after_runs_once_an_answer),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
