/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TEN-06: fifty at once, each on a connection of its own, for the last places of each kind, of an
 * account, a group of accounts, and a reseller with its customers: as many win as fit, and what is
 * counted is what is there.
 */
#include "db_fixture.h"
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "kind/customer.h"
#include "store/account.h"
#include "store/group.h"
#include "store/number.h"
#include "store/resold_plan.h"

enum { MANY = 50, FIT = 2, PEOPLE = 4, PLAN_VCPU = 2 };
#define PLAN_MEMORY (INT64_C(64) << 20)
#define PLAN_DISK (INT64_C(128) << 20)
#define MOST INT64_C(1000000)

/* two of a group, then two of a reseller */
static int64_t account[PEOPLE];
static int64_t plan[PEOPLE];
static int64_t group;
static int64_t reseller;
static struct db *owner;

QUERY(there, 0, "SELECT COUNT(*) AS n FROM vm WHERE account_id = ? AND node_id IS NOT NULL",
      NUMBER_ROW);
#define DIFFERS(counted)                                                                           \
    "SELECT COUNT(*) AS n FROM " counted " LEFT JOIN (SELECT COUNT(*) AS machines, "               \
    "SUM(vcpu) AS vcpu, SUM(memory) AS memory, SUM(disk) AS disk, SUM(ipv4 <> '') AS ips FROM vm " \
    "JOIN account AS whose ON whose.id = vm.account_id "
#define FROM_ROWS                                                                                  \
    ") AS has ON TRUE WHERE counted.id = ? AND NOT (vm_count = has.machines "                      \
    "AND vcpu_count = COALESCE(has.vcpu, 0) AND memory_count = COALESCE(has.memory, 0) "           \
    "AND disk_count = COALESCE(has.disk, 0) AND ip_count = COALESCE(has.ips, 0))"
QUERY(account_differs, 0,
      DIFFERS("account AS counted") "WHERE whose.id = ? AND node_id IS NOT NULL" FROM_ROWS,
      NUMBER_ROW);
QUERY(group_differs, 0,
      DIFFERS(
          "account_group AS counted") "WHERE whose.group_id = ? AND node_id IS NOT NULL" FROM_ROWS,
      NUMBER_ROW);
QUERY(reseller_differs, 0,
      DIFFERS("account AS counted") "WHERE whose.reseller_id = ? AND node_id IS NOT NULL" FROM_ROWS,
      NUMBER_ROW);
QUERY(fill_off, 0,
      "INSERT INTO vm (account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, "
      "node_id, storage_id, vcpu, memory, disk, wished, seen, ssh_keys, made_at) "
      "SELECT id, reseller_id, CONCAT('off-', seq), UUID(), ?, ?, 1, 1, 1, 1, 1, 1, 1, 1, '', "
      "NOW(6) FROM seq_1_to_50 JOIN account ON account.id = ?");
QUERY(off_id, 0, "SELECT id AS n FROM vm WHERE account_id = ? AND name = CONCAT('off-', ?)",
      NUMBER_ROW);
QUERY(drop_off, 0, "DELETE FROM vm WHERE account_id = ? AND name LIKE 'off-%'");
QUERY(running, 0,
      "SELECT COUNT(*) AS n FROM vm WHERE account_id = ? AND wished = 2 AND node_id IS NOT NULL",
      NUMBER_ROW);

static int64_t one(struct world *w, const struct query *q, const struct arg *args, size_t count)
{
    struct number n = { 0 };
    must(w, db_one(owner, q, &n, args, count));
    return n.n;
}

/* --- fifty clicks --- */

struct click {
    int who;          /* of account[] */
    const char *name; /* a machine to be made; NULL: vm_id is started */
    int64_t vm_id;
};

static struct asker asker_of(struct world *w, int who)
{
    int64_t above = who < 2 ? w->reseller : reseller;
    return (struct asker){ .scope = scope_account(above, account[who]),
                           .account_id = account[who],
                           .reseller_id = above,
                           .user_id = w->user[0],
                           .who = "test",
                           .address = "127.0.0.1",
                           .inst = w->conf.inst };
}

static enum fault_code do_click(struct world *w, struct db *db, const struct click *c)
{
    struct asker who = asker_of(w, c->who);
    struct once once = { .key = NULL };
    if (!c->name) {
        struct asked asked;
        return vm_task_ask(db, &who, "vm_start", c->vm_id, &once, &asked);
    }
    struct vm_create form = {
        .name = c->name, .image_id = w->image, .location_id = w->location, .plan_id = plan[c->who]
    };
    struct vm_create_more more = { .labels = "{}" };
    struct vm_created out;
    return vm_create_ask(db, &who, &form, &more, &once, &out);
}

