/* SPDX-License-Identifier: Apache-2.0 */
#include "store/member.h"
#include "store/number.h"

const struct word user_role_words[ROLE_SHIPPED + 1] = {
    { "", "", "" },
    [ROLE_ADMINISTRATOR] = { "administrator", T("Administrator"), "" },
    [ROLE_OWNER] = { "owner", T("Owner"), "" },
    [ROLE_READER] = { "reader", T("Reads only"), "" },
    [ROLE_SUPPORT] = { "support", T("Support"), "" },
    [ROLE_AUDITOR] = { "auditor", T("Auditor"), "" },
    [ROLE_MEMBER] = { "member", T("Member"), "" },
    [ROLE_RESELLER_OWNER] = { "owner", T("Owner"), "" },
    [ROLE_RESELLER_SUPPORT] = { "support", T("Support"), "" },
    [ROLE_RESELLER_READER] = { "reader", T("Reads only"), "" },
};

const struct field member_view[] = {
    I64(struct member, user_id),
    TEXT(struct member, email),
    TEXT(struct member, user_name),
    BOOL(struct member, disabled),
    I64(struct member, account_id),
    TEXT(struct member, account_name),
    I64(struct member, level),
    STATE(struct member, role, user_role_words),
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "SELECT member.user_id, user.email, user.name AS user_name, user.disabled, "                   \
    "member.account_id, account.name AS account_name, account.level, member.role_id AS role "      \
    "FROM member JOIN user ON user.id = member.user_id "                                           \
    "JOIN account ON account.id = member.account_id "
#define READERS (DB_MY_READER | DB_ADMIN_READER | DB_MY | DB_ADMIN)

#define OWN                                                                                        \
    "WHERE account.id = ? AND ? IN (" SCOPE_ANY_SQL ", account.reseller_id) "                      \
    "AND ? IN (" SCOPE_ANY_SQL ", account.id) "

QUERY(of_account, READERS, COLUMNS OWN "ORDER BY user.id LIMIT 1000",
      ROWS(struct member, member_view));
QUERY(one, DB_MY, COLUMNS OWN "AND member.user_id = ?", ROWS(struct member, member_view));
QUERY(set_role, DB_MY, "UPDATE member SET role_id = ? WHERE user_id = ? AND account_id = ?");
QUERY(lock_owner, DB_MY,
      "SELECT user_id AS n FROM member WHERE user_id = ? AND account_id = ? AND role_id = ? "
      "FOR UPDATE",
      NUMBER_ROW);
QUERY(of_user, DB_ADMIN_READER | DB_ADMIN | DB_SIGNIN,
      COLUMNS "WHERE member.user_id = ? ORDER BY member.account_id LIMIT 1000",
      ROWS(struct member, member_view));
QUERY(administrators, DB_ADMIN | DB_CLI,
      COLUMNS "WHERE account.level = 0 AND NOT user.disabled ORDER BY user.id LIMIT 1000 "
              "FOR UPDATE",
      ROWS(struct member, member_view));

enum fault_code member_list(const struct db *db, const struct scope *who, int64_t account_id,
                            struct list *out)
{
    return db_all(db, &of_account, out, ARGS(ARG(account_id), OWNER(who)));
}

enum fault_code member_load(const struct db *db, const struct scope *who, int64_t account_id,
                            int64_t user_id, struct member *out)
{
    return db_one(db, &one, out, ARGS(ARG(account_id), OWNER(who), ARG(user_id)));
}

enum fault_code member_set_role(struct db *db, int64_t by, int64_t account_id, int64_t user_id,
                                enum user_role role)
{
    struct number owner;
    enum fault_code rc =
        db_one(db, &lock_owner, &owner, ARGS(ARG(by), ARG(account_id), arg_i64(ROLE_OWNER)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, FAULT_DENIED, T("You are no owner of this account any more."));
    if (rc)
        return rc;
    return db_exec(db, &set_role, NULL, NULL,
                   ARGS(arg_i64((int64_t)role), ARG(user_id), ARG(account_id)));
}

enum fault_code member_of_user_any(const struct db *db, int64_t user_id, struct list *out)
{
    return db_all(db, &of_user, out, ARGS(ARG(user_id)));
}

enum fault_code member_administrators(struct db *db, struct list *out)
{
    return db_all(db, &administrators, out, NO_ARGS);
}
