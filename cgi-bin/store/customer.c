/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes: sql/0003, 0161, 0220. */
#include "store/customer.h"
#include "store/account_noun.h"
#include "store/account_rows.h"
#include "store/link.h"
#include "store/session_open.h"
#include "store/setting.h"

enum { INVITES_PAUSE = 600 /* seconds */ };

#define READERS (DB_MY | DB_MY_READER | DB_API | DB_API_READER)
#define OWN                                                                                        \
    "account.level = 2 AND ? IN (" SCOPE_ANY_SQL ", account.reseller_id) "                         \
    "AND ? IN (" SCOPE_ANY_SQL ", account.id) "

QUERY(add, DB_MY | DB_API,
      "INSERT INTO customer (reseller_id, level, resold, name) VALUES (?, 2, TRUE, ?)");
QUERY(set_limits, DB_MY | DB_API,
      "UPDATE customer SET vm_limit = ?, running_limit = ?, vcpu_limit = ?, memory_limit = ?, "
      "disk_limit = ?, ip_limit = ?, traffic_limit = ? WHERE id = ?");
QUERY(set_suspended, DB_MY | DB_API,
      "UPDATE customer SET suspended = ?, suspended_why = ? WHERE id = ?");
QUERY(set_closed, DB_MY | DB_API,
      "UPDATE customer SET closed_at = COALESCE(closed_at, NOW(6)), suspended = TRUE, "
      "suspended_why = '' WHERE id = ?");
QUERY(set_disabled, DB_MY | DB_API, "UPDATE customer_user SET disabled = ? WHERE id = ?");
QUERY(by_id, READERS, ACCOUNT_COLUMNS "WHERE account.id = ? AND " OWN,
      ROWS(struct account, account_view));
QUERY(by_name, DB_MY | DB_API, ACCOUNT_COLUMNS "WHERE account.name = ? AND " OWN "LIMIT 1",
      ROWS(struct account, account_view));
QUERY(page, DB_API_READER,
      ACCOUNT_COLUMNS "WHERE " OWN "AND ? IN ('', account.name) AND account.id > ? "
                      "ORDER BY account.id LIMIT ? OFFSET ?",
      ROWS(struct account, account_view));
QUERY(made_lately, DB_MY | DB_API,
      "SELECT COUNT(*) AS n FROM user "
      "WHERE reseller_id = ? AND created_at > NOW(6) - INTERVAL 1 HOUR",
      NUMBER_ROW);
QUERY(lock, DB_MY | DB_API, ACCOUNT_COLUMNS "WHERE account.id = ? AND " OWN "FOR UPDATE",
      ROWS(struct account, account_view));

const struct field customer_user_view[] = {
    I64(struct customer_user, id),        TEXT(struct customer_user, email),
    TEXT(struct customer_user, name),     TEXT(struct customer_user, role),
    I64(struct customer_user, role_id),
    BOOL(struct customer_user, disabled), BOOL(struct customer_user, invited),
    TIME(struct customer_user, created_at), BOOL(struct customer_user, seller), FIELDS_END,
};

/* A user of another reseller's is none of theirs, even as a member. The reseller's own people may
 * be members, too: who may work on customers alone neither disables nor becomes one of them. */
#define IS_SELLER                                                                                  \
    "EXISTS (SELECT 1 FROM member AS its JOIN account AS seller ON seller.id = its.account_id "    \
    "AND seller.level < 2 WHERE its.user_id = user.id) "
#define USERS                                                                                      \
    "SELECT user.id, user.email, user.name, role.id AS role_id, role.name AS role, "               \
    "user.disabled, user.invited, user.created_at, " IS_SELLER                                     \
    "AS seller FROM member JOIN account ON account.id = member.account_id "                        \
    "JOIN user ON user.id = member.user_id AND user.reseller_id = account.reseller_id "            \
    "JOIN role ON role.id = member.role_id WHERE account.id = ? AND " OWN
QUERY(users, READERS, USERS "ORDER BY user.id LIMIT 1000",
      ROWS(struct customer_user, customer_user_view));
QUERY(one_user, READERS, USERS "AND user.id = ? AND NOT " IS_SELLER,
      ROWS(struct customer_user, customer_user_view));

static enum fault_code none_here(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such customer here.")) : rc;
}

enum fault_code customer_add(struct db *db, const struct scope *who, const char *name, int64_t *id)
{
    struct account seller;
    enum fault_code rc = account_lock_any(db, who->reseller, &seller);
    if (rc == FAULT_MISSING || (!rc && seller.level != ACCOUNT_RESELLER))
        return fail(db->fault, FAULT_DENIED, T("Resellers alone have customers."));
    if (!rc)
        rc = account_is_open(db, &seller);
    if (!rc)
        rc = db_exec(db, &add, NULL, id, ARGS(ARG(seller.id), ARG(name)));
    return rc == FAULT_UNIQUE ? account_name_taken(db, name) : rc;
}

