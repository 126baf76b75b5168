/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Both faces of pages as their route tables have them: every route as every role,
 * every template against its view, and where signing in may lead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <unistd.h>
#include "fake_visitor.h"
#include "web/admin/routes.h"
#include "web/my/routes.h"
#include "web/page.h"

static struct arena *arena;
static struct fault fault;
static struct request *last;
static struct response out;
static struct face face;
static struct web web;
static struct db *dbs[2][2]; /* face × (reads, writes) */
static struct db *signin;
static struct conf conf = { .root = ".",
                            .hook_dir = "/etc/hatchery/hook",
                            .hook_users = "hatchery-hook",
                            .url = "http://127.0.0.1:8080",
                            .origin = "http://127.0.0.1:8080",
                            .host = "127.0.0.1:8080",
                            .inst = "aa" };
static const struct assets assets = {
    .css = "/static/a.css", .js = "/static/a.js", .icons = "/static/a.svg", .chart = "/static/b.js"
};

static struct arena *forever; /* what a program has from its start */
static char manifest[] = "/tmp/hatchery-manifest-XXXXXX";

static void end_last(void)
{
    if (last)
        http_end(last);
    last = NULL;
    arena_reset(arena);
}

/* A program has one face, whose head and foot its pages have; here there are two in turn. */
static void prepare(const struct web_program *program)
{
    static const struct web_program *prepared;
    if (program == prepared)
        return;
    enum fault_code rc = page_prepare(&fault, forever, &web, &face);
    if (rc)
        print_error("%s\n", fault_words(&fault, forever));
    assert_int_equal(rc, FAULT_OK);
    assert_string_equal(web.assets->css, "/static/a.css");
    web.assets = &assets;
    prepared = program;
}

static void serve(const struct web_program *program)
{
    bool admin = program->which == WEB_ADMIN;
    end_last();
    face = program->face;
    face.ctx = &web;
    web = (struct web){
        .conf = &conf, .face = program->which, .assets = &assets, .notes = dbs[admin][0]
    };
    fake_face = admin ? SESSION_ADMIN : SESSION_MY;
    prepare(program);
}

static int run(struct env *env, enum permission needed)
{
    bool get = !strcmp(env->method, "GET");
    end_last();
    web.pool = get ? POOL_READER : needed == PERM_ANYONE ? POOL_SIGNIN : POOL_WRITER;
    face.db = web.pool == POOL_SIGNIN ? signin : dbs[web.face == WEB_ADMIN][!get];
    env->host = conf.host;
    env->origin = get ? NULL : conf.origin;
    env->remote = "192.0.2.7";
    last = http_run(&face, arena, &fault, env, &out);
    return out.status;
}

static int get(const char *uri, bool signed_in)
{
    struct env env = { .method = "GET", .uri = uri };
    static char cookie[100];
    snprintf(cookie, sizeof(cookie), "hatchery_%s=%s", face.name, cookie_value);
    env.cookie = signed_in ? cookie : NULL;
    return run(&env, PERM_SIGNED_IN);
}

/* "/vm/<id>/start" as somebody asks for it; a <name> is a task kind's. */
static const char *path_of(const struct route *r)
{
    static char path[100];
    char *to = path;
    for (const char *p = r->path; *p; p++) {
        bool id = !strncmp(p, "<id>", 4);
        bool name = !strncmp(p, "<name>", 6);
        to = stpcpy(to, id ? "41" : name ? "vm_start" : (char[]){ *p, '\0' });
        p += id ? 3 : name ? 5 : 0;
    }
    return path;
}

static int ask_as(const struct route *r, bool signed_in)
{
    static char cookie[100];
    static char body[300];
    static const char *const methods[] = {
        [M_GET] = "GET", [M_POST] = "POST", [M_PUT] = "PUT", [M_DELETE] = "DELETE"
    };
    struct arena *a = arena_new();
    snprintf(cookie, sizeof(cookie), "hatchery_%s=%s", face.name, cookie_value);
    snprintf(body, sizeof(body), "csrf=%s&request_key=0123456789abcdef",
             secret_csrf(a, cookie_value));
    arena_free(a);
    struct env env = { .method = methods[r->method], .uri = path_of(r) };
    env.cookie = signed_in ? cookie : NULL;
    if (r->method != M_GET && r->permission != PERM_ANYONE) {
        env.body = body;
        env.body_len = strlen(body);
        env.content_type = "application/x-www-form-urlencoded";
    }
    return run(&env, r->secret ? PERM_ANYONE : r->permission);
}

