/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ten busiest of all are among the ten busiest of each node, so the collector of a node writes
 * its ten, and nobody sorts a hundred thousand rows.
 */
#include "store/metric.h"
#include "base/figures.h"

static const struct field node_view[] = {
    I64(struct metric_node, id),   TEXT(struct metric_node, name),
    TEXT(struct metric_node, uri), I64(struct metric_node, vcpu),
    I64(struct metric_node, memory), FIELDS_END,
};
static const struct field vm_view[] = {
    I64(struct metric_vm, id),   TEXT(struct metric_vm, uuid),
    I64(struct metric_vm, vcpu), I64(struct metric_vm, memory),
    I64(struct metric_vm, account_id), I64(struct metric_vm, reseller_id),
    FIELDS_END,
};
static const struct field storage_view[] = { I64(struct metric_storage, id), FIELDS_END };
const struct field top_vm_view[] = {
    I64(struct top_vm, vm_id),        TEXT(struct top_vm, name),
    TEXT(struct top_vm, account),     TEXT(struct top_vm, node),
    I64(struct top_vm, value),        I64(struct top_vm, share),
    TEXT(struct top_vm, value_words), FIELDS_END,
};
const struct field top_node_view[] = {
    I64(struct top_node, id),
    TEXT(struct top_node, name),
    I64(struct top_node, cpu_percent),
    I64(struct top_node, used_percent),
    TEXT(struct top_node, cpu_level),
    TEXT(struct top_node, used_level),
    TEXT(struct top_node, load_words),
    TEXT(struct top_node, out_words),
    FIELDS_END,
};

QUERY(nodes, DB_COLLECTOR, "SELECT id, name, uri, vcpu, memory FROM node ORDER BY id LIMIT 10000",
      ROWS(struct metric_node, node_view));
QUERY(vms, DB_COLLECTOR,
      "SELECT id, uuid, vcpu, memory, account_id, reseller_id FROM vm WHERE node_id = ? "
      "ORDER BY id LIMIT 100000",
      ROWS(struct metric_vm, vm_view));
QUERY(storages, DB_COLLECTOR, "SELECT id FROM storage WHERE node_id = ? ORDER BY id LIMIT 32",
      ROWS(struct metric_storage, storage_view));

QUERY(save_vm, DB_COLLECTOR,
      "INSERT INTO vm_load (vm_id, at, cpu_percent, mem_percent, cpu, mem, requests, in_bytes, "
      "out_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE at = VALUES(at), "
      "cpu_percent = VALUES(cpu_percent), mem_percent = VALUES(mem_percent), cpu = VALUES(cpu), "
      "mem = VALUES(mem), requests = VALUES(requests), in_bytes = VALUES(in_bytes), "
      "out_bytes = VALUES(out_bytes)");
QUERY(save_node, DB_COLLECTOR,
      "INSERT INTO node_load (node_id, at, cpu_percent, mem_percent, load_avg, in_bytes, "
      "out_bytes) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE at = VALUES(at), "
      "cpu_percent = VALUES(cpu_percent), mem_percent = VALUES(mem_percent), "
      "load_avg = VALUES(load_avg), in_bytes = VALUES(in_bytes), out_bytes = VALUES(out_bytes)");
QUERY(save_storage, DB_COLLECTOR,
      "INSERT INTO storage_load (storage_id, at, whole, used) VALUES (?, ?, ?, ?) "
      "ON DUPLICATE KEY UPDATE at = VALUES(at), whole = VALUES(whole), used = VALUES(used)");
QUERY(save_top, DB_COLLECTOR,
      "INSERT INTO vm_top (what, node_id, no, at, vm_id, value) VALUES (?, ?, ?, ?, ?, ?) "
      "ON DUPLICATE KEY UPDATE at = VALUES(at), vm_id = VALUES(vm_id), value = VALUES(value)");

/* Twice as many as are shown: of some the machine was deleted, or has moved and is here twice. */
QUERY(top_vms, DB_ADMIN_READER,
      "SELECT vm.id AS vm_id, vm.name, account.name AS account, node.name AS node, found.value "
      "FROM (SELECT vm_id, node_id, value FROM vm_top WHERE what = ? AND value > 0 "
      "AND at > UNIX_TIMESTAMP() - " METRIC_FRESH_S " ORDER BY value DESC LIMIT 20) AS found "
      "JOIN vm ON vm.id = found.vm_id AND vm.node_id = found.node_id "
      "JOIN account ON account.id = vm.account_id JOIN node ON node.id = vm.node_id "
      "ORDER BY found.value DESC, vm.id LIMIT 10",
      ROWS(struct top_vm, top_vm_view));

