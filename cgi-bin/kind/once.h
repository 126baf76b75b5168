/* SPDX-License-Identifier: Apache-2.0 */
/* One transaction that takes place once, however often it is asked. */
#pragma once
#include "kind/kind.h"

/*
 * fn does the work in a transaction and fills *out. A key that was used before
 * for the same thing returns its answer, with out->repeated.
 */
enum fault_code ask_once(struct db *, const struct asker *, const struct once *, db_tx_fn *fn,
                         void *ctx, struct asked *out) MUST_CHECK;
