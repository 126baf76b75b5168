/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often somebody may do something within a minute, over all processes of this host: they share
 * one file in memory, so that asking costs no row and no lock. What is counted is a moment for each
 * key: the one at which all that was asked will have been paid for, at an even pace.
 */
#pragma once
#include "base/fault.h"

struct rate;

struct rate_left {
    int64_t most;      /* within a minute; 0: not limited */
    int64_t remaining; /* now */
    int64_t full_in;   /* seconds until all of them are there again */
    int64_t retry_in;  /* seconds until the next one is, where it was refused */
};

/* Maps the file, made where it is not there; it is never closed. */
enum fault_code rate_open(struct fault *, const char *path, struct rate **out) MUST_CHECK;
/* false: refused, and not counted. key is no 0; most at least 1; now: a clock that only goes on. */
bool rate_take(struct rate *, int64_t key, int64_t most, int64_t now, struct rate_left *);