struct role {
    const char *permissions;
    int64_t level;
};
static char everything[2048]; /* all words that there are */
static const struct role roles[] = {
    { "", 2 },
    { "vm_read,task_read,image_read,plan_read,ssh_key_read,account_read", 2 },
    { "vm_read,vm_create,vm_power,vm_delete,task_read,task_write,image_read,plan_read,"
      "ssh_key_read,ssh_key_write,account_read,user_write",
      2 },
    { "", 0 },
    { "vm_read,vm_create,vm_power,task_read,task_write,image_read,plan_read,account_read,user_read,"
      "node_read,storage_read,ip_read,difference_read",
      0 },
    { "vm_read,task_read,image_read,plan_read,account_read,user_read,node_read,storage_read,"
      "ip_read,difference_read,mail_read,hook_read,setting_read,audit_read",
      0 },
    { everything, 0 },
    { everything, 2 }, /* words alone make no administrator */
};

static void say_everything(void)
{
    for (int p = PERM_SIGNED_IN + 1; p < PERM_COUNT; p++) {
        size_t len = strlen(everything);
        snprintf(everything + len, sizeof(everything) - len, "%s%s", len ? "," : "",
                 permission_word((enum permission)p));
    }
}

/* What needs no role is written down here as well as in the tables, with its reason. */
static bool needs_no_role(const struct route *r)
{
    static const char *const why[][2] = {
        { "/signin", "the door itself" },
        { "/signout", "one's own session" },
        { "/signin/link", "the link is the right to it" },
        { "/brand.css", "two colours, before one is signed in, too" },
        { "/brand.png", "a logo, before one is signed in, too" },
        { "/forgot", "whoever asks is not signed in" },
        { "/reset", "the link in the mail is the right to it" },
        { "/invite", "the link in the mail is the right to it" },
        { "/join", "the link in the mail is the right to it" },
        { "/healthz", "for the provider's monitoring: says no more than well or not" },
        { "/more", "the menu, which has what the role may" },
        { "/profile", "one's own name, language and zone" },
        { "/profile/password", "one's own" },
        { "/session", "one's own" },
        { "/session/end", "one's own" },
        { "/session/<id>/end", "one's own" },
        { "/profile/totp", "one's own second step" },
        { "/profile/totp/begin", "one's own second step" },
        { "/profile/totp/codes", "one's own second step" },
        { "/profile/totp/off", "one's own second step" },
        { "/profile/passkey", "one's own passkeys" },
        { "/profile/passkey/begin", "one's own passkeys" },
        { "/profile/passkey/<id>", "one's own passkeys" },
        { "/profile/passkey/<id>/remove", "one's own passkeys" },
        { "/signin/passkey", "the door itself" },
        { "/signin/passkey/use", "the door itself" },
        { "/again", "one's own password" },
        { "/again/passkey", "one's own passkeys" },
        { "/again/passkey/use", "one's own passkeys" },
        { "/profile/email", "one's own address" },
        { "/profile/network", "one's own networks" },
        { "/act", "the ticket in its address is the right to it" },
        { "/address", "the link in the mail is the right to it" },
        { "/register", "whoever asks has no account; nothing is there unless the setting says so" },
        { "/welcome", "the link in the mail is the right to it" },
        { "/signin/code", "the door itself" },
        { "/account/switch", "to an account one is a member of" },
    };
    const char *path = r->path + (strncmp(r->path, "/admin/", 7) ? 0 : 6);
    for (size_t i = 0; i < countof(why); i++)
        if (!strcmp(path, why[i][0]))
            return true;
    return false;
}

static bool role_may(const struct role *role, const struct route *r)
{
    struct arena *a = arena_new();
    char *words = arena_strdup(a, role->permissions);
    bool free = r->permission == PERM_SIGNED_IN || r->permission == PERM_ANYONE;
    bool found = free;
    char *save = NULL;
    for (char *w = strtok_r(words, ",", &save); w; w = strtok_r(NULL, ",", &save))
        found |= !strcmp(w, permission_word(r->permission));
    arena_free(a);
    return found && (free || web.face != WEB_ADMIN || role->level == 0);
}

static const struct web_program *const programs[] = { &my_program, &admin_program };

