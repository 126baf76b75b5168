/* SPDX-License-Identifier: Apache-2.0 */
/* Settings by name, the programs' heartbeats, and what /healthz asks. */
#pragma once
#include "store/scope.h"

enum fault_code setting_get(const struct db *, const char *name, const char *fallback,
                            const char **out) MUST_CHECK;
enum fault_code setting_set(struct db *, const char *name, const char *value) MUST_CHECK;

enum fault_code heartbeat(struct db *, const char *program, const char *host) MUST_CHECK;

struct health {
    int64_t beat_age;   /* seconds since taskd's last heartbeat; -1: never */
    int64_t nodes;      /* that there are */
    int64_t ready;      /* that answered within a minute */
    const char *silent; /* the name of one that did not */
};
enum fault_code health_look(const struct db *, struct health *) MUST_CHECK;
