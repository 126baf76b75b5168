/* SPDX-License-Identifier: Apache-2.0 */
/* Rows about people: whose they are, what ends with what, and that lists read them. */
#include "db_fixture.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/text.h"
#include "kind/user.h"
#include "store/account_noun.h"
#include "store/audit_noun.h"
#include "store/brand.h"
#include "store/member.h"
#include "store/number.h"
#include "store/session.h"
#include "store/session_open.h"
#include "store/signin.h"
#include "store/throttle.h"
#include "store/user_noun.h"

static struct db *signin_db;
static struct db *reader;
static struct db *admin;

static enum fault_code add_session_tx(struct db *db, void *ctx)
{
    const struct world *w = ctx;
    static const char *const hashes[] = {
        "00000000000000000000000000000000000000000000000000000000000000a1",
        "00000000000000000000000000000000000000000000000000000000000000a2",
    };
    enum fault_code rc = FAULT_OK;
    struct session_new session = { .user_id = w->user[0],
                                   .account_id = w->account[0],
                                   .reseller_id = w->reseller,
                                   .address = "192.0.2.7",
                                   .agent = "" };
    for (size_t i = 0; !rc && i < countof(hashes); i++) {
        session.hash = hashes[i];
        rc = session_add(db, &session);
    }
    return rc;
}

static void sessions_are_their_users(void **state)
{
    struct world *w = *state;
    struct list open;
    must(w, db_tx(signin_db, add_session_tx, NULL, w));
    must(w, session_list_any(w->my, w->user[0], 0, &open));
    assert_int_equal(open.count, 2);
    const struct session_row *rows = open.rows;
    int64_t first = rows[0].id;
    assert_int_equal(session_end(w->my, w->user[1], first), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, session_end_others(w->my, w->user[1], 0));
    must(w, session_list_any(w->my, w->user[0], first, &open));
    assert_int_equal(open.count, 2);
    must(w, session_end_others(w->my, w->user[0], first));
    must(w, session_list_any(w->my, w->user[0], first, &open));
    assert_int_equal(open.count, 1);
    rows = open.rows;
    assert_int_equal(rows[0].id, first);
    assert_true(rows[0].mine);
}

static enum fault_code disable_tx(struct db *db, void *ctx)
{
    return user_set_disabled(db, *(const int64_t *)ctx, true);
}

static void who_is_disabled_is_signed_out(void **state)
{
    struct world *w = *state;
    struct list open;
    struct profile who;
    must(w, db_tx(admin, disable_tx, NULL, &w->user[0]));
    must(w, session_list_any(w->my, w->user[0], 0, &open));
    assert_int_equal(open.count, 0);
    must(w, user_load_any(w->my, w->user[0], &who));
    assert_true(who.disabled);
    must(w, user_set_disabled(admin, w->user[0], false));
}

static enum fault_code user_disable_tx(struct db *db, void *ctx)
{
    return user_disable(db, *(const int64_t *)ctx);
}

/* By the page and by the command line. */
static void the_last_administrator_stays(void **state)
{
    struct world *w = *state;
    struct db *const ways[] = { admin, w->cli };
    struct profile who;
    int64_t one = 0;
    int64_t two = 0;
    must(w, user_add(w->cli, w->reseller, ROLE_ADMINISTRATOR, "one@provider.example", "One",
                     "a long password", &one));
    for (size_t i = 0; i < countof(ways); i++) {
        assert_int_equal(db_tx(ways[i], user_disable_tx, NULL, &one), FAULT_CONFLICT);
        fault_clear(&w->fault);
        must(w, user_load_any(w->my, one, &who));
        assert_false(who.disabled);
    }
    must(w, user_add(w->cli, w->reseller, ROLE_ADMINISTRATOR, "two@provider.example", "Two",
                     "a long password", &two));
    must(w, db_tx(w->cli, user_disable_tx, NULL, &one));
    assert_int_equal(db_tx(admin, user_disable_tx, NULL, &two), FAULT_CONFLICT);
    fault_clear(&w->fault);
}

static void members_are_seen_in_their_account(void **state)
{
    struct world *w = *state;
    struct asker one = world_asker(w, 0);
    struct member m;
    struct list list;
    must(w, member_list(reader, &one.scope, w->account[0], &list));
    assert_int_equal(list.count, 1);
    must(w, member_list(reader, &one.scope, w->account[1], &list));
    assert_int_equal(list.count, 0);
    assert_int_equal(member_load(w->my, &one.scope, w->account[1], w->user[1], &m), FAULT_MISSING);
    fault_clear(&w->fault);
}

