/* SPDX-License-Identifier: Apache-2.0 */
/* The list of machines. Each column that filters or sorts alone has an index for everybody's
 * machines and one for an account's (sql/0022, 0036, 0037). An account is offered what it may
 * choose or has. */
#include "store/metric.h"
#include "store/account_rows.h"
#include "store/image_rows.h"
#include "store/vm.h"
#include "store/vm_rows.h"

#define LISTERS (DB_WEB | DB_CLI | DB_TASKD)
#define OFFER ROWS(struct list_offer, list_offer_view)
QUERY(node_ref, LISTERS, "SELECT id AS n FROM node WHERE name = ?", NUMBER_ROW);
QUERY(nodes, LISTERS, "SELECT name FROM node ORDER BY name LIMIT 50", OFFER);
QUERY(plan_ref, LISTERS,
      "SELECT id AS n FROM plan WHERE name = ? ORDER BY reseller_id, id LIMIT 9", NUMBER_ROW);
QUERY(plan_ref_below, LISTERS,
      "SELECT plan.id AS n FROM plan LEFT JOIN account AS reseller "
      "ON reseller.id = plan.reseller_id AND reseller.level = 1 WHERE plan.name = ? "
      "AND COALESCE(reseller.name, '') = ? ORDER BY plan.id LIMIT 9",
      NUMBER_ROW);
QUERY(plans, LISTERS, "SELECT name FROM plan WHERE reseller_id = 0 ORDER BY name LIMIT 50", OFFER);
#define SELLS "plan.reseller_id = IF(account.resold, account.reseller_id, 0)"
#define HAS                                                                                        \
    "EXISTS (SELECT 1 FROM vm WHERE vm.account_id = account.id AND vm.plan_id = plan.id) "
QUERY(own_plan_ref, LISTERS,
      "SELECT plan.id AS n FROM plan JOIN account ON plan.name = ? AND account.id = ? "
      "WHERE " SELLS " OR " HAS "LIMIT 1",
      NUMBER_ROW);
QUERY(own_plans, LISTERS,
      "SELECT plan.name FROM plan JOIN account ON account.id = ? "
      "WHERE (" SELLS " AND NOT plan.retired) OR " HAS
      "GROUP BY plan.name ORDER BY plan.name LIMIT 50",
      OFFER);
/* An owner's newest of that name. */
#define IMAGE_NAME "CONCAT(image.name, ' ', image.version)"
QUERY(image_ref, LISTERS,
      "SELECT MAX(id) AS n FROM image WHERE " IMAGE_NAME " = ? "
      "GROUP BY account_id ORDER BY n LIMIT 9",
      NUMBER_ROW);
QUERY(image_ref_below, LISTERS,
      "SELECT MAX(image.id) AS n FROM image JOIN account AS owner ON owner.id = image.account_id "
      "WHERE " IMAGE_NAME " = ? AND IF(owner.level = 0, '', owner.name) = ? "
      "GROUP BY owner.id ORDER BY n LIMIT 9",
      NUMBER_ROW);
QUERY(images, LISTERS,
      "SELECT DISTINCT " IMAGE_NAME " AS name FROM image ORDER BY name LIMIT 50", OFFER);
#define MADE_OF                                                                                    \
    "EXISTS (SELECT 1 FROM vm WHERE vm.account_id = account.id AND vm.image_id = image.id) "
QUERY(own_image_ref, LISTERS,
      "SELECT image.id AS n FROM image JOIN account ON " IMAGE_NAME " = ? AND account.id = ? "
      "WHERE " IMAGE_OFFERED " OR " MADE_OF "ORDER BY " MADE_OF "DESC, image.id DESC LIMIT 1",
      NUMBER_ROW);
QUERY(own_images, LISTERS,
      "SELECT DISTINCT " IMAGE_NAME " AS name FROM image JOIN account ON account.id = ? "
      "WHERE (image.retired_at IS NULL AND " IMAGE_OFFERED ") OR " MADE_OF
      "ORDER BY name LIMIT 50",
      OFFER);
