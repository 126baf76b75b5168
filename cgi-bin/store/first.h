/* SPDX-License-Identifier: Apache-2.0 */
/* How far a new panel is: each step is done when the rows that it makes are there. */
#pragma once
#include "db/db.h"

struct first_steps {
    bool password; /* one of the provider's people has chosen one */
    bool mail;     /* the last was sent by the server that is set: none goes to the catcher */
    bool node;
    bool address; /* one that a machine may get */
    bool image;
    bool plan;
    bool customer;
};
enum fault_code first_steps_any(const struct db *, struct first_steps *) MUST_CHECK;
bool first_steps_done(const struct first_steps *);