static void tries_are_their_users(void **state)
{
    struct world *w = *state;
    struct list list;
    char agent[300];
    memset(agent, 'x', sizeof(agent) - 1);
    agent[sizeof(agent) - 1] = '\0';
    memcpy(agent, "\x1b[31m\xff", 6);
    struct signin_new n = { w->user[0], SESSION_MY, false, "2001:db8::1", agent };
    must(w, signin_add(signin_db, &n));
    must(w, signin_list_any(reader, w->user[1], &list));
    assert_int_equal(list.count, 0);
    must(w, signin_list_any(reader, w->user[0], &list));
    assert_int_equal(list.count, 1);
    const struct signin_row *row = list.rows;
    assert_false(row->passed);
    assert_int_equal(strlen(row->agent), SESSION_AGENT);
    assert_memory_equal(row->agent, "?[31m?", 6);
}

enum { AT_ONCE = 4, TRIES = 10 };

/* How many of a process's tries passed; it has a connection of its own. */
static int tries_of(struct world *w, const char *whose)
{
    struct db *db = world_connect(w, "signin", false);
    int passed = 0;
    for (int i = 0; i < TRIES; i++) {
        enum fault_code rc = throttle_take(db, THROTTLE_ACCOUNT, whose);
        if (rc && rc != FAULT_RATE)
            return 100;
        passed += !rc;
        fault_clear(&w->fault);
    }
    return passed;
}

static int tries_at_once(struct world *w, const char *whose)
{
    pid_t child[AT_ONCE];
    int passed = 0;
    for (int i = 0; i < AT_ONCE; i++) {
        child[i] = fork();
        if (!child[i])
            _exit(tries_of(w, whose));
    }
    for (int i = 0; i < AT_ONCE; i++) {
        int status = 0;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_true(WIFEXITED(status));
        passed += WEXITSTATUS(status);
    }
    return passed;
}

/* SES-01: no more pass than may, however many come at once, with a row there or none. */
static void tries_at_once_are_no_way_past_the_limit(void **state)
{
    struct world *w = *state;
    static const char whose[] = "my eve@first.example";
    assert_int_equal(tries_at_once(w, whose), 10);
    assert_int_equal(throttle_take(signin_db, THROTTLE_ACCOUNT, whose), FAULT_RATE);
    assert_in_range(w->fault.retry_after, 1, THROTTLE_SECONDS);
    fault_clear(&w->fault);
    must(w, throttle_back(signin_db, THROTTLE_ACCOUNT, whose));
    must(w, throttle_take(signin_db, THROTTLE_ACCOUNT, whose));
    assert_int_equal(throttle_take(signin_db, THROTTLE_ACCOUNT, whose), FAULT_RATE);
    fault_clear(&w->fault);
    must(w, throttle_right(signin_db, THROTTLE_ACCOUNT, whose));
    assert_int_equal(tries_at_once(w, whose), 10);
}

/* A window ends ten minutes after its first try, whatever was tried in it. */
static void a_window_ends(void **state)
{
    static const struct query later = {
        .sql = "UPDATE throttle SET since = since - INTERVAL 10 MINUTE"
    };
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    for (int i = 0; i < 3; i++)
        must(w, throttle_take(signin_db, THROTTLE_MAIL, "my a@first.example"));
    assert_int_equal(throttle_take(signin_db, THROTTLE_MAIL, "my a@first.example"), FAULT_RATE);
    fault_clear(&w->fault);
    must(w, db_exec(owner, &later, NULL, NULL, NO_ARGS));
    for (int i = 0; i < 3; i++)
        must(w, throttle_take(signin_db, THROTTLE_MAIL, "my a@first.example"));
    assert_int_equal(throttle_take(signin_db, THROTTLE_MAIL, "my a@first.example"), FAULT_RATE);
    fault_clear(&w->fault);
    db_close(&owner);
}

/* --- two resellers at once --- */

struct branding {
    struct world *w;
    int64_t reseller_id;
    const char *sender;
    pid_t other; /* that does the same meanwhile; 0: nobody */
};

static enum fault_code brand_tx(struct db *db, void *ctx);

/* Of the other, which has a connection of its own: 1 if the domain is another's. */
static void save_and_exit(struct world *w, int64_t reseller_id)
{
    struct branding b = { w, reseller_id, "mail@Twice.example", 0 };
    struct db *db = world_connect(w, "my", false);
    enum fault_code rc = db_tx(db, brand_tx, NULL, &b);
    _exit(rc == FAULT_OK ? 0 : rc == FAULT_UNIQUE && !strcmp(w->fault.field, "sender") ? 1 : 2);
}

