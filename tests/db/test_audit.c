/* SPDX-License-Identifier: Apache-2.0 */
/* The audit's chain: what an attacker with the database's rights can do to it, and what shows. */
#include "db_fixture.h"
#include <string.h>
#include "base/secret.h"
#include "store/audit.h"
#include "store/audit_chain.h"
#include "store/audit_look.h"
#include "store/erase.h"
#include "store/member.h"
#include "store/number.h"

enum { SOME = 1200 };

static void as_owner(struct world *w, const char *sql)
{
    struct query q = { .sql = sql };
    struct db *owner = world_connect(w, "owner", false);
    must(w, db_exec(owner, &q, NULL, NULL, NO_ARGS));
    db_close(&owner);
}

static void note(struct world *w, const char *who, const char *object)
{
    struct audit_new n = { .account_id = w->account[0],
                           .reseller_id = w->reseller,
                           .who = who,
                           .as_user =
                               strcmp(who, "staff@first.example") ? NULL : "eve@first.example",
                           .address = "192.0.2.7",
                           .what = "vm_start",
                           .object = object };
    must(w, audit_add(w->cli, &n));
}

struct sealing {
    int64_t rows;
    int64_t id;
    const char *hash;
};
static enum fault_code seal_tx(struct db *db, void *ctx)
{
    struct sealing *s = ctx;
    return audit_seal(db, 0, &s->rows, &s->id, &s->hash);
}

static void seal_all(struct world *w)
{
    struct sealing s = { .rows = 1 };
    while (s.rows)
        must(w, db_tx(w->taskd, seal_tx, NULL, &s));
}

static struct audit_verdict verdict(struct world *w)
{
    struct audit_verdict v;
    must(w, audit_verify(w->cli, &v));
    return v;
}

/* Rows of several batches, one of them of a person whom nobody else is, the next of one who acted
 * as that person. */
static const char *who_of(int i)
{
    return i == 700 ? "eve@first.example" : i == 701 ? "staff@first.example" : "one@first.example";
}

static int begin(void **state)
{
    world_begin(state);
    struct world *w = *state;
    const char *hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    assert_true(secret_key_use(SECRET_KEY_ALL, hex));
    for (int i = 0; i < SOME; i++)
        note(w, who_of(i), "web");
    seal_all(w);
    return 0;
}

static int64_t number(struct world *w, const char *sql)
{
    struct number n = { 0 };
    struct query q = { .sql = sql, NUMBER_ROW };
    struct db *owner = world_connect(w, "owner", false);
    must(w, db_one(owner, &q, &n, NO_ARGS));
    db_close(&owner);
    return n.n;
}

static void an_untouched_chain_holds(void **state)
{
    struct audit_verdict v = verdict(*state);
    assert_int_equal(v.bad_batch, 0);
    assert_true(v.batches >= 3);
    assert_true(v.rows >= SOME);
    assert_int_equal(v.unsealed, 0);
    note(*state, "one@first.example", "later");
    v = verdict(*state);
    assert_int_equal(v.unsealed, 1);
    seal_all(*state);
    struct audit_verdict after = verdict(*state);
    assert_int_equal(after.batches, v.batches + 1);
    assert_string_not_equal(after.hash, v.hash);
}

