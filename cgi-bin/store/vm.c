/* SPDX-License-Identifier: Apache-2.0 */
/* One machine. Its labels are kept twice: whole, and a row each for the lists (vm_noun.c). */
#include "store/vm.h"
#include "base/secret.h"
#include "store/number.h"
#include "store/vm_rows.h"

#define VM_STATE(id, code, people, icon) [VM_##id] = { code, people, icon },
const struct word vm_state_words[VM_STATE_COUNT] = { VM_STATES(VM_STATE) };
#undef VM_STATE

const struct field vm_view[] = {
    I64(struct vm, id),
    I64(struct vm, account_id),
    I64(struct vm, reseller_id),
    TEXT(struct vm, account),
    TEXT(struct vm, name),
    TEXT(struct vm, uuid),
    STATE(struct vm, state, vm_state_words),
    I64(struct vm, wished),
    BOOL(struct vm, suspended),
    TEXT(struct vm, ipv4),
    TEXT(struct vm, ipv6),
    I64(struct vm, plan_id),
    TEXT(struct vm, plan),
    I64(struct vm, image_id),
    TEXT(struct vm, image),
    TEXT(struct vm, image_icon),
    TEXT(struct vm, location),
    I64(struct vm, node_id),
    TEXT(struct vm, node),
    I64(struct vm, storage_id),
    I64(struct vm, vcpu),
    BYTES(struct vm, memory),
    BYTES(struct vm, disk),
    I64(struct vm, task_id),
    TEXT(struct vm, task_kind),
    I64(struct vm, step_no),
    I64(struct vm, percent),
    I64(struct vm, failed_task_id),
    TEXT(struct vm, labels),
    TIME(struct vm, made_at),
    TIME(struct vm, created_at),
    TEXT(struct vm, cpu_percent),
    TEXT(struct vm, cpu_level),
    TEXT(struct vm, mem_percent),
    TEXT(struct vm, mem_level),
    FIELDS_END,
};

static const struct field spec_view[] = {
    I64(struct vm_spec, id),
    TEXT(struct vm_spec, name),
    TEXT(struct vm_spec, uuid),
    TEXT(struct vm_spec, root_hash),
    TEXT(struct vm_spec, ssh_keys),
    I64(struct vm_spec, instance_no),
    I64(struct vm_spec, vcpu),
    I64(struct vm_spec, memory),
    I64(struct vm_spec, disk),
    I64(struct vm_spec, wished),
    BOOL(struct vm_spec, suspended),
    I64(struct vm_spec, node_id),
    I64(struct vm_spec, storage_id),
    TEXT(struct vm_spec, uri),
    TEXT(struct vm_spec, accel),
    I64(struct vm_spec, image_id),
    TEXT(struct vm_spec, image_format),
    I64(struct vm_spec, network_id),
    TEXT(struct vm_spec, dns),
    TEXT(struct vm_spec, mac),
    I64(struct vm_spec, account_id),
    I64(struct vm_spec, reseller_id),
    FIELDS_END,
};

QUERY(by_id, DB_WEB | DB_CLI | DB_TASKD,
      "SELECT " VM_COLUMNS "FROM vm " VM_JOINS "WHERE vm.id = ? AND" OWNED_BY("vm")
          REACHED("vm.id"),
      ROWS(struct vm, vm_view));
static const struct field name_view[] = {
    I64(struct vm_name, id),
    TEXT(struct vm_name, name),
    FIELDS_END,
};
QUERY(names, DB_MY | DB_MY_READER,
      "SELECT id, name FROM vm WHERE account_id = ? ORDER BY name LIMIT ?",
      ROWS(struct vm_name, name_view));
QUERY(lock, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "SELECT id AS n FROM vm WHERE id = ? AND" OWNED_BY("vm") REACHED("vm.id") "FOR UPDATE",
      NUMBER_ROW);

QUERY(add, DB_WEB_WRITERS | DB_CLI,
      "INSERT INTO vm (account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, "
      "node_id, storage_id, vcpu, memory, disk, wished, busy, root_hash, ssh_keys, labels) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)");
QUERY(add_nic, DB_WEB_WRITERS | DB_CLI,
      "INSERT INTO nic (vm_id, account_id, reseller_id, network_id, no, mac) "
      "VALUES (?, ?, ?, ?, 0, ?)");
QUERY(set_addresses, DB_WEB_WRITERS | DB_CLI, "UPDATE vm SET ipv4 = ?, ipv6 = ? WHERE id = ?");
QUERY(network_of, DB_WEB_WRITERS | DB_CLI,
      "SELECT MIN(id) AS n FROM network WHERE cluster_id = ? HAVING n IS NOT NULL",
      NUMBER_ROW);
QUERY(take, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "UPDATE vm SET busy = ?, task_id = ?, wished = IF(? = 0, wished, ?) "
      "WHERE id = ? AND busy IN (0, ?)");
QUERY(rename_vm, DB_API, "UPDATE vm SET name = ?, labels = ? WHERE id = ? AND" OWNED_BY("vm"));

