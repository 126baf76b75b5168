/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON interface's route table without a database: every route as every role,
 * what is refused before a row is read, labels and selectors. A database that
 * cannot be reached answers 503 for what would have been let in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include "fake_visitor.h"
#include "web/api/api.h"
#include "web/api/routes.h"

static struct arena *arena;
static struct fault fault;
static struct request *last;
static struct response out;
static struct conf conf = { .url = "http://127.0.0.1:8080",
                            .origin = "http://127.0.0.1:8080",
                            .host = "127.0.0.1:8080",
                            .inst = "aa" };
static struct web web;
static struct face face;
static struct db *dbs[2]; /* reads, writes */

static const char owner[] = "vm_read,vm_create,vm_power,vm_delete,task_read,task_write,image_read,"
                            "plan_read,ssh_key_read,ssh_key_write";
static const char reader[] = "vm_read,task_read,image_read,plan_read,ssh_key_read";

static void end_last(void)
{
    if (last)
        http_end(last);
    last = NULL;
    arena_reset(arena);
}

static int run(const char *method, const char *uri, const char *body, bool token)
{
    static char bearer[100];
    bool get = !strcmp(method, "GET");
    snprintf(bearer, sizeof(bearer), "Bearer %s", token_value);
    end_last();
    web.pool = get ? POOL_READER : POOL_WRITER;
    face.db = dbs[!get];
    struct env env = { .method = method,
                       .uri = uri,
                       .host = conf.host,
                       .authorization = token ? bearer : NULL,
                       .remote = "192.0.2.7",
                       .body = body,
                       .body_len = body ? strlen(body) : 0,
                       .content_type = body ? "application/json" : NULL };
    last = http_run(&face, arena, &fault, &env, &out);
    return out.status;
}

/* A member of the answer by its path, "" if there is none. */
static const char *answered(const char *first, const char *second)
{
    json_error_t why;
    json_t *all = json_loadb(out.body, out.body_len, 0, &why);
    const char *s = json_string_value(json_object_get(json_object_get(all, first), second));
    const char *copy = arena_strdup(arena, s ? s : "");
    json_decref(all);
    return copy;
}

/* The name of the first field that the answer complains of. */
static const char *wrong_field(void)
{
    json_error_t why;
    const char *name = "";
    json_t *all = json_loadb(out.body, out.body_len, 0, &why);
    if (!json_unpack(all, "{s:{s:{s:[{s:s}]}}}", "error", "details", "fields", "name", &name))
        name = arena_strdup(arena, name);
    json_decref(all);
    return name;
}

/* "/servers/<id>" → "/servers/7" */
static const char *path_of(const struct route *r)
{
    static char path[200];
    size_t n = 0;
    for (const char *p = r->path; *p; p++) {
        if (!strncmp(p, "<id>", 4)) {
            path[n++] = '7';
            p += 3;
        } else
            path[n++] = *p;
    }
    path[n] = '\0';
    return path;
}

static const char *const method_words[] = { "GET", "POST", "PUT", "DELETE" };

static void every_route_as_every_role(void **state)
{
    static const char *const roles[] = { owner, reader, "" };
    (void)state;
    for (size_t i = 0; i < face.route_count; i++) {
        const struct route *r = &face.routes[i];
        assert_int_equal(run(method_words[r->method], path_of(r), NULL, false), 401);
        assert_string_equal(answered("error", "code"), "unauthorized");
        for (size_t role = 0; role < countof(roles); role++) {
            sign_in(2, roles[role]);
            bool may = strstr(roles[role], permission_word(r->permission)) != NULL;
            int status = run(method_words[r->method], path_of(r), NULL, true);
            if ((status != 403) != may)
                print_error("%s %s: %d\n", method_words[r->method], r->path, status);
            assert_int_equal(status != 403, may);
            assert_true(status < 500 || status == 503);
        }
    }
}

static void changes_need_another_permission(void **state)
{
    (void)state;
    for (size_t i = 0; i < face.route_count; i++) {
        const struct route *r = &face.routes[i];
        bool reads = strstr(permission_word(r->permission), "_read") != NULL;
        assert_int_equal(r->method == M_GET, reads);
    }
}