/* The other is through, or waits for this one's COMMIT. */
static void wait_for_other(struct world *w, pid_t pid)
{
    static const struct query waits = { .sql = "SELECT COUNT(*) AS n FROM "
                                               "information_schema.PROCESSLIST WHERE "
                                               "STATE = 'Updating' AND INFO LIKE 'UPDATE brand%'",
                                        NUMBER_ROW };
    struct number n = { 0 };
    siginfo_t end = { .si_pid = 0 };
    struct db *my = world_connect(w, "my", false);
    while (!n.n && !end.si_pid) {
        must(w, db_one(my, &waits, &n, NO_ARGS));
        assert_int_equal(waitid(P_PID, (id_t)pid, &end, WEXITED | WNOHANG | WNOWAIT), 0);
    }
    db_close(&my);
}

static enum fault_code brand_tx(struct db *db, void *ctx)
{
    struct branding *b = ctx;
    struct brand brand = { .reseller_id = b->reseller_id, .sender = b->sender };
    enum fault_code rc = brand_save(db, &brand);
    if (!rc && b->other) {
        pid_t pid = fork();
        if (!pid)
            save_and_exit(b->w, b->w->account[1]);
        b->other = pid;
        wait_for_other(b->w, pid);
    }
    return rc;
}

/* What one may send for, nobody else is sent in the name of: also if both save it at once. */
static void a_senders_domain_is_ones_own(void **state)
{
    struct world *w = *state;
    struct branding b = { w, w->account[0], "panel@twice.example", 1 };
    int status = -1;
    must(w, db_tx(w->my, brand_tx, NULL, &b));
    assert_int_equal(waitpid(b.other, &status, 0), b.other);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 1);
    /* who sends for none is in nobody's way, and what is given up is free */
    struct branding none = { w, w->account[0], "", 0 };
    struct branding also_none = { w, w->account[1], "", 0 };
    struct branding then = { w, w->account[1], "mail@Twice.example", 0 };
    must(w, db_tx(w->my, brand_tx, NULL, &none));
    must(w, db_tx(w->my, brand_tx, NULL, &also_none));
    must(w, db_tx(w->my, brand_tx, NULL, &then));
}

/* What is deleted, by whichever statement of a program, is found by a key: as MariaDB explains. */
struct explained {
    const char *EXPLAIN; /* JSON */
};
static const struct field explained_view[] = { TEXT(struct explained, EXPLAIN), FIELDS_END };

/* Each ? is something that nothing has. */
static const char *explain_of(struct world *w, const char *sql)
{
    struct text t;
    text_init(&t, w->arena, 8192);
    text_add(&t, "EXPLAIN FORMAT=JSON ");
    for (const char *p = sql; *p; p++)
        text_addn(&t, *p == '?' ? "'1'" : p, *p == '?' ? 3 : 1);
    return text_str(&t);
}

/* Swept now and then, a batch or all: a row for each machine, node or storage, and half a year of
 * sign-ins, which are read more often than swept. */
static bool is_swept_whole(const char *sql)
{
    static const char *const tables[] = { "vm_top ", "vm_load ", "node_load ", "storage_load ",
                                          "signin WHERE at" };
    for (size_t i = 0; i < countof(tables); i++)
        if (!strncmp(sql + strlen("DELETE FROM "), tables[i], strlen(tables[i])))
            return true;
    return false;
}

static void what_is_deleted_is_found_by_a_key(void **state)
{
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    size_t count = 0;
    size_t bad = 0;
    size_t good = 0;
    const struct query *const *all = db_queries(&count);
    for (size_t i = 0; i < count; i++) {
        const char *sql = all[i]->sql;
        if (strncmp(sql, "DELETE FROM ", 12) != 0 || !strstr(sql, "WHERE") || is_swept_whole(sql))
            continue;
        struct explained e;
        struct query q = { .sql = explain_of(w, sql), ROWS(struct explained, explained_view) };
        must(w, db_one(owner, &q, &e, NO_ARGS));
        bool found = strstr(e.EXPLAIN, "\"possible_keys\"") != NULL;
        if (!found)
            print_error("reads its whole table: %s\n", sql);
        good += found;
        bad += !found;
    }
    db_close(&owner);
    assert_int_equal(bad, 0);
    assert_true(good > 50);
}

/* Two resellers and the provider sell a plan of one name: each is found by whose it is, all of them
 * by no guess; to a customer the name is that of the plan it can have. */
