/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store on a real MariaDB: every statement prepares as every user that names
 * it, nobody sees a neighbour's row, and a queue that gives each task to one.
 */
#include "db_fixture.h"
#include <sodium.h>
#include <string.h>
#include "store/account.h"
#include "store/ip.h"
#include "store/migrate.h"
#include "store/node.h"
#include "store/number.h"
#include "base/secret.h"
#include "store/plan.h"
#include "store/session.h"
#include "store/user.h"
#include "store/ssh_key.h"
#include "store/token.h"

static void every_statement_prepares_as_its_users(void **state)
{
    struct world *w = *state;
    size_t count = 0;
    const struct query *const *all = db_queries(&count);
    assert_true(count > 300); /* all there are: the Makefile links them */
    for (unsigned user = 0; user < DB_USER_COUNT; user++) {
        struct db *db = world_connect(w, db_user_name(user), false);
        for (size_t i = 0; i < count; i++) {
            if (!(all[i]->users & 1u << user))
                continue;
            if (db_check(db, all[i])) {
                print_error("%s may not: %s\n", db_user_name(user), all[i]->sql);
                _fail(__FILE__, __LINE__);
            }
        }
        db_close(&db);
    }
}

/* DBA-01: what a user's list does not name is refused by the server, too. */
static void sealed_columns_are_refused(void **state)
{
    struct world *w = *state;
    static const struct query sealed[] = {
        { .sql = "SELECT password_hash FROM user", .users = 0 },
        { .sql = "SELECT root_hash FROM vm", .users = 0 },
        { .sql = "INSERT INTO task (kind, account_id, reseller_id, asked_by) VALUES "
                 "('node_prepare', 1, 1, 'x')",
          .users = 0 },
        { .sql = "UPDATE task SET args = '{}'", .users = 0 },
        { .sql = "DELETE FROM audit", .users = 0 },
        { .sql = "UPDATE account SET vm_limit = 10000", .users = 0 },
        { .sql = "INSERT INTO task_lock (resource, task_id, exclusive, granted) VALUES "
                 "('vm:1', 1, 1, 1)",
          .users = 0 },
        { .sql = "INSERT INTO image_copy (image_id, storage_id, state) VALUES (1, 1, 1)",
          .users = 0 },
        { .sql = "INSERT INTO vm (made_at) VALUES (NOW())", .users = 0 },
    };
    static const char *const users[] = { "my", "my_reader", "api", "api_reader" };
    for (size_t u = 0; u < countof(users); u++) {
        struct db *db = world_connect(w, users[u], false);
        for (size_t i = 0; i < countof(sealed); i++) {
            assert_int_equal(db_check(db, &sealed[i]), FAULT_BUG);
            assert_in_range(db_errno(db), 1142, 1143);
        }
        db_close(&db);
    }
    fault_clear(&w->fault);
}

/* TSK-01: a kind that no face offers is refused by the view. */
static void the_queue_takes_only_offered_kinds(void **state)
{
    struct world *w = *state;
    struct task_new t = { .kind = "node_prepare",
                          .account_id = w->account[0],
                          .reseller_id = w->reseller,
                          .object = "",
                          .args = "{}",
                          .asked_by = "test" };
    int64_t id = 0;
    assert_int_equal(task_add(w->my, &t, &id), FAULT_BUG);
    assert_int_equal(db_errno(w->my), 1369);
    fault_clear(&w->fault);
}

/* DBA-01: nor make what only they would see. */
static void readers_cannot_write(void **state)
{
    struct world *w = *state;
    static const struct query write = { .sql = "CREATE TEMPORARY TABLE t (i INT)" };
    struct db *db = world_connect(w, "my_reader", true);
    assert_int_not_equal(db_exec(db, &write, NULL, NULL, NO_ARGS), FAULT_OK);
    db_close(&db);
    fault_clear(&w->fault);
}

