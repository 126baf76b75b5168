/* SPDX-License-Identifier: Apache-2.0 */
/* Who has the most of what is limited, for the page that says what would free some. */
#include "store/limit.h"

static const struct field big_view[] = {
    I64(struct limit_big, what),
    I64(struct limit_big, id),
    TEXT(struct limit_big, name),
    I64(struct limit_big, size),
    FIELDS_END,
};
#define BIG ROWS(struct limit_big, big_view)
_Static_assert(LIMIT_MACHINES == 0 && LIMIT_RUNNING == 1 && LIMIT_VCPU == 2 && LIMIT_MEMORY == 3 &&
                   LIMIT_DISK == 4 && LIMIT_IPS == 5 && LIMIT_BIGGEST == 3,
               "the statements say so, too");

/* state 2: off */
#define MACHINES(what, size, which, order)                                                         \
    "(SELECT " what " AS what, vm.id, vm.name, " size " AS size FROM vm WHERE vm.account_id = ? "  \
    "AND vm.node_id IS NOT NULL " which "ORDER BY " order ", vm.id LIMIT 3)"
#define ACCOUNTS(what, size, whose)                                                                \
    "(SELECT " what " AS what, account.id, account.name, " size " AS size FROM account WHERE "     \
    whose " = ? AND account.level = 2 AND " size " > 0 ORDER BY " size " DESC, account.id LIMIT 3)"
#define ALL_ACCOUNTS(whose)                                                                        \
    ACCOUNTS("0", "account.vm_count", whose)                                                       \
    " UNION ALL " ACCOUNTS("2", "account.vcpu_count", whose)                                       \
    " UNION ALL " ACCOUNTS("3", "account.memory_count", whose)                                     \
    " UNION ALL " ACCOUNTS("4", "account.disk_count", whose)                                       \
    " UNION ALL " ACCOUNTS("5", "account.ip_count", whose) " ORDER BY what, size DESC, id"

#define LOOKERS (DB_MY | DB_MY_READER | DB_ADMIN | DB_ADMIN_READER)
QUERY(of_account, LOOKERS,
      MACHINES("0", "0", "AND vm.state = 2 ", "vm.created_at")
      " UNION ALL " MACHINES("1", "vm.memory", "AND vm.wished = 2 ", "vm.memory DESC")
      " UNION ALL " MACHINES("2", "vm.vcpu", "", "vm.vcpu DESC")
      " UNION ALL " MACHINES("3", "vm.memory", "", "vm.memory DESC")
      " UNION ALL " MACHINES("4", "vm.disk", "", "vm.disk DESC") " ORDER BY what, size DESC, id",
      BIG);
QUERY(of_group, DB_ADMIN | DB_ADMIN_READER, ALL_ACCOUNTS("account.group_id"), BIG);
QUERY(of_reseller, LOOKERS, ALL_ACCOUNTS("account.reseller_id"), BIG);

enum fault_code limit_biggest(const struct db *db, const struct limit_state *s, struct list *out)
{
    struct arg id = ARG(s->id);
    switch (s->of) {
    case LIMIT_OF_ACCOUNT: return db_all(db, &of_account, out, ARGS(id, id, id, id, id));
    case LIMIT_OF_GROUP: return db_all(db, &of_group, out, ARGS(id, id, id, id, id));
    case LIMIT_OF_RESELLER: return db_all(db, &of_reseller, out, ARGS(id, id, id, id, id));
    }
    bug("limits of nobody");
}