/* Each is done, seen at its very row, and taken back. */
static void what_was_done_shows(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *act;
        const char *back;
        int64_t at; /* 0: a row of the batch, else what is added to the person's id */
    } tries[] = {
        { "UPDATE audit SET who = 'nobody' WHERE who = 'eve@first.example'",
          "UPDATE audit SET who = 'eve@first.example' WHERE who = 'nobody'", 0 },
        { "UPDATE audit SET address = '' WHERE who = 'eve@first.example'",
          "UPDATE audit SET address = '192.0.2.7' WHERE who = 'eve@first.example'", 0 },
        { "UPDATE audit SET as_user = '' WHERE who = 'staff@first.example'",
          "UPDATE audit SET as_user = 'eve@first.example' WHERE who = 'staff@first.example'", 1 },
        { "UPDATE audit SET what = 'vm_stop' WHERE who = 'eve@first.example'",
          "UPDATE audit SET what = 'vm_start' WHERE who = 'eve@first.example'", 0 },
        { "UPDATE audit SET refused = 1 WHERE who = 'eve@first.example'",
          "UPDATE audit SET refused = 0 WHERE who = 'eve@first.example'", 0 },
        { "UPDATE audit SET at = at - INTERVAL 1 SECOND WHERE who = 'eve@first.example'",
          "UPDATE audit SET at = at + INTERVAL 1 SECOND WHERE who = 'eve@first.example'", 0 },
        { "UPDATE audit SET account_id = account_id + 1 WHERE who = 'eve@first.example'",
          "UPDATE audit SET account_id = account_id - 1 WHERE who = 'eve@first.example'", 0 },
        { "UPDATE audit SET id = id + 1000000 WHERE who = 'eve@first.example'",
          "UPDATE audit SET id = id - 1000000 WHERE who = 'eve@first.example'", 0 },
    };
    int64_t eve = number(w, "SELECT id AS n FROM audit WHERE who = 'eve@first.example'");
    for (size_t i = 0; i < countof(tries); i++) {
        as_owner(w, tries[i].act);
        struct audit_verdict v = verdict(w);
        if (!v.bad_batch)
            print_error("not seen: %s\n", tries[i].act);
        assert_int_equal(v.bad_batch, 2);
        assert_int_equal(v.bad_row, eve + tries[i].at);
        as_owner(w, tries[i].back);
        assert_int_equal(verdict(w).bad_batch, 0);
    }
}

/* A row that is gone or added later, a batch made anew without the key, one taken out. */
static void removed_and_added_rows_show(void **state)
{
    struct world *w = *state;
    as_owner(w, "CREATE TABLE IF NOT EXISTS kept LIKE audit");
    as_owner(w, "INSERT INTO kept (id, account_id, reseller_id, at, who, address, what, "
                "object, refused, changes, vm_id, own, salt, person) SELECT id, account_id, "
                "reseller_id, at, who, address, what, object, refused, changes, vm_id, "
                "own, salt, person FROM audit WHERE who = 'eve@first.example'");
    int64_t eve = number(w, "SELECT id AS n FROM kept");
    as_owner(w, "DELETE FROM audit WHERE who = 'eve@first.example'");
    struct audit_verdict v = verdict(w);
    assert_int_equal(v.bad_row, eve);
    assert_string_equal(v.why, "the row was removed");
    as_owner(w, "UPDATE kept SET id = id + 1");
    as_owner(w, "UPDATE audit SET id = id + 1000000 WHERE id > (SELECT id - 1 FROM kept)");
    as_owner(w, "INSERT INTO audit (id, account_id, reseller_id, who, address, what, object, salt, "
                "person) SELECT id, account_id, reseller_id, 'x', '', 'y', 'z', 'salt', '' "
                "FROM kept");
    v = verdict(w);
    assert_int_equal(v.bad_row, eve);
    as_owner(w, "DELETE FROM audit WHERE who = 'x'");
    as_owner(w, "UPDATE audit SET id = id - 1000000 WHERE id > 1000000");
    as_owner(w, "UPDATE kept SET id = id - 1");
    as_owner(w, "INSERT INTO audit (id, account_id, reseller_id, at, who, address, what, "
                "object, refused, changes, vm_id, own, salt, person) SELECT id, account_id, "
                "reseller_id, at, who, address, what, object, refused, changes, vm_id, "
                "own, salt, person FROM kept");
    as_owner(w, "DROP TABLE kept");
    assert_int_equal(verdict(w).bad_batch, 0);

    as_owner(w, "UPDATE audit_seal SET members = REPLACE(members, '\n', '\n'), count = count - 1 "
                "WHERE id = 2");
    assert_int_equal(verdict(w).bad_batch, 2);
    as_owner(w, "UPDATE audit_seal SET count = count + 1 WHERE id = 2");
    as_owner(w, "UPDATE audit_seal SET id = 1000000 + id WHERE id = 2");
    assert_int_equal(verdict(w).bad_batch, 2);
    as_owner(w, "UPDATE audit_seal SET id = id - 1000000 WHERE id > 1000000");
    assert_int_equal(verdict(w).bad_batch, 0);
}