static void every_route_as_every_role(void **state)
{
    (void)state;
    for (size_t p = 0; p < countof(programs); p++) {
        serve(programs[p]);
        for (size_t i = 0; i < face.route_count; i++)
            for (size_t r = 0; r < countof(roles); r++) {
                sign_in(roles[r].level, roles[r].permissions);
                int status = ask_as(&face.routes[i], true);
                bool led = status == 303 && !strcmp(face.routes[i].path, p ? "/admin/" : "/");
                bool refused = status == 403 || status == 401 || led; /* to what the role may */
                if (refused == role_may(&roles[r], &face.routes[i]))
                    print_error("%s as %s: %d\n", face.routes[i].path, roles[r].permissions,
                                status);
                assert_int_not_equal(refused, role_may(&roles[r], &face.routes[i]));
            }
    }
}

static void what_needs_no_role_is_known(void **state)
{
    (void)state;
    for (size_t p = 0; p < countof(programs); p++)
        for (size_t i = 0; i < programs[p]->face.route_count; i++) {
            const struct route *r = &programs[p]->face.routes[i];
            if ((r->permission <= PERM_SIGNED_IN) != needs_no_role(r))
                print_error("%s: %s\n", r->path, permission_word(r->permission));
            assert_int_equal(r->permission <= PERM_SIGNED_IN, needs_no_role(r));
        }
}

/* Who only reads changes nothing. */
static void what_changes_needs_more_than_reading(void **state)
{
    (void)state;
    for (size_t p = 0; p < countof(programs); p++)
        for (size_t i = 0; i < programs[p]->face.route_count; i++) {
            const struct route *r = &programs[p]->face.routes[i];
            const char *word = permission_word(r->permission);
            if (r->method != M_GET && strstr(word, "_read"))
                print_error("%s: %s\n", r->path, word);
            assert_true(r->method == M_GET || !strstr(word, "_read"));
        }
}

/* A kind of vm_bulk's is judged by what its children are. */
static void every_kind_names_its_permission(void **state)
{
    (void)state;
    for (const struct kind *k = kinds; k->name; k++) {
        assert_true(k->permission > PERM_SIGNED_IN);
        assert_true(permission_is_for(k->permission, 0));
        assert_true(k->gathers || !strstr(permission_word(k->permission), "_read"));
        if (k->cancel == CANCEL_ACCOUNT)
            assert_true(permission_is_for(k->permission, 2));
    }
}

static void every_route_without_a_session(void **state)
{
    (void)state;
    for (size_t p = 0; p < countof(programs); p++) {
        serve(programs[p]);
        for (size_t i = 0; i < face.route_count; i++) {
            const struct route *r = &face.routes[i];
            int status = ask_as(r, false);
            if (r->method == M_GET && strstr(r->path, "/signin/code"))
                assert_int_equal(status, 303); /* the first step comes first */
            else if (r->permission == PERM_ANYONE)
                assert_true(status == 200 || status == 503 || status == 422);
            else
                assert_int_equal(status, r->method == M_GET ? 303 : 401);
        }
    }
}

static bool head_has(const char *line)
{
    return strstr(text_str(&out.head), line) != NULL;
}

static void signing_in_leads_back(void **state)
{
    static const struct {
        const char *asked;
        const char *header;
    } tries[] = {
        { "/vm", "Location: /signin?next=/vm\r\n" },
        { "/vm?state=running&q=a%20b",
          "Location: /signin?next=/vm%3Fstate%3Drunning%26q%3Da%2520b\r\n" },
        { "/vm/7/live", "Location: /signin?next=/vm/7/live\r\n" },
    };
    (void)state;
    serve(&my_program);
    for (size_t i = 0; i < countof(tries); i++) {
        assert_int_equal(get(tries[i].asked, false), 303);
        assert_true(head_has(tries[i].header));
    }
    serve(&admin_program);
    assert_int_equal(get("/admin/vm", false), 303);
    assert_true(head_has("Location: /admin/signin?next=/admin/vm\r\n"));
}

