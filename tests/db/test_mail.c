/* SPDX-License-Identifier: Apache-2.0 */
/* Settings and what mails need of the store, on a real MariaDB. */
#include "db_fixture.h"
#include <string.h>
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "store/link.h"
#include "store/number.h"
#include "store/outbox.h"
#include "store/queue.h"
#include "store/setting.h"

static void a_setting_falls_back_to_its_default(void **state)
{
    struct world *w = *state;
    static const struct query broken = {
        .sql = "REPLACE INTO setting (name, value) VALUES ('smtp_port', '99999'), ('unknown', '1')"
    };
    struct db *owner = world_connect(w, "owner", false);
    struct settings s;
    must(w, settings_load(w->my, &s));
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        assert_string_equal(s.value[i], setting_table[i].fallback);
        assert_null(setting_wrong((enum setting_no)i, setting_table[i].fallback));
        assert_int_equal(setting_find(setting_table[i].name), i);
    }
    must(w, db_exec(owner, &broken, NULL, NULL, NO_ARGS));
    must(w, settings_load(w->my, &s));
    assert_int_equal(setting_number(&s, SETTING_SMTP_PORT), 587);
    assert_int_equal(setting_choice(&s, SETTING_SMTP_SECURITY), SMTP_STARTTLS);
    assert_true(setting_is(&s, SETTING_SMTP_CHECK));
    db_close(&owner);
}

static void a_setting_is_checked(void **state)
{
    struct world *w = *state;
    static const struct {
        enum setting_no no;
        const char *good;
        const char *wrong;
    } cases[] = {
        { SETTING_SMTP_PORT, "465", "65536" },
        { SETTING_SMTP_PORT, "1", "0" },
        { SETTING_SMTP_CHECK, "0", "2" },
        { SETTING_SMTP_SECURITY, "tls", "ssl" },
        { SETTING_SMTP_HOST, "smtp.nordlicht.example", "smtp.example/x" },
        { SETTING_SMTP_HOST, "", "a b" },
        { SETTING_MAIL_SENDER, "panel@nordlicht.example", "" },
        { SETTING_MAIL_SENDER, "panel@nordlicht.example", "x@y.example\r\nBcc: z@y.example" },
        { SETTING_PANEL_NAME, "Nordlicht", "Nord\nlicht" },
        { SETTING_PANEL_URL, "https://panel.nordlicht.example:8443", "https://x.example/path" },
        { SETTING_PANEL_URL, "", "javascript://x" },
    };
    struct settings s;
    for (size_t i = 0; i < countof(cases); i++) {
        must(w, setting_set(w->cli, cases[i].no, cases[i].good));
        assert_int_equal(setting_set(w->cli, cases[i].no, cases[i].wrong), FAULT_INVALID);
        assert_string_equal(w->fault.field, setting_table[cases[i].no].name);
        fault_clear(&w->fault);
        must(w, settings_load(w->my, &s));
        assert_string_equal(s.value[cases[i].no], cases[i].good);
    }
}

