/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of tokens when their makers' rights change, and which machines labels leave. */
#include "db_fixture.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/secret.h"
#include "store/ssh_key.h"
#include "store/task_page.h"
#include "store/token.h"
#include "store/user.h"
#include "store/vm_page.h"

static struct token_new plain(struct world *w, const char *name)
{
    return (struct token_new){ .account_id = w->account[0],
                               .user_id = w->user[0],
                               .name = name,
                               .access = TOKEN_WRITES,
                               .nouns = "",
                               .labels = "",
                               .networks = "" };
}

static const char *made(struct world *w, const struct token_new *n)
{
    char *token = NULL;
    int64_t id = 0;
    must(w, token_add(w->my, n, &token, &id));
    return secret_hash(w->arena, token);
}

static bool is_good(struct world *w, const struct db *api, const char *hash, struct session *s)
{
    enum fault_code rc = token_find(api, hash, s);
    fault_clear(&w->fault);
    assert_true(rc == FAULT_OK || rc == FAULT_MISSING);
    return !rc;
}

static void as_owner(struct world *w, const char *sql)
{
    struct query q = { .sql = sql };
    struct db *owner = world_connect(w, "owner", false);
    must(w, db_exec(owner, &q, NULL, NULL, NO_ARGS));
    db_close(&owner);
}

/* TEN-05, API-01: never more than its maker's role has now. API-02: at once. */
static void a_token_follows_its_maker(void **state)
{
    struct world *w = *state;
    struct session s;
    struct db *api = world_connect(w, "api_reader", true);
    struct token_new n = plain(w, "follows");
    const char *hash = made(w, &n);
    assert_true(is_good(w, api, hash, &s));
    assert_int_equal(s.role_id, ROLE_OWNER);
    as_owner(w, "UPDATE member JOIN user ON user.id = user_id SET role_id = 3 "
                "WHERE email = 'one@first.example'");
    assert_true(is_good(w, api, hash, &s));
    assert_int_equal(s.role_id, ROLE_READER);
    assert_null(strstr(s.permissions, "vm_create"));
    as_owner(w, "UPDATE member JOIN user ON user.id = user_id SET role_id = 2 "
                "WHERE email = 'one@first.example'");
    as_owner(w, "UPDATE user SET disabled = 1 WHERE email = 'one@first.example'");
    assert_false(is_good(w, api, hash, &s));
    as_owner(w, "UPDATE user SET disabled = 0 WHERE email = 'one@first.example'");
    assert_true(is_good(w, api, hash, &s));
    as_owner(w, "UPDATE token SET expires_at = NOW(6) WHERE name = 'follows'");
    assert_false(is_good(w, api, hash, &s));
    as_owner(w, "UPDATE token SET expires_at = NULL WHERE name = 'follows'");
    as_owner(w, "DELETE member FROM member JOIN user ON user.id = user_id "
                "WHERE email = 'one@first.example'");
    assert_false(is_good(w, api, hash, &s));
    as_owner(w, "INSERT INTO member (user_id, account_id, role_id) SELECT user.id, account.id, 2 "
                "FROM user JOIN account ON account.name = 'First' "
                "WHERE email = 'one@first.example'");
    assert_true(is_good(w, api, hash, &s));
    struct scope other = scope_account(w->reseller, w->account[1]);
    struct scope own = scope_account(w->reseller, w->account[0]);
    assert_int_equal(token_revoke(w->my, &other, s.id), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, token_revoke(w->my, &own, s.id));
    assert_false(is_good(w, api, hash, &s));
    db_close(&api);
}

/* TEN-05 for tasks: what the gate let through is asked again, narrowing included. */
static void its_tasks_follow_too(void **state)
{
    struct world *w = *state;
    struct session s;
    bool may = false;
    struct db *api = world_connect(w, "api_reader", true);
    struct token_new n = plain(w, "tasks");
    n.nouns = "task,vm";
    assert_true(is_good(w, api, made(w, &n), &s));
    int64_t id = world_task(w, 0, "r:token", true);
    as_owner(w,
             arena_printf(w->arena, "UPDATE task SET as_whom = 0, as_token = %lld WHERE id = %lld",
                          (long long)s.id, (long long)id));
    must(w, task_may_any(w->taskd, id, "vm_power", &may));
    assert_true(may);
    must(w, task_may_any(w->taskd, id, "ssh_key_write", &may));
    assert_false(may);
    as_owner(w, "UPDATE token SET writes = 0 WHERE name = 'tasks'");
    must(w, task_may_any(w->taskd, id, "vm_power", &may));
    assert_false(may);
    as_owner(w, "UPDATE token SET writes = 1, revoked_at = NOW(6) WHERE name = 'tasks'");
    must(w, task_may_any(w->taskd, id, "vm_power", &may));
    assert_false(may);
    db_close(&api);
}

static int64_t machine(struct world *w, const char *name, const char *labels)
{
    struct asker who = world_asker(w, 0);
    struct vm_create form = {
        .name = name, .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = labels };
    struct once once = { .key = NULL };
    struct vm_created out;
    must(w, vm_create_ask(w->my, &who, &form, &more, &once, &out));
    return out.asked.vm_id;
}