static void a_plan_is_found_by_whose_it_is(void **state)
{
    QUERY(sell, 0,
          "INSERT INTO plan (reseller_id, base_id, name, vcpu, memory, disk, traffic, price_hour, "
          "price_month) SELECT ?, IF(? = 0, NULL, id), 'Twin', 1, 1, 1, 1, 1, 1 FROM plan "
          "ORDER BY id LIMIT 1");
    QUERY(resell, 0,
          "INSERT INTO account (reseller_id, level, name) SELECT id, 1, ? FROM account "
          "WHERE level = 0");
    QUERY(buy, 0, "UPDATE vm SET plan_id = ? WHERE id = ?");
    static const struct {
        const char *filter; /* "#": the number of North's */
        int vm;             /* the one that it finds; 0: it is refused */
    } cases[] = {
        { "plan:Twin", 0 },       { "plan:/Twin", 1 }, { "plan:North/Twin", 2 },
        { "plan:South/Twin", 3 }, { "#", 2 },          { "plan:East/Twin", 0 },
    };
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    struct scope all = scope_everything();
    struct scope own = scope_account(w->reseller, w->account[0]);
    int64_t seller[3] = { 0 };
    int64_t plan[3] = { 0 };
    int64_t vm[3] = { 0 };
    struct list rows;
    must(w, db_exec(owner, &resell, NULL, &seller[1], ARGS(arg_text("North"))));
    must(w, db_exec(owner, &resell, NULL, &seller[2], ARGS(arg_text("South"))));
    for (int64_t i = 0; i < 3; i++) {
        must(w, db_exec(owner, &sell, NULL, &plan[i], ARGS(ARG(seller[i]), ARG(seller[i]))));
        vm[i] = world_create(w, 0, arena_printf(w->arena, "twin-%lld", (long long)i), NULL);
        must(w, db_exec(owner, &buy, NULL, NULL, ARGS(ARG(plan[i]), ARG(vm[i]))));
    }
    for (size_t i = 0; i < countof(cases); i++) {
        struct list_ask ask = { .filter = cases[i].filter };
        if (*ask.filter == '#')
            ask.filter = arena_printf(w->arena, "plan:#%lld", (long long)plan[1]);
        enum fault_code rc = list_read_all(reader, &all, &vm_noun, &ask, 100, &rows, NULL);
        if (rc != (cases[i].vm ? FAULT_OK : FAULT_INVALID))
            print_error("%s: %s\n", ask.filter, fault_words(&w->fault, w->arena));
        assert_int_equal(rc, cases[i].vm ? FAULT_OK : FAULT_INVALID);
        assert_int_equal(rc ? 0 : rows.count, cases[i].vm ? 1 : 0);
        if (!rc)
            assert_int_equal(((const struct vm *)rows.rows)->id, vm[cases[i].vm - 1]);
        fault_clear(&w->fault);
    }
    /* TEN-01: neither a number nor a reseller's name leads an account to another's plan */
    struct list_ask bare = { .filter = "plan:Twin" };
    must(w, list_read_all(reader, &own, &vm_noun, &bare, 100, &rows, NULL));
    assert_int_equal(rows.count, 1);
    struct list_ask below = { .filter = "plan:Nobody/Twin" };
    must(w, list_read_all(reader, &own, &vm_noun, &below, 100, &rows, NULL));
    assert_int_equal(rows.count, 0);
    db_close(&owner);
}

static void lists_read_them(void **state)
{
    static const struct {
        const struct list_noun *noun;
        const char *filter;
        const char *sort;
    } tries[] = {
        { &account_noun, "kind:customer state:active name:a*", "-created" },
        { &account_noun, "", "state" },
        { &user_noun, "state:active created>2020-01-01", "name" },
        { &user_noun, "email:a*", "-email" },
        { &audit_noun, "what:signin result:done from:192.0.2.7 at>1d", "-at" },
        { &audit_noun, "who:ada* on:x", NULL },
    };
    struct world *w = *state;
    struct scope all = scope_everything();
    struct db *lists = world_connect(w, "admin_reader", true);
    for (size_t i = 0; i < countof(tries); i++) {
        struct list_ask ask = { .filter = tries[i].filter, .sort = tries[i].sort };
        struct list_page page;
        must(w, list_read(lists, &all, tries[i].noun, &ask, &page));
    }
    db_close(&lists);
}

static int begin(void **state)
{
    if (world_begin(state))
        return 1;
    struct world *w = *state;
    signin_db = world_connect(w, "signin", false);
    reader = world_connect(w, "my_reader", true);
    admin = world_connect(w, "admin", false);
    return 0;
}

static int end(void **state)
{
    db_close(&signin_db);
    db_close(&reader);
    db_close(&admin);
    return world_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_are_their_users),
        cmocka_unit_test(who_is_disabled_is_signed_out),
        cmocka_unit_test(the_last_administrator_stays),
        cmocka_unit_test(members_are_seen_in_their_account),
        cmocka_unit_test(tries_are_their_users),
        cmocka_unit_test(tries_at_once_are_no_way_past_the_limit),
        cmocka_unit_test(a_window_ends),
        cmocka_unit_test(a_senders_domain_is_ones_own),
        cmocka_unit_test(what_is_deleted_is_found_by_a_key),
        cmocka_unit_test(a_plan_is_found_by_whose_it_is),
        cmocka_unit_test(lists_read_them),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
