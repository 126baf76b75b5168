/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one form as a page: each kind of input, what follows from its field, a
 * refused form with what was typed, and text from outside that stays text. The
 * product's own templates show it, on a face of this test's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include "fake_visitor.h"
#include <unistd.h>
#include "form/view.h"
#include "web/form.h"

enum colour { RED, BLUE };
static const struct word colour_words[] = { { "red", "Rather red", "" }, { "blue", "Blue", "" } };

struct things {
    const char *name;
    const char *email;
    const char *password;
    const char *notes;
    const char *zone;
    const char *secret;
    int64_t count;
    int64_t memory;
    int64_t price;
    bool loud;
    enum colour colour;
};
static const struct field things_form[] = {
    TEXT(struct things, name, .label = "A name", .required = true, .max = 63, .check = check_title),
    TEXT(struct things, email, .max = 254, .check = check_email),
    TEXT(struct things, password, .min = 12, .max = 1024),
    TEXT(struct things, notes, .max = 500),
    TEXT(struct things, zone),
    TEXT(struct things, secret),
    I64(struct things, count, .required = true, .min = 1, .max = 40),
    BYTES(struct things, memory, .min = 64 << 20, .max = (int64_t)1 << 40),
    MONEY(struct things, price, .max = 999000000),
    BOOL(struct things, loud),
    STATE(struct things, colour, colour_words),
    FIELDS_END,
};
static const struct field asked_form[] = {
    TEXT(struct things, name, .max = 63),
    TEXT(struct things, zone),
    FIELDS_END,
};
static const struct form_input inputs[] = {
    INPUT("name", "Name", TEXT, .help = "For \"people\"."),
    INPUT("email", "E-mail", EMAIL, .autocomplete = "email"),
    INPUT("password", "Password", PASSWORD, .autocomplete = "new-password"),
    INPUT("notes", "Notes", AREA),
    INPUT("zone", "Zone", SELECT),
    INPUT("secret", NULL, HIDDEN),
    INPUT("count", "Count", NUMBER, .unit = "pieces", .section = "How much",
      .section_help = "Numbers."),
    INPUT("memory", "Memory", SIZE),
    INPUT("price", "Price", MONEY),
    INPUT("loud", "Make noise", CHECK, .help = "Much."),
    INPUT("colour", "Colour", SELECT),
    INPUTS_END,
};
static const struct form_spec spec = {
    .fields = things_form, .inputs = inputs, .submit = "Make it", .prefix = "t_"
};
static const struct form_option zones[] = { { "UTC", "UTC", false },
                                            { "Europe/Berlin", "Berlin", false } };

static const struct things *shown; /* NULL: nothing stands there */

static enum fault_code things_show(const struct db *db, struct request *rq)
{
    struct form_head head = { .title = "Things & co",
                              .lead = "All of them.",
                              .crumbs = { { "/thing", "<Things>" } } };
    struct form_ask ask = { .action = "/thing",
                            .cancel = "/back",
                            .values = shown,
                            .choices = { { "zone", { zones, 2 } } } };
    (void)db;
    return form_page_show(rq, &head, &spec, &ask);
}

static struct things got;

static enum fault_code things_do(struct db *db, struct request *rq)
{
    (void)db;
    got = *(const struct things *)rq->form;
    if (!strcmp(got.name, "taken"))
        return fail_field(rq->fault, FAULT_UNIQUE, "name", "There is %s already.", got.name);
    request_redirect(rq, "/done");
    return FAULT_OK;
}

static const struct form_input name_typed[] = {
    INPUT("name", "Type its name", TEXT),
    INPUTS_END,
};

static enum fault_code drop_show(const struct db *db, struct request *rq)
{
    static const struct form_spec drop = {
        .fields = things_form, .inputs = name_typed, .submit = "Drop", .danger = true
    };
    struct form_confirm ask = { .head = { .title = "Drop <it>?" },
                                .order = { "First: it stops.", "It is gone." },
                                .stays = "The rest stays." };
    (void)db;
    return form_confirm_show(rq, &ask, &drop,
                             &(struct form_ask){ .action = "/drop", .cancel = "/back" });
}

