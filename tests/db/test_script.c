/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts: whose they are, that a dump tells none, and how long a machine has its copy. */
#include "db_fixture.h"
#include <stdio.h>
#include <string.h>
#include "base/secret.h"
#include "store/number.h"
#include "store/script.h"

enum { MANY = 20, FIT = 2 };

static struct db *owner;

struct text_row {
    const char *text;
};
static const struct field text_view[] = { TEXT(struct text_row, text), FIELDS_END };
#define DUMPED ROWS(struct text_row, text_view)
QUERY(dump, 0,
      "SELECT COALESCE(GROUP_CONCAT(CONCAT_WS('|', script.id, name, text, digest)), '') AS text "
      "FROM script",
      DUMPED);
QUERY(dump_copies, 0,
      "SELECT COALESCE(GROUP_CONCAT(CONCAT_WS('|', vm_id, text)), '') AS text FROM vm_script",
      DUMPED);
QUERY(dump_audit, 0,
      "SELECT COALESCE(GROUP_CONCAT(CONCAT_WS('|', object, changes)), '') AS text FROM audit",
      DUMPED);
QUERY(dump_tasks, 0,
      "SELECT COALESCE(GROUP_CONCAT(CONCAT_WS('|', object, args)), '') AS text FROM task", DUMPED);
QUERY(text_of, 0, "SELECT text FROM script WHERE id = ?", DUMPED);
QUERY(put_text, 0, "UPDATE script SET text = ? WHERE id = ?");
QUERY(put_clear, 0,
      "INSERT INTO script (account_id, reseller_id, name, text, digest) VALUES (?, ?, ?, ?, '')");
QUERY(put_clear_copy, 0, "UPDATE vm_script SET text = ?, sealed = FALSE WHERE vm_id = ?");
QUERY(has, 0, "SELECT COUNT(*) AS n FROM script WHERE account_id = ?", NUMBER_ROW);
QUERY(empty, 0, "DELETE FROM script WHERE account_id = ?");
QUERY(there, 0, "SELECT COUNT(*) AS n FROM vm_script WHERE vm_id = ?", NUMBER_ROW);
QUERY(put_vm, 0,
      "UPDATE vm SET busy = 0, wished = ?, seen = ?, made_at = NOW(6) - INTERVAL 1 DAY "
      "WHERE id = ?");
QUERY(later, 0, "UPDATE vm_script SET up_since = up_since - INTERVAL ? SECOND WHERE vm_id = ?");

static const char *dumped(struct world *w, const struct query *q)
{
    struct text_row row;
    must(w, db_one(owner, q, &row, NO_ARGS));
    return row.text;
}

static int64_t counted(struct world *w, const struct query *q, int64_t id)
{
    struct number n = { 0 };
    must(w, db_one(owner, q, &n, ARGS(ARG(id))));
    return n.n;
}

/* TEN-01, TEN-03: whose script it is, and to whom it is offered. */
static void a_script_is_offered_downwards_alone(void **state)
{
    static const char text[] = "#!/bin/sh\n";
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct asker other = world_asker(w, 1);
    struct scope above = scope_account(0, who.reseller_id);
    const char *told = NULL;
    int64_t mine = 0;
    int64_t shared = 0;
    struct script row;
    struct list rows;
    must(w, script_add(w->my, &who.scope, "mine", text, &mine));
    must(w, script_add(w->my, &above, "shared", text, &shared));
    assert_int_equal(script_add(w->my, &who.scope, "mine", text, &mine), FAULT_UNIQUE);
    fault_clear(&w->fault);
    must(w, script_offered(w->my, who.account_id, &rows));
    assert_int_equal(rows.count, 2);
    must(w, script_offered(w->my, other.account_id, &rows));
    assert_int_equal(rows.count, 1);
    row = *(const struct script *)rows.rows;
    assert_int_equal(row.id, shared);
    assert_false(row.own);
    assert_string_equal(row.text, "");
    must(w, script_text(w->my, other.account_id, shared, &told));
    assert_string_equal(told, text);
    assert_int_equal(script_text(w->my, other.account_id, mine, &told), FAULT_MISSING);
    assert_int_equal(script_load_own(w->my, other.account_id, shared, &row), FAULT_MISSING);
    assert_int_equal(script_change(w->my, other.account_id, mine, "x", text), FAULT_MISSING);
    assert_int_equal(script_drop(w->my, other.account_id, shared), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, script_drop(w->my, who.account_id, mine));
    must(w, script_drop(w->my, above.account, shared));
}

