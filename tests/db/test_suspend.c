/* SPDX-License-Identifier: Apache-2.0 */
/* Suspending an account: the click, the machines that follow, and what that leaves to nobody. */
#include "db_fixture.h"
#include <string.h>
#include "base/clock.h"
#include "kind/account.h"
#include "store/account.h"
#include "store/number.h"
#include "store/suspend.h"
#include "store/user.h"
#include "task/job.h"

enum { MACHINES = 1000 };

/* a quarter each: running, off, never made, in hand */
QUERY(fill, 0,
      "INSERT INTO vm (account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, "
      "node_id, storage_id, vcpu, memory, disk, wished, seen, busy, ssh_keys, made_at) "
      "SELECT ?, ?, CONCAT('many-', seq), UUID(), ?, ?, 1, 1, 1, 1, 1, 1, IF(seq % 4 = 1, 1, 2), "
      "IF(seq % 4 = 1, 1, IF(seq % 4 = 2, 0, 2)), IF(seq % 4 = 3, 2, 0), '', "
      "IF(seq % 4 = 2, NULL, NOW(6)) FROM seq_1_to_1000");
QUERY(suspended, 0, "SELECT COUNT(*) AS n FROM vm WHERE account_id = ? AND suspended",
      NUMBER_ROW);
QUERY(resuming, 0, "SELECT COUNT(*) AS n FROM vm WHERE account_id = ? AND resumes",
      NUMBER_ROW);
QUERY(children, 0,
      "SELECT COUNT(*) AS n FROM task JOIN vm ON vm.id = task.vm_id WHERE kind = ? "
      "AND task.account_id = ? AND task.parent_id > 0",
      NUMBER_ROW);
QUERY(audited, 0, "SELECT COUNT(*) AS n FROM audit WHERE what = ? AND who = 'ada'",
      NUMBER_ROW);
QUERY(told, 0,
      "SELECT COUNT(*) AS n FROM audit WHERE what = ? AND account_id = ? AND NOT own",
      NUMBER_ROW);
QUERY(run_again, 0, "UPDATE task SET state = 0, lease_until = NULL WHERE id = ?");
QUERY(set_suspended, 0, "UPDATE account SET suspended = ? WHERE id = ?");
QUERY(start_of, 0, "SELECT MAX(id) AS n FROM task WHERE vm_id = ? AND kind = 'vm_resume'",
      NUMBER_ROW);
QUERY(shown, 0, "SELECT COUNT(*) AS n FROM vm WHERE account_id = ? AND state = 8",
      NUMBER_ROW);

static struct db *admin;
static struct db *owner;
static struct asker ada;
static const struct once once = { .key = NULL };

static int64_t number(struct world *w, const struct query *q, const char *word, int64_t account)
{
    struct number found = { 0 };
    const struct arg both[] = { arg_text(word), arg_i64(account) };
    size_t first = word ? 0 : 1;
    must(w, db_one(owner, q, &found, both + first, (word && account ? 2 : 1)));
    return found.n;
}

static int begin(void **state)
{
    world_begin(state);
    struct world *w = *state;
    int64_t user = 0;
    must(w, user_add(w->cli, w->reseller, ROLE_ADMINISTRATOR, "ada@provider.example", "Ada",
                     "a long password", &user));
    admin = world_connect(w, "admin", false);
    owner = world_connect(w, "owner", false);
    ada = (struct asker){ .scope = scope_everything(),
                          .account_id = w->reseller,
                          .reseller_id = w->reseller,
                          .user_id = user,
                          .who = "ada",
                          .address = "127.0.0.1",
                          .inst = w->conf.inst };
    return 0;
}

static int end(void **state)
{
    db_close(&admin);
    db_close(&owner);
    return world_end(state);
}

static struct task worked(struct world *w, int64_t task_id)
{
    struct scope all = scope_everything();
    struct task t;
    int64_t fence = 0;
    must(w, queue_claim(w->taskd, task_id, "test:1", 60, &fence));
    must(w, job_run(&w->conf, w->taskd, task_id, fence));
    db_use(w->taskd, w->arena, &w->fault);
    must(w, task_load(w->taskd, &all, task_id, &t));
    return t;
}

static void run(struct world *w, int64_t task_id)
{
    struct task t = worked(w, task_id);
    if (t.state != TASK_DONE)
        print_error("%s: %s\n", t.kind, task_why(w->arena, &t, true));
    assert_int_equal(t.state, TASK_DONE);
}

static struct task start_task(struct world *w, int64_t vm_id)
{
    struct scope all = scope_everything();
    struct number id = { 0 };
    struct task t;
    must(w, db_one(owner, &start_of, &id, ARGS(ARG(vm_id))));
    must(w, task_load(w->taskd, &all, id.n, &t));
    return t;
}

