/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Brings the schema up to the files of sql/: NNNN_name.sql in order, each once,
 * its checksum kept. Two at once: one waits for the other's lease. One that was
 * killed in the middle goes on where it was. Then sql/grants.sql, if it changed.
 */
#pragma once
#include "db/db.h"

typedef void migrate_say_fn(const char *line);

/* `db` is of the user `owner`. */
enum fault_code migrate(struct db *, const char *sql_dir, migrate_say_fn *say) MUST_CHECK;
/* Is it the name of a migration's file? */
bool migrate_is_one(const char *name);