static enum fault_code click_one(struct world *w, struct db *db, int no, void *clicks)
{
    return do_click(w, db, (const struct click *)clicks + no);
}

/* How many were let in; the others were refused by a limit and nothing else. */
static int click_all(struct world *w, struct click clicks[MANY])
{
    return world_at_once(w, MANY, click_one, clicks);
}

/* --- whose limits --- */

static const struct limits open_limits = { .vm_limit = MOST };

static void put_limits(struct world *w, enum limit_of of, const struct limits *l)
{
    struct account_group g = { .id = group,
                               .name = "Limited",
                               .vm_limit = l->vm_limit,
                               .running_limit = l->running_limit,
                               .vcpu_limit = l->vcpu_limit,
                               .memory_limit = l->memory_limit,
                               .disk_limit = l->disk_limit,
                               .ip_limit = l->ip_limit };
    switch (of) {
    case LIMIT_OF_ACCOUNT: must(w, limits_set(w->cli, account[0], l)); return;
    case LIMIT_OF_GROUP: must(w, group_change(w->cli, &g)); return;
    case LIMIT_OF_RESELLER: must(w, limits_set(w->cli, reseller, l)); return;
    }
}

static struct limit_state state_of(struct world *w, enum limit_of of)
{
    struct account a;
    struct account_group g;
    struct limit_state s = { .id = 0 };
    if (of == LIMIT_OF_GROUP) {
        must(w, group_load_any(w->cli, group, &g));
        s = limit_state_of_group(&g);
    } else {
        must(w, account_load_any(w->cli, of == LIMIT_OF_ACCOUNT ? account[0] : reseller, &a));
        s = limit_state_of(&a);
    }
    must(w, limit_count_running(w->cli, &s));
    return s;
}

/* Room for FIT machines more of this one thing, and as much as there is of all others. */
static struct limits room_for_two(const struct limit_state *s, enum limit_what what)
{
    struct limits l = open_limits;
    switch (what) {
    case LIMIT_MACHINES: l.vm_limit = s->has.machines + FIT; break;
    case LIMIT_RUNNING: l.running_limit = s->has.running + FIT; break;
    case LIMIT_VCPU: l.vcpu_limit = s->has.vcpu + FIT * PLAN_VCPU + 1; break;
    case LIMIT_MEMORY: l.memory_limit = s->has.memory + FIT * PLAN_MEMORY + PLAN_MEMORY - 1; break;
    case LIMIT_DISK: l.disk_limit = s->has.disk + FIT * PLAN_DISK; break;
    case LIMIT_IPS: l.ip_limit = s->has.ips + FIT; break;
    case LIMIT_TRAFFIC: /* what was sent bars machines and is not taken by them */
    case LIMIT_WHATS: break;
    }
    return l;
}

static void expect_counted(struct world *w)
{
    for (int i = 0; i < PEOPLE; i++)
        assert_int_equal(one(w, &account_differs, ARGS(ARG(account[i]), ARG(account[i]))), 0);
    assert_int_equal(one(w, &group_differs, ARGS(ARG(group), ARG(group))), 0);
    assert_int_equal(one(w, &reseller_differs, ARGS(ARG(reseller), ARG(reseller))), 0);
}

static int64_t machines(struct world *w)
{
    int64_t n = 0;
    for (int i = 0; i < PEOPLE; i++)
        n += one(w, &there, ARGS(ARG(account[i])));
    return n;
}

/* Of an account all fifty click there; of a group or a reseller, in turn at its two accounts. */
static void the_last_two(struct world *w, enum limit_of of)
{
    for (enum limit_what what = 0; what < LIMIT_TRAFFIC; what++) {
        struct click clicks[MANY];
        struct limit_state s = state_of(w, of);
        struct limits room = room_for_two(&s, what);
        int64_t before = machines(w);
        put_limits(w, of, &room);
        for (int i = 0; i < MANY; i++)
            clicks[i] = (struct click){
                .who = of == LIMIT_OF_ACCOUNT ? 0 : i % 2 + (of == LIMIT_OF_RESELLER ? 2 : 0),
                .name = arena_printf(w->arena, "last-%d-%d-%d", (int)of, (int)what, i),
            };
        int won = click_all(w, clicks);
        if (won != FIT)
            print_error("limit %d of %d: %d won\n", (int)what, (int)of, won);
        assert_int_equal(won, FIT);
        assert_int_equal(machines(w) - before, FIT);
        expect_counted(w);
        put_limits(w, of, &open_limits);
    }
}

