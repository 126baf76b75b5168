/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mailer's loop: looks into the outbox each second, has up to four sessions
 * at once, writes what came of each. It starts and goes on when no mail can be
 * sent and when the database is away. What was sent is written down before
 * anything else is begun, since it would be sent again.
 */
#pragma once
#include "base/conf.h"
#include "db/db.h"

/* Until SIGTERM, which lets sessions under way end; returns the exit status. */
int mailer_run(const struct conf *, const struct db_conf *);