static void the_click_is_one_row_and_a_task(void **state)
{
    struct world *w = *state;
    struct account a;
    struct asked asked;
    struct asker customer = world_asker(w, 0);
    must(w, db_exec(owner, &fill, NULL, NULL,
                    ARGS(ARG(w->account[0]), ARG(w->reseller), ARG(w->plan), ARG(w->image))));
    int64_t began = clock_monotonic();
    must(w,
         account_suspend(admin, &ada, w->account[0], "The invoice of May is open.", &once, &asked));
    print_message("the click took %.1f ms\n", (double)(clock_monotonic() - began) / 1000);
    assert_true(asked.task_id > 0);
    must(w, account_load_any(w->cli, w->account[0], &a));
    assert_true(a.suspended);
    assert_string_equal(a.suspended_why, "The invoice of May is open.");
    assert_int_equal(number(w, &audited, "account_suspend", 0), 1);
    assert_int_equal(number(w, &told, "account_suspend", w->account[0]), 1);
    struct vm_create form = {
        .name = "late", .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}" };
    struct vm_created out;
    assert_int_equal(vm_create_ask(w->my, &customer, &form, &more, &once, &out), FAULT_DENIED);
    fault_clear(&w->fault);
    run(w, asked.task_id);
    assert_int_equal(number(w, &suspended, NULL, w->account[0]), MACHINES);
    assert_int_equal(number(w, &children, "vm_suspend", w->account[0]), MACHINES / 2);
    assert_int_equal(number(w, &resuming, NULL, w->account[0]), MACHINES * 3 / 4);
    assert_int_equal(number(w, &shown, NULL, w->account[0]), MACHINES / 2);
    assert_int_equal(number(w, &suspended, NULL, w->account[1]), 0);
}

/* PRC: whoever takes over finds all marked, and adds no task a second time. */
static void a_second_run_adds_nothing(void **state)
{
    struct world *w = *state;
    struct asked asked;
    must(w, account_suspend(admin, &ada, w->account[0], "Another reason.", &once, &asked));
    run(w, asked.task_id);
    must(w, db_exec(owner, &run_again, NULL, NULL, ARGS(ARG(asked.task_id))));
    run(w, asked.task_id);
    assert_int_equal(number(w, &children, "vm_suspend", w->account[0]), MACHINES / 2);
}

static void resuming_starts_what_ran(void **state)
{
    struct world *w = *state;
    struct asked asked;
    struct account a;
    must(w, account_resume(admin, &ada, w->account[0], &once, &asked));
    must(w, account_load_any(w->cli, w->account[0], &a));
    assert_false(a.suspended);
    assert_string_equal(a.suspended_why, "");
    run(w, asked.task_id);
    assert_int_equal(number(w, &suspended, NULL, w->account[0]), 0);
    assert_int_equal(number(w, &children, "vm_resume", w->account[0]), MACHINES / 2);
    assert_int_equal(account_resume(admin, &ada, w->account[0], &once, &asked), FAULT_CONFLICT);
    fault_clear(&w->fault);
}

/* Its machines had no time to start: they still ran before. */
static void a_quick_second_suspension_forgets_nothing(void **state)
{
    struct world *w = *state;
    struct asked first;
    struct asked second;
    int64_t before = number(w, &resuming, NULL, w->account[0]);
    must(w, account_suspend(admin, &ada, w->account[0], "Again.", &once, &first));
    must(w, account_resume(admin, &ada, w->account[0], &once, &second));
    run(w, first.task_id); /* the row says something else by now */
    assert_int_equal(number(w, &suspended, NULL, w->account[0]), 0);
    run(w, second.task_id);
    must(w, account_suspend(admin, &ada, w->account[0], "Again.", &once, &first));
    run(w, first.task_id);
    assert_int_equal(number(w, &resuming, NULL, w->account[0]), before);
    must(w, account_resume(admin, &ada, w->account[0], &once, &second));
    run(w, second.task_id);
}

/*
 * A machine that waits for its image is made by a task without a lock yet. What starts it after a
 * suspension waits for that, and finds nothing to do when it was not made.
 */