/* Every way to a machine and its tasks: what has not all the labels is not there. */
static void labels_are_in_the_query(void **state)
{
    struct world *w = *state;
    struct db *api = world_connect(w, "api_reader", true);
    struct db *writer = world_connect(w, "api", false);
    struct session s;
    struct token_new n = plain(w, "labelled");
    n.labels = "env=prod,team=web";
    assert_true(is_good(w, api, made(w, &n), &s));
    assert_string_equal(s.token_labels, "env=prod,team=web");
    int64_t in = machine(w, "in", "{\"env\":\"prod\",\"team\":\"web\",\"x\":\"y\"}");
    int64_t half = machine(w, "half", "{\"env\":\"prod\"}");
    int64_t out = machine(w, "out", "{}");
    struct scope scope = scope_account(w->reseller, w->account[0]);
    struct vm_page_row row;
    struct vm vm;
    struct list rows;
    struct task_page_filter tasks = { .by = { TASK_BY_ID, TASK_BY_ID }, .limit = 50 };
    struct vm_page_filter all = { .name = "", .sort = VM_BY_ID, .limit = 50 };
    int64_t count = 0;

    must(w, vm_page_one(api, &scope, half, &row));
    scope.labels_of = s.id;
    must(w, vm_page_one(api, &scope, in, &row));
    assert_int_equal(vm_page_one(api, &scope, half, &row), FAULT_MISSING);
    assert_int_equal(vm_page_one(api, &scope, out, &row), FAULT_MISSING);
    assert_int_equal(vm_lock(writer, &scope, half, &vm), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, vm_lock(writer, &scope, in, &vm));
    must(w, vm_page(api, &scope, &all, &rows));
    assert_int_equal(rows.count, 1);
    assert_int_equal(((const struct vm_page_row *)rows.rows)->id, in);
    all.sort = VM_BY_NAME;
    must(w, vm_page(api, &scope, &all, &rows));
    assert_int_equal(rows.count, 1);
    must(w, vm_page_count(api, &scope, &all, &count));
    assert_int_equal(count, 1);
    must(w, task_page(api, &scope, &tasks, &rows));
    assert_int_equal(rows.count, 1);
    assert_int_equal(((const struct task *)rows.rows)->vm_id, in);
    tasks.by[0] = TASK_BY_KIND;
    must(w, task_page(api, &scope, &tasks, &rows));
    assert_int_equal(rows.count, 1);
    assert_int_equal(vm_check_labels(writer, &scope, half), FAULT_DENIED);
    fault_clear(&w->fault);
    db_close(&api);
    db_close(&writer);
}

/* API-01, SES-09: whoever took over a session of somebody who is bound to networks makes no token
 * that is good elsewhere by leaving its networks empty. */
static void a_token_is_bound_as_its_maker_is(void **state)
{
    struct world *w = *state;
    struct session s;
    struct db *api = world_connect(w, "api_reader", true);
    struct token_new free = plain(w, "bound");
    struct token_new own = plain(w, "bound by itself");
    own.networks = "198.51.100.0/24";
    const char *hash = made(w, &free);
    const char *own_hash = made(w, &own);
    assert_true(is_good(w, api, hash, &s));
    assert_string_equal(s.token_networks, "");
    as_owner(w, "UPDATE user SET networks = '192.0.2.0/24 2001:db8::/32' "
                "WHERE email = 'one@first.example'");
    assert_true(is_good(w, api, hash, &s));
    assert_string_equal(s.token_networks, "192.0.2.0/24 2001:db8::/32");
    assert_true(is_good(w, api, own_hash, &s));
    assert_string_equal(s.token_networks, "198.51.100.0/24");
    as_owner(w, "UPDATE user SET networks = '' WHERE email = 'one@first.example'");
    db_close(&api);
}

/* --- how many --- */

enum { AT_ONCE = 8 };

struct adding {
    struct world *w;
    bool key; /* of SSH, not a token */
    unsigned n;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    const struct adding *a = ctx;
    struct world *w = a->w;
    struct token_new n = plain(w, "many");
    struct scope who = scope_account(w->reseller, w->account[1]);
    char *token = NULL;
    int64_t id = 0;
    n.account_id = w->account[1];
    n.user_id = w->user[1];
    if (!a->key)
        return token_add(db, &n, &token, &id);
    /* "ssh-ed25519" and 32 bytes, of which the last are this one's */
    const char *key = arena_printf(w->arena, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI%s%04u",
                                   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", a->n);
    return ssh_key_add(db, &who, arena_printf(w->arena, "%u", a->n), key, &id);
}

/* Adds until there is no room; how many it got in. */
static int add_all(struct world *w, bool key, unsigned from)
{
    struct db *db = world_connect(w, "my", false);
    struct adding a = { w, key, from };
    int added = 0;
    enum fault_code rc = FAULT_OK;
    for (; !rc; a.n++)
        added += !(rc = db_tx(db, add_tx, NULL, &a));
    return rc == FAULT_LIMIT ? added : 255;
}

static int added_at_once(struct world *w, bool key)
{
    pid_t child[AT_ONCE];
    int added = 0;
    for (unsigned i = 0; i < AT_ONCE; i++) {
        child[i] = fork();
        if (!child[i])
            _exit(add_all(w, key, 1000 * (i + 1)));
    }
    for (int i = 0; i < AT_ONCE; i++) {
        int status = 0;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_true(WIFEXITED(status));
        added += WEXITSTATUS(status);
    }
    return added;
}

/* TEN-06: many at once get in no more than there is room for. */
static void an_account_has_so_many(void **state)
{
    struct world *w = *state;
    assert_int_equal(added_at_once(w, false), TOKENS_MOST);
    assert_int_equal(added_at_once(w, true), SSH_KEYS_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_follows_its_maker),
        cmocka_unit_test(its_tasks_follow_too),
        cmocka_unit_test(labels_are_in_the_query),
        cmocka_unit_test(a_token_is_bound_as_its_maker_is),
        cmocka_unit_test(an_account_has_so_many),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