/* One that asks by its address, and says of itself what is wrong. */
static enum fault_code asked_show(const struct db *db, struct request *rq)
{
    static const struct form_input ask_inputs[] = {
        INPUT("name", "Name", TEXT, .focus = true, .needed = true),
        INPUT("zone", "When", MOMENT, .needed = true),
        INPUTS_END,
    };
    static const struct form_spec ask_spec = {
        .fields = asked_form, .inputs = ask_inputs, .submit = "Look", .get = true
    };
    const struct things *in = rq->form;
    (void)db;
    if (in->zone && !strcmp(in->zone, "noon"))
        input_error(&rq->errors, "zone", "No such time.");
    return form_page_show(rq, &(struct form_head){ .title = "Ask" }, &ask_spec,
                          &(struct form_ask){ .action = "/asked", .values = in });
}

static const struct route routes[] = {
    GET("/asked", SIGNED_IN, asked_show, FORM(asked_form, struct things), FORM_PAGE),
    GET("/thing", SIGNED_IN, things_show, FORM_PAGE),
    POST("/thing", SIGNED_IN, things_do, FORM(things_form, struct things), .again = things_show),
    GET("/drop", SIGNED_IN, drop_show, FORM_CONFIRM),
};

static struct arena *arena;
static struct fault fault;
static struct request *last;
static struct response out;
static struct web web;
static struct face face = { .name = "my",
                            .routes = routes,
                            .route_count = countof(routes),
                            .gate_fields = gate_fields,
                            .gate = gate,
                            .render = page_render,
                            .fault_page = page_fault,
                            .ctx = &web };
static struct conf conf = { .root = ".",
                            .url = "http://127.0.0.1:8080",
                            .origin = "http://127.0.0.1:8080",
                            .host = "127.0.0.1:8080",
                            .inst = "aa" };

static int run(const char *method, const char *path, const char *fields)
{
    if (last)
        http_end(last);
    arena_reset(arena);
    web.pool = strcmp(method, "GET") ? POOL_WRITER : POOL_READER;
    struct env env = { .method = method,
                       .uri = path,
                       .host = conf.host,
                       .origin = conf.origin,
                       .remote = "192.0.2.7",
                       .cookie = arena_printf(arena, "hatchery_my=%s", cookie_value) };
    if (fields) {
        env.body = arena_printf(arena, "csrf=%s&request_key=0123456789abcdef&%s",
                                secret_csrf(arena, cookie_value), fields);
        env.body_len = strlen(env.body);
        env.content_type = "application/x-www-form-urlencoded";
    }
    last = http_run(&face, arena, &fault, &env, &out);
    return out.status;
}

static bool has(const char *text)
{
    bool found = strstr(out.body, text) != NULL;
    if (!found)
        print_error("not there: %s\n", text);
    return found;
}

/* The element that begins so, up to its end. */
static const char *element(const char *begins)
{
    const char *at = strstr(out.body, begins);
    if (!at)
        print_error("no element %s\n", begins);
    assert_non_null(at);
    return arena_strndup(arena, at, strcspn(at, ">"));
}

static bool input_has(const char *id, const char *text)
{
    const char *in = element(arena_printf(arena, "<input id=\"t_%s\"", id));
    bool found = strstr(in, text) != NULL;
    if (!found)
        print_error("%s has no %s\n", in, text);
    return found;
}