enum fault_code customer_check_invites(struct db *db, const struct scope *who)
{
    struct settings now;
    int64_t made = 0;
    enum fault_code rc = account_count_locked(db, who->reseller, &made_lately, &made);
    if (!rc)
        rc = settings_load(db, &now);
    if (rc || made < setting_number(&now, SETTING_MAIL_INVITES))
        return rc;
    rc = fail_field(db->fault, FAULT_RATE, "email",
                    T("You have invited %lld people within an hour, which is the most. Wait a "
                      "while."),
                    (long long)made);
    db->fault->retry_after = INVITES_PAUSE;
    return rc;
}

enum fault_code customer_set_limits(struct db *db, int64_t id, const struct limits *l)
{
    return db_exec(db, &set_limits, NULL, NULL,
                   ARGS(ARG(l->vm_limit), ARG(l->running_limit), ARG(l->vcpu_limit),
                        ARG(l->memory_limit), ARG(l->disk_limit), ARG(l->ip_limit),
                        ARG(l->traffic_limit), ARG(id)));
}

enum fault_code customer_set_suspended(struct db *db, int64_t id, bool suspended, const char *why)
{
    return db_exec(db, &set_suspended, NULL, NULL, ARGS(arg_i64(suspended), ARG(why), ARG(id)));
}

enum fault_code customer_set_closed(struct db *db, int64_t id)
{
    return db_exec(db, &set_closed, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code customer_load(const struct db *db, const struct scope *who, int64_t id,
                              struct account *out)
{
    return none_here(db, db_one(db, &by_id, out, ARGS(ARG(id), OWNER(who))));
}

enum fault_code customer_page(const struct db *db, const struct scope *who, const char *name,
                              int64_t behind, int64_t offset, int64_t limit, struct list *out)
{
    return db_all(db, &page, out,
                  ARGS(OWNER(who), ARG(name), ARG(behind), ARG(limit), ARG(offset)));
}

enum fault_code customer_by_name(const struct db *db, const struct scope *who, const char *name,
                                 struct account *out)
{
    return none_here(db, db_one(db, &by_name, out, ARGS(ARG(name), OWNER(who))));
}

enum fault_code customer_lock(struct db *db, const struct scope *who, int64_t id,
                              struct account *out)
{
    return none_here(db, db_one(db, &lock, out, ARGS(ARG(id), OWNER(who))));
}

enum fault_code customer_users(const struct db *db, const struct scope *who, int64_t account_id,
                               struct list *out)
{
    return db_all(db, &users, out, ARGS(ARG(account_id), OWNER(who)));
}

enum fault_code customer_user_load(const struct db *db, const struct scope *who, int64_t account_id,
                                   int64_t user_id, struct customer_user *out)
{
    enum fault_code rc =
        db_one(db, &one_user, out, ARGS(ARG(account_id), OWNER(who), ARG(user_id)));
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such user here.")) : rc;
}

enum fault_code customer_user_set_disabled(struct db *db, int64_t user_id, bool disabled)
{
    enum fault_code rc =
        db_exec(db, &set_disabled, NULL, NULL, ARGS(arg_i64(disabled), ARG(user_id)));
    if (rc || !disabled)
        return rc;
    rc = session_end_others(db, user_id, 0);
    return rc ? rc : link_end_all(db, user_id);
}

/* --- the list --- */

static const struct field row_view[] = {
    I64(struct customer_row, id),
    TEXT(struct customer_row, name),
    STATE(struct customer_row, state, account_state_words),
    I64(struct customer_row, vm_count),
    I64(struct customer_row, vm_limit),
    I64(struct customer_row, users),
    TIME(struct customer_row, created_at),
    FIELDS_END,
};

static const struct list_column columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "account.name", .own_index = "reseller_id",
      .sorts = true, .own_unique = true },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "account.id", .own_index = "by_reseller",
      .sorts = true },
    { "state", T("State"), COLUMN_WORD, .sql = "account.standing",
      .own_index = "by_reseller_standing", .sorts = true, .words = account_state_words,
      .word_count = countof(account_state_words) },
    { "machines", T("Machines"), COLUMN_NUMBER, .field = "vm_count" },
    { "limit", T("At most"), COLUMN_NUMBER, .field = "vm_limit" },
    { "users", T("Users"), COLUMN_NUMBER, .field = "users" },
    { "created", T("Made"), COLUMN_TIME, .field = "created_at", .sql = "account.created_at",
      .own_index = "by_reseller_created", .sorts = true },
};

LIST_NOUN(customer_noun, .name = "customer", .table = "account",
          .columns = "account.id, account.name, account.standing AS state, account.vm_count, "
                     "account.vm_limit, "
                     "(SELECT COUNT(*) FROM member WHERE member.account_id = account.id) AS users, "
                     "account.created_at",
          .joins = "", .where = "account.level = 2", .row = row_view,
          .size = sizeof(struct customer_row), LIST_COLUMNS(columns), .resold = true,
          .by = "name", .users = DB_MY_READER | DB_API_READER);