/* TEN-06: of many at once so many win as there is room. */
static void of_an_account(void **state)
{
    the_last_two(*state, LIMIT_OF_ACCOUNT);
}

static void of_a_group(void **state)
{
    the_last_two(*state, LIMIT_OF_GROUP);
}

static void of_a_reseller(void **state)
{
    the_last_two(*state, LIMIT_OF_RESELLER);
}

/* Machines that are there and off: starting one is a reservation, too. */
static void of_those_that_run(void **state)
{
    struct world *w = *state;
    struct limit_state s = state_of(w, LIMIT_OF_ACCOUNT);
    struct limits room = room_for_two(&s, LIMIT_RUNNING);
    struct click clicks[MANY];
    must(w,
         db_exec(owner, &fill_off, NULL, NULL, ARGS(ARG(plan[0]), ARG(w->image), ARG(account[0]))));
    for (int i = 0; i < MANY; i++)
        clicks[i] =
            (struct click){ .who = 0,
                            .vm_id = one(w, &off_id, ARGS(ARG(account[0]), arg_i64(i + 1))) };
    put_limits(w, LIMIT_OF_ACCOUNT, &room);
    assert_int_equal(click_all(w, clicks), FIT);
    assert_int_equal(one(w, &running, ARGS(ARG(account[0]))), s.has.running + FIT);
    must(w, db_exec(owner, &drop_off, NULL, NULL, ARGS(ARG(account[0]))));
    put_limits(w, LIMIT_OF_ACCOUNT, &open_limits);
}

/* --- groups --- */

struct put {
    int64_t account;
    int64_t group;
};

static enum fault_code put_tx(struct db *db, void *ctx)
{
    const struct put *p = ctx;
    return group_put(db, p->account, p->group);
}

static enum fault_code drop_tx(struct db *db, void *ctx)
{
    return group_drop(db, *(const int64_t *)ctx);
}

static enum fault_code lock_tx(struct db *db, void *ctx)
{
    struct account_group *g = ctx;
    return group_lock_any(db, g->id, g);
}

/* Whoever locks it to change one limit has all the others as they are. */
static void a_locked_group_is_whole(void **state)
{
    struct world *w = *state;
    struct account_group was = { .name = "Whole",
                                 .vm_limit = 1,
                                 .running_limit = 2,
                                 .vcpu_limit = 3,
                                 .memory_limit = 4,
                                 .disk_limit = 5,
                                 .ip_limit = 6,
                                 .api_minute = 7 };
    must(w, group_add(w->cli, &was, &was.id));
    struct account_group is = { .id = was.id };
    must(w, db_tx(w->cli, lock_tx, NULL, &is));
    assert_string_equal(is.name, was.name);
    assert_memory_equal(&is.vm_limit, &was.vm_limit, 7 * sizeof(was.vm_limit));
    must(w, db_tx(w->cli, drop_tx, NULL, &was.id));
}

/* What an account has goes with it, from one group to another and into none. */
static void an_account_changes_its_group(void **state)
{
    struct world *w = *state;
    struct account_group other = { .name = "Another", .vm_limit = 0 };
    struct account_group g;
    struct account a;
    must(w, group_add(w->cli, &other, &other.id));
    must(w, db_tx(w->cli, put_tx, NULL, &(struct put){ account[0], other.id }));
    must(w, account_load_any(w->cli, account[0], &a));
    must(w, group_load_any(w->cli, other.id, &g));
    assert_true(a.vm_count > 0);
    assert_int_equal(a.group_id, other.id);
    assert_int_equal(g.accounts, 1);
    assert_int_equal(g.vm_count, a.vm_count);
    assert_int_equal(g.memory_count, a.memory_count);
    expect_counted(w);
    struct click more = { .who = 0, .name = "one-more" };
    assert_int_equal(do_click(w, w->my, &more), FAULT_LIMIT);
    /* TEN-04: it is told of no group and of no number */
    assert_string_equal(fault_words(&w->fault, w->arena),
                        "Your provider has no more to give now. Ask for more, or try later.");
    fault_clear(&w->fault);
    must(w, db_tx(w->cli, drop_tx, NULL, &other.id));
    must(w, account_load_any(w->cli, account[0], &a));
    assert_int_equal(a.group_id, 0);
    must(w, db_tx(w->cli, put_tx, NULL, &(struct put){ account[0], group }));
    expect_counted(w);
    assert_int_equal(group_load_any(w->cli, other.id, &g), FAULT_MISSING);
    assert_int_equal(db_tx(w->cli, put_tx, NULL, &(struct put){ account[0], other.id }),
                     FAULT_MISSING);
    fault_clear(&w->fault);
}

