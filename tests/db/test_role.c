/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Roles and members on a real database: what is shipped fits the table of permissions, nobody
 * gives more than he has, one who can invite is always left, and an invitation tells nothing.
 */
#include "db_fixture.h"
#include <string.h>
#include "base/secret.h"
#include "kind/member.h"
#include "store/account.h"
#include "store/number.h"
#include "store/outbox.h"
#include "store/token.h"

static struct db *owner;
static struct db *admin;
static struct db *signin_db;
static struct db *mailer;

/* --- what is shipped --- */

static permission_set all_of(int64_t level)
{
    permission_set set = 0;
    for (int p = 0; p < PERM_COUNT; p++)
        if (permission_is_for((enum permission)p, level))
            set |= permission_bit((enum permission)p);
    return set;
}

/* A permission that was added without a migration that gives it to somebody shows here. */
static void shipped_roles_fit_the_permissions(void **state)
{
    struct world *w = *state;
    struct list list;
    int64_t shipped = 0;
    must(w, role_list_any(admin, &list));
    const struct role *r = list.rows;
    for (int64_t i = 0; i < list.count; i++) {
        permission_set set = permission_read(r[i].permissions);
        if (set & ~all_of(r[i].level))
            print_error("%s of level %d: %s\n", r[i].name, (int)r[i].level, r[i].permissions);
        assert_true(!(set & ~all_of(r[i].level)));
        shipped += r[i].shipped;
        if (r[i].id == ROLE_ADMINISTRATOR)
            assert_true(set == all_of(ACCOUNT_PROVIDER));
        if (r[i].id == ROLE_RESELLER_OWNER)
            assert_true(set == all_of(ACCOUNT_RESELLER));
        if (r[i].id == ROLE_OWNER)
            assert_true(set == all_of(ACCOUNT_CUSTOMER));
        if (r[i].id == ROLE_MEMBER) /* no users */
            assert_false(set & permission_bit(PERM_USER_WRITE));
    }
    assert_int_equal(shipped, ROLE_SHIPPED);
}

static void who_reads_changes_nothing(void **state)
{
    static const int64_t readers[] = { ROLE_READER, ROLE_AUDITOR, ROLE_RESELLER_READER };
    struct world *w = *state;
    struct role r;
    for (size_t i = 0; i < countof(readers); i++) {
        must(w, role_load_any(admin, readers[i], &r));
        for (int p = PERM_SIGNED_IN + 1; p < PERM_COUNT; p++) {
            bool held = permission_read(r.permissions) & permission_bit((enum permission)p);
            bool reads = strstr(permission_word((enum permission)p), "_read");
            assert_true(!held || reads || p == PERM_TASK_ARGS);
        }
    }
}

static void support_sees_no_secrets_and_changes_no_infrastructure(void **state)
{
    static const enum permission never[] = {
        PERM_TASK_ARGS,  PERM_TASK_HOLD,  PERM_SETTING_READ, PERM_SETTING_WRITE,
        PERM_NODE_WRITE, PERM_IP_WRITE,   PERM_PLAN_WRITE,   PERM_IMAGE_WRITE,
        PERM_HOOK_READ,  PERM_HOOK_WRITE, PERM_TOKEN_READ,   PERM_MAIL_READ,
        PERM_ROLE_WRITE, PERM_USER_WRITE, PERM_EXPORT,       PERM_ACCOUNT_WRITE
    };
    struct world *w = *state;
    struct role r;
    must(w, role_load_any(admin, ROLE_SUPPORT, &r));
    for (size_t i = 0; i < countof(never); i++)
        assert_false(permission_read(r.permissions) & permission_bit(never[i]));
    assert_true(permission_read(r.permissions) & permission_bit(PERM_VM_POWER));
    assert_true(permission_read(r.permissions) & permission_bit(PERM_ACCOUNT_READ));
}

/* --- own ones --- */

static enum fault_code drop_tx(struct db *db, void *ctx)
{
    struct role r;
    enum fault_code rc = role_lock(db, *(const int64_t *)ctx, &r);
    return rc ? rc : role_drop(db, &r);
}

