/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The collector's minute, begun by cron: a child a node reads it every ten seconds and stores what
 * it saw. A child that is not done when the minute is over is killed, and hurts no other.
 */
#pragma once
#include "base/conf.h"
#include "db/db.h"

enum collector_end { COLLECTOR_DONE = 0, COLLECTOR_FAILED = 1, COLLECTOR_RUNS_ALREADY = 3 };

/* Returns the program's exit status. */
enum collector_end collector_run(const struct conf *, const struct db_conf *);