static void every_kind_follows_from_its_field(void **state)
{
    static const struct things values = { .name = "web",
                                          .email = "a@b.example",
                                          .password = "not to be shown",
                                          .notes = "two\nlines",
                                          .zone = "Europe/Berlin",
                                          .secret = "s",
                                          .count = 3,
                                          .memory = INT64_C(1536) << 20,
                                          .price = 2905000,
                                          .loud = true,
                                          .colour = BLUE };
    (void)state;
    shown = &values;
    assert_int_equal(run("GET", "/thing", NULL), 200);
    assert_true(has("<h1>Things &amp; co</h1>") && has("All of them."));
    assert_true(has("<a href=\"/thing\">&lt;Things&gt;</a>"));
    assert_true(has("action=\"/thing\"") && has("name=\"csrf\" value=\"") &&
                has("name=\"request_key\" value=\""));
    assert_true(input_has("name", "type=\"text\" value=\"web\" autocomplete=\"off\""));
    assert_true(input_has("name", "maxlength=\"63\" required"));
    assert_true(input_has("name", "aria-describedby=\"t_name_help\""));
    assert_true(has("<p class=\"help\" id=\"t_name_help\">For &quot;people&quot;.</p>"));
    assert_true(input_has("email", "type=\"email\"") && input_has("email", "=\"email\""));
    assert_null(strstr(element("<input id=\"t_email\""), "required"));
    assert_true(
        input_has("password", "type=\"password\" value=\"\" autocomplete=\"new-password\""));
    assert_null(strstr(out.body, "not to be shown"));
    assert_true(has(">two\nlines</textarea>"));
    assert_true(has("<option value=\"Europe/Berlin\" selected>Berlin</option>"));
    assert_true(has("<input type=\"hidden\" name=\"secret\" value=\"s\">"));
    assert_true(has("<legend>How much</legend>") && has(">Numbers.<"));
    assert_true(input_has("count", "type=\"number\" value=\"3\"") &&
                input_has("count", "min=\"1\" max=\"40\" required"));
    assert_true(has("<span class=\"unit\">pieces</span>"));
    assert_true(input_has("memory", "value=\"1536 MB\""));
    assert_true(input_has("price", "value=\"2.905\"") && input_has("price", "\"decimal\""));
    assert_true(has("id=\"t_loud\" name=\"loud\" value=\"1\" checked"));
    assert_true(has("<option value=\"blue\" selected>Blue</option>") &&
                has("<option value=\"red\">Rather red</option>"));
    assert_true(has("<button class=\"btn primary\">Make it</button>"));
    assert_true(has("<a class=\"btn quiet\" href=\"/back\">Cancel</a>"));
    assert_null(strstr(out.body, "aria-invalid"));
    assert_null(strstr(out.body, "role=\"alert\""));
}

static void nothing_stands_there_at_first(void **state)
{
    (void)state;
    shown = NULL;
    assert_int_equal(run("GET", "/thing", NULL), 200);
    assert_true(input_has("name", "value=\"\"") && input_has("count", "value=\"\""));
    assert_null(strstr(out.body, " checked"));
    assert_null(strstr(out.body, " selected"));
}

static void a_refused_form_keeps_what_was_typed(void **state)
{
    (void)state;
    shown = NULL;
    assert_int_equal(run("POST", "/thing",
                         "name=%3Cb%3E%22x&email=nobody&password=shorter&notes=n&count=many"
                         "&memory=1+GiBi&price=2%2C9000&loud=1&colour=green&zone=UTC&bogus=1"),
                     422);
    assert_true(has("<div class=\"flash bad\" role=\"alert\""));
    assert_true(input_has("name", "value=\"&lt;b&gt;&quot;x\""));
    assert_null(strstr(out.body, "<b>\"x"));
    assert_true(input_has("email", "value=\"nobody\"") &&
                input_has("email", "aria-describedby=\"t_email_error\" aria-invalid=\"true\""));
    assert_true(has("<a href=\"#t_email\"><b>E-mail:</b> An e-mail address looks like"));
    assert_true(has("<p class=\"wrong\" id=\"t_email_error\">"));
    assert_true(input_has("password", "value=\"\"") && input_has("password", "aria-invalid"));
    assert_null(strstr(out.body, "shorter"));
    assert_true(input_has("count", "value=\"many\"") && has("This must be a whole number."));
    assert_true(input_has("memory", "value=\"1 GiBi\"") && has("A size is like 512 MB or 4 GB."));
    assert_true(input_has("price", "value=\"2,9000\"") && has("A price is like 2.90"));
    assert_true(has("id=\"t_loud\" name=\"loud\" value=\"1\" checked"));
    assert_true(has("Choose one of the list."));
    assert_true(has("<li>This field is not known here.</li>"));
    assert_true(has("id=\"t_name_help\"")); /* what is right keeps its help */
}

static void a_handler_may_refuse_a_field(void **state)
{
    (void)state;
    assert_int_equal(run("POST", "/thing", "name=taken&count=3"), 409);
    assert_true(has("<a href=\"#t_name\"><b>Name:</b> There is taken already.</a>"));
    assert_true(input_has("name", "value=\"taken\""));
    assert_null(strstr(out.body, "id=\"t_name_help\"")); /* the error has its place */
}