static void a_role_in_use_stays(void **state)
{
    struct world *w = *state;
    const permission_set reads = permission_bit(PERM_VM_READ) | permission_bit(PERM_TASK_READ);
    struct role r = { .level = ACCOUNT_CUSTOMER, .name = "watcher" };
    int64_t user = 0;
    int64_t shipped = ROLE_READER;
    must(w, role_add(admin, &r, reads, &r.id));
    assert_true(r.id >= 100);
    assert_int_equal(role_add(admin, &r, reads, &user), FAULT_UNIQUE);
    fault_clear(&w->fault);
    must(w, user_add(w->cli, w->account[0], r.id, "watch@first.example", "W", "a long password",
                     &user));
    assert_int_equal(db_tx(admin, drop_tx, NULL, &r.id), FAULT_CONFLICT);
    assert_non_null(strstr(fault_words(&w->fault, w->arena), "members who have it: 1"));
    fault_clear(&w->fault);
    assert_int_equal(db_tx(admin, drop_tx, NULL, &shipped), FAULT_CONFLICT);
    fault_clear(&w->fault);
    must(w, role_change(admin, &r, permission_bit(PERM_VM_READ)));
    const char *held = NULL;
    must(w, member_holds_any(w->my, w->account[0], user, &held));
    assert_string_equal(held, "vm_read");
    must(w, member_set_role(w->my, w->account[0], user, ROLE_READER));
    must(w, db_tx(admin, drop_tx, NULL, &r.id));
    assert_int_equal(role_load_any(admin, r.id, &r), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, member_drop(w->my, w->account[0], user));
}

/* A shipped one keeps its name and rights; that it needs a second step can be said. */
static void a_shipped_role_stays_as_it_is(void **state)
{
    struct world *w = *state;
    struct role r;
    must(w, role_load_any(admin, ROLE_READER, &r));
    r.name = "changed";
    r.totp = true;
    must(w, role_change(admin, &r, 0));
    must(w, role_load_any(admin, ROLE_READER, &r));
    assert_string_equal(r.name, "reader");
    assert_true(r.totp);
    assert_true(permission_read(r.permissions) & permission_bit(PERM_VM_READ));
    r.totp = false;
    must(w, role_change(admin, &r, 0));
}

/* --- members --- */

static enum fault_code role_tx(struct db *db, void *ctx)
{
    return member_role(db, ctx);
}
static enum fault_code remove_tx(struct db *db, void *ctx)
{
    return member_remove(db, ctx);
}
static enum fault_code invite_tx(struct db *db, void *ctx)
{
    return member_invite(db, ctx);
}

static enum fault_code give(struct world *w, const struct asker *who, int64_t user,
                            const char *role)
{
    struct member_change c = { who, w->account[0], user, role };
    fault_clear(&w->fault);
    return db_tx(w->my, role_tx, NULL, &c);
}

static enum fault_code take_out(struct world *w, const struct asker *who, int64_t user)
{
    struct member_change c = { who, w->account[0], user, NULL };
    fault_clear(&w->fault);
    return db_tx(w->my, remove_tx, NULL, &c);
}

static struct asker asker_of(struct world *w, int64_t user)
{
    struct asker who = world_asker(w, 0);
    who.user_id = user;
    return who;
}

static int64_t people(struct world *w, const char *email, int64_t role)
{
    int64_t id = 0;
    must(w, user_add(w->cli, w->account[0], role, email, "Somebody", "a long password", &id));
    return id;
}