QUERY(account_ref, LISTERS, ACCOUNT_REF, NUMBER_ROW);
QUERY(account_ref_below, LISTERS, ACCOUNT_REF_BELOW, NUMBER_ROW);

static const struct list_column columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "vm.name", .ascii = true, .index = "by_name",
      .own_index = "by_account_name", .sorts = true, .own_unique = true },
    { "state", T("State"), COLUMN_WORD, .sql = "vm.state", .index = "by_state",
      .own_index = "by_account_state", .then = "name", .sorts = true, .words = vm_state_words,
      .word_count = countof(vm_state_words) },
    { "ip", T("Address"), COLUMN_TEXT, .field = "ipv4", .sql = "vm.ipv4", .ascii = true,
      .index = "by_ipv4", .own_index = "by_account_ipv4", .sorts = true },
    { "ipv6", T("IPv6 address"), COLUMN_TEXT, .sql = "vm.ipv6", .ascii = true, .index = "by_ipv6",
      .own_index = "by_account_ipv6", .sorts = true },
    { "account", T("Account"), COLUMN_REF, .sql = "vm.account_id", .index = "by_account_name",
      .own_index = "by_account_name", .then = "name", .provider_only = true, .is_account = true,
      .ref = &account_ref,
      .ref_below = &account_ref_below },
    { "node", T("Node"), COLUMN_REF, .sql = "vm.node_id", .index = "by_node", .then = "name",
      .provider_only = true, .ref = &node_ref, .offers = &nodes },
    { "plan", T("Plan"), COLUMN_REF, .sql = "vm.plan_id", .index = "by_plan",
      .own_index = "by_account_plan", .then = "name", .ref = &plan_ref,
      .ref_below = &plan_ref_below,
      .own_ref = &own_plan_ref, .offers = &plans,
      .own_offers = &own_plans },
    { "image", T("Image"), COLUMN_REF, .sql = "vm.image_id", .index = "by_image",
      .own_index = "by_account_image", .then = "name", .ref = &image_ref,
      .ref_below = &image_ref_below, .own_ref = &own_image_ref, .offers = &images,
      .own_offers = &own_images },
    { "location", T("Location"), COLUMN_TEXT, .field = "location" },
    { "vcpu", T("vCPU"), COLUMN_NUMBER, .sql = "vm.vcpu" },
    { "memory", T("Memory"), COLUMN_BYTES, .sql = "vm.memory" },
    { "disk", T("Disk"), COLUMN_BYTES, .sql = "vm.disk" },
    { "cpu", T("CPU"), COLUMN_NUMBER, .field = "cpu_percent" },
    { "used", T("Memory used"), COLUMN_NUMBER, .field = "mem_percent" },
    { "created", T("Created"), COLUMN_TIME, .field = "created_at", .sql = "vm.created_at",
      .index = "by_created", .own_index = "by_account_created", .sorts = true },
    { "label", T("Label"), COLUMN_PAIR, .ascii = true, .field = "labels", .index = "by_label",
      .own_index = "by_account_label", .then = "name", .pair_table = "vm_label",
      .pair_id = "vm_label.vm_id" },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "vm.id", .index = "PRIMARY",
      .own_index = "account_id", .sorts = true },
    { "uuid", T("UUID"), COLUMN_TEXT, .sql = "vm.uuid", .ascii = true, .index = "uuid",
      .own_index = "uuid", .own_exact = true },
};

LIST_NOUN(vm_noun, .name = "vm", .table = "vm", .columns = VM_COLUMNS ", " METRIC_VM_LOAD,
          .joins = VM_JOINS METRIC_JOIN_VM_LOAD, .row = vm_view, .size = sizeof(struct vm),
          LIST_COLUMNS(columns), .by = "name", .users = LISTERS);