/* WEB-05: what `next` may say. */
static void signing_in_leads_nowhere_else(void **state)
{
    static const struct {
        const struct web_program *program;
        const char *next;
        const char *kept; /* as the form holds it */
    } tries[] = {
        { &my_program, "/task", "/task" },
        { &my_program, "/vm%3Fq%3Da", "/vm?q=a" },
        { &my_program, "", "/" },
        { &my_program, "//evil.example", "/" },
        { &my_program, "/%5Cevil.example", "/" },
        { &my_program, "%5C%5Cevil.example", "/" },
        { &my_program, "https://evil.example/", "/" },
        { &my_program, "evil.example", "/" },
        { &my_program, "javascript:alert(1)", "/" },
        { &my_program, "/a%20b", "/" },
        { &my_program, "/%c3%a4", "/" },
        { &my_program, "/signin?next=/vm", "/" },
        { &my_program, "/admin/", "/" },
        { &my_program, "/api/v1/servers", "/" },
        { &admin_program, "/admin/task", "/admin/task" },
        { &admin_program, "/vm", "/admin/" },
        { &admin_program, "/adminx", "/admin/" },
        { &admin_program, "//evil.example/admin/", "/admin/" },
        { &admin_program, "/admin/signin", "/admin/" },
    };
    (void)state;
    for (size_t i = 0; i < countof(tries); i++) {
        char uri[200];
        char input[200];
        serve(tries[i].program);
        snprintf(uri, sizeof(uri), "%s?next=%s", gate_signin_path(&web), tries[i].next);
        snprintf(input, sizeof(input), "name=\"next\" value=\"%s\"", tries[i].kept);
        struct env env = { .method = "GET", .uri = uri };
        assert_int_equal(run(&env, PERM_ANYONE), 200);
        if (!strstr(out.body, input))
            print_error("next=%s is not kept as %s\n", tries[i].next, tries[i].kept);
        assert_non_null(strstr(out.body, input));
    }
}

/* 503: it went on to the database, which is not there. */
static void lists_are_asked_by_the_book(void **state)
{
    static const struct {
        const char *uri;
        int status;
    } tries[] = {
        { "/vm", 503 },
        { "/vm?filter=state:running&sort=-created", 503 },
        { "/vm?filter=&sort=&after=", 503 },
        { "/vm?as=csv", 503 },
        { "/vm?after=web-01,7&at=50", 503 },
        { "/vm?as=html", 422 },
        { "/vm?bogus=1", 422 },
        { "/vm?filter=a&filter=b", 422 },
        { "/vm?at=-1", 422 },
        { "/vm?at=1000000001", 422 },
    };
    (void)state;
    serve(&my_program);
    sign_in(2, "vm_read,task_read");
    for (size_t i = 0; i < countof(tries); i++) {
        int status = get(tries[i].uri, true);
        if (status != tries[i].status)
            print_error("%s: %d\n", tries[i].uri, status);
        assert_int_equal(status, tries[i].status);
    }
}

/* Who has power over machines may not delete them with many others either. */
static void many_at_once_are_asked_by_the_book(void **state)
{
    static const struct {
        const char *uri;
        int status;
    } tries[] = {
        { "/vm/bulk?act=stop&id=1&id=2&filter=", 503 },
        { "/vm/bulk?filter=state:off&all=1", 503 },
        { "/vm/bulk?act=delete&id=1", 422 },
        { "/vm/bulk?id=0", 422 },
        { "/vm/bulk?id=web-01", 422 },
        { "/vm/bulk?confirm=1", 422 },
        { "/vm/bulk/delete?id=1", 403 },
    };
    (void)state;
    serve(&my_program);
    sign_in(2, "vm_read,vm_power");
    for (size_t i = 0; i < countof(tries); i++) {
        int status = get(tries[i].uri, true);
        if (status != tries[i].status)
            print_error("%s: %d\n", tries[i].uri, status);
        assert_int_equal(status, tries[i].status);
    }
}

static void errors_are_pages(void **state)
{
    (void)state;
    serve(&my_program);
    sign_in(2, "vm_read");
    assert_int_equal(get("/nowhere", true), 404);
    assert_non_null(strstr(out.body, "<code>404</code>"));
    assert_int_equal(get("/vm/create", true), 403);
    assert_non_null(strstr(out.body, "Ada Lovelace"));
    assert_non_null(strstr(out.body, "name=\"csrf\""));
    assert_true(head_has("Cache-Control: no-store\r\n"));
    assert_int_equal(get("/vm//1", true), 400); /* before the gate was asked */
    assert_non_null(strstr(out.body, "<code>400</code>"));
    assert_int_equal(get("/vm", true), 503);
    assert_null(strstr(out.body, "nonexistent")); /* nothing of ours is told */
}

static void health_is_told_without_a_session(void **state)
{
    (void)state;
    serve(&my_program);
    assert_int_equal(get("/healthz", false), 503);
    assert_string_equal(out.body, "database: no answer\n");
    assert_true(head_has("Content-Type: text/plain; charset=utf-8\r\n"));
    assert_true(head_has("Cache-Control: no-store\r\n"));
}