struct busy_node {
    int64_t id;
    const char *name;
    int64_t cpu_percent;
    int64_t used_percent;
    const char *cpu_level;
    const char *used_level;
    int64_t load_avg;
    int64_t out_bytes;
};
static const struct field busy_node_view[] = {
    I64(struct busy_node, id),
    TEXT(struct busy_node, name),
    I64(struct busy_node, cpu_percent),
    I64(struct busy_node, used_percent),
    TEXT(struct busy_node, cpu_level),
    TEXT(struct busy_node, used_level),
    I64(struct busy_node, load_avg),
    I64(struct busy_node, out_bytes),
    FIELDS_END,
};
#define BUSY_NODES                                                                                 \
    "SELECT node.id, node.name, load_avg, out_bytes, " METRIC_NODE_LOAD                            \
    "FROM node_load JOIN node ON node.id = node_load.node_id "                                     \
    "WHERE node_load.at > UNIX_TIMESTAMP() - " METRIC_FRESH_S " "
QUERY(top_nodes, DB_ADMIN_READER,
      BUSY_NODES "ORDER BY node_load.cpu_percent DESC, node.id LIMIT 10",
      ROWS(struct busy_node, busy_node_view));
QUERY(one_node, DB_ADMIN_READER, BUSY_NODES "AND node.id = ?",
      ROWS(struct busy_node, busy_node_view));

#define STALE "WHERE at < UNIX_TIMESTAMP() - 86400"
QUERY(sweep_vm, DB_TASKD, "DELETE FROM vm_load " STALE " LIMIT 10000");
QUERY(sweep_node, DB_TASKD, "DELETE FROM node_load " STALE " LIMIT 10000");
QUERY(sweep_storage, DB_TASKD, "DELETE FROM storage_load " STALE " LIMIT 10000");
QUERY(sweep_top, DB_TASKD, "DELETE FROM vm_top " STALE " LIMIT 10000");

enum fault_code metric_node_list_any(const struct db *db, struct list *out)
{
    return db_all(db, &nodes, out, NO_ARGS);
}

enum fault_code metric_vm_list_any(const struct db *db, int64_t node_id, struct list *out)
{
    return db_all(db, &vms, out, ARGS(ARG(node_id)));
}

enum fault_code metric_storage_list_any(const struct db *db, int64_t node_id, struct list *out)
{
    return db_all(db, &storages, out, ARGS(ARG(node_id)));
}

/* Puts `count` numbers as one row; returns the place of the next. */
static struct cell *put(struct cell *at, const int64_t *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        at[i].i = value[i];
    return at + count;
}

enum fault_code vm_load_save(struct db *db, int64_t at, const struct vm_load *load, size_t count)
{
    enum { ARGS_OF_ROW = 9 };
    struct cell *cells = arena_array(db->arena, count * ARGS_OF_ROW + 1, sizeof(*cells));
    struct cell *next = cells;
    for (size_t i = 0; i < count; i++) {
        const struct vm_load *l = &load[i];
        const int64_t row[ARGS_OF_ROW] = { l->vm_id,       at,          l->cpu_percent,
                                           l->mem_percent, l->cpu,      l->mem,
                                           l->requests,    l->in_bytes, l->out_bytes };
        next = put(next, row, ARGS_OF_ROW);
    }
    return db_exec_rows(db, &save_vm, cells, ARGS_OF_ROW, count);
}

enum fault_code node_load_save(struct db *db, int64_t at, const struct node_load *l)
{
    return db_exec(db, &save_node, NULL, NULL,
                   ARGS(ARG(l->node_id), ARG(at), ARG(l->cpu_percent), ARG(l->mem_percent),
                        ARG(l->load_avg), ARG(l->in_bytes), ARG(l->out_bytes)));
}

enum fault_code storage_load_save(struct db *db, int64_t at, const struct storage_load *load,
                                  size_t count)
{
    enum fault_code rc = FAULT_OK;
    for (size_t i = 0; !rc && i < count; i++)
        rc = db_exec(db, &save_storage, NULL, NULL,
                     ARGS(ARG(load[i].storage_id), ARG(at), ARG(load[i].whole), ARG(load[i].used)));
    return rc;
}

