/* SPDX-License-Identifier: Apache-2.0 */
#include "store/node_noun.h"
#include "store/metric.h"
#include "store/storage_parts.h"

#define LISTERS DB_ADMIN_READER
#define OFFER ROWS(struct list_offer, list_offer_view)
QUERY(cluster_ref, LISTERS | DB_CLI, "SELECT id AS n FROM cluster WHERE name = ?", NUMBER_ROW);
QUERY(clusters, LISTERS, "SELECT name FROM cluster ORDER BY name LIMIT 50", OFFER);
QUERY(node_ref, LISTERS, "SELECT id AS n FROM node WHERE name = ?", NUMBER_ROW);
QUERY(nodes, LISTERS, "SELECT name FROM node ORDER BY name LIMIT 50", OFFER);

static const struct field node_row_view[] = {
    I64(struct node_row, id),
    I64(struct node_row, cluster_id),
    TEXT(struct node_row, name),
    TEXT(struct node_row, uri),
    STATE(struct node_row, state, node_state_words),
    TEXT(struct node_row, location),
    TEXT(struct node_row, cluster),
    I64(struct node_row, machines),
    I64(struct node_row, vcpu),
    BYTES(struct node_row, memory),
    BYTES(struct node_row, mem_limit),
    BYTES(struct node_row, mem_reserved),
    I64(struct node_row, mem_percent),
    TEXT(struct node_row, mem_level),
    TEXT(struct node_row, cpu_percent),
    TEXT(struct node_row, cpu_level),
    TEXT(struct node_row, used_percent),
    TEXT(struct node_row, used_level),
    TEXT(struct node_row, accel),
    TEXT(struct node_row, version),
    TEXT(struct node_row, why),
    TIME(struct node_row, seen_at),
    FIELDS_END,
};

static const struct list_column node_columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "node.name", .index = "by_name", .sorts = true },
    { "state", T("State"), COLUMN_WORD, .sql = "node.state", .index = "by_state",
      .then = "name", .words = node_state_words, .word_count = NODE_STATES },
    { "location", T("Location"), COLUMN_TEXT, .sql = NULL },
    { "cluster", T("Cluster"), COLUMN_REF, .sql = "node.cluster_id", .ref = &cluster_ref,
      .offers = &clusters },
    { "machines", T("Machines"), COLUMN_NUMBER, .sql = "node.vm_count" },
    { "vcpu", T("Processors"), COLUMN_NUMBER, .sql = "node.vcpu" },
    { "cpu", T("CPU"), COLUMN_NUMBER, .field = "cpu_percent" },
    { "used", T("Memory"), COLUMN_NUMBER, .field = "used_percent" },
    { "given", T("Given"), COLUMN_NUMBER, .field = "mem_percent" },
    { "limit", T("Memory for machines"), COLUMN_BYTES, .field = "mem_limit",
      .sql = "node.mem_limit" },
    { "memory", T("Its memory"), COLUMN_BYTES, .sql = "node.memory" },
    { "accel", T("Runs by"), COLUMN_TEXT, .sql = "node.accel", .ascii = true },
    { "version", T("Version"), COLUMN_TEXT, .sql = "node.version" },
    { "seen", T("Answered"), COLUMN_TIME, .field = "seen_at", .sql = "node.seen_at" },
    { "why", T("Why"), COLUMN_TEXT, .sql = NULL },
    { "id", T("Number"), COLUMN_NUMBER, .sql = "node.id", .index = "PRIMARY", .sorts = true },
};

#define GIVEN "node.mem_reserved * 100 DIV GREATEST(node.mem_limit, 1)"
LIST_NOUN(node_noun, .name = "node", .table = "node",
          .columns = "node.id, node.cluster_id, node.name, node.uri, node.state, "
                     "location.name AS location, "
                     "cluster.name AS cluster, node.vm_count AS machines, node.vcpu, node.memory, "
                     "node.mem_limit, node.mem_reserved, " GIVEN " AS mem_percent, "
                     METRIC_LEVEL(GIVEN) "mem_level, node.accel, node.version, node.why, "
                     "node.seen_at, " METRIC_NODE_LOAD,
          .joins = "JOIN cluster ON cluster.id = node.cluster_id "
                   "JOIN location ON location.id = cluster.location_id " METRIC_JOIN_NODE_LOAD,
          .row = node_row_view, .size = sizeof(struct node_row), LIST_COLUMNS(node_columns),
          .global = true, .by = "name", .users = LISTERS | DB_CLI);

static const struct list_column storage_columns[] = {
    { "name", T("Name"), COLUMN_TEXT, .sql = "storage.name", .index = "by_name", .sorts = true },
    { "node", T("Node"), COLUMN_REF, .sql = "storage.node_id", .index = "by_node",
      .then = "name", .ref = &node_ref, .offers = &nodes },
    { "cluster", T("Cluster"), COLUMN_REF, .sql = "storage.cluster_id", .ref = &cluster_ref,
      .offers = &clusters },
    { "kind", T("Kind"), COLUMN_TEXT, .sql = NULL },
    { "path", T("Path"), COLUMN_TEXT, .sql = "storage.path" },
    { "given", T("Given to disks"), COLUMN_NUMBER, .field = "given_percent" },
    { "reserved", T("Given"), COLUMN_BYTES, .sql = "storage.reserved" },
    { "limit", T("To give"), COLUMN_BYTES, .field = "reserve_limit",
      .sql = "storage.reserve_limit" },
    { "used", T("Used"), COLUMN_NUMBER, .field = "used_percent" },
};

LIST_NOUN(storage_noun, .name = "storage", .table = "storage", .columns = STORAGE_COLUMNS,
          .joins = STORAGE_JOINS, .row = storage_row_view, .size = sizeof(struct storage_row),
          LIST_COLUMNS(storage_columns), .global = true, .by = "name", .users = LISTERS);