static void a_machine_keeps_the_script_it_was_asked_for_with(void **state)
{
    static const char text[] = "#!/bin/sh\necho one\n";
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct asker other = world_asker(w, 1);
    struct vm_create form = {
        .name = "scripted", .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}" };
    struct once once = { .key = NULL };
    struct vm_created out;
    const char *told = NULL;
    must(w, script_add(w->my, &who.scope, "one", text, &form.script_id));
    assert_int_equal(vm_create_ask(w->my, &other, &form, &more, &once, &out), FAULT_INVALID);
    assert_string_equal(w->fault.field, "script_id");
    fault_clear(&w->fault);
    more.user_data = "#!/bin/sh\n";
    assert_int_equal(vm_create_ask(w->my, &who, &form, &more, &once, &out), FAULT_INVALID);
    assert_string_equal(w->fault.field, "script_id");
    fault_clear(&w->fault);
    more.user_data = NULL;
    must(w, vm_create_ask(w->my, &who, &form, &more, &once, &out));
    must(w, script_change(w->my, who.account_id, form.script_id, "one", "#!/bin/sh\necho two\n"));
    must(w, script_drop(w->my, who.account_id, form.script_id));
    must(w, vm_script_forget(w->taskd)); /* it has not begun */
    must(w, vm_script_use(w->taskd, out.asked.vm_id, &told));
    assert_string_equal(told, text);
}

/* --- sealing --- */

static const char secret[] = "#!/bin/sh\necho zq7-planted-secret\n";

/* INJ-10, DBA-04: what a script holds is in no dump, and another row's text does not open. */
static void a_dump_tells_no_script(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct vm_create form = {
        .name = "sealed", .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}" };
    struct once once = { .key = NULL };
    struct vm_created out;
    struct script s;
    struct text_row row;
    int64_t other = 0;
    const char *told = NULL;
    must(w, script_add(w->my, &who.scope, "planted", secret, &form.script_id));
    must(w, script_add(w->my, &who.scope, "other", "#cloud-config\n", &other));
    must(w, vm_create_ask(w->my, &who, &form, &more, &once, &out));
    assert_null(strstr(dumped(w, &dump), "zq7-planted"));
    assert_null(strstr(dumped(w, &dump_copies), "zq7-planted"));
    assert_null(strstr(dumped(w, &dump_audit), "zq7-planted"));
    assert_null(strstr(dumped(w, &dump_tasks), "zq7-planted"));
    /* nor a digest by which a text can be tried */
    assert_null(strstr(dumped(w, &dump), secret_hash_bytes(w->arena, secret, strlen(secret))));
    must(w, script_load_own(w->my, who.account_id, form.script_id, &s));
    assert_true(s.shell);
    must(w, script_read(w->my, &s));
    assert_string_equal(s.text, secret);
    must(w, vm_script_use(w->taskd, out.asked.vm_id, &told));
    assert_string_equal(told, secret);

    must(w, db_one(owner, &text_of, &row, ARGS(ARG(form.script_id))));
    must(w, db_exec(owner, &put_text, NULL, NULL, ARGS(ARG(row.text), ARG(other))));
    must(w, script_load_own(w->my, who.account_id, other, &s));
    assert_false(s.shell);
    assert_int_equal(script_read(w->my, &s), FAULT_INVALID);
    fault_clear(&w->fault);
    must(w, db_exec(owner, &empty, NULL, NULL, ARGS(ARG(who.account_id))));
}

/* DBA-04: rows of an older version are read until they are sealed, and sealed once. */
static void what_was_there_before_is_sealed(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct vm_create form = {
        .name = "older", .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}", .user_data = "#!/bin/sh\n" };
    struct once once = { .key = NULL };
    struct vm_created out;
    struct list rows;
    int64_t id = 0;
    int64_t n = 0;
    const char *told = NULL;
    must(w, vm_create_ask(w->my, &who, &form, &more, &once, &out));
    must(w, db_exec(owner, &put_clear_copy, NULL, NULL, ARGS(ARG(secret), ARG(out.asked.vm_id))));
    for (int i = 0; i < 3; i++)
        must(w, db_exec(owner, &put_clear, NULL, &id,
                        ARGS(ARG(who.account_id), ARG(who.reseller_id),
                             ARG(arena_printf(w->arena, "old %d", i)), ARG(secret))));
    must(w, script_text(w->my, who.account_id, id, &told));
    assert_string_equal(told, secret);
    must(w, script_unsealed(owner, &n));
    assert_int_equal(n, 4);
    must(w, script_seal_all(owner));
    must(w, script_unsealed(owner, &n));
    assert_int_equal(n, 0);
    assert_null(strstr(dumped(w, &dump), "zq7-planted"));
    assert_null(strstr(dumped(w, &dump_copies), "zq7-planted"));
    must(w, script_own(w->my, who.account_id, &rows));
    assert_int_equal(rows.count, 3);
    for (int i = 0; i < 3; i++) {
        const struct script *s = (const struct script *)rows.rows + i;
        assert_string_equal(s->text, secret);
        assert_true(s->shell);
    }
    must(w, vm_script_use(w->taskd, out.asked.vm_id, &told));
    assert_string_equal(told, secret);
    must(w, db_exec(owner, &empty, NULL, NULL, ARGS(ARG(who.account_id))));
}

/* --- retiring --- */