struct ask {
    const char *uri;
    int status;
    const char *field;
};

static void a_list_takes_what_it_knows(void **state)
{
    static const struct ask asks[] = {
        { "/servers?page=2&per_page=50&sort=id:asc&name=a&status=off&status=running", 503, "" },
        { "/servers?label_selector=a%3Db,!c", 503, "" },
        { "/servers?page=0", 422, "page" },
        { "/servers?page=1000001", 503, "" }, /* behind id 1 */
        { "/servers?page=1000001&sort=name", 422, "page" },
        { "/servers?page=202&per_page=50", 422, "page" },
        { "/servers?page=9223372036854775808", 422, "page" },
        { "/servers?page=1e3", 422, "page" },
        { "/servers?page=", 422, "page" },
        { "/servers?per_page=51", 422, "per_page" },
        { "/servers?per_page=-1", 422, "per_page" },
        { "/servers?sort=memory", 422, "sort" },
        { "/servers?sort=id:up", 422, "sort" },
        { "/servers?sort=id&sort=name", 422, "sort" },
        { "/servers?name=a&name=b", 422, "name" },
        { "/servers?name%5B%5D=a", 422, "name[]" },
        { "/servers?account_id=1", 422, "account_id" },
        { "/servers?id=1", 422, "id" },
        { "/servers?status=melted", 422, "status" },
        { "/servers?label_selector=%27", 422, "label_selector" },
        { "/servers?label_selector=a%3Db%3Dc", 422, "label_selector" },
        { "/actions?id=1&id=2", 503, "" },
        { "/actions?id=x", 422, "id" },
        { "/actions?status=late", 422, "status" },
        { "/actions?status=error&status=error&status=running", 503, "" },
        { "/actions?sort=status&sort=id:desc&id=1&id=1", 503, "" },
        { "/actions?sort=command&sort=id&sort=status", 422, "sort" },
        { "/actions?sort=name", 422, "sort" },
        { "/actions?sort=started&page=1000001", 422, "page" },
        { "/servers/7/actions?sort=finished:desc", 503, "" },
        { "/servers/7/actions?sort=:asc", 422, "sort" },
        { "/servers?sort=status", 422, "sort" },
        { "/images?type=system&include_deprecated=true&architecture=x86", 503, "" },
        { "/images?include_deprecated=1", 422, "include_deprecated" },
        { "/ssh_keys?fingerprint=aa", 503, "" },
        { "/ssh_keys?status=off", 422, "status" },
        { "/volumes?status=available&label_selector=a", 200, "" },
        { "/volumes?colour=red", 422, "colour" },
        { "/locations?label_selector=a", 422, "label_selector" },
    };
    char uri[400];
    (void)state;
    sign_in(2, owner);
    for (size_t i = 0; i < countof(asks); i++) {
        snprintf(uri, sizeof(uri), "/api/v1%s", asks[i].uri);
        int status = run("GET", uri, NULL, true);
        if (status != asks[i].status)
            print_error("%s: %d\n", uri, status);
        assert_int_equal(status, asks[i].status);
        assert_string_equal(wrong_field(), asks[i].field);
    }
}

/* A program may wait for all its actions in one call. */
static void a_hundred_ids_are_read(void **state)
{
    char uri[4000] = "/api/v1/actions?id=1";
    (void)state;
    sign_in(2, owner);
    for (int i = 2; i <= 100; i++)
        snprintf(uri + strlen(uri), sizeof(uri) - strlen(uri), "&id=%d", i);
    assert_int_equal(run("GET", uri, NULL, true), 503);
    strcat(uri, "&id=7"); /* the same once more */
    assert_int_equal(run("GET", uri, NULL, true), 503);
    strcat(uri, "&id=101");
    assert_int_equal(run("GET", uri, NULL, true), 422);
    assert_string_equal(wrong_field(), "id");
}

#define GOOD "\"name\":\"web\",\"server_type\":\"XS\",\"image\":1"

