/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a service starts: NAME --state DIR [ROLE]. It gives up what it does not need, reads its
 * configuration and the password of the database user that has its name. (Web programs:
 * web/program.h.)
 */
#pragma once
#include "base/conf.h"
#include "db/db.h"

struct service_spec {
    const char *name;
    const char *role; /* its last argument, where ps shows what it does; NULL: it takes none */
    bool seals;       /* it opens what is sealed */
};

struct service {
    struct arena *arena; /* the caller's, as long as the service lives */
    struct conf conf;
    struct db_conf db;
};

/* 0, or the exit status: it has said why. */
int service_begin(struct service *, const struct service_spec *, int argc, char **argv) MUST_CHECK;
