/* SPDX-License-Identifier: Apache-2.0 */
/* A change that a page makes: one transaction, once only. */
#pragma once
#include "kind/change.h"
#include "web/gate.h"

/* *done: this very request was answered before. */
enum fault_code change_found(const struct db *, struct request *, bool *done) MUST_CHECK;
/* *repeated (may be NULL): it was made before, and fn did not run now. */
enum fault_code change_once(struct db *, struct request *, const struct change *,
                            bool *repeated) MUST_CHECK;