#define LABELS                                                                                     \
    "INSERT INTO vm_label (vm_id, k, v, account_id, name) "                                        \
    "SELECT vm.id, label.k, JSON_VALUE(vm.labels, CONCAT('$.\"', label.k, '\"')), "                \
    "vm.account_id, vm.name FROM vm JOIN JSON_TABLE(JSON_KEYS(vm.labels), '$[*]' "                 \
    "COLUMNS (k VARCHAR(127) PATH '$')) AS label WHERE vm.id = ?"
QUERY(add_labels, DB_WEB_WRITERS | DB_CLI, LABELS);
QUERY(drop_labels, DB_API, "DELETE FROM vm_label WHERE vm_id = ?");

QUERY(spec, DB_TASKD,
      "SELECT vm.id, vm.name, vm.uuid, vm.root_hash, vm.ssh_keys, vm.instance_no, vm.vcpu, "
      "vm.memory, vm.disk, vm.wished, vm.suspended, vm.node_id, vm.storage_id, node.uri, "
      "node.accel, vm.image_id, image.format AS image_format, nic.network_id, network.dns, "
      "nic.mac, vm.account_id, vm.reseller_id "
      "FROM vm JOIN node ON node.id = vm.node_id JOIN image ON image.id = vm.image_id "
      "JOIN nic ON nic.vm_id = vm.id AND nic.no = 0 JOIN network ON network.id = nic.network_id "
      "WHERE vm.id = ?",
      ROWS(struct vm_spec, spec_view));
QUERY(set_free, DB_TASKD,
      "UPDATE vm SET busy = 0, task_id = NULL, seen = ?, failed_task_id = ? "
      "WHERE id = ? AND task_id = ?");
/* assignments are made in their order: `wished` follows what is seen by then */
QUERY(leave, DB_TASKD,
      "UPDATE vm SET busy = 0, task_id = NULL, failed_task_id = NULL, seen = IF(?, ?, seen), "
      "wished = IF(? AND seen > 0, IF(seen = 1, 1, 2), wished) WHERE id = ? AND task_id = ?");
QUERY(made, DB_TASKD,
      "UPDATE vm SET busy = 0, task_id = NULL, seen = ?, failed_task_id = NULL, "
      "made_at = NOW(6) WHERE id = ? AND task_id = ?");
QUERY(life_begins, DB_TASKD,
      "INSERT IGNORE INTO vm_life (vm_id, account_id, reseller_id, vcpu, memory, disk, made_at) "
      "SELECT id, account_id, reseller_id, vcpu, memory, disk, made_at FROM vm "
      "WHERE id = ? AND made_at IS NOT NULL");
QUERY(life_ends, DB_TASKD, "UPDATE vm_life SET gone_at = NOW(6) WHERE vm_id = ?");
QUERY(unmade, DB_TASKD,
      "UPDATE vm SET busy = 0, task_id = NULL, seen = 0, failed_task_id = ?, root_hash = '', "
      "node_id = NULL, storage_id = NULL, ipv4 = '', ipv6 = '' WHERE id = ? AND task_id = ?");
QUERY(forget, DB_TASKD,
      "UPDATE vm SET root_hash = '' "
      "WHERE root_hash > '' AND made_at < NOW(6) - INTERVAL 5 MINUTE LIMIT 1000");
QUERY(drop_nic, DB_TASKD, "DELETE FROM nic WHERE vm_id = ?");
QUERY(drop, DB_TASKD, "DELETE FROM vm WHERE id = ?");

