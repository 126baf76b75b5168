/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many machines as one task: whom it reaches, that no machine gets two children, what is left out,
 * how it ends. The machines are rows; their tasks are ended by hand where no host is needed.
 */
#include "db_fixture.h"
#include <string.h>
#include "kind/bulk.h"
#include "kind/task.h"
#include "store/number.h"
#include "store/task_child.h"
#include "store/user.h"
#include "task/job.h"

enum { MACHINES = 20 };

/* all off; each fifth suspended */
QUERY(fill, 0,
      "INSERT INTO vm (account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, "
      "node_id, storage_id, vcpu, memory, disk, wished, seen, suspended, ssh_keys, made_at) "
      "SELECT ?, ?, CONCAT('bulk-', LPAD(seq, 2, '0')), UUID(), ?, ?, 1, 1, 1, 1, 1, 1, 1, 1, "
      "seq % 5 = 0, '', NOW(6) FROM seq_1_to_20");
QUERY(add_later, 0,
      "INSERT INTO vm (account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, vcpu, "
      "memory, disk, wished, seen, ssh_keys, made_at) SELECT account_id, reseller_id, "
      "'bulk-later', UUID(), plan_id, image_id, cluster_id, 1, 1, 1, 1, 1, '', NOW(6) FROM vm "
      "WHERE id = ?");
QUERY(clear, 0, "DELETE FROM vm WHERE name LIKE 'bulk-%'");
QUERY(vm_called, 0, "SELECT id AS n FROM vm WHERE account_id = ? AND name = ?", NUMBER_ROW);
QUERY(free_vms, 0,
      "UPDATE vm JOIN task ON task.id = vm.task_id SET vm.busy = 0, vm.task_id = NULL "
      "WHERE task.state > 2");
QUERY(open_children, 0, "SELECT id AS n FROM task WHERE parent_id = ? AND state < 2 ORDER BY id",
      NUMBER_ROW);
QUERY(of_account, 0, "SELECT COUNT(*) AS n FROM task WHERE parent_id = ? AND account_id = ?",
      NUMBER_ROW);
QUERY(waits, 0, "SELECT COUNT(*) AS n FROM task_wait WHERE task_id = ?", NUMBER_ROW);
QUERY(lines, 0, "SELECT COUNT(*) AS n FROM task_log WHERE task_id = ? AND level = 1", NUMBER_ROW);
QUERY(wished_ends, 0, "SELECT COUNT(*) AS n FROM task WHERE parent_id = ? AND cancel", NUMBER_ROW);
QUERY(audited, 0,
      "SELECT COUNT(*) AS n FROM audit WHERE what = 'vm_stop' AND object LIKE 'bulk-%' "
      "AND account_id = ?",
      NUMBER_ROW);
QUERY(forget_steps, 0, "DELETE FROM task_step WHERE task_id = ?");
QUERY(run_again, 0, "UPDATE task SET state = 0, lease_until = NULL WHERE id = ?");
QUERY(drop_child_waits, 0, "DELETE FROM task_wait WHERE on_task_id = ?");
QUERY(drop_child_locks, 0, "DELETE FROM task_lock WHERE task_id = ?");
QUERY(drop_child_vm, 0, "UPDATE vm SET busy = 0, task_id = NULL WHERE task_id = ?");
QUERY(drop_child, 0, "DELETE FROM task WHERE id = ?");
QUERY(twice, 0,
      "INSERT INTO task (kind, account_id, reseller_id, parent_id, vm_id, asked_by) "
      "SELECT kind, account_id, reseller_id, parent_id, vm_id, asked_by FROM task "
      "WHERE parent_id = ? LIMIT 1");
QUERY(set_disabled, 0, "UPDATE user SET disabled = ? WHERE id = ?");
QUERY(prios, 0, "SELECT COUNT(*) AS n FROM task WHERE parent_id = ? AND prio < 2", NUMBER_ROW);

static struct db *admin;
static struct db *owner;
static struct asker ada;    /* an administrator */
static struct asker member; /* of the provider's account, and only reads */
static const struct once once = { .key = NULL };

static struct asker of_provider(struct world *w, int64_t user, bool everyone)
{
    return (struct asker){ .scope = everyone ? scope_everything()
                                             : scope_account(w->reseller, w->reseller),
                           .account_id = w->reseller,
                           .reseller_id = w->reseller,
                           .user_id = user,
                           .who = "ada",
                           .address = "127.0.0.1",
                           .inst = w->conf.inst };
}

