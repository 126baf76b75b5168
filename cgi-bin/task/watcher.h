/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Following all nodes: a parent that keeps one child a node, so that a libvirtd which hangs stops
 * nobody else. A child says on its standard input, a socket, how it fares.
 */
#pragma once
#include "task/role.h"

struct watch_target {
    int64_t id;
    char name[65];
    char uri[256];
};

/* The parent's whole life; returns the process's exit status. */
int watcher_run(const struct staff *);
/* A child's, after child_fork(). */
int watch_node(const struct staff *, const struct watch_target *);

/* What a child says, a datagram each: that its libvirtd answers; that it has compared all, too;
 * or, with the words behind it, why it ends. */
#define WATCH_ALIVE "alive"
#define WATCH_WELL "well"
#define WATCH_WHY "why "
enum { WATCH_SAYS = 512 };