/* The right to be forgotten: names go, and the chain holds. */
static void an_erased_person_keeps_the_chain(void **state)
{
    struct world *w = *state;
    int64_t rows = verdict(w).rows;
    as_owner(w, "CALL audit_erase_part(0, 'eve@first.example', 0, 1000000000)");
    assert_int_equal(number(w, "SELECT COUNT(*) AS n FROM audit WHERE 'eve@first.example' IN "
                               "(who, as_user, object) OR salt = '' AND address > ''"),
                     0);
    struct audit_verdict v = verdict(w);
    assert_int_equal(v.bad_batch, 0);
    assert_int_equal(v.rows, rows);
    assert_int_equal(v.erased, 2);
    as_owner(w, "UPDATE audit SET address = '192.0.2.8' WHERE salt = ''");
    assert_int_equal(verdict(w).bad_batch, 2);
    as_owner(w, "UPDATE audit SET address = '' WHERE salt = ''");
}

struct erasing {
    int64_t user_id;
    bool more;
};

static enum fault_code erase_tx(struct db *db, void *ctx)
{
    struct erasing *e = ctx;
    return erase_user(db, e->user_id, &e->more);
}

/* A part as another worker does it, which has a connection of its own and knows nothing. */
static bool erase_next(struct world *w, int64_t user_id, int64_t *rows_read)
{
    static const struct query handled = {
        .sql = "SELECT CAST(SUM(VARIABLE_VALUE) AS INT) AS n FROM "
               "information_schema.SESSION_STATUS WHERE VARIABLE_NAME IN "
               "('Handler_read_key', 'Handler_read_next', 'Handler_read_rnd_next')",
        NUMBER_ROW
    };
    struct erasing e = { user_id, false };
    struct number n = { 0 };
    struct db *taskd = world_connect(w, "taskd", false);
    must(w, db_tx(taskd, erase_tx, NULL, &e));
    must(w, db_one(taskd, &handled, &n, NO_ARGS));
    db_close(&taskd);
    *rows_read = n.n;
    return e.more;
}

#define LINES_OF(who)                                                                              \
    "INSERT INTO audit (account_id, reseller_id, at, who, address, what, object, salt, person) "   \
    "SELECT account_id, reseller_id, NOW(6), " who ", '192.0.2.9', 'long', '', "                   \
    "LPAD(HEX(seq), 32, '0'), REPEAT('0', 64) FROM seq_1_to_16000 "                                \
    "JOIN (SELECT account_id, reseller_id FROM audit LIMIT 1) AS any_row"
#define LEFT_OF "SELECT COUNT(*) AS n FROM audit WHERE what = 'long' AND who LIKE 'bob%'"

/* A long audit is read in parts, and whoever takes over goes on behind the last; he has his name
 * until then, and signs in no more. An invitation to him that was withdrawn goes with him. */