static int begin(void **state)
{
    world_begin(state);
    struct world *w = *state;
    int64_t user[2] = { 0, 0 };
    must(w, user_add(w->cli, w->reseller, ROLE_ADMINISTRATOR, "ada@bulk.example", "Ada",
                     "a long password", &user[0]));
    must(w, user_add(w->cli, w->reseller, ROLE_AUDITOR, "mel@bulk.example", "Mel",
                     "a long password", &user[1]));
    admin = world_connect(w, "admin", false);
    owner = world_connect(w, "owner", false);
    ada = of_provider(w, user[0], true);
    member = of_provider(w, user[1], true);
    return 0;
}

static int end(void **state)
{
    db_close(&admin);
    db_close(&owner);
    return world_end(state);
}

/* Each test has machines of its own. */
static int fresh(void **state)
{
    struct world *w = *state;
    must(w, db_exec(owner, &clear, NULL, NULL, NO_ARGS));
    for (int i = 0; i < 2; i++)
        must(w, db_exec(owner, &fill, NULL, NULL,
                        ARGS(ARG(w->account[i]), ARG(w->reseller), ARG(w->plan), ARG(w->image))));
    return 0;
}

static int64_t number(struct world *w, const struct query *q, int64_t id)
{
    struct number found = { 0 };
    must(w, db_one(owner, q, &found, ARGS(ARG(id))));
    return found.n;
}

static int64_t vm(struct world *w, int which, const char *name)
{
    struct number found = { 0 };
    must(w, db_one(owner, &vm_called, &found, ARGS(ARG(w->account[which]), ARG(name))));
    return found.n;
}

static struct task load(struct world *w, int64_t id)
{
    struct scope all = scope_everything();
    struct task t;
    must(w, task_load(w->taskd, &all, id, &t));
    return t;
}

static struct task_children sum_of(struct world *w, int64_t id)
{
    struct task_children sum;
    must(w, task_children_any(w->taskd, id, &sum));
    return sum;
}

static int64_t ask(struct world *w, struct db *db, const struct asker *who,
                   const struct bulk_new *wish)
{
    struct asked asked;
    must(w, bulk_ask(db, who, wish, &once, &asked));
    return asked.task_id;
}

static unsigned run(struct world *w, int64_t id)
{
    int64_t fence = 0;
    must(w, queue_claim(w->taskd, id, "test:1", 60, &fence));
    must(w, job_run(&w->conf, w->taskd, id, fence));
    db_use(w->taskd, w->arena, &w->fault);
    return load(w, id).state;
}

struct ending {
    int64_t id;
    int64_t fence;
    enum task_state state;
};

static enum fault_code end_tx(struct db *db, void *ctx)
{
    const struct ending *e = ctx;
    return queue_end(db, e->id, e->fence, e->state);
}

/* The first `failing` of its open children fail. */
static void end_children(struct world *w, int64_t parent, int64_t failing)
{
    struct list open;
    must(w, db_all(owner, &open_children, &open, ARGS(ARG(parent))));
    const struct number *child = open.rows;
    for (int64_t i = 0; i < open.count; i++) {
        struct ending e = { child[i].n, 0, i < failing ? TASK_FAILED : TASK_DONE };
        must(w, queue_claim(w->taskd, e.id, "test:1", 60, &e.fence));
        must(w, db_tx(w->taskd, end_tx, NULL, &e));
    }
    must(w, db_exec(owner, &free_vms, NULL, NULL, NO_ARGS));
}

/* Somebody else's, a suspended one and one in hand are left out; the others are asked for. */
static void each_of_the_ticked_has_a_child(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct asked busy;
    int64_t stopped = number(w, &audited, w->account[0]);
    must(w, vm_task_ask(w->my, &who, "vm_start", vm(w, 0, "bulk-04"), &once, &busy));
    const struct bulk_new wish = { .act = BULK_STOP,
                                   .ids = { { vm(w, 0, "bulk-01"), vm(w, 0, "bulk-02"),
                                              vm(w, 0, "bulk-03"), vm(w, 0, "bulk-04"),
                                              vm(w, 0, "bulk-05"), vm(w, 1, "bulk-01") },
                                            6 } };
    int64_t id = ask(w, w->my, &who, &wish);
    assert_int_equal(run(w, id), TASK_PARKED);
    struct task_children sum = sum_of(w, id);
    assert_int_equal(sum.count, 3);
    assert_int_equal(sum.left_out, 3);
    assert_int_equal(number(w, &waits, id), 3);
    assert_int_equal(number(w, &lines, id), 3);
    assert_int_equal(number(w, &prios, id), 0); /* a click goes before them */
    assert_int_equal(number(w, &audited, w->account[0]) - stopped, 3);
    end_children(w, id, 0);
    assert_int_equal(load(w, id).state, TASK_QUEUED);
    assert_int_equal(run(w, id), TASK_FAILED);
    struct task t = load(w, id);
    assert_string_equal(task_why(w->arena, &t, false), "3 of 6 failed.");
}