/* A reseller's row limits those, and nobody is in both. */
static void a_resellers_customer_is_in_none(void **state)
{
    struct world *w = *state;
    const int64_t none[] = { account[2], reseller, w->reseller };
    for (size_t i = 0; i < countof(none); i++) {
        assert_int_equal(db_tx(w->cli, put_tx, NULL, &(struct put){ none[i], group }),
                         FAULT_CONFLICT);
        fault_clear(&w->fault);
    }
}

/* Half of the fifty click while the account goes to and fro between two groups. */
static void a_group_is_changed_meanwhile(void **state)
{
    struct world *w = *state;
    struct account_group other = { .name = "To and fro", .vm_limit = MOST };
    struct click clicks[MANY];
    must(w, group_add(w->cli, &other, &other.id));
    pid_t mover = fork();
    if (!mover) {
        struct db *db = world_connect(w, "cli", false);
        enum fault_code rc = FAULT_OK;
        for (int i = 0; i < 100 && !rc; i++)
            rc = db_tx(db, put_tx, NULL, &(struct put){ account[0], i % 2 ? group : other.id });
        _exit(rc ? 1 : 0);
    }
    struct limit_state s = state_of(w, LIMIT_OF_ACCOUNT);
    struct limits room = room_for_two(&s, LIMIT_MACHINES);
    put_limits(w, LIMIT_OF_ACCOUNT, &room);
    for (int i = 0; i < MANY; i++)
        clicks[i] = (struct click){ .who = 0, .name = arena_printf(w->arena, "moved-%d", i) };
    assert_int_equal(click_all(w, clicks), FIT);
    int status = -1;
    assert_int_equal(waitpid(mover, &status, 0), mover);
    assert_int_equal(status, 0);
    expect_counted(w);
    assert_int_equal(one(w, &group_differs, ARGS(ARG(other.id), ARG(other.id))), 0);
    put_limits(w, LIMIT_OF_ACCOUNT, &open_limits);
}

/* --- */

static enum fault_code reseller_tx(struct db *db, void *ctx)
{
    return account_add_reseller(db, "Limit reseller", ctx);
}

static enum fault_code resold_tx(struct db *db, void *ctx)
{
    struct scope who = scope_account(reseller, SCOPE_ANY);
    struct resold_plan p = {
        .base_id = *(const int64_t *)ctx, .name = "Tiny", .price_month = 1, .currency = "EUR"
    };
    enum fault_code rc = resold_plan_add(db, &who, &p, &plan[2]);
    if (!rc)
        rc = customer_add(db, &who, "Limit three", &account[2]);
    return rc ? rc : customer_add(db, &who, "Limit four", &account[3]);
}

static int begin(void **state)
{
    world_begin(state);
    struct world *w = *state;
    struct plan tiny = { .name = "Tiny",
                         .vcpu = PLAN_VCPU,
                         .memory = PLAN_MEMORY,
                         .disk = PLAN_DISK,
                         .price_month = 1,
                         .currency = "EUR" };
    struct account_group g = { .name = "Limited", .vm_limit = MOST };
    owner = world_connect(w, "owner", false);
    must(w, plan_add(w->cli, &tiny, &plan[0]));
    plan[1] = plan[0];
    must(w, account_add(w->cli, "Limit one", &account[0]));
    must(w, account_add(w->cli, "Limit two", &account[1]));
    must(w, group_add(w->cli, &g, &group));
    must(w, db_tx(w->cli, put_tx, NULL, &(struct put){ account[0], group }));
    must(w, db_tx(w->cli, put_tx, NULL, &(struct put){ account[1], group }));
    must(w, db_tx(w->cli, reseller_tx, NULL, &reseller));
    must(w, db_tx(w->my, resold_tx, NULL, &plan[0]));
    plan[3] = plan[2];
    for (int i = 0; i < PEOPLE; i++)
        must(w, limits_set(w->cli, account[i], &open_limits));
    must(w, limits_set(w->cli, reseller, &open_limits));
    return 0;
}

static int end(void **state)
{
    db_close(&owner);
    return world_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_an_account),
        cmocka_unit_test(of_a_group),
        cmocka_unit_test(of_a_reseller),
        cmocka_unit_test(of_those_that_run),
        cmocka_unit_test(a_locked_group_is_whole),
        cmocka_unit_test(an_account_changes_its_group),
        cmocka_unit_test(a_resellers_customer_is_in_none),
        cmocka_unit_test(a_group_is_changed_meanwhile),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
