/* SPDX-License-Identifier: Apache-2.0 */
/* Where machines run: locations, clusters, nodes, their storages and networks. */
#pragma once
#include "store/scope.h"

struct location {
    int64_t id;
    const char *name;
    const char *city;
    const char *country;
    int64_t cluster_id;
};
extern const struct field location_view[];

enum node_state { NODE_NEW, NODE_READY, NODE_UNREACHABLE, NODE_STATES };
extern const struct word node_state_words[NODE_STATES];

struct node {
    int64_t id;
    int64_t cluster_id;
    const char *name;
    const char *uri;
    unsigned state;
    const char *accel;
    int64_t vcpu;
    int64_t memory;
    int64_t mem_limit;
    int64_t mem_reserved;
    int64_t mem_percent; /* reserved of the limit */
    int64_t machines;
    const char *cluster;
    const char *location;
    const char *version;
    const char *why; /* what it answered last, when it did not answer well */
    int64_t seen_at;
};
extern const struct field node_view[];

struct storage {
    int64_t id;
    const char *path;
};

struct network {
    int64_t id;
    const char *bridge;
    const char *dns; /* addresses with a comma between them */
    const char *gateway4;
    int64_t prefix4;
    const char *gateway6;
    int64_t prefix6;
};

enum fault_code location_list_any(const struct db *, struct list *) MUST_CHECK;
enum fault_code location_load_any(const struct db *, int64_t id, struct location *) MUST_CHECK;
enum fault_code node_list_any(const struct db *, struct list *) MUST_CHECK;
enum fault_code node_load_any(const struct db *, int64_t id, struct node *) MUST_CHECK;
/* A node's storages, and the networks of its cluster. */
enum fault_code storage_list_any(const struct db *, int64_t node_id, struct list *) MUST_CHECK;
enum fault_code network_list_any(const struct db *, int64_t cluster_id, struct list *) MUST_CHECK;

/* In a transaction. Reserves memory on the node of the cluster with most room;
 * FAULT_FULL, naming the location, when none has room. */
enum fault_code node_reserve(struct db *, const struct location *, int64_t memory,
                             int64_t *node_id) MUST_CHECK;
enum fault_code storage_reserve(struct db *, const struct location *, int64_t node_id,
                                int64_t bytes, int64_t *storage_id) MUST_CHECK;
enum fault_code node_release(struct db *, int64_t node_id, int64_t memory) MUST_CHECK;
enum fault_code storage_release(struct db *, int64_t storage_id, int64_t bytes) MUST_CHECK;
/* The most memory a machine in this cluster could get now. */
enum fault_code node_room(const struct db *, int64_t cluster_id, int64_t *memory) MUST_CHECK;

/* What a probe found: the node answered, or why it did not. */
enum fault_code node_answered(struct db *, int64_t node_id, const char *version) MUST_CHECK;
enum fault_code node_silent(struct db *, int64_t node_id, const char *why) MUST_CHECK;
/* What a comparison saw of the host itself. */
struct node_look {
    bool has_clock;
    int64_t clock_ms; /* ahead of ours */
    const char *guards;
    const char *runs_as;
};
enum fault_code node_looked(struct db *, int64_t node_id, const struct node_look *) MUST_CHECK;

/* Set-up: each adds what is missing and returns its id. */
struct node_setup {
    const char *location;
    const char *city;
    const char *country;
    const char *cluster;
    const char *node;
    const char *uri;
    const char *accel;
    int64_t vcpu;
    int64_t memory;
    int64_t mem_limit;
    const char *storage;
    const char *path;
    int64_t whole;
    const char *network;
    const char *bridge;
    const char *dns;
};
enum fault_code node_setup(struct db *, const struct node_setup *, int64_t *node_id,
                           int64_t *network_id) MUST_CHECK;