static void what_was_typed_arrives(void **state)
{
    (void)state;
    assert_int_equal(run("POST", "/thing",
                         "name=web&count=40&memory=1.5+GB&price=2.9&colour=blue&zone=UTC"),
                     303);
    assert_int_equal(got.memory, INT64_C(1536) << 20);
    assert_int_equal(got.price, 2900000);
    assert_int_equal(got.colour, BLUE);
    assert_false(got.loud);
    assert_int_equal(run("POST", "/thing", "name=web&count=41"), 422);
    assert_true(has("This must be 1 to 40."));
    assert_int_equal(run("POST", "/thing", "name=web&count=4&memory=63M"), 422);
    assert_true(has("This must be 64 MB to 1 TB."));
    assert_int_equal(run("POST", "/thing", "name=web&count=4&price=1000"), 422);
    assert_true(has("This must be 0.00 to 999.00."));
}

static void a_question_says_what_happens(void **state)
{
    (void)state;
    assert_int_equal(run("GET", "/drop", NULL), 200);
    assert_true(has("<h1>Drop &lt;it&gt;?</h1>"));
    assert_true(has("<li><b>First</b> it stops.</li>") && has("<li>It is gone.</li>"));
    assert_true(has("The rest stays.") && has("<button class=\"btn danger\">Drop</button>"));
    assert_true(has("<a class=\"btn quiet\" href=\"/back\">Keep it</a>"));
    assert_true(has("<label for=\"name\">Type its name</label>"));
}

static void a_form_may_only_ask(void **state)
{
    (void)state;
    assert_int_equal(run("GET", "/asked", NULL), 200);
    assert_true(has("<form class=\"ask\" action=\"/asked\" novalidate>\n<div class=\"field\">"));
    assert_true(has("name=\"name\" type=\"text\" value=\"\" autocomplete=\"off\" autofocus "
                    "maxlength=\"63\" required>"));
    assert_true(has("type=\"datetime-local\" value=\"\" autocomplete=\"off\" required>"));

    assert_int_equal(run("GET", "/asked?name=it&zone=noon", NULL), 200);
    assert_true(has("value=\"it\"") && has("value=\"noon\""));
    assert_true(has("<a href=\"#zone\"><b>When:</b> No such time.</a>"));
    assert_false(has("type=\"text\" value=\"it\" autocomplete=\"off\" autofocus"));
}

static int setup(void **state)
{
    static const struct assets assets = { .css = "/static/a.css",
                                          .js = "/static/a.js",
                                          .icons = "/static/a.svg",
                                          .chart = "/static/b.js" };
    char manifest[] = "/tmp/hatchery-manifest-XXXXXX";
    int fd = mkstemp(manifest);
    static const char lines[] = "hatchery.css=/a.css\nhatchery.js=/a.js\nicons.svg=/a.svg\n"
                                "chart.js=/b.js\n";
    (void)state;
    secret_init();
    arena = arena_new();
    fault_clear(&fault);
    bool wrote = write(fd, lines, sizeof(lines) - 1) == sizeof(lines) - 1;
    setenv("HATCHERY_STATIC", manifest, 1);
    face.db = unreachable_db("my");
    web = (struct web){ .conf = &conf, .face = WEB_MY, .notes = face.db };
    enum fault_code rc = page_prepare(&fault, arena, &web, &face); /* holds every template */
    if (rc)
        print_error("%s\n", fault_words(&fault, arena));
    web.assets = &assets;
    close(fd);
    unlink(manifest);
    fake_face = SESSION_MY;
    sign_in(2, "");
    return wrote ? (int)rc : 1;
}

static int teardown(void **state)
{
    (void)state;
    http_end(last);
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_follows_from_its_field),
        cmocka_unit_test(nothing_stands_there_at_first),
        cmocka_unit_test(a_refused_form_keeps_what_was_typed),
        cmocka_unit_test(a_handler_may_refuse_a_field),
        cmocka_unit_test(what_was_typed_arrives),
        cmocka_unit_test(a_question_says_what_happens),
        cmocka_unit_test(a_form_may_only_ask),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