/* API-04, WEB-12: what a body does not have is refused by its name. */
static void a_body_says_what_it_may(void **state)
{
    static const struct {
        const char *body;
        int status;
        const char *field;
    } bodies[] = {
        { "{" GOOD "}", 503, "" },
        { "{" GOOD ",\"automount\":false,\"volumes\":[],\"user_data\":\"\",\"location\":\"1\","
          "\"placement_group\":null,\"labels\":{\"a/b.c\":\"\"},\"ssh_keys\":[1,\"key\"],"
          "\"public_net\":{\"enable_ipv4\":true,\"enable_ipv6\":true,\"ipv4\":null}}",
          503, "" },
        { "[]", 400, "" },
        { "{}", 422, "name" },
        { "{" GOOD ",\"account_id\":1}", 422, "account_id" },
        { "{" GOOD ",\"price\":0}", 422, "price" },
        { "{" GOOD ",\"volumes\":[1]}", 422, "volumes" },
        { "{" GOOD ",\"networks\":[1]}", 422, "networks" },
        { "{" GOOD ",\"firewalls\":[{\"firewall\":1}]}", 422, "firewalls" },
        { "{" GOOD ",\"user_data\":\"#include http://x\"}", 422, "user_data" },
        { "{" GOOD ",\"placement_group\":1}", 422, "placement_group" },
        { "{" GOOD ",\"public_net\":{\"enable_ipv4\":false}}", 422, "public_net" },
        { "{" GOOD ",\"public_net\":{\"ipv6\":7}}", 422, "public_net" },
        { "{" GOOD ",\"public_net\":{\"ipv5\":null}}", 422, "public_net" },
        { "{" GOOD ",\"labels\":{\"a b\":\"c\"}}", 422, "labels" },
        { "{" GOOD ",\"labels\":{\"a\":1}}", 422, "labels" },
        { "{" GOOD ",\"labels\":[]}", 422, "labels" },
        { "{" GOOD ",\"ssh_keys\":\"key\"}", 422, "ssh_keys" },
        { "{" GOOD ",\"start_after_create\":\"yes\"}", 422, "start_after_create" },
        { "{" GOOD ",\"location\":\"a\",\"datacenter\":\"b\"}", 422, "datacenter" },
        { "{\"name\":\"a b\",\"server_type\":\"XS\",\"image\":1}", 422, "name" },
        { "{\"name\":\"-a\",\"server_type\":\"XS\",\"image\":1}", 422, "name" },
        { "{\"name\":[\"a\"],\"server_type\":\"XS\",\"image\":1}", 422, "name" },
        { "{\"name\":\"a\",\"server_type\":{},\"image\":1}", 422, "server_type" },
        { "{\"name\":\"a\",\"server_type\":-1,\"image\":1}", 422, "server_type" },
        { "{\"name\":\"a\",\"server_type\":1.5,\"image\":1}", 422, "server_type" },
        { "{\"name\":\"a\",\"name\":\"b\"}", 400, "" },
        { "{\"name\":\"a\\u0000b\"}", 400, "" },
        { "{\"name\":\"\\ud800\"}", 400, "" },
        { "{\"name\":1e999}", 400, "" },
        { "{\"server_type\":9223372036854775808}", 400, "" },
        { "{\"name\":\"a\"", 400, "" },
    };
    (void)state;
    sign_in(2, owner);
    for (size_t i = 0; i < countof(bodies); i++) {
        int status = run("POST", "/api/v1/servers", bodies[i].body, true);
        if (status != bodies[i].status)
            print_error("%s: %d\n", bodies[i].body, status);
        assert_int_equal(status, bodies[i].status);
        assert_string_equal(wrong_field(), bodies[i].field);
    }
}