/* DBA-04: a dump holds no secret; another row's, or another key's, does not open. */
static void a_secret_setting_is_sealed(void **state)
{
    struct world *w = *state;
    static const char password[] = "smtp pass\xc3\xa4word";
    static const char key[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    struct settings s;
    char *open = NULL;
    must(w, conf_use_key(&w->fault, w->arena, &w->conf));
    must(w, setting_set(w->cli, SETTING_SMTP_PASSWORD, password));
    must(w, settings_load(w->my, &s));
    assert_true(setting_has_secret(&s, SETTING_SMTP_PASSWORD));
    assert_null(strstr(s.value[SETTING_SMTP_PASSWORD], "pass"));
    must(w, setting_secret(&w->fault, w->arena, &s, SETTING_SMTP_PASSWORD, &open));
    assert_string_equal(open, password);
    assert_null(secret_open(w->arena, "setting.value.other", s.value[SETTING_SMTP_PASSWORD]));
    assert_true(secret_key_use(SECRET_KEY_ALL, key));
    assert_int_equal(setting_secret(&w->fault, w->arena, &s, SETTING_SMTP_PASSWORD, &open),
                     FAULT_INVALID);
    fault_clear(&w->fault);
    must(w, conf_use_key(&w->fault, w->arena, &w->conf));
    must(w, setting_set(w->cli, SETTING_SMTP_PASSWORD, ""));
    must(w, settings_load(w->my, &s));
    assert_false(setting_has_secret(&s, SETTING_SMTP_PASSWORD));
    assert_false(secret_key_use(SECRET_KEY_ALL, "short"));
    must(w, conf_use_key(&w->fault, w->arena, &w->conf));
}

/* --- the outbox --- */

/* The one mail that waits, or fails the test. */
static struct outbox_claim the_mail(struct world *w, struct db *mailer)
{
    struct list rows;
    must(w, outbox_due(mailer, 10, &rows));
    assert_int_equal(rows.count, 1);
    return *(const struct outbox_claim *)rows.rows;
}

static void nothing_waits(struct world *w, struct db *mailer)
{
    struct list rows;
    must(w, outbox_due(mailer, 10, &rows));
    assert_int_equal(rows.count, 0);
}

static void a_mail_is_claimed_by_one(void **state)
{
    struct world *w = *state;
    struct db *mailer = world_connect(w, "mailer", false);
    struct outbox_new m = { .kind = MAIL_TEST, .email = "a@b.example", .args = "{}" };
    struct fault why = { .code = FAULT_OK };
    int64_t id = 0;
    log_request("0123456789abcdef");
    must(w, outbox_add(w->my, &m, &id));
    log_request(NULL);
    struct outbox_claim first = the_mail(w, mailer);
    assert_string_equal(first.request, "0123456789abcdef");
    struct outbox_claim second = first;
    assert_int_equal(first.id, id);
    must(w, outbox_take(mailer, &first, 1));
    assert_int_equal(outbox_take(mailer, &second, 1), FAULT_CONFLICT);
    nothing_waits(w, mailer);
    clock_sleep_ms(1100); /* the lease */
    second = the_mail(w, mailer);
    must(w, outbox_take(mailer, &second, 60));
    assert_int_equal(second.tries, 2);
    assert_int_equal(outbox_sent(mailer, &first), FAULT_LEASE);
    assert_int_equal(fail(&why, FAULT_UPSTREAM, T("The server says %s."), "451 later"),
                     FAULT_UPSTREAM);
    assert_int_equal(outbox_later(mailer, &first, 1, REASON_LATER, &why), FAULT_LEASE);
    must(w, outbox_later(mailer, &second, 0, REASON_LATER, &why));
    nothing_waits(w, mailer); /* given up */
    struct db *admin = world_connect(w, "admin", false);
    struct mail seen;
    must(w, outbox_load_any(admin, id, &seen));
    assert_int_equal(seen.state, MAIL_GIVEN_UP);
    assert_int_equal(seen.reason, REASON_LATER);
    assert_string_equal(task_words(w->arena, seen.why_id, seen.why_args),
                        "The server says 451 later.");
    must(w, outbox_now(admin, id));
    first = the_mail(w, mailer);
    must(w, outbox_take(mailer, &first, 60));
    assert_int_equal(outbox_now(admin, id), FAULT_CONFLICT);
    assert_int_equal(outbox_drop(admin, id), FAULT_CONFLICT);
    must(w, outbox_sent(mailer, &first));
    assert_int_equal(outbox_now(admin, id), FAULT_CONFLICT);
    must(w, outbox_drop(admin, id));
    assert_int_equal(outbox_load_any(admin, id, &seen), FAULT_MISSING);
    fault_clear(&w->fault);
    db_close(&admin);
    db_close(&mailer);
}

static void a_kind_can_be_switched_off(void **state)
{
    struct world *w = *state;
    struct outbox_new m = { .kind = MAIL_PASSWORD, .email = "a@b.example", .args = "{}" };
    int64_t id = 1;
    must(w, setting_set(w->cli, SETTING_MAIL_PASSWORD, "0"));
    must(w, outbox_add(w->my, &m, &id));
    assert_int_equal(id, 0);
    must(w, setting_set(w->cli, SETTING_MAIL_PASSWORD, "1"));
}

/* --- links --- */

static int64_t invite(struct world *w, const char *email)
{
    int64_t user = 0;
    int64_t mail = 0;
    must(w, link_invite(w->cli, w->account[0], ROLE_READER, email, "Somebody", &user, &mail));
    assert_true(mail > 0);
    return user;
}

/* To every user of the account who may see the machine, and to nobody else. */
static void a_ready_machine_is_told(void **state)
{
    QUERY(mails, 0, "SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL", NUMBER_ROW);
    struct world *w = *state;
    struct db *mailer = world_connect(w, "mailer", false);
    struct number waiting;
    int64_t task = 0;
    int64_t id = world_create(w, 0, "ready-one", &task);
    invite(w, "mistyped@elsewhere.example");
    struct outbox_claim invitation = the_mail(w, mailer);
    must(w, outbox_take(mailer, &invitation, 60));
    must(w, outbox_forget(mailer, &invitation));
    must(w, outbox_add_machine(w->taskd, MAIL_READY, id));
    struct outbox_claim c = the_mail(w, mailer);
    assert_int_equal(c.kind, MAIL_READY);
    assert_int_equal(c.user_id, w->user[0]);
    assert_non_null(strstr(c.args, "\"ready-one\""));
    assert_null(strstr(c.args, "$6$"));
    must(w, outbox_take(mailer, &c, 60));
    must(w, outbox_forget(mailer, &c));
    must(w, db_one(mailer, &mails, &waiting, NO_ARGS)); /* none to who never accepted */
    assert_int_equal(waiting.n, 0);
    db_close(&mailer);
}

static void an_invited_user_has_no_password(void **state)
{
    struct world *w = *state;
    struct db *mailer = world_connect(w, "mailer", false);
    struct db *signin = world_connect(w, "signin", false);
    struct user_secret found;
    struct link_user u;
    int64_t user = invite(w, "Invited@Nordlicht.example");
    int64_t mail = 0;
    struct outbox_claim c = the_mail(w, mailer);
    assert_int_equal(c.user_id, user);
    assert_string_equal(c.email, "invited@nordlicht.example");
    must(w, outbox_take(mailer, &c, 60));
    must(w, outbox_forget(mailer, &c));
    must(w, user_for_signin(signin, &(struct user_at_door){ .email = "invited@nordlicht.example" },
                            &found));
    assert_false(secret_password_ok(found.password_hash, ""));
    must(w, link_user_by_id(mailer, user, &u));
    assert_int_equal(u.level, 2);
    must(w, link_invite_again(w->cli, user, &mail));
    c = the_mail(w, mailer);
    must(w, outbox_take(mailer, &c, 60));
    must(w, outbox_forget(mailer, &c));
    assert_int_equal(link_invite_again(w->cli, w->user[0], &mail), FAULT_CONFLICT);
    assert_int_equal(link_invite(w->cli, w->account[1], ROLE_OWNER, "INVITED@nordlicht.example",
                                 "x", &user, &mail),
                     FAULT_UNIQUE);
    assert_string_equal(w->fault.field, "email");
    fault_clear(&w->fault);
    db_close(&mailer);
    db_close(&signin);
}

/* SES-06, SES-07: by its hash alone, once, at its face and for its purpose, in time. */
static void a_link_is_used_once(void **state)
{
    static const struct query late = { .sql = "UPDATE link SET expires_at = NOW(6) WHERE id = ?" };
    static const struct query in_clear = { .sql =
                                               "UPDATE link SET used_at = NOW(6) WHERE hash = ?" };
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    struct db *mailer = world_connect(w, "mailer", false);
    struct db *signin = world_connect(w, "signin", false);
    struct link link;
    struct link again;
    struct user_secret found;
    char *one = NULL;
    char *two = NULL;
    int64_t changed = 0;
    const char *hash = secret_password_hash(w->arena, "correct horse battery");
    must(w, link_add(mailer, LINK_RESET, SESSION_MY, w->user[0], "", &one));
    must(w, link_add(mailer, LINK_RESET, SESSION_MY, w->user[0], "", &two));
    must(w, db_exec(owner, &in_clear, &changed, NULL, ARGS(ARG(one))));
    assert_int_equal(changed, 0);
    assert_int_equal(link_find(signin, LINK_INVITE, SESSION_MY, 0, one, &link), FAULT_MISSING);
    assert_int_equal(link_find(signin, LINK_RESET, SESSION_ADMIN, 0, one, &link), FAULT_MISSING);
    must(w, link_find(signin, LINK_RESET, SESSION_MY, 0, one, &link));
    must(w, link_find(signin, LINK_RESET, SESSION_MY, 0, two, &again));
    assert_int_equal(link.user_id, w->user[0]);
    struct session_new opened = { .hash = secret_hash(w->arena, "cookie"),
                                  .user_id = link.user_id,
                                  .account_id = link.account_id,
                                  .reseller_id = link.reseller_id,
                                  .address = "::1",
                                  .agent = "" };
    must(w, session_add(signin, &opened));
    must(w, link_use(signin, &link, NULL, hash));
    assert_int_equal(link_use(signin, &link, NULL, hash), FAULT_MISSING);
    assert_int_equal(link_use(signin, &again, NULL, hash), FAULT_MISSING);
    assert_int_equal(link_find(signin, LINK_RESET, SESSION_MY, 0, two, &again), FAULT_MISSING);
    must(w, user_for_signin(signin, &(struct user_at_door){ .email = link.email }, &found));
    assert_true(secret_password_ok(found.password_hash, "correct horse battery"));
    struct session session;
    assert_int_equal(session_find(w->my, SESSION_MY, secret_hash(w->arena, "cookie"), &session),
                     FAULT_MISSING);
    must(w, link_add(mailer, LINK_RESET, SESSION_MY, w->user[0], "", &one));
    must(w, link_find(signin, LINK_RESET, SESSION_MY, 0, one, &link));
    must(w, db_exec(owner, &late, NULL, NULL, ARGS(ARG(link.id))));
    assert_int_equal(link_find(signin, LINK_RESET, SESSION_MY, 0, one, &again), FAULT_MISSING);
    assert_int_equal(link_use(signin, &link, NULL, hash), FAULT_MISSING);
    fault_clear(&w->fault);
    db_close(&owner);
    db_close(&mailer);
    db_close(&signin);
}

static bool is_good(struct world *w, const struct db *signin, const char *secret)
{
    struct link link;
    bool good = !link_find(signin, LINK_RESET, SESSION_MY, 0, secret, &link);
    fault_clear(&w->fault);
    return good;
}

struct ending {
    int64_t user_id;
    bool disabled;
};

static enum fault_code password_tx(struct db *db, void *ctx)
{
    const struct ending *e = ctx;
    return user_set_password_hash(db, e->user_id, "x", 0);
}

static enum fault_code disabled_tx(struct db *db, void *ctx)
{
    const struct ending *e = ctx;
    return user_set_disabled(db, e->user_id, e->disabled);
}

/* SES-07: a link that is out is no way round a new password, or back in for who was disabled. */
static void links_end_with_the_password(void **state)
{
    struct world *w = *state;
    struct db *mailer = world_connect(w, "mailer", false);
    struct db *signin = world_connect(w, "signin", false);
    struct db *admin = world_connect(w, "admin", false);
    struct db *const setters[] = { signin, w->cli };
    struct db *const disablers[] = { admin, w->cli };
    struct ending e = { .user_id = w->user[0] };
    char *secret = NULL;
    char *others = NULL;
    must(w, link_add(mailer, LINK_RESET, SESSION_MY, w->user[1], "", &others));
    for (size_t i = 0; i < countof(setters); i++) {
        must(w, link_add(mailer, LINK_RESET, SESSION_MY, w->user[0], "", &secret));
        assert_true(is_good(w, signin, secret));
        must(w, db_tx(setters[i], password_tx, NULL, &e));
        assert_false(is_good(w, signin, secret));
    }
    for (size_t i = 0; i < countof(disablers); i++) {
        must(w, link_add(mailer, LINK_RESET, SESSION_MY, w->user[0], "", &secret));
        e.disabled = true;
        must(w, db_tx(disablers[i], disabled_tx, NULL, &e));
        e.disabled = false;
        must(w, db_tx(disablers[i], disabled_tx, NULL, &e));
        assert_false(is_good(w, signin, secret));
    }
    assert_true(is_good(w, signin, others));
    db_close(&mailer);
    db_close(&signin);
    db_close(&admin);
}

static enum fault_code use_tx(struct db *db, void *ctx)
{
    return link_use(db, ctx, NULL, "x");
}

/* Found a moment before its user was disabled, it is refused, and not used up. */
static void a_disabled_users_link_is_kept(void **state)
{
    static const struct query set = { .sql = "UPDATE user SET disabled = ? WHERE id = ?" };
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    struct db *mailer = world_connect(w, "mailer", false);
    struct db *signin = world_connect(w, "signin", false);
    struct link link;
    char *secret = NULL;
    must(w, link_add(mailer, LINK_RESET, SESSION_MY, w->user[1], "", &secret));
    must(w, link_find(signin, LINK_RESET, SESSION_MY, 0, secret, &link));
    must(w, db_exec(owner, &set, NULL, NULL, ARGS(arg_i64(1), ARG(w->user[1]))));
    assert_int_equal(db_tx(signin, use_tx, NULL, &link), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, db_exec(owner, &set, NULL, NULL, ARGS(arg_i64(0), ARG(w->user[1]))));
    assert_true(is_good(w, signin, secret));
    must(w, db_tx(signin, use_tx, NULL, &link));
    assert_false(is_good(w, signin, secret));
    db_close(&owner);
    db_close(&mailer);
    db_close(&signin);
}

static int64_t waiting(struct world *w)
{
    static const struct query all = { .sql = "SELECT COUNT(*) AS n FROM outbox WHERE state = 0",
                                      NUMBER_ROW };
    struct number n;
    must(w, db_one(w->cli, &all, &n, NO_ARGS));
    return n.n;
}

/* An address that is known has as many as one that is not, and all together have an end. */
static void mails_that_anybody_asks_for_are_bounded(void **state)
{
    static const struct query flood = {
        .sql = "INSERT INTO outbox (kind, email, message_id) "
               "SELECT 2, CONCAT(seq, '@nowhere.example'), seq FROM seq_1_to_1000"
    };
    static const struct query none = { .sql = "DELETE FROM outbox" };
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    struct db *signin = world_connect(w, "signin", false);
    static const char *const addresses[] = { "nobody@nowhere.example", "owner@first.example" };
    must(w, db_exec(owner, &none, NULL, NULL, NO_ARGS));
    for (int64_t i = 0; i < 2; i++)
        for (int again = 0; again < 3; again++) {
            must(w, link_ask_reset(signin, SESSION_MY, 0, addresses[i]));
            assert_int_equal(waiting(w), i + 1);
        }
    must(w, link_ask_reset(signin, SESSION_ADMIN, 0, addresses[0])); /* another link */
    assert_int_equal(waiting(w), 3);
    must(w, db_exec(owner, &none, NULL, NULL, NO_ARGS));
    must(w, db_exec(owner, &flood, NULL, NULL, NO_ARGS));
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(link_ask_reset(signin, SESSION_MY, 0, addresses[i]), FAULT_RATE);
        fault_clear(&w->fault);
    }
    assert_int_equal(waiting(w), 1000);
    must(w, db_exec(owner, &none, NULL, NULL, NO_ARGS));
    must(w, link_ask_reset(signin, SESSION_MY, 0, addresses[0]));
    must(w, db_exec(owner, &none, NULL, NULL, NO_ARGS));
    db_close(&owner);
    db_close(&signin);
}

