/* SPDX-License-Identifier: Apache-2.0 */
/* The programs' heartbeats, and what /healthz asks. */
#pragma once
#include "store/scope.h"

enum fault_code heartbeat(struct db *, const char *program, const char *host) MUST_CHECK;

struct health {
    int64_t beat_age;   /* seconds since taskd's last heartbeat; -1: never */
    int64_t watch_age;  /* the watcher's */
    int64_t nodes;      /* that there are */
    int64_t ready;      /* that answered within a minute */
    const char *silent; /* the name of one that did not */
};
enum fault_code health_look(const struct db *, struct health *) MUST_CHECK;