static void other_bodies_too(void **state)
{
    static const struct {
        const char *method;
        const char *uri;
        const char *body;
        int status;
        const char *field;
    } asks[] = {
        { "PUT", "/api/v1/servers/7", "{\"name\":\"other\"}", 503, "" },
        { "PUT", "/api/v1/servers/7", "{\"labels\":{\"a\":\"b\"}}", 503, "" },
        { "PUT", "/api/v1/servers/7", "{\"labels\":{\"a\":{}}}", 422, "labels" },
        { "PUT", "/api/v1/servers/7", "{\"locked\":false}", 422, "locked" },
        { "PUT", "/api/v1/servers/7", "{\"name\":\"a.b\"}", 422, "name" },
        { "POST", "/api/v1/servers/7/actions/poweron", NULL, 503, "" },
        { "POST", "/api/v1/servers/7/actions/poweron", "{}", 503, "" },
        { "POST", "/api/v1/servers/7/actions/poweron", "{\"force\":true}", 422, "" },
        { "POST", "/api/v1/servers/0/actions/poweron", NULL, 404, "" },
        { "POST", "/api/v1/servers/7/actions/explode", NULL, 404, "" },
        { "POST", "/api/v1/ssh_keys", "{\"name\":\"a\",\"public_key\":\"ssh-rsa AAAA\"}", 422,
          "public_key" },
        { "POST", "/api/v1/ssh_keys", "{\"name\":\"a\"}", 422, "public_key" },
        { "PUT", "/api/v1/ssh_keys/7", "{\"labels\":{\"a\":\"b\"}}", 422, "labels" },
        { "PUT", "/api/v1/ssh_keys/7", "{\"labels\":{},\"name\":\"b\"}", 503, "" },
        { "DELETE", "/api/v1/servers", NULL, 405, "" },
        { "GET", "/api/v1/", NULL, 404, "" },
    };
    (void)state;
    sign_in(2, owner);
    for (size_t i = 0; i < countof(asks); i++) {
        int status = run(asks[i].method, asks[i].uri, asks[i].body, true);
        if (status != asks[i].status)
            print_error("%s %s: %d\n", asks[i].method, asks[i].uri, status);
        assert_int_equal(status, asks[i].status);
        assert_string_equal(wrong_field(), asks[i].field);
    }
}

static void selectors(void **state)
{
    static const struct {
        const char *selector;
        const char *path; /* of the last part; NULL: refused */
        const char *pattern;
    } all[] = {
        { "env", "$.\"env\"", "^[^*]|^$" },
        { "!env", "$.\"env\"", "^[*]$" },
        { "env=prod", "$.\"env\"", "^prod$" },
        { "env==prod", "$.\"env\"", "^prod$" },
        { "env!=prod", "$.\"env\"", "^(?!prod$)" },
        { "a,b=1.2", "$.\"b\"", "^1[.]2$" },
        { "a.b/c-d_e=", "$.\"a.b/c-d_e\"", "^$" },
        { "env=", "$.\"env\"", "^$" },
        { "a=b=c", NULL, NULL },
        { "=b", NULL, NULL },
        { "!a=b", NULL, NULL },
        { "a!", NULL, NULL },
        { "a=.*", NULL, NULL },
        { "a=b|c", NULL, NULL },
        { "a\"=b", NULL, NULL },
        { "a in (b,c)", NULL, NULL },
        { "a,,b", NULL, NULL },
        { "a,b,c,d,e,f,g,h,i", NULL, NULL },
    };
    (void)state;
    end_last();
    for (size_t i = 0; i < countof(all); i++) {
        struct vm_page_filter f = { .labels = 0 };
        const char *wrong = labels_select(arena, all[i].selector, &f);
        if (!all[i].path) {
            assert_non_null(wrong);
            continue;
        }
        assert_null(wrong);
        assert_string_equal(f.label[f.labels - 1].path, all[i].path);
        assert_string_equal(f.label[f.labels - 1].pattern, all[i].pattern);
    }
}

static int set_up(void **state)
{
    (void)state;
    secret_init();
    arena = arena_new();
    dbs[0] = unreachable_db("api_reader");
    dbs[1] = unreachable_db("api");
    face = api_program.face;
    face.ctx = &web;
    web = (struct web){ .conf = &conf, .face = WEB_API, .notes = dbs[0] };
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    end_last();
    db_close(&dbs[0]);
    db_close(&dbs[1]);
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_as_every_role),
        cmocka_unit_test(changes_need_another_permission),
        cmocka_unit_test(a_list_takes_what_it_knows),
        cmocka_unit_test(a_hundred_ids_are_read),
        cmocka_unit_test(a_body_says_what_it_may),
        cmocka_unit_test(other_bodies_too),
        cmocka_unit_test(selectors),
    };
    return cmocka_run_group_tests_name("api", tests, set_up, tear_down);
}