static int64_t value_of(const struct vm_load *l, enum metric_top what)
{
    switch (what) {
    case TOP_CPU: return l->cpu;
    case TOP_OUT_BYTES: return l->out_bytes;
    case TOP_REQUESTS: return l->requests;
    case TOP_COUNT: break;
    }
    bug("no such top list");
}

struct ranked {
    int64_t vm_id;
    int64_t value;
};

/* Into a list of the greatest so far, the greatest first. */
static void rank(struct ranked top[TOP_ROWS], struct ranked new)
{
    for (int i = 0; i < TOP_ROWS; i++)
        if (new.value > top[i].value) {
            struct ranked pushed = top[i];
            top[i] = new;
            new = pushed;
        }
}

/* All places are written: one that is empty now must not keep what stood there. */
enum fault_code top_vm_save(struct db *db, int64_t at, int64_t node_id, const struct vm_load *load,
                            size_t count)
{
    enum { ARGS_OF_ROW = 6, ROWS_OF_NODE = TOP_COUNT * TOP_ROWS };
    struct cell *cells = arena_array(db->arena, ROWS_OF_NODE * ARGS_OF_ROW, sizeof(*cells));
    struct cell *next = cells;
    for (int what = 0; what < TOP_COUNT; what++) {
        struct ranked top[TOP_ROWS] = { 0 };
        for (size_t i = 0; i < count; i++)
            rank(top, (struct ranked){ load[i].vm_id, value_of(&load[i], what) });
        for (int no = 0; no < TOP_ROWS; no++) {
            const int64_t row[ARGS_OF_ROW] = {
                what, node_id, no, at, top[no].vm_id, top[no].value
            };
            next = put(next, row, ARGS_OF_ROW);
        }
    }
    return db_exec_rows(db, &save_top, cells, ARGS_OF_ROW, ROWS_OF_NODE);
}

enum fault_code top_vm_list_any(const struct db *db, enum metric_top what, struct list *out)
{
    static int (*const figures[TOP_COUNT])(char *, int64_t) = {
        [TOP_CPU] = figure_three,
        [TOP_OUT_BYTES] = figure_byte_rate,
        [TOP_REQUESTS] = figure_rate,
    };
    enum fault_code rc = db_all(db, &top_vms, out, ARGS(arg_i64(what)));
    struct top_vm *row = arena_array(db->arena, (size_t)out->count + 1, sizeof(*row));
    const struct top_vm *found = out->rows;
    for (int64_t i = 0; !rc && i < out->count; i++) {
        row[i] = found[i];
        row[i].share = found[i].value * 100 / found[0].value;
        row[i].value_words = figure_words(db->arena, figures[what], found[i].value);
    }
    out->rows = row;
    return rc;
}

static struct top_node shown(const struct db *db, const struct busy_node *n)
{
    return (struct top_node){ .id = n->id,
                              .name = n->name,
                              .cpu_percent = n->cpu_percent,
                              .used_percent = n->used_percent,
                              .cpu_level = n->cpu_level,
                              .used_level = n->used_level,
                              .load_words = figure_words(db->arena, figure_three, n->load_avg),
                              .out_words =
                                  figure_words(db->arena, figure_byte_rate, n->out_bytes) };
}

enum fault_code top_node_list_any(const struct db *db, struct list *out)
{
    enum fault_code rc = db_all(db, &top_nodes, out, NO_ARGS);
    struct top_node *row = arena_array(db->arena, (size_t)out->count + 1, sizeof(*row));
    const struct busy_node *found = out->rows;
    for (int64_t i = 0; !rc && i < out->count; i++)
        row[i] = shown(db, &found[i]);
    out->rows = row;
    return rc;
}

enum fault_code top_node_any(const struct db *db, int64_t node_id, struct top_node *out)
{
    struct busy_node found;
    enum fault_code rc = db_one(db, &one_node, &found, ARGS(ARG(node_id)));
    if (!rc)
        *out = shown(db, &found);
    return rc;
}

enum fault_code metric_sweep(struct db *db)
{
    static const struct query *const all[] = { &sweep_vm, &sweep_node, &sweep_storage, &sweep_top };
    enum fault_code rc = FAULT_OK;
    for (size_t i = 0; !rc && i < countof(all); i++)
        rc = db_exec(db, all[i], NULL, NULL, NO_ARGS);
    return rc;
}