/* Of two owners who take each other's role one is too late, so one is left. */
static void nobody_gives_more_than_he_has(void **state)
{
    struct world *w = *state;
    struct role deputy = { .level = ACCOUNT_CUSTOMER, .name = "deputy" };
    must(w, role_add(admin, &deputy,
                     permission_bit(PERM_USER_WRITE) | permission_bit(PERM_USER_READ) |
                         permission_bit(PERM_VM_READ),
                     &deputy.id));
    struct asker first = world_asker(w, 0);
    struct asker second = asker_of(w, people(w, "dep@first.example", deputy.id));
    int64_t third = people(w, "three@first.example", ROLE_READER);
    assert_int_equal(give(w, &second, third, "owner"), FAULT_DENIED);
    assert_int_equal(give(w, &second, third, "deputy"), FAULT_DENIED); /* he has task_read */
    assert_int_equal(give(w, &second, first.user_id, "deputy"), FAULT_DENIED);
    assert_int_equal(take_out(w, &second, first.user_id), FAULT_DENIED);
    assert_int_equal(give(w, &first, third, "administrator"), FAULT_INVALID);
    assert_int_equal(give(w, &first, w->user[1], "reader"), FAULT_MISSING);
    must(w, give(w, &first, third, "deputy"));
    assert_int_equal(give(w, &second, third, "deputy"), FAULT_OK);
    struct asker reader = asker_of(w, people(w, "read@first.example", ROLE_READER));
    assert_int_equal(give(w, &reader, third, "reader"), FAULT_DENIED);
    struct asker other = world_asker(w, 1); /* of another account */
    assert_int_equal(give(w, &other, third, "reader"), FAULT_MISSING);
    must(w, take_out(w, &first, third));
    must(w, take_out(w, &first, reader.user_id));
    must(w, take_out(w, &first, second.user_id));
}

/* Of whoever may more nobody ends a session, disables, sends a link or takes the second step. */
static void nobody_is_changed_by_who_may_less(void **state)
{
    struct world *w = *state;
    struct role helper = { .level = ACCOUNT_CUSTOMER, .name = "helper" };
    must(w, role_add(admin, &helper, permission_bit(PERM_USER_WRITE) | permission_bit(PERM_VM_READ),
                     &helper.id));
    struct asker first = world_asker(w, 0);
    struct asker low = asker_of(w, people(w, "low@first.example", helper.id));
    struct asker token = { .account_id = w->account[0], .token_id = 1 };
    struct asker root = { .account_id = w->account[0] };
    const int64_t all = ACCOUNT_CUSTOMER + 1;
    assert_int_equal(asker_check_whom(admin, &low, first.user_id, all), FAULT_DENIED);
    assert_int_equal(asker_check_whom(admin, &token, first.user_id, all), FAULT_DENIED);
    fault_clear(&w->fault);
    must(w, asker_check_whom(admin, &low, low.user_id, all));
    must(w, asker_check_whom(admin, &first, low.user_id, all));
    must(w, asker_check_whom(admin, &root, first.user_id, all));
    must(w,
         asker_check_whom(admin, &low, first.user_id, ACCOUNT_CUSTOMER)); /* above there is none */
    must(w, take_out(w, &first, low.user_id));
}

/* Only tokens that are good now, and have no maker whose role they follow, keep a role. */
static void a_dead_token_keeps_no_role(void **state)
{
    struct world *w = *state;
    struct role r = { .level = ACCOUNT_CUSTOMER, .name = "machine" };
    struct token_new n = {
        .account_id = w->account[0], .name = "old", .nouns = "", .labels = "", .networks = ""
    };
    struct scope all = scope_everything();
    char *text = NULL;
    int64_t id = 0;
    must(w, role_add(admin, &r, permission_bit(PERM_VM_READ), &r.id));
    n.role_id = r.id;
    must(w, token_add(w->cli, &n, &text, &id));
    assert_int_equal(db_tx(admin, drop_tx, NULL, &r.id), FAULT_CONFLICT);
    fault_clear(&w->fault);
    must(w, token_revoke(w->cli, &all, id));
    must(w, role_load_any(admin, r.id, &r));
    assert_int_equal(r.tokens, 0);
    must(w, db_tx(admin, drop_tx, NULL, &r.id));
    struct token left;
    must(w, token_load(w->cli, &all, id, &left)); /* what it was stays on record */
    assert_string_equal(left.role, "");
}

static void one_who_can_invite_is_left(void **state)
{
    struct world *w = *state;
    struct asker first = world_asker(w, 0);
    int64_t second = people(w, "two@first.example", ROLE_OWNER);
    struct asker two = asker_of(w, second);
    must(w, give(w, &first, second, "reader"));
    assert_int_equal(take_out(w, &first, first.user_id), FAULT_CONFLICT);
    assert_int_equal(give(w, &first, first.user_id, "reader"), FAULT_CONFLICT);
    must(w, give(w, &first, second, "owner"));
    must(w, give(w, &two, first.user_id, "reader"));
    assert_int_equal(give(w, &first, second, "reader"), FAULT_DENIED); /* too late */
    assert_int_equal(take_out(w, &two, second), FAULT_CONFLICT);
    must(w, give(w, &two, first.user_id, "owner"));
    must(w, take_out(w, &first, second));
    assert_int_equal(take_out(w, &first, second), FAULT_MISSING);
}

