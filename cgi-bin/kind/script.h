/* SPDX-License-Identifier: Apache-2.0 */
/* What is done to a script, by pages, JSON and the command line. */
#pragma once
#include "kind/change.h"
#include "store/script.h"

enum script_act {
    SCRIPT_ADD,
    SCRIPT_CHANGE,
    SCRIPT_RETIRE,
    SCRIPT_OFFER,
    SCRIPT_DELETE,
    SCRIPT_ACTS,
};

struct script_saving {
    struct scope who; /* its account */
    enum script_act act;
    int64_t id;       /* set by SCRIPT_ADD */
    const char *name; /* also for the audit's line */
    const char *text; /* of SCRIPT_ADD and SCRIPT_CHANGE, cleaned */
};
/* The change as it is made and noted. */
struct change script_saving_change(struct script_saving *);