/* TEN-01: neither its row nor its task, and it asks for none. */
static void a_neighbour_sees_nothing(void **state)
{
    struct world *w = *state;
    int64_t task = 0;
    int64_t id = world_create(w, 0, "mine", &task);
    struct asker other = world_asker(w, 1);
    struct asker owner = world_asker(w, 0);
    struct scope nobody = { 0 };
    struct vm vm;
    struct task row;
    struct asked asked;
    struct once once = { .key = NULL };
    must(w, vm_load(w->my, &owner.scope, id, &vm));
    assert_string_equal(vm.name, "mine");
    assert_int_equal(vm.state, VM_CREATING);
    assert_string_not_equal(vm.ipv4, "");
    assert_int_equal(vm_load(w->my, &other.scope, id, &vm), FAULT_MISSING);
    assert_int_equal(vm_load(w->my, &nobody, id, &vm), FAULT_MISSING);
    assert_int_equal(task_load(w->my, &other.scope, task, &row), FAULT_MISSING);
    assert_int_equal(vm_task_ask(w->my, &other, "vm_delete", id, &once, &asked), FAULT_MISSING);
    fault_clear(&w->fault);
    struct list_ask ask = { .filter = NULL };
    struct list_page page;
    struct db *reader = world_connect(w, "my_reader", true);
    must(w, list_read(reader, &other.scope, &vm_noun, &ask, &page));
    assert_int_equal(page.rows.count, 0);
    must(w, list_read(reader, &owner.scope, &vm_noun, &ask, &page));
    assert_int_equal(page.rows.count, 1);
    must(w, list_read(reader, &other.scope, &task_noun, &ask, &page));
    assert_int_equal(page.rows.count, 0);
    db_close(&reader);
}

static void ssh_keys_belong_to_one_account(void **state)
{
    static const char key[] =
        "ssh-ed25519 "
        "AAAAC3NzaC1lZDI1NTE5AAAAIMfOhIumKMlHTP1zDWVKre5vJc2Vw7GgYC4o8kvumbFn a@b";
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct asker other = world_asker(w, 1);
    struct ssh_key row;
    int64_t id = 0;
    assert_null(check_ssh_key(key));
    must(w, ssh_key_add(w->my, &who.scope, "laptop", key, &id));
    must(w, ssh_key_load(w->my, &who.scope, id, &row));
    assert_int_equal(strlen(row.fingerprint_md5), 47);
    assert_memory_equal(row.fingerprint, "SHA256:", 7);
    assert_int_equal(ssh_key_load(w->my, &other.scope, id, &row), FAULT_MISSING);
    assert_int_equal(ssh_key_drop(w->my, &other.scope, id), FAULT_MISSING);
    assert_int_equal(ssh_key_add(w->my, &who.scope, "again", key, &id), FAULT_UNIQUE);
    assert_string_equal(w->fault.field, "public_key");
    fault_clear(&w->fault);
}

/* None is left out unsaid. */
static void keys_that_do_not_fit_are_refused(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct vm_create form = {
        .name = "keys", .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}" };
    struct once once = { .key = NULL };
    struct vm_created out;
    /* RSA of 11,000 bits */
    unsigned char blob[4 + 7 + 4 + 3 + 4 + 1375] = "\0\0\0\7ssh-rsa\0\0\0\3\1\0\1\0\0\5\x5f";
    char key[2048] = "ssh-rsa ";
    int64_t id = 0;
    memset(blob + 22, 0x55, sizeof(blob) - 22);
    sodium_bin2base64(key + 8, sizeof(key) - 8, blob, sizeof(blob), sodium_base64_VARIANT_ORIGINAL);
    assert_null(check_ssh_key(key));
    must(w, ssh_key_add(w->my, &who.scope, "rsa", key, &id));
    for (form.ssh_key_id.count = 0; form.ssh_key_id.count < IDS_MAX; form.ssh_key_id.count++)
        form.ssh_key_id.id[form.ssh_key_id.count] = id;
    assert_int_equal(vm_create_ask(w->my, &who, &form, &more, &once, &out), FAULT_INVALID);
    assert_string_equal(w->fault.field, "ssh_key_id");
    fault_clear(&w->fault);
    must(w, ssh_key_drop(w->my, &who.scope, id));
}

/* API-03: the same body alone, and no secret twice. */
static void a_key_is_answered_once(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct vm_create form = {
        .name = "once", .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}" };
    struct once once = { "key-0123456789abcdef", "POST /vm", "aa" };
    struct vm_created first;
    struct vm_created second;
    must(w, vm_create_ask(w->my, &who, &form, &more, &once, &first));
    assert_non_null(first.password);
    must(w, vm_create_ask(w->my, &who, &form, &more, &once, &second));
    assert_true(second.asked.repeated);
    assert_null(second.password);
    assert_false(first.password_told);
    assert_true(second.password_told);
    assert_int_equal(first.asked.vm_id, second.asked.vm_id);
    assert_int_equal(first.asked.task_id, second.asked.task_id);
    struct asker another = who;
    another.who = "token another";
    assert_int_equal(vm_create_ask(w->my, &another, &form, &more, &once, &second), FAULT_CONFLICT);
    fault_clear(&w->fault);
    once.body_hash = "bb";
    assert_int_equal(vm_create_ask(w->my, &who, &form, &more, &once, &second), FAULT_CONFLICT);
    fault_clear(&w->fault);
}

