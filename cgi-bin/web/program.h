/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a web program starts: options, configuration, database, then requests
 * until SIGTERM. What it cannot begin with, it says and ends with 1.
 */
#pragma once
#include "web/gate.h"

struct web_program {
    struct face face; /* name: also the database user's; db and ctx are filled here */
    enum web_face which;
    /* Makes ready what pages need; NULL for JSON. */
    enum fault_code (*prepare)(struct fault *, struct arena *forever, struct web *,
                               const struct face *);
};

/* NAME [--state DIR] --reader | --writer | --signin */
int web_main(const struct web_program *, int argc, char **argv);
