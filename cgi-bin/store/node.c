/* SPDX-License-Identifier: Apache-2.0 */
/* Room is counted in the reserving UPDATE itself, so two clicks cannot share it. */
#include "store/node.h"
#include "store/number.h"

const struct word node_state_words[NODE_STATES] = {
    [NODE_NEW] = { "new", T("New"), "node-new" },
    [NODE_READY] = { "ready", T("Ready"), "node-ready" },
    [NODE_UNREACHABLE] = { "unreachable", T("Unreachable"), "node-unreachable" },
};

const struct field location_view[] = {
    I64(struct location, id),       TEXT(struct location, name),      TEXT(struct location, city),
    TEXT(struct location, country), I64(struct location, cluster_id), FIELDS_END,
};

const struct field node_view[] = {
    I64(struct node, id),
    I64(struct node, cluster_id),
    TEXT(struct node, name),
    TEXT(struct node, uri),
    STATE(struct node, state, node_state_words),
    TEXT(struct node, accel),
    I64(struct node, vcpu),
    BYTES(struct node, memory),
    BYTES(struct node, mem_limit),
    BYTES(struct node, mem_reserved),
    I64(struct node, mem_percent),
    I64(struct node, machines),
    TEXT(struct node, cluster),
    TEXT(struct node, location),
    TEXT(struct node, version),
    TEXT(struct node, why),
    TIME(struct node, seen_at),
    FIELDS_END,
};

static const struct field storage_view[] = {
    I64(struct storage, id),
    TEXT(struct storage, path),
    FIELDS_END,
};

static const struct field network_view[] = {
    I64(struct network, id),      TEXT(struct network, bridge),
    TEXT(struct network, dns),    TEXT(struct network, gateway4),
    I64(struct network, prefix4), TEXT(struct network, gateway6),
    I64(struct network, prefix6), FIELDS_END,
};

/* Until a location has several clusters, its first is the one that is filled. */
#define LOCATIONS                                                                                  \
    "SELECT location.id, location.name, city, country, MIN(cluster.id) AS cluster_id "             \
    "FROM location JOIN cluster ON cluster.location_id = location.id "
QUERY(locations, DB_WEB, LOCATIONS "GROUP BY location.id ORDER BY location.name LIMIT 1000",
      ROWS(struct location, location_view));
QUERY(location_by_id, DB_WEB | DB_CLI, LOCATIONS "WHERE location.id = ? GROUP BY location.id",
      ROWS(struct location, location_view));

#define NODES                                                                                      \
    "SELECT node.id, cluster_id, node.name, uri, state, accel, vcpu, memory, mem_limit, "          \
    "mem_reserved, mem_reserved * 100 DIV mem_limit AS mem_percent, vm_count AS machines, "        \
    "cluster.name AS cluster, location.name AS location, version, why, seen_at "                   \
    "FROM node JOIN cluster ON cluster.id = node.cluster_id "                                      \
    "JOIN location ON location.id = cluster.location_id "
QUERY(nodes, DB_CLI | DB_TASKD,
      NODES "ORDER BY node.name LIMIT 1000", ROWS(struct node, node_view));
QUERY(node_by_id, DB_TASKD | DB_ADMIN_READER | DB_ADMIN, NODES "WHERE node.id = ?",
      ROWS(struct node, node_view));
QUERY(storages, DB_TASKD, "SELECT id, path FROM storage WHERE node_id = ? ORDER BY id LIMIT 100",
      ROWS(struct storage, storage_view));
QUERY(networks, DB_TASKD,
      "SELECT network.id, bridge, dns, four.gateway AS gateway4, four.prefix AS prefix4, "
      "six.gateway AS gateway6, six.prefix AS prefix6 FROM network "
      "JOIN ip_pool AS four ON four.network_id = network.id AND four.family = 4 "
      "JOIN ip_pool AS six ON six.network_id = network.id AND six.family = 6 "
      "WHERE cluster_id = ? ORDER BY network.id LIMIT 100",
      ROWS(struct network, network_view));

QUERY(with_room, DB_WEB_WRITERS | DB_CLI,
      "SELECT id AS n FROM node WHERE cluster_id = ? AND state = 1 "
      "AND mem_reserved + ? <= mem_limit ORDER BY mem_limit - mem_reserved DESC, id LIMIT 1",
      NUMBER_ROW);
QUERY(reserve, DB_WEB_WRITERS | DB_CLI,
      "UPDATE node SET mem_reserved = mem_reserved + ?, vm_count = vm_count + 1 "
      "WHERE id = ? AND mem_reserved + ? <= mem_limit");
QUERY(release, DB_TASKD,
      "UPDATE node SET mem_reserved = mem_reserved - ?, vm_count = vm_count - 1 WHERE id = ?");
