/* SPDX-License-Identifier: Apache-2.0 */
/* Each of them is one look into an index, or into a table of few rows. */
#include "store/first.h"

static const struct field first_view[] = {
    BOOL(struct first_steps, password), BOOL(struct first_steps, mail),
    BOOL(struct first_steps, node),     BOOL(struct first_steps, address),
    BOOL(struct first_steps, image),    BOOL(struct first_steps, plan),
    BOOL(struct first_steps, customer), FIELDS_END,
};

QUERY(steps, DB_ADMIN_READER,
      "SELECT EXISTS (SELECT 1 FROM audit JOIN account ON account.id = audit.account_id "
      "AND level = 0 WHERE what IN ('password', 'password_reset', 'invite_accept')) AS password, "
      "COALESCE((SELECT sent_at FROM outbox WHERE state = 1 ORDER BY id DESC LIMIT 1) > "
      "(SELECT changed_at FROM setting WHERE name = 'smtp_host' AND value <> ''), FALSE) AS mail, "
      "EXISTS (SELECT 1 FROM node) AS node, "
      "EXISTS (SELECT 1 FROM ip) AS address, "
      "EXISTS (SELECT 1 FROM image WHERE retired_at IS NULL) AS image, "
      "EXISTS (SELECT 1 FROM plan WHERE retired_at IS NULL) AS plan, "
      "EXISTS (SELECT 1 FROM account WHERE level > 0) AS customer",
      ROWS(struct first_steps, first_view));

enum fault_code first_steps_any(const struct db *db, struct first_steps *out)
{
    return db_one(db, &steps, out, NO_ARGS);
}

bool first_steps_done(const struct first_steps *s)
{
    return s->password && s->mail && s->node && s->address && s->image && s->plan && s->customer;
}