static void a_removed_member_s_sessions_end_there(void **state)
{
    QUERY(of_user, 0, "SELECT COUNT(*) AS n FROM session WHERE user_id = ?", NUMBER_ROW);
    struct world *w = *state;
    struct asker first = world_asker(w, 0);
    int64_t user = people(w, "both@first.example", ROLE_READER);
    struct number n = { 0 };
    must(w, member_add(w->cli, w->account[1], user, ROLE_READER));
    for (int i = 0; i < 2; i++) {
        struct session_new s = { .face = SESSION_MY,
                                 .hash = secret_hash(w->arena, i ? "one" : "two"),
                                 .user_id = user,
                                 .account_id = w->account[i],
                                 .reseller_id = w->reseller,
                                 .address = "127.0.0.1",
                                 .agent = "" };
        must(w, session_add(signin_db, &s));
    }
    must(w, take_out(w, &first, user));
    must(w, db_one(owner, &of_user, &n, ARGS(ARG(user))));
    assert_int_equal(n.n, 1);
    must(w, member_drop(w->cli, w->account[1], user));
}

/* --- invitations --- */

static enum fault_code invite(struct world *w, const struct asker *who, const char *email,
                              const char *role)
{
    struct member_invite i = { who, w->account[0], email, role, "de" };
    fault_clear(&w->fault);
    return db_tx(w->my, invite_tx, NULL, &i);
}

static char *arm(struct world *w, const char *email)
{
    QUERY(its_id, 0, "SELECT id AS n FROM invitation WHERE email = ?", NUMBER_ROW);
    struct number id = { 0 };
    char *secret = NULL;
    must(w, db_one(owner, &its_id, &id, ARGS(ARG(email))));
    must(w, invitation_arm(mailer, id.n, &secret));
    return secret;
}

struct accepting {
    struct invitation i;
    struct invited_user user;
    int64_t user_id;
};
static enum fault_code accept_tx(struct db *db, void *ctx)
{
    struct accepting *a = ctx;
    return invitation_accept(db, &a->i, "Whoever", "hash", &a->user_id);
}

static enum fault_code accept(struct world *w, const char *secret, struct accepting *a)
{
    fault_clear(&w->fault);
    enum fault_code rc = invitation_find(signin_db, SESSION_MY, secret, &a->i, &a->user);
    return rc ? rc : db_tx(signin_db, accept_tx, NULL, a);
}

/* SES-01: of another's customer and of nobody the same is written, and nothing is read. */
static void an_invitation_tells_nothing(void **state)
{
    QUERY(rows, 0,
          "SELECT COUNT(*) AS n FROM invitation JOIN outbox ON outbox.email = invitation.email "
          "AND outbox.kind = ? AND outbox.user_id = 0 WHERE hash IS NULL AND invitation.email IN "
          "('known@second.example', 'nobody@nowhere.example')",
          NUMBER_ROW);
    struct world *w = *state;
    struct asker first = world_asker(w, 0);
    struct number n = { 0 };
    struct accepting a;
    int64_t known = 0;
    must(w, user_add(w->cli, w->account[1], ROLE_OWNER, "known@second.example", "Known",
                     "a long password", &known));
    must(w, invite(w, &first, "Known@Second.example", "reader"));
    must(w, invite(w, &first, "nobody@nowhere.example", "reader"));
    must(w, db_one(owner, &rows, &n, ARGS(arg_i64(MAIL_JOIN))));
    assert_int_equal(n.n, 2);
    assert_int_equal(invite(w, &first, "nobody@nowhere.example", "reader"), FAULT_RATE);

    /* who is known has the account as well; who is not becomes a user; a link counts once */
    char *secret = arm(w, "known@second.example");
    must(w, accept(w, secret, &a));
    assert_true(a.user.has_password);
    assert_int_equal(a.user_id, known);
    assert_int_equal(accept(w, secret, &a), FAULT_MISSING);
    assert_int_equal(invite(w, &first, "known@second.example", "owner"), FAULT_UNIQUE);
    secret = arm(w, "nobody@nowhere.example");
    must(w, accept(w, secret, &a));
    assert_false(a.user.has_password);
    const char *held = NULL;
    must(w, member_holds_any(w->my, w->account[0], a.user_id, &held));
    assert_non_null(strstr(held, "vm_read"));
    must(w, take_out(w, &first, a.user_id));
    must(w, take_out(w, &first, known));
}