QUERY(storage_with_room, DB_WEB_WRITERS | DB_CLI,
      "SELECT id AS n FROM storage WHERE cluster_id = ? AND (node_id IS NULL OR node_id = ?) "
      "AND main AND reserved + ? <= reserve_limit ORDER BY reserve_limit - reserved DESC LIMIT 1",
      NUMBER_ROW);
QUERY(reserve_storage, DB_WEB_WRITERS | DB_CLI,
      "UPDATE storage SET reserved = reserved + ? WHERE id = ? AND reserved + ? <= reserve_limit");
QUERY(release_storage, DB_TASKD, "UPDATE storage SET reserved = reserved - ? WHERE id = ?");
QUERY(room, DB_WEB,
      "SELECT COALESCE(MAX(mem_limit - mem_reserved), 0) AS n FROM node "
      "WHERE cluster_id = ? AND state = 1",
      NUMBER_ROW);

QUERY(answered, DB_TASKD,
      "UPDATE node SET state = 1, seen_at = NOW(6), version = ?, why = '' WHERE id = ?");
QUERY(silent, DB_TASKD, "UPDATE node SET state = IF(state = 1, 2, state), why = ? WHERE id = ?");
QUERY(looked, DB_TASKD,
      "UPDATE node SET looked_at = NOW(6), clock_ms = IF(?, ?, NULL), guards = ?, runs_as = ? "
      "WHERE id = ?");

QUERY(add_location, DB_CLI, "INSERT IGNORE INTO location (name, city, country) VALUES (?, ?, ?)");
QUERY(add_cluster, DB_CLI,
      "INSERT IGNORE INTO cluster (location_id, name, network_kind) "
      "SELECT id, ?, 0 FROM location WHERE name = ?");
QUERY(add_node, DB_CLI,
      "INSERT IGNORE INTO node (cluster_id, name, uri, accel, vcpu, memory, mem_limit) "
      "SELECT id, ?, ?, ?, ?, ?, ? FROM cluster WHERE name = ?");
QUERY(size_node, DB_CLI,
      "UPDATE node SET accel = ?, vcpu = ?, memory = ?, mem_limit = ? WHERE name = ?");
QUERY(add_storage, DB_CLI,
      "INSERT IGNORE INTO storage (cluster_id, node_id, name, path, whole, reserve_limit) "
      "SELECT cluster_id, id, ?, ?, ?, ? FROM node WHERE name = ?");
QUERY(size_storage, DB_CLI,
      "UPDATE storage JOIN node ON node.id = storage.node_id "
      "SET storage.whole = ?, storage.reserve_limit = ? "
      "WHERE node.name = ? AND storage.name = ?");
QUERY(add_network, DB_CLI,
      "INSERT IGNORE INTO network (cluster_id, name, kind, bridge, dns) "
      "SELECT id, ?, 0, ?, ? FROM cluster WHERE name = ?");
QUERY(node_id_of, DB_CLI, "SELECT id AS n FROM node WHERE name = ?",
      NUMBER_ROW);
QUERY(network_id_of, DB_CLI, "SELECT id AS n FROM network WHERE bridge = ?",
      NUMBER_ROW);

enum fault_code location_list_any(const struct db *db, struct list *out)
{
    return db_all(db, &locations, out, NO_ARGS);
}

enum fault_code location_load_any(const struct db *db, int64_t id, struct location *out)
{
    return db_one(db, &location_by_id, out, ARGS(ARG(id)));
}

enum fault_code node_list_any(const struct db *db, struct list *out)
{
    return db_all(db, &nodes, out, NO_ARGS);
}

enum fault_code node_load_any(const struct db *db, int64_t id, struct node *out)
{
    return db_one(db, &node_by_id, out, ARGS(ARG(id)));
}

enum fault_code storage_list_any(const struct db *db, int64_t node_id, struct list *out)
{
    return db_all(db, &storages, out, ARGS(ARG(node_id)));
}

enum fault_code network_list_any(const struct db *db, int64_t cluster_id, struct list *out)
{
    return db_all(db, &networks, out, ARGS(ARG(cluster_id)));
}

static enum fault_code full(struct db *db, const struct location *l)
{
    return fail(db->fault, FAULT_FULL, T("No node in %s has room for this plan."), l->city);
}

/* Another click may take the room between the two statements: look again. */
enum fault_code node_reserve(struct db *db, const struct location *l, int64_t memory,
                             int64_t *node_id)
{
    for (int tries = 0; tries < 8; tries++) {
        struct number found;
        int64_t changed = 0;
        enum fault_code rc = db_one(db, &with_room, &found, ARGS(ARG(l->cluster_id), ARG(memory)));
        if (rc == FAULT_MISSING)
            return full(db, l);
        if (!rc)
            rc =
                db_exec(db, &reserve, &changed, NULL, ARGS(ARG(memory), ARG(found.n), ARG(memory)));
        *node_id = found.n;
        if (rc || changed)
            return rc;
    }
    return full(db, l);
}