static void one_that_is_well_is_done(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    const struct bulk_new wish = { .act = BULK_START, .ids = { { vm(w, 0, "bulk-01") }, 1 } };
    int64_t id = ask(w, w->my, &who, &wish);
    assert_int_equal(run(w, id), TASK_PARKED);
    end_children(w, id, 0);
    assert_int_equal(run(w, id), TASK_DONE);
}

/* PRC: whoever takes over finds those that have a child, and goes on with the others. */
static void no_machine_has_two_children(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    const struct bulk_new wish = { .act = BULK_STOP, .filter = "name:bulk-*" };
    struct list open;
    int64_t id = ask(w, w->my, &who, &wish);
    assert_int_equal(run(w, id), TASK_PARKED);
    assert_int_equal(sum_of(w, id).count, MACHINES * 4 / 5);
    must(w, db_all(owner, &open_children, &open, ARGS(ARG(id))));
    for (int i = 0; i < 2; i++) { /* as if its worker had been killed before these */
        int64_t last = ((const struct number *)open.rows)[open.count - 1 - i].n;
        must(w, db_exec(owner, &drop_child_waits, NULL, NULL, ARGS(ARG(last))));
        must(w, db_exec(owner, &drop_child_locks, NULL, NULL, ARGS(ARG(last))));
        must(w, db_exec(owner, &drop_child_vm, NULL, NULL, ARGS(ARG(last))));
        must(w, db_exec(owner, &drop_child, NULL, NULL, ARGS(ARG(last))));
    }
    must(w, db_exec(owner, &forget_steps, NULL, NULL, ARGS(ARG(id))));
    must(w, db_exec(owner, &run_again, NULL, NULL, ARGS(ARG(id))));
    assert_int_equal(run(w, id), TASK_PARKED);
    struct task_children sum = sum_of(w, id);
    assert_int_equal(sum.count, MACHINES * 4 / 5);
    assert_int_equal(sum.left_out, MACHINES / 5);
    assert_int_equal(number(w, &waits, id), MACHINES * 4 / 5);
    assert_int_equal(number(w, &lines, id), MACHINES / 5); /* said once */
    assert_int_equal(db_exec(owner, &twice, NULL, NULL, ARGS(ARG(id))), FAULT_UNIQUE);
    fault_clear(&w->fault);
    end_children(w, id, 0);
}

/* TEN: what fits, of the asker's own, up to the last there was. */
static void all_that_fit_are_ones_own(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct asked asked;
    const struct bulk_new wish = { .act = BULK_START, .filter = "state:off name:bulk-*" };
    const struct bulk_new none = { .act = BULK_START, .filter = "name:nothing-is-named-so" };
    const struct bulk_new wrong = { .act = BULK_START, .filter = "colour:red" };
    int64_t id = ask(w, w->my, &who, &wish);
    must(w, db_exec(owner, &add_later, NULL, NULL, ARGS(arg_i64(vm(w, 0, "bulk-01")))));
    assert_int_equal(run(w, id), TASK_PARKED);
    struct task_children sum = sum_of(w, id);
    assert_int_equal(sum.count, MACHINES * 4 / 5); /* suspended ones are not "off" */
    assert_int_equal(sum.left_out, 0);
    struct number own = { 0 };
    must(w, db_one(owner, &of_account, &own, ARGS(ARG(id), ARG(w->account[0]))));
    assert_int_equal(own.n, sum.count);
    end_children(w, id, 0);
    assert_int_equal(bulk_ask(w->my, &who, &none, &once, &asked), FAULT_CONFLICT);
    fault_clear(&w->fault);
    assert_int_equal(bulk_ask(w->my, &who, &wrong, &once, &asked), FAULT_INVALID);
    fault_clear(&w->fault);
}