static void an_invitation_can_be_withdrawn(void **state)
{
    struct world *w = *state;
    struct asker first = world_asker(w, 0);
    struct asker other = world_asker(w, 1);
    struct accepting a;
    struct invitation i;
    struct list open;
    must(w, invite(w, &first, "gone@nowhere.example", "reader"));
    must(w, invitation_list(w->my, &other.scope, w->account[0], &open));
    assert_int_equal(open.count, 0);
    must(w, invitation_list(w->my, &first.scope, w->account[0], &open));
    assert_int_equal(open.count, 1);
    i = *(const struct invitation *)open.rows;
    assert_string_equal(i.role, "reader");
    assert_int_equal(invitation_load(w->my, &other.scope, w->account[0], i.id, &i), FAULT_MISSING);
    fault_clear(&w->fault);
    char *secret = arm(w, "gone@nowhere.example");
    must(w, invitation_drop(w->my, i.id));
    assert_int_equal(accept(w, secret, &a), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, invitation_list(w->my, &first.scope, w->account[0], &open));
    assert_int_equal(open.count, 0);
    /* inviting and withdrawing in turns is no way to send an address mail after mail */
    assert_int_equal(invite(w, &first, "gone@nowhere.example", "reader"), FAULT_RATE);
    fault_clear(&w->fault);
}

/* TEN-05: who may invite no more leaves no open door behind. */
static void an_invitation_ends_with_its_inviter_s_right(void **state)
{
    struct world *w = *state;
    struct asker first = world_asker(w, 0);
    struct asker two = asker_of(w, people(w, "inviter@first.example", ROLE_OWNER));
    struct accepting a;
    must(w, invite(w, &two, "friend@nowhere.example", "owner"));
    char *secret = arm(w, "friend@nowhere.example");
    must(w, give(w, &first, two.user_id, "member"));
    assert_int_equal(accept(w, secret, &a), FAULT_MISSING);
    must(w, give(w, &first, two.user_id, "owner"));
    must(w, accept(w, secret, &a));
    assert_int_equal(invite(w, &two, "third@nowhere.example", "support"), FAULT_INVALID);
    must(w, take_out(w, &first, a.user_id));
    must(w, take_out(w, &first, two.user_id));
}

static int begin(void **state)
{
    if (world_begin(state))
        return 1;
    struct world *w = *state;
    owner = world_connect(w, "owner", false);
    admin = world_connect(w, "admin", false);
    signin_db = world_connect(w, "signin", false);
    mailer = world_connect(w, "mailer", false);
    return 0;
}

static int end(void **state)
{
    db_close(&owner);
    db_close(&admin);
    db_close(&signin_db);
    db_close(&mailer);
    return world_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_roles_fit_the_permissions),
        cmocka_unit_test(who_reads_changes_nothing),
        cmocka_unit_test(nobody_is_changed_by_who_may_less),
        cmocka_unit_test(a_dead_token_keeps_no_role),
        cmocka_unit_test(support_sees_no_secrets_and_changes_no_infrastructure),
        cmocka_unit_test(a_role_in_use_stays),
        cmocka_unit_test(a_shipped_role_stays_as_it_is),
        cmocka_unit_test(nobody_gives_more_than_he_has),
        cmocka_unit_test(one_who_can_invite_is_left),
        cmocka_unit_test(a_removed_member_s_sessions_end_there),
        cmocka_unit_test(an_invitation_tells_nothing),
        cmocka_unit_test(an_invitation_can_be_withdrawn),
        cmocka_unit_test(an_invitation_ends_with_its_inviter_s_right),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