enum fault_code storage_reserve(struct db *db, const struct location *l, int64_t node_id,
                                int64_t bytes, int64_t *storage_id)
{
    struct number found;
    int64_t changed = 0;
    enum fault_code rc =
        db_one(db, &storage_with_room, &found, ARGS(ARG(l->cluster_id), ARG(node_id), ARG(bytes)));
    if (!rc)
        rc = db_exec(db, &reserve_storage, &changed, NULL,
                     ARGS(ARG(bytes), ARG(found.n), ARG(bytes)));
    if (rc == FAULT_MISSING || (!rc && !changed))
        return fail(db->fault, FAULT_FULL, T("No storage in %s has room for this plan."), l->city);
    *storage_id = found.n;
    return rc;
}

enum fault_code node_release(struct db *db, int64_t node_id, int64_t memory)
{
    return db_exec(db, &release, NULL, NULL, ARGS(ARG(memory), ARG(node_id)));
}

enum fault_code storage_release(struct db *db, int64_t storage_id, int64_t bytes)
{
    return db_exec(db, &release_storage, NULL, NULL, ARGS(ARG(bytes), ARG(storage_id)));
}

enum fault_code node_room(const struct db *db, int64_t cluster_id, int64_t *memory)
{
    struct number found;
    enum fault_code rc = db_one(db, &room, &found, ARGS(ARG(cluster_id)));
    *memory = found.n;
    return rc;
}

enum fault_code node_answered(struct db *db, int64_t node_id, const char *version)
{
    return db_exec(db, &answered, NULL, NULL, ARGS(ARG(version), ARG(node_id)));
}

enum fault_code node_silent(struct db *db, int64_t node_id, const char *why)
{
    return db_exec(db, &silent, NULL, NULL, ARGS(ARG(why), ARG(node_id)));
}

enum fault_code node_looked(struct db *db, int64_t node_id, const struct node_look *l)
{
    return db_exec(db, &looked, NULL, NULL,
                   ARGS(arg_i64(l->has_clock), ARG(l->clock_ms), ARG(l->guards), ARG(l->runs_as),
                        ARG(node_id)));
}

static enum fault_code setup_place(struct db *db, const struct node_setup *s)
{
    enum fault_code rc = db_exec(db, &add_location, NULL, NULL,
                                 ARGS(ARG(s->location), ARG(s->city), ARG(s->country)));
    if (!rc)
        rc = db_exec(db, &add_cluster, NULL, NULL, ARGS(ARG(s->cluster), ARG(s->location)));
    if (!rc)
        rc = db_exec(db, &add_network, NULL, NULL,
                     ARGS(ARG(s->network), ARG(s->bridge), ARG(s->dns), ARG(s->cluster)));
    return rc;
}

/* The host may have grown since the last time: its sizes are written anew. */
static enum fault_code setup_node(struct db *db, const struct node_setup *s)
{
    enum fault_code rc = db_exec(db, &add_node, NULL, NULL,
                                 ARGS(ARG(s->node), ARG(s->uri), ARG(s->accel), ARG(s->vcpu),
                                      ARG(s->memory), ARG(s->mem_limit), ARG(s->cluster)));
    if (!rc)
        rc = db_exec(db, &size_node, NULL, NULL,
                     ARGS(ARG(s->accel), ARG(s->vcpu), ARG(s->memory), ARG(s->mem_limit),
                          ARG(s->node)));
    if (!rc)
        rc = db_exec(db, &add_storage, NULL, NULL,
                     ARGS(ARG(s->storage), ARG(s->path), ARG(s->whole), ARG(s->whole),
                          ARG(s->node)));
    if (!rc)
        rc = db_exec(db, &size_storage, NULL, NULL,
                     ARGS(ARG(s->whole), ARG(s->whole), ARG(s->node), ARG(s->storage)));
    return rc;
}

enum fault_code node_setup(struct db *db, const struct node_setup *s, int64_t *node_id,
                           int64_t *network_id)
{
    struct number node;
    struct number network;
    enum fault_code rc = setup_place(db, s);
    if (!rc)
        rc = setup_node(db, s);
    if (!rc)
        rc = db_one(db, &node_id_of, &node, ARGS(ARG(s->node)));
    if (!rc)
        rc = db_one(db, &network_id_of, &network, ARGS(ARG(s->bridge)));
    if (rc)
        return rc;
    *node_id = node.n;
    *network_id = network.n;
    return FAULT_OK;
}