static void an_administrator_reaches_all(void **state)
{
    struct world *w = *state;
    const struct bulk_new wish = { .act = BULK_STOP, .filter = "name:bulk-*" };
    int64_t id = ask(w, admin, &ada, &wish);
    assert_int_equal(run(w, id), TASK_PARKED);
    for (int i = 0; i < 2; i++) {
        struct number of = { 0 };
        must(w, db_one(owner, &of_account, &of, ARGS(ARG(id), ARG(w->account[i]))));
        assert_int_equal(of.n, MACHINES * 4 / 5);
    }
    end_children(w, id, 0);
    struct asker my_face = ada; /* the same person, as a customer */
    my_face.scope = scope_account(w->reseller, w->reseller);
    const struct bulk_new one = { .act = BULK_STOP, .ids = { { vm(w, 0, "bulk-01") }, 1 } };
    id = ask(w, w->my, &my_face, &one);
    assert_int_equal(run(w, id), TASK_FAILED);
    assert_int_equal(sum_of(w, id).count, 0);
}

static void expect_nothing(struct world *w, int64_t id)
{
    assert_int_equal(run(w, id), TASK_FAILED);
    struct task t = load(w, id);
    assert_string_equal(t.error_code, "forbidden");
    assert_int_equal(sum_of(w, id).count, 0);
}

/* TSK-01, TEN-05: what a web program wrote is no proof of who asked. */
static void who_asked_is_found_out_again(void **state)
{
    struct world *w = *state;
    struct asker forged = world_asker(w, 0);
    const struct bulk_new own = { .act = BULK_STOP, .ids = { { vm(w, 0, "bulk-01") }, 1 } };
    const struct bulk_new other = { .act = BULK_STOP, .ids = { { vm(w, 1, "bulk-01") }, 1 } };
    struct asker who = world_asker(w, 0);
    int64_t id = ask(w, w->my, &who, &own);
    must(w, db_exec(owner, &set_disabled, NULL, NULL, ARGS(arg_i64(1), ARG(who.user_id))));
    expect_nothing(w, id);
    must(w, db_exec(owner, &set_disabled, NULL, NULL, ARGS(arg_i64(0), ARG(who.user_id))));
    forged.scope = scope_everything();
    expect_nothing(w, ask(w, w->my, &forged, &other));
    expect_nothing(w, ask(w, w->my, &member, &other));
}

static void a_cancel_reaches_the_children(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct asker stranger = world_asker(w, 1);
    const struct bulk_new wish = { .act = BULK_STOP, .filter = "state:off name:bulk-*" };
    struct list open;
    int64_t id = ask(w, w->my, &who, &wish);
    assert_int_equal(run(w, id), TASK_PARKED);
    assert_int_equal(task_cancel_ask(w->my, &stranger, id), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, task_cancel_ask(w->my, &who, id));
    assert_int_equal(number(w, &wished_ends, id), MACHINES * 4 / 5);
    must(w, db_all(owner, &open_children, &open, ARGS(ARG(id))));
    for (int64_t i = 0; i < open.count; i++)
        assert_int_equal(run(w, ((const struct number *)open.rows)[i].n), TASK_CANCELLED);
    assert_int_equal(load(w, id).state, TASK_QUEUED);
    assert_int_equal(run(w, id), TASK_CANCELLED);
    assert_int_equal(sum_of(w, id).cancelled, MACHINES * 4 / 5);
}

/* It is done sooner than undone: it ends as it would have, and nobody says otherwise. */
static void what_has_begun_is_not_said_to_be_cancelled(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    const struct bulk_new wish = { .act = BULK_START,
                                   .ids = { { vm(w, 0, "bulk-01"), vm(w, 0, "bulk-02") }, 2 } };
    struct list open;
    int64_t fence = 0;
    int64_t id = ask(w, w->my, &who, &wish);
    assert_int_equal(run(w, id), TASK_PARKED);
    must(w, db_all(owner, &open_children, &open, ARGS(ARG(id))));
    int64_t begun = ((const struct number *)open.rows)[0].n;
    must(w, queue_claim(w->taskd, begun, "test:1", 60, &fence));
    must(w, queue_step_begin(w->taskd, begun, fence, false, 1, "seed", 0));
    must(w, task_cancel_ask(w->my, &who, id));
    assert_false(load(w, begun).cancel);
    assert_int_equal(number(w, &wished_ends, id), 1);
}