enum fault_code vm_load(const struct db *db, const struct scope *who, int64_t id, struct vm *out)
{
    enum fault_code rc = db_one(db, &by_id, out, ARGS(ARG(id), OWNER(who), REACH(who)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, rc, T("There is no such machine here."));
    return rc;
}

enum fault_code vm_check_labels(const struct db *db, const struct scope *who, int64_t id)
{
    struct vm vm;
    enum fault_code rc = who->labels_of ? vm_load(db, who, id, &vm) : FAULT_OK;
    if (rc == FAULT_MISSING)
        return fail(db->fault, FAULT_DENIED,
                    T("This token is for machines that have its labels, and for no others."));
    return rc;
}

enum fault_code vm_names(const struct db *db, const struct scope *who, int64_t most,
                         struct list *out)
{
    return db_all(db, &names, out, ARGS(ARG(who->account), ARG(most)));
}

enum fault_code vm_lock(struct db *db, const struct scope *who, int64_t id, struct vm *out)
{
    struct number locked;
    enum fault_code rc = db_one(db, &lock, &locked, ARGS(ARG(id), OWNER(who), REACH(who)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, rc, T("There is no such machine here."));
    return rc ? rc : vm_load(db, who, id, out);
}

enum fault_code vm_add(struct db *db, const struct vm_new *v, int64_t *id, int64_t *nic_id)
{
    const char *uuid = secret_uuid(db->arena);
    enum fault_code rc =
        db_exec(db, &add, NULL, id,
                ARGS(ARG(v->account_id), ARG(v->reseller_id), ARG(v->name), ARG(uuid),
                     ARG(v->plan_id), ARG(v->image_id), ARG(v->cluster_id), ARG(v->node_id),
                     ARG(v->storage_id), ARG(v->vcpu), ARG(v->memory), ARG(v->disk),
                     arg_i64(v->start ? SEEN_RUNNING : SEEN_OFF), ARG(v->root_hash),
                     ARG(v->ssh_keys), ARG(v->labels)));
    if (rc == FAULT_UNIQUE)
        return fail_field(db->fault, rc, "name", T("You have a machine named %s already."),
                          v->name);
    if (rc)
        return rc;
    if (strcmp(v->labels, "{}") != 0)
        rc = db_exec(db, &add_labels, NULL, NULL, ARGS(ARG(*id)));
    if (rc)
        return rc;
    unsigned n = (unsigned)*id;
    const char *mac =
        arena_printf(db->arena, "02:%02x:%02x:%02x:%02x:%02x", (unsigned char)v->inst[0],
                     (unsigned char)v->inst[1], n >> 16 & 0xff, n >> 8 & 0xff, n & 0xff);
    return db_exec(db, &add_nic, NULL, nic_id,
                   ARGS(ARG(*id), ARG(v->account_id), ARG(v->reseller_id), ARG(v->network_id),
                        ARG(mac)));
}

enum fault_code vm_set_addresses(struct db *db, int64_t id, const char *ipv4, const char *ipv6)
{
    return db_exec(db, &set_addresses, NULL, NULL, ARGS(ARG(ipv4), ARG(ipv6), ARG(id)));
}

enum fault_code vm_network_any(const struct db *db, int64_t cluster_id, int64_t *network_id)
{
    struct number found;
    enum fault_code rc = db_one(db, &network_of, &found, ARGS(ARG(cluster_id)));
    *network_id = found.n;
    return rc;
}

enum fault_code vm_take(struct db *db, int64_t id, enum vm_busy busy, int64_t task_id,
                        int64_t wished)
{
    int64_t changed = 0;
    /* its creator takes it a second time, with the task's id */
    int64_t also = busy == BUSY_CREATING ? BUSY_CREATING : BUSY_NOT;
    enum fault_code rc =
        db_exec(db, &take, &changed, NULL,
                ARGS(arg_i64(busy), ARG(task_id), ARG(wished), ARG(wished), ARG(id), ARG(also)));
    if (rc || changed)
        return rc;
    return fail(db->fault, FAULT_LOCKED, T("The machine is being worked on."));
}

enum fault_code vm_rename(struct db *db, const struct scope *who, int64_t id, const char *name,
                          const char *labels)
{
    enum fault_code rc = db_exec_one(db, &rename_vm, FAULT_MISSING,
                                     ARGS(ARG(name), ARG(labels), ARG(id), OWNER(who)));
    if (rc == FAULT_UNIQUE)
        return fail_field(db->fault, rc, "name", T("You have a machine named %s already."), name);
    if (!rc)
        rc = db_exec(db, &drop_labels, NULL, NULL, ARGS(ARG(id)));
    return rc ? rc : db_exec(db, &add_labels, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code vm_spec_any(const struct db *db, int64_t id, struct vm_spec *out)
{
    return db_one(db, &spec, out, ARGS(ARG(id)));
}

enum fault_code vm_free(struct db *db, int64_t id, int64_t task_id, enum vm_seen seen,
                        int64_t failed_task_id)
{
    return db_exec(db, &set_free, NULL, NULL,
                   ARGS(arg_i64(seen), arg_ref(failed_task_id), ARG(id), ARG(task_id)));
}

enum fault_code vm_leave(struct db *db, int64_t id, int64_t task_id, const struct vm_left *l)
{
    return db_exec(db, &leave, NULL, NULL,
                   ARGS(arg_i64(l->looked), arg_i64(l->seen), arg_i64(l->unwish), ARG(id),
                        ARG(task_id)));
}

enum fault_code vm_made(struct db *db, int64_t id, int64_t task_id, enum vm_seen seen)
{
    enum fault_code rc = db_exec(db, &made, NULL, NULL, ARGS(arg_i64(seen), ARG(id), ARG(task_id)));
    return rc ? rc : db_exec(db, &life_begins, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code vm_unmade(struct db *db, int64_t id, int64_t task_id)
{
    enum fault_code rc =
        db_exec(db, &unmade, NULL, NULL, ARGS(ARG(task_id), ARG(id), ARG(task_id)));
    return rc ? rc : db_exec(db, &drop_nic, NULL, NULL, ARGS(ARG(id)));
}

enum fault_code vm_forget_hashes(struct db *db)
{
    return db_exec(db, &forget, NULL, NULL, NO_ARGS);
}

enum fault_code vm_drop(struct db *db, int64_t id)
{
    enum fault_code rc = db_exec(db, &drop_nic, NULL, NULL, ARGS(ARG(id)));
    if (!rc)
        rc = db_exec(db, &life_ends, NULL, NULL, ARGS(ARG(id)));
    return rc ? rc : db_exec(db, &drop, NULL, NULL, ARGS(ARG(id)));
}
