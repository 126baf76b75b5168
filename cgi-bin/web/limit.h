/* SPDX-License-Identifier: Apache-2.0 */
/* The form of limits, of struct limits, and what there is of them, as pages show it. */
#pragma once
#include "store/limit.h"
#include "web/form.h"

extern const struct form_spec limit_spec;
extern const struct form_spec limit_resold_spec; /* of a reseller's customer */
/* Inputs of LIMIT_FIELDS, for a form that has more. */
#define LIMIT_NONE .help = T("Left empty: no limit of its own."), .blank = true
#define LIMIT_SIZE_NONE .help = T("Such as 64 GB. Left empty: no limit of its own."), .blank = true
#define LIMIT_INPUTS                                                                               \
    INPUT("vm_limit", T("Machines at most"), NUMBER,                                               \
          .help = T("Machines that are there stay, also above it.")),                              \
        INPUT("running_limit", T("Of them running"), NUMBER, LIMIT_NONE),                          \
        INPUT("vcpu_limit", T("vCPU"), NUMBER, LIMIT_NONE),                                        \
        INPUT("memory_limit", T("Memory"), SIZE, LIMIT_SIZE_NONE),                                 \
        INPUT("disk_limit", T("Disk"), SIZE, LIMIT_SIZE_NONE),                                     \
        INPUT("ip_limit", T("IPv4 addresses"), NUMBER, LIMIT_NONE),                                \
        INPUT("traffic_limit", T("Traffic a month"), SIZE, .blank = true,                          \
              .help = T("Such as 20 TB; what machines send counts. Left empty: no limit of its "   \
                        "own."))

/* What an account, a group or a reseller has of what it may have: rows for part/limits.html. */
struct limit_row {
    const char *words;
    const char *has;
    const char *most;          /* "": as much as there is */
    int64_t percent;           /* of the limit */
    const char *level;         /* of that: a class of .load */
    const char *left;          /* of it; "" where there is no limit */
    const char *frees;         /* nothing is left: what its own people can do, else "" */
    const char *biggest_words; /* what those are that would free some */
    struct list biggest;
};
extern const struct field limit_row_fields[];

/* How near to its end something is: "", "warn" or "bad". */
const char *limit_level(int64_t percent);

enum limit_reader { LIMIT_OWN_PEOPLE, LIMIT_OTHERS };
/*
 * Counts what runs, and finds who has the most. path: of one of those, "/vm/%lld" or
 * "/account/%lld" below page_root(); NULL: they are named alone.
 */
enum fault_code limit_rows(const struct db *, const struct request *, struct limit_state *,
                           enum limit_reader, const char *path, struct list *) MUST_CHECK;
/* The first limit that is used up, in a sentence; *out NULL: none is. */
enum fault_code limit_reached(const struct db *, const struct account *, enum limit_reader,
                              const char **out) MUST_CHECK;
/* Do its own limits leave room for a machine of this size? */
bool limit_leaves(const struct account *, int64_t vcpu, int64_t memory, int64_t disk);