static void a_cancel_before_it_began_makes_none(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    const struct bulk_new wish = { .act = BULK_STOP, .filter = "name:bulk-*" };
    int64_t id = ask(w, w->my, &who, &wish);
    must(w, task_cancel_ask(w->my, &who, id));
    assert_int_equal(run(w, id), TASK_CANCELLED);
    assert_int_equal(sum_of(w, id).count, 0);
}

static void what_failed_is_tried_again_alone(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct asker stranger = world_asker(w, 1);
    struct asked asked;
    const struct bulk_new wish = { .act = BULK_STOP,
                                   .ids = { { vm(w, 0, "bulk-01"), vm(w, 0, "bulk-02"),
                                              vm(w, 0, "bulk-03"), vm(w, 0, "bulk-05") },
                                            4 } };
    int64_t id = ask(w, w->my, &who, &wish);
    run(w, id);
    assert_int_equal(task_again_ask(w->my, &who, id, &once, &asked), FAULT_CONFLICT);
    fault_clear(&w->fault);
    end_children(w, id, 2);
    assert_int_equal(run(w, id), TASK_FAILED);
    assert_int_equal(task_again_ask(w->my, &stranger, id, &once, &asked), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, task_again_ask(w->my, &who, id, &once, &asked));
    assert_int_equal(run(w, asked.task_id), TASK_PARKED);
    struct task_children sum = sum_of(w, asked.task_id);
    assert_int_equal(sum.count, 2);
    assert_int_equal(sum.left_out, 1); /* bulk-05 is suspended still */
    end_children(w, asked.task_id, 0);
    assert_int_equal(run(w, asked.task_id), TASK_FAILED);
}

/* TSK-01, TEN-04: another's task, named by a web program that was taken over, tells nothing. */
static void what_anothers_left_undone_is_not_told(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct asker stranger = world_asker(w, 1);
    struct asked asked;
    const struct bulk_new wish = { .act = BULK_STOP, .ids = { { vm(w, 0, "bulk-05") }, 1 } };
    int64_t id = ask(w, w->my, &who, &wish);
    assert_int_equal(run(w, id), TASK_FAILED);
    struct task ended = load(w, id);
    must(w, bulk_again_ask(w->my, &stranger, &ended, &once, &asked));
    assert_int_equal(run(w, asked.task_id), TASK_FAILED);
    assert_string_equal(load(w, asked.task_id).error_code, "not_found");
    assert_int_equal(sum_of(w, asked.task_id).left_out, 0);
}

/* Nothing is deleted that was not counted to whoever confirmed it. */
static void deleting_is_held_to_its_number(void **state)
{
    struct world *w = *state;
    struct asker who = world_asker(w, 0);
    struct asked asked;
    struct bulk_new wish = { .act = BULK_DELETE, .filter = "state:suspended", .confirmed = 1 };
    assert_int_equal(bulk_ask(w->my, &who, &wish, &once, &asked), FAULT_INVALID);
    assert_string_equal(w->fault.field, "confirm");
    fault_clear(&w->fault);
    wish.confirmed = MACHINES / 5;
    int64_t id = ask(w, w->my, &who, &wish);
    QUERY(suspend_one, 0, "UPDATE vm SET suspended = TRUE WHERE id = ?");
    must(w, db_exec(owner, &suspend_one, NULL, NULL, ARGS(arg_i64(vm(w, 0, "bulk-01")))));
    assert_int_equal(run(w, id), TASK_FAILED);
    assert_int_equal(sum_of(w, id).count, 0);
    wish.confirmed++;
    id = ask(w, w->my, &who, &wish);
    assert_int_equal(run(w, id), TASK_PARKED);
    assert_int_equal(sum_of(w, id).count, MACHINES / 5 + 1);
    end_children(w, id, 0);
}

#define WITH_MACHINES(test) cmocka_unit_test_setup(test, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_MACHINES(each_of_the_ticked_has_a_child),
        WITH_MACHINES(one_that_is_well_is_done),
        WITH_MACHINES(no_machine_has_two_children),
        WITH_MACHINES(all_that_fit_are_ones_own),
        WITH_MACHINES(an_administrator_reaches_all),
        WITH_MACHINES(who_asked_is_found_out_again),
        WITH_MACHINES(a_cancel_reaches_the_children),
        WITH_MACHINES(what_has_begun_is_not_said_to_be_cancelled),
        WITH_MACHINES(a_cancel_before_it_began_makes_none),
        WITH_MACHINES(what_failed_is_tried_again_alone),
        WITH_MACHINES(what_anothers_left_undone_is_not_told),
        WITH_MACHINES(deleting_is_held_to_its_number),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