static void an_erasure_goes_on_where_it_was(void **state)
{
    struct world *w = *state;
    int64_t id = 0;
    int64_t rows_read = 0;
    int parts = 1;
    must(w, user_add(w->cli, w->account[0], ROLE_OWNER, "bob@first.example", "Bob",
                     "a long password", &id));
    must(w, member_drop(w->cli, w->account[0], id));
    as_owner(w, "INSERT INTO invitation (account_id, reseller_id, email, role_id, by_user_id, "
                "by_name, language, expires_at) SELECT account.id, reseller_id, "
                "'bob@first.example', 2, 0, '', 'en', NOW(6) FROM account WHERE level = 2 LIMIT 1");
    as_owner(w, LINES_OF("IF(seq % 1000, 'somebody', 'bob@first.example')"));
    assert_int_equal(number(w, LEFT_OF), 16);
    assert_true(erase_next(w, id, &rows_read));
    assert_in_range(rows_read, 1, 3 * ERASE_LINES);
    assert_int_equal(number(w, "SELECT COUNT(*) AS n FROM user WHERE disabled AND password_hash = "
                               "'' AND email = 'bob@first.example'"),
                     1);
    for (; erase_next(w, id, &rows_read); parts++)
        assert_in_range(rows_read, 1, 3 * ERASE_LINES);
    assert_in_range(parts, 3, 6);
    assert_int_equal(number(w, LEFT_OF), 0);
    assert_int_equal(number(w, "SELECT COUNT(*) AS n FROM user WHERE email LIKE 'bob%'"), 0);
    assert_int_equal(number(w, "SELECT COUNT(*) AS n FROM invitation WHERE email LIKE 'bob%'"), 0);
    assert_int_equal(number(w, "SELECT COUNT(*) AS n FROM erase_mark"), 0);
    as_owner(w, "DELETE FROM audit WHERE what = 'long'");
}

/* DBA-03: no program changes or removes a row, or a seal. */
static void nobody_takes_a_row_back(void **state)
{
    struct world *w = *state;
    static const char *const acts[] = { "UPDATE audit SET who = ''",
                                        "DELETE FROM audit",
                                        "UPDATE audit_seal SET hash = ''",
                                        "DELETE FROM audit_seal",
                                        "TRUNCATE TABLE audit",
                                        "REPLACE INTO audit (id, account_id, reseller_id, who, "
                                        "address, what) VALUES (1, 1, 1, '', '', '')" };
    for (unsigned no = 0; no < DB_USER_COUNT; no++) {
        if (no == DB_USER_OWNER)
            continue;
        struct db *db = world_connect(w, db_user_name((enum db_user_no)no), false);
        for (size_t i = 0; i < countof(acts); i++) {
            struct query q = { .sql = acts[i] };
            assert_int_not_equal(db_exec(db, &q, NULL, NULL, NO_ARGS), FAULT_OK);
            assert_in_range(db_errno(db), 1142, 1143);
            fault_clear(&w->fault);
        }
        db_close(&db);
    }
}

static void changes_say_before_and_after(void **state)
{
    struct world *w = *state;
    const char *d = audit_diff(w->arena, AUDIT_OF_ACCOUNT, "{\"name\":\"A\",\"vm_limit\":10}",
                               "{\"name\":\"A\",\"vm_limit\":20}");
    assert_string_equal(d, "{\"vm_limit\":[10,20]}");
    assert_string_equal(audit_diff(w->arena, AUDIT_OF_PLAN, "", "{\"name\":\"A\"}"),
                        "{\"name\":[null,\"A\"]}");
    assert_string_equal(audit_diff(w->arena, AUDIT_OF_PLAN, "{\"name\":\"A\"}", "{\"name\":\"A\"}"),
                        "");
    /* INJ-10: what is secret among the settings is told to have changed, and not what it is */
    assert_string_equal(audit_diff(w->arena, AUDIT_OF_SETTINGS, "{\"smtp_password\":\"sealed1\"}",
                                   "{\"smtp_password\":\"sealed2\"}"),
                        "{\"smtp_password\":[\"***\",\"***\"]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_untouched_chain_holds),
        cmocka_unit_test(what_was_done_shows),
        cmocka_unit_test(removed_and_added_rows_show),
        cmocka_unit_test(an_erased_person_keeps_the_chain),
        cmocka_unit_test(an_erasure_goes_on_where_it_was),
        cmocka_unit_test(nobody_takes_a_row_back),
        cmocka_unit_test(changes_say_before_and_after),
    };
    return cmocka_run_group_tests(tests, begin, world_end);
}