static void no_room_is_the_answer(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 1);
    struct plan huge = {
        .name = "Huge", .vcpu = 1, .memory = INT64_C(60) << 30, .disk = 1 << 30, .currency = "EUR"
    };
    struct vm_create form = { .name = "huge", .image_id = w->image, .location_id = w->location };
    struct vm_create_more more = { .labels = "{}" };
    struct once once = { .key = NULL };
    struct vm_created out;
    struct account before;
    struct account after;
    must(w, plan_add(w->cli, &huge, &form.plan_id));
    must(w, account_load_any(w->cli, who.account_id, &before));
    assert_int_equal(vm_create_ask(w->my, &who, &form, &more, &once, &out), FAULT_FULL);
    fault_clear(&w->fault);
    must(w, account_load_any(w->cli, who.account_id, &after));
    assert_int_equal(before.vm_count, after.vm_count);
}

static void a_name_is_taken_once(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 1);
    struct vm_create form = {
        .name = "twice", .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}" };
    struct once once = { .key = NULL };
    struct vm_created out;
    world_create(w, 1, "twice", NULL);
    assert_int_equal(vm_create_ask(w->my, &who, &form, &more, &once, &out), FAULT_UNIQUE);
    assert_string_equal(w->fault.field, "name");
    fault_clear(&w->fault);
}

/* Creations share the one task that brings the image, and wait for it. */
static void creations_wait_for_one_image_task(void **state)
{
    struct world *w = *state;
    int64_t a = 0;
    int64_t b = 0;
    int64_t on_a = 0;
    int64_t on_b = 0;
    struct task task;
    struct asker who = world_asker(w, 1);
    world_create(w, 1, "waits-a", &a);
    world_create(w, 1, "waits-b", &b);
    must(w, task_waits_on_any(w->taskd, a, &on_a));
    must(w, task_waits_on_any(w->taskd, b, &on_b));
    assert_true(on_a > 0);
    assert_int_equal(on_a, on_b);
    must(w, task_load(w->my, &who.scope, a, &task));
    assert_int_equal(task.state, TASK_PARKED);
}

/* --- the link is lost in a transaction, and while COMMIT is under way --- */

QUERY(my_link, 0, "SELECT CONNECTION_ID() AS n", NUMBER_ROW);
QUERY(end_link, 0, "KILL CONNECTION ?");
QUERY(add_note, 0, "INSERT INTO resource (name) VALUES (?)");
QUERY(notes, 0, "SELECT COUNT(*) AS n FROM resource WHERE name = ?", NUMBER_ROW);

struct losing {
    struct db *other; /* a second connection of the same user, which may end the first */
    const char *name;
    int runs;
    int looks;
    bool at_commit; /* else after the first statement */
    bool took;      /* what `landed` says */
};

static enum fault_code lose_link(struct db *db, void *ctx)
{
    struct losing *l = ctx;
    struct number link = { 0 };
    bool lose = l->runs++ == 0;
    enum fault_code rc = db_one(db, &my_link, &link, NO_ARGS);
    if (!rc && lose && !l->at_commit)
        rc = db_exec(l->other, &end_link, NULL, NULL, ARGS(ARG(link.n)));
    if (!rc)
        rc = db_exec(db, &add_note, NULL, NULL, ARGS(ARG(l->name)));
    if (rc && lose) { /* one who goes on all the same is not let write outside of it */
        fault_clear(db->fault);
        assert_int_equal(db_exec(db, &add_note, NULL, NULL, ARGS(ARG(l->name))), FAULT_DATABASE);
    }
    if (!rc && lose && l->at_commit)
        rc = db_exec(l->other, &end_link, NULL, NULL, ARGS(ARG(link.n)));
    return rc;
}

static enum fault_code landed(struct db *db, void *ctx)
{
    struct losing *l = ctx;
    l->looks++;
    return l->took ? FAULT_OK : fail(db->fault, FAULT_MISSING, "not there");
}

/* DB1, DB5: before COMMIT the transaction runs again, in it what it did is looked for. */
static void a_lost_link_is_told_apart(void **state)
{
    static const struct {
        bool at_commit;
        bool took;
        int runs;
        int looks;
        int64_t notes;
    } cases[] = { { false, false, 2, 0, 1 }, { true, false, 2, 1, 1 }, { true, true, 1, 1, 0 } };
    struct world *w = *state;
    struct db *db = world_connect(w, "taskd", false);
    struct db *other = world_connect(w, "taskd", false);
    for (size_t i = 0; i < countof(cases); i++) {
        struct number found = { 0 };
        struct losing l = { .other = other,
                            .name = arena_printf(w->arena, "lost:%zu", i),
                            .at_commit = cases[i].at_commit,
                            .took = cases[i].took };
        must(w, db_tx(db, lose_link, landed, &l));
        must(w, db_one(db, &notes, &found, ARGS(ARG(l.name))));
        assert_int_equal(l.runs, cases[i].runs);
        assert_int_equal(l.looks, cases[i].looks);
        assert_int_equal(found.n, cases[i].notes);
    }
    db_close(&db);
    db_close(&other);
}