/* While one waits for the mail server another adds nothing, but the next try is now. */
static void a_waiting_mail_serves_who_asks_again(void **state)
{
    struct world *w = *state;
    struct db *mailer = world_connect(w, "mailer", false);
    struct outbox_new m = { .kind = MAIL_RESET, .email = "a@first.example", .args = "{}" };
    struct outbox_made made = { w->account[0], w->reseller, w->user[0], "s", "t", "b", 3600 };
    struct fault why = { .code = FAULT_OK };
    bool waits = true;
    must(w, outbox_add(w->my, &m, NULL));
    struct outbox_claim first = the_mail(w, mailer);
    must(w, outbox_take(mailer, &first, 60));
    must(w, outbox_same(mailer, &first, &waits));
    assert_false(waits);
    must(w, outbox_made(mailer, &first, &made));
    assert_int_equal(fail(&why, FAULT_UPSTREAM, T("The server says %s."), "451 later"),
                     FAULT_UPSTREAM);
    must(w, outbox_later(mailer, &first, 3600, REASON_LATER, &why));
    nothing_waits(w, mailer);
    must(w, outbox_add(w->my, &m, NULL));
    struct outbox_claim second = the_mail(w, mailer);
    must(w, outbox_take(mailer, &second, 60));
    must(w, outbox_same(mailer, &second, &waits));
    assert_true(waits);
    must(w, outbox_forget(mailer, &second));
    assert_int_equal(the_mail(w, mailer).id, first.id);
    first = the_mail(w, mailer);
    must(w, outbox_take(mailer, &first, 60));
    must(w, outbox_forget(mailer, &first));
    db_close(&mailer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_setting_falls_back_to_its_default),
        cmocka_unit_test(a_setting_is_checked),
        cmocka_unit_test(a_secret_setting_is_sealed),
        cmocka_unit_test(a_mail_is_claimed_by_one),
        cmocka_unit_test(a_kind_can_be_switched_off),
        cmocka_unit_test(a_ready_machine_is_told),
        cmocka_unit_test(an_invited_user_has_no_password),
        cmocka_unit_test(a_link_is_used_once),
        cmocka_unit_test(links_end_with_the_password),
        cmocka_unit_test(a_disabled_users_link_is_kept),
        cmocka_unit_test(mails_that_anybody_asks_for_are_bounded),
        cmocka_unit_test(a_waiting_mail_serves_who_asks_again),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