static void the_menu_has_what_a_role_may(void **state)
{
    (void)state;
    serve(&my_program);
    sign_in(2, "task_read");
    assert_int_equal(get("/vm/create", true), 403);
    assert_non_null(strstr(out.body, "href=\"/task\""));
    assert_null(strstr(out.body, "href=\"/ssh-key\""));
    assert_null(strstr(out.body, "href=\"/vm/create\""));
}

static void a_flash_is_one_of_a_table(void **state)
{
    (void)state;
    serve(&my_program);
    sign_in(2, "task_read");
    assert_int_equal(get("/vm/create?did=key-added", true), 403);
    assert_non_null(strstr(out.body, "<div class=\"flash\" role=\"status\">"));
    assert_non_null(strstr(out.body, "The key was added."));
    assert_int_equal(get("/vm/create?did=password-once", true), 403);
    assert_non_null(strstr(out.body, "<div class=\"flash bad\" role=\"status\">"));
    assert_int_equal(get("/vm/create?did=The+key+was+added.", true), 403);
    assert_null(strstr(out.body, "class=\"flash"));
    assert_int_equal(get("/signin?did=key-added", false), 200);
    assert_null(strstr(out.body, "class=\"flash"));
    assert_int_equal(get("/signin?did=password-set", false), 200);
    assert_non_null(strstr(out.body, "Sign in with it."));
    assert_int_equal(get("/vm/create?did=password-set", true), 403);
    assert_null(strstr(out.body, "class=\"flash"));
    sign_in(2, "vm_read"); /* also where the page takes fields of its own */
    assert_int_equal(get("/vm/7?did=password-once", true), 503);
    assert_int_equal(get("/vm/7?other=1", true), 422);
}

static void a_suspended_account_is_told(void **state)
{
    (void)state;
    serve(&my_program);
    sign_in(2, "vm_create");
    fake.suspended = true;
    assert_int_equal(get("/task", true), 403);
    assert_non_null(strstr(out.body, "Your account is suspended."));
    assert_null(strstr(out.body, "href=\"/vm/create\""));
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static int setup(void **state)
{
    (void)state;
    secret_init();
    secret_key_use(SECRET_KEY_ALL,
                   "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    say_everything();
    fault_clear(&fault);
    arena = arena_new();
    forever = arena_new();
    dbs[0][0] = unreachable_db("my_reader");
    signin = unreachable_db("signin");
    dbs[0][1] = unreachable_db("my");
    dbs[1][0] = unreachable_db("admin_reader");
    dbs[1][1] = unreachable_db("admin");
    close(mkstemp(manifest));
    write_file(manifest, "hatchery.css=/static/a.css\nhatchery.js=/static/a.js\n"
                         "icons.svg=/static/a.svg\nchart.js=/static/b.js\n");
    setenv("HATCHERY_STATIC", manifest, 1);
    return 0;
}

/* Reads all templates and holds them against the views of both faces. */
static void templates_fit_their_views(void **state)
{
    char lacking[] = "/tmp/hatchery-manifest-XXXXXX";
    (void)state;
    for (size_t p = 0; p < countof(programs); p++)
        serve(programs[p]);
    struct web other = web;
    setenv("HATCHERY_STATIC", lacking, 1);
    close(mkstemp(lacking));
    write_file(lacking, "hatchery.css=/static/a.css\n");
    assert_int_equal(page_prepare(&fault, forever, &other, &face), FAULT_MISSING);
    fault_clear(&fault);
    unlink(lacking);
    setenv("HATCHERY_STATIC", manifest, 1);
}

static int teardown(void **state)
{
    (void)state;
    end_last();
    arena_free(arena);
    arena_free(forever);
    unlink(manifest);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(templates_fit_their_views), /* first: the others show them */
        cmocka_unit_test(every_route_as_every_role),
        cmocka_unit_test(what_needs_no_role_is_known),
        cmocka_unit_test(what_changes_needs_more_than_reading),
        cmocka_unit_test(every_kind_names_its_permission),
        cmocka_unit_test(every_route_without_a_session),
        cmocka_unit_test(signing_in_leads_back),
        cmocka_unit_test(signing_in_leads_nowhere_else),
        cmocka_unit_test(lists_are_asked_by_the_book),
        cmocka_unit_test(many_at_once_are_asked_by_the_book),
        cmocka_unit_test(errors_are_pages),
        cmocka_unit_test(health_is_told_without_a_session),
        cmocka_unit_test(the_menu_has_what_a_role_may),
        cmocka_unit_test(a_flash_is_one_of_a_table),
        cmocka_unit_test(a_suspended_account_is_told),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