static void one_that_is_being_made(void **state)
{
    struct world *w = *state;
    struct asked first;
    struct asked second;
    int64_t creation = 0;
    int64_t vm_id = world_create(w, 1, "unfinished", &creation);
    must(w, account_suspend(admin, &ada, w->account[1], "Why.", &once, &first));
    must(w, account_resume(admin, &ada, w->account[1], &once, &second));
    must(w, db_exec(owner, &set_suspended, NULL, NULL, ARGS(arg_i64(1), ARG(w->account[1]))));
    run(w, first.task_id);
    must(w, db_exec(owner, &set_suspended, NULL, NULL, ARGS(arg_i64(0), ARG(w->account[1]))));
    run(w, second.task_id);
    struct task start = start_task(w, vm_id);
    int64_t on = 0;
    must(w, task_waits_on_any(w->taskd, start.id, &on));
    assert_int_equal(start.state, TASK_PARKED);
    assert_int_equal(on, creation);
    /* the creation fails before its first step, since the account is suspended once more */
    must(w, db_exec(owner, &set_suspended, NULL, NULL, ARGS(arg_i64(1), ARG(w->account[1]))));
    must(w, db_exec(owner, &run_again, NULL, NULL, ARGS(ARG(creation))));
    assert_int_equal(worked(w, creation).state, TASK_FAILED);
    must(w, db_exec(owner, &set_suspended, NULL, NULL, ARGS(arg_i64(0), ARG(w->account[1]))));
    run(w, start.id);
}

static void who_may_not(void **state)
{
    struct world *w = *state;
    struct asked asked;
    struct asker stranger = ada;
    struct task_new forged = { .kind = "account_suspend",
                               .account_id = w->reseller,
                               .reseller_id = w->reseller,
                               .object = "",
                               .args = "{\"account_id\":2}",
                               .asked_by = "x",
                               .as_whom = ada.user_id };
    int64_t id = 0;
    assert_int_equal(account_suspend(admin, &ada, w->reseller, "x", &once, &asked), FAULT_DENIED);
    stranger.scope = scope_account(w->reseller, w->account[1]);
    assert_int_equal(account_suspend(w->my, &stranger, w->account[0], "x", &once, &asked),
                     FAULT_MISSING);
    assert_int_equal(task_add(w->my, &forged, &id), FAULT_BUG); /* TSK-01 */
    assert_int_equal(db_errno(w->my), 1369);
    static const struct query sealed = { .sql = "UPDATE account SET suspended = 0", .users = 0 };
    static const struct query view = { .sql = "INSERT INTO task_ask_admin (kind) VALUES ('x')",
                                       .users = 0 };
    assert_int_equal(db_check(w->my, &sealed), FAULT_BUG);
    assert_int_equal(db_check(w->my, &view), FAULT_BUG);
    fault_clear(&w->fault);
}

static int64_t found(struct world *w, const struct scope *who, const char *filter)
{
    int64_t count = 0;
    must(w, list_count(w->my, who, &task_noun, filter, &count));
    return count;
}

/* Which of the provider's people works on a machine is told to its account by nothing. */
static void the_providers_people_have_no_names(void **state)
{
    struct world *w = *state;
    struct scope all = scope_everything();
    struct asker customer = world_asker(w, 1);
    struct vm_create form = {
        .name = "helped", .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .account_id = w->account[1], .labels = "{}" };
    struct vm_created made;
    struct list_ask ask = { .sort = "by" };
    struct list_page page;
    struct task t;
    int64_t own = 0;
    must(w, vm_create_ask(admin, &ada, &form, &more, &once, &made));
    (void)world_create(w, 1, "unhelped", &own);
    must(w, task_load(w->my, &customer.scope, made.asked.task_id, &t));
    assert_string_equal(t.asked_by, "Support");
    must(w, task_load(w->my, &customer.scope, own, &t));
    assert_string_equal(t.asked_by, "test");
    must(w, task_load(w->my, &all, made.asked.task_id, &t));
    assert_string_equal(t.asked_by, "ada");
    assert_int_equal(found(w, &customer.scope, "by:ada"), 0);
    assert_int_equal(found(w, &customer.scope, "by:a*"), 0);
    assert_true(found(w, &customer.scope, "by:Support") > 0);
    assert_true(found(w, &customer.scope, "by:test") > 0);
    assert_true(found(w, &all, "by:ada") > 0);
    must(w, list_read(w->my, &customer.scope, &task_noun, &ask, &page));
    const struct task *rows = page.rows.rows;
    assert_true(page.rows.count >= 2);
    for (int64_t i = 0; i < page.rows.count; i++)
        assert_string_equal(rows[i].asked_by, rows[i].seen_by);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_click_is_one_row_and_a_task),
        cmocka_unit_test(a_second_run_adds_nothing),
        cmocka_unit_test(resuming_starts_what_ran),
        cmocka_unit_test(a_quick_second_suspension_forgets_nothing),
        cmocka_unit_test(one_that_is_being_made),
        cmocka_unit_test(who_may_not),
        cmocka_unit_test(the_providers_people_have_no_names),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