static void a_retired_script_is_not_offered(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct scope above = scope_account(0, who.reseller_id);
    struct script s;
    struct list rows;
    const char *told = NULL;
    int64_t id = 0;
    must(w, script_add(w->my, &above, "fades", secret, &id));
    assert_int_equal(script_retire(w->my, who.account_id, id, true), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, script_retire(w->my, above.account, id, true));
    must(w, script_retire(w->my, above.account, id, true));
    must(w, script_offered(w->my, who.account_id, &rows));
    assert_int_equal(rows.count, 0);
    assert_int_equal(script_load(w->my, who.account_id, id, &s), FAULT_MISSING);
    assert_int_equal(script_text(w->my, who.account_id, id, &told), FAULT_MISSING);
    assert_int_equal(script_text(w->my, above.account, id, &told), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, script_offered(w->my, above.account, &rows)); /* its own account sees it still */
    assert_int_equal(rows.count, 1);
    assert_true(((const struct script *)rows.rows)->retired);
    must(w, script_retire(w->my, above.account, id, false));
    must(w, script_text(w->my, who.account_id, id, &told));
    assert_string_equal(told, secret);
    must(w, script_drop(w->my, above.account, id));
}

/* --- the last places --- */

struct adding {
    struct scope who;
    const char *name;
    int64_t id;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct adding *a = ctx;
    return script_add(db, &a->who, a->name, secret, &a->id);
}

static enum fault_code add_one(struct world *w, struct db *db, int no, void *unused)
{
    struct adding a = { .who = world_asker(w, 1).scope,
                        .name = arena_printf(w->arena, "at once %d", no) };
    (void)unused;
    return db_tx(db, add_tx, NULL, &a);
}

/* TEN-06: of many who add at once so many win as there is room. */
static void the_last_places_are_given_once(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 1);
    for (int i = 0; i < SCRIPTS_MOST - FIT; i++)
        must(w, db_exec(owner, &put_clear, NULL, NULL,
                        ARGS(ARG(who.account_id), ARG(who.reseller_id),
                             ARG(arena_printf(w->arena, "full %d", i)), ARG(secret))));
    assert_int_equal(world_at_once(w, MANY, add_one, NULL), FIT);
    assert_int_equal(counted(w, &has, who.account_id), SCRIPTS_MOST);
    must(w, db_exec(owner, &empty, NULL, NULL, ARGS(ARG(who.account_id))));
}

/* --- how long a machine has its copy --- */

static void is_seen(struct world *w, int64_t vm_id, int wished, int seen, int after)
{
    must(w, db_exec(owner, &put_vm, NULL, NULL, ARGS(arg_i64(wished), arg_i64(seen), ARG(vm_id))));
    must(w, db_exec(owner, &later, NULL, NULL, ARGS(arg_i64(after), ARG(vm_id))));
    must(w, vm_script_forget(w->taskd));
}

static void a_copy_stays_until_its_machine_has_run(void **state)
{
    enum { OFF = 1, RUNS = 2 };
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct vm_create form = {
        .name = "idle", .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}", .stay_off = true, .user_data = secret };
    struct once once = { .key = NULL };
    struct vm_created out;
    const char *told = NULL;
    must(w, vm_create_ask(w->my, &who, &form, &more, &once, &out));
    int64_t id = out.asked.vm_id;
    is_seen(w, id, OFF, OFF, 0); /* made long ago, never started */
    is_seen(w, id, OFF, OFF, 86400);
    is_seen(w, id, RUNS, RUNS, 0); /* its first boot begins */
    is_seen(w, id, RUNS, RUNS, 200);
    is_seen(w, id, OFF, OFF, 200); /* and is cut short */
    is_seen(w, id, RUNS, RUNS, 0);
    is_seen(w, id, RUNS, RUNS, 200);
    must(w, vm_script_use(w->taskd, id, &told)); /* started anew between two looks */
    assert_string_equal(told, secret);
    is_seen(w, id, RUNS, RUNS, 200);
    is_seen(w, id, RUNS, RUNS, 200);
    assert_int_equal(counted(w, &there, id), 1);
    is_seen(w, id, RUNS, RUNS, 200);
    assert_int_equal(counted(w, &there, id), 0);
    must(w, vm_script_use(w->taskd, id, &told));
    assert_string_equal(told, "");
}

static int begin(void **state)
{
    int rc = world_begin(state);
    owner = world_connect(*state, "owner", false);
    return rc;
}

static int end(void **state)
{
    db_close(&owner);
    return world_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_is_offered_downwards_alone),
        cmocka_unit_test(a_machine_keeps_the_script_it_was_asked_for_with),
        cmocka_unit_test(a_dump_tells_no_script),
        cmocka_unit_test(what_was_there_before_is_sealed),
        cmocka_unit_test(a_retired_script_is_not_offered),
        cmocka_unit_test(the_last_places_are_given_once),
        cmocka_unit_test(a_copy_stays_until_its_machine_has_run),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