/* Nothing wakes it by itself: what held it is gone without a word. */
/* TEN-05: a role, a user or a token that was cut while the task waited. */
static void the_task_asks_again_who_may(void **state)
{
    QUERY(cut_role, 0, "UPDATE member SET role_id = ? WHERE user_id = ?");
    QUERY(disable, 0, "UPDATE user SET disabled = ? WHERE id = ?");
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    bool may = false;
    int64_t id = world_task(w, 0, "r:may", true);
    must(w, task_may_any(w->taskd, id, "vm_power", &may));
    assert_true(may);
    must(w, task_may_any(w->taskd, id, "node_write", &may));
    assert_false(may);
    must(w, db_exec(owner, &cut_role, NULL, NULL, ARGS(arg_i64(ROLE_READER), ARG(w->user[0]))));
    must(w, task_may_any(w->taskd, id, "vm_power", &may));
    assert_false(may);
    must(w, db_exec(owner, &cut_role, NULL, NULL, ARGS(arg_i64(ROLE_OWNER), ARG(w->user[0]))));
    must(w, db_exec(owner, &disable, NULL, NULL, ARGS(arg_i64(1), ARG(w->user[0]))));
    must(w, task_may_any(w->taskd, id, "vm_power", &may));
    assert_false(may);
    must(w, db_exec(owner, &disable, NULL, NULL, ARGS(arg_i64(0), ARG(w->user[0]))));
    must(w, task_may_any(w->taskd, id, "vm_power", &may));
    assert_true(may);
    db_close(&owner);
}

static void a_user_has_twenty_sessions(void **state)
{
    QUERY(sessions, 0, "SELECT COUNT(*) AS n FROM session WHERE user_id = ?", NUMBER_ROW);
    struct world *w = *state;
    struct db *signin = world_connect(w, "signin", false);
    struct session s;
    struct number found = { 0 };
    struct session_new session = { .user_id = w->user[1],
                                   .account_id = w->account[1],
                                   .reseller_id = w->reseller,
                                   .address = "127.0.0.1",
                                   .agent = "" };
    for (int i = 0; i < 25; i++) {
        session.hash = secret_hash(w->arena, arena_printf(w->arena, "%d", i));
        must(w, session_add(signin, &session));
    }
    must(w, db_one(w->cli, &sessions, &found, ARGS(ARG(w->user[1]))));
    assert_int_equal(found.n, 20);
    assert_int_equal(session_find(w->my, SESSION_MY, secret_hash(w->arena, "4"), &s),
                     FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, session_find(w->my, SESSION_MY, secret_hash(w->arena, "5"), &s));
    must(w, session_find(w->my, SESSION_MY, secret_hash(w->arena, "24"), &s));
    assert_int_equal(s.user_id, w->user[1]);
    assert_non_null(strstr(s.permissions, "vm_create"));
    db_close(&signin);
}

static void say_nothing(const char *line)
{
    print_error("ran again: %s\n", line);
    _fail(__FILE__, __LINE__);
}

static void migrations_run_once(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    must(w, migrate(owner, arena_printf(w->arena, "%s/sql", w->conf.root), say_nothing));
    db_close(&owner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_prepares_as_its_users),
        cmocka_unit_test(sealed_columns_are_refused),
        cmocka_unit_test(the_queue_takes_only_offered_kinds),
        cmocka_unit_test(readers_cannot_write),
        cmocka_unit_test(a_neighbour_sees_nothing),
        cmocka_unit_test(ssh_keys_belong_to_one_account),
        cmocka_unit_test(keys_that_do_not_fit_are_refused),
        cmocka_unit_test(a_key_is_answered_once),
        cmocka_unit_test(no_room_is_the_answer),
        cmocka_unit_test(a_name_is_taken_once),
        cmocka_unit_test(creations_wait_for_one_image_task),
        cmocka_unit_test(a_lost_link_is_told_apart),
        cmocka_unit_test(the_task_asks_again_who_may),
        cmocka_unit_test(a_user_has_twenty_sessions),
        cmocka_unit_test(migrations_run_once),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
